#include "api/render/pending_mutations.hpp"

#include <algorithm>

#include "engine/belief.hpp"

namespace lockstep::api {

namespace {

Json mutation(std::string_view code, std::string_view message, Instant created_at) {
    // Member by member: a list of them would be copied.
    Json entry = Json::object();
    entry.get_ref<Json::object_t&>().reserve(5);
    entry.emplace("mutation_code", code);
    entry.emplace("message", message);
    entry.emplace("created_at", time_text(created_at));
    return entry;
}

Instant deletion_asked_at(engine::Engine const& engine, engine::CodeId code) {
    auto const& record = engine.record(code);
    if (record.issues.has(engine::Issue::being_deleted)) return engine.issue_since(code, engine::Issue::being_deleted);
    return is_finite(record.window.ends) ? record.window.ends : engine.cold(code).created_at;
}

// What the lock does not have, it lacks since the caller chose it, or since somebody else changed it there.
Instant lacking_since(engine::Engine const& engine, engine::CodeId code, Instant chosen_at) {
    auto const drift = engine::Issue::conflicting_external_modification;
    if (!engine.record(code).issues.has(drift)) return chosen_at;
    return std::max(chosen_at, engine.issue_since(code, drift));
}

// When the first write is to leave: nothing when it may leave now.
std::optional<Instant> first_write_at(engine::Belief const& belief) {
    Instant const at = belief.code.native ? belief.preload_from() : belief.active_from();
    if (at > belief.now) return at;
    return std::nullopt;
}

}  // namespace

Json time_frame(engine::Window const& window) {
    return {{"starts_at", time_or_null(window.starts)}, {"ends_at", time_or_null(window.ends)}};
}

Json pending_mutations_of(View const& view, engine::CodeId code) {
    auto const& record = view.engine.record(code);
    auto const& cold = view.engine.cold(code);
    engine::Belief const belief{record, view.engine.capabilities(record.device), view.engine.settings(), view.now};
    Json list = Json::array();

    if (record.delete_requested || (belief.ended() && belief.on_provider())) {
        list.push_back(mutation("deleting", "The access code is being taken off the device.",
                                deletion_asked_at(view.engine, code)));
        return list;
    }
    if (belief.ended() || record.erase_honoured || record.offline) return list;

    if (!record.holds) {
        if (auto const at = first_write_at(belief)) {
            auto entry =
                mutation("deferring_creation", "The access code will be written to the device later.", cold.created_at);
            entry["scheduled_at"] = time_text(*at);
            list.push_back(std::move(entry));
        } else {
            list.push_back(mutation("creating", "The access code is being written to the device.", cold.created_at));
        }
        return list;
    }

    auto const since = [&](Instant chosen_at) { return lacking_since(view.engine, code, chosen_at); };
    if (record.held_pin_known && record.held_pin != record.pin) {
        auto entry = mutation("updating_code", "The PIN is being changed on the device.", since(cold.pin_chosen_at));
        entry["from"] = Json::object({{"code", record.held_pin.text()}});
        entry["to"] = Json::object({{"code", record.pin.text()}});
        list.push_back(std::move(entry));
    }
    if (record.native && record.held_window != belief.wanted_window()) {
        auto entry =
            mutation("updating_time_frame", "The window is being changed on the device.", since(cold.window_chosen_at));
        entry["from"] = time_frame(record.held_window);
        entry["to"] = time_frame(record.window);
        list.push_back(std::move(entry));
    }
    if (!record.told_name && belief.capabilities.reads == engine::Reads::names) {
        auto entry = mutation("updating_name", "The name is being changed on the device.", since(cold.name_chosen_at));
        entry["from"] = Json::object({{"name", text_or_null(cold.held_name)}});
        entry["to"] = Json::object({{"name", text_or_null(cold.name)}});
        list.push_back(std::move(entry));
    }
    return list;
}

}  // namespace lockstep::api
