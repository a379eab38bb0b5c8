#include "api/render/pending_mutations.hpp"

#include <algorithm>
#include <optional>

#include "api/json_text.hpp"
#include "engine/belief.hpp"

namespace lockstep::api {

namespace {

template <class Entry>
void begin(Entry& entry, std::string_view code, std::string_view message, Instant created_at) {
    entry.put(member<"mutation_code">, code);
    entry.put(member<"message">, message);
    entry.put(member<"created_at">, created_at);
}

template <class Entry>
void put_frame(Entry& entry, engine::Window const& window) {
    entry.put(member<"starts_at">, window.starts);
    entry.put(member<"ends_at">, window.ends);
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

template <class List>
void add_pending_mutations(List& list, View const& view, engine::CodeId code) {
    auto const& record = view.engine.record(code);
    auto const& cold = view.engine.cold(code);
    engine::Belief const belief{record, view.engine.capabilities(record.device), view.engine.settings(), view.now};

    if (record.delete_requested || (belief.ended() && belief.on_provider())) {
        list.add([&](auto& entry) {
            begin(entry, "deleting", "The access code is being taken off the device.",
                  deletion_asked_at(view.engine, code));
        });
        return;
    }
    if (belief.ended() || record.erase_honoured || record.offline) return;

    if (!record.holds) {
        auto const at = first_write_at(belief);
        list.add([&](auto& entry) {
            if (!at) {
                begin(entry, "creating", "The access code is being written to the device.", cold.created_at);
                return;
            }
            begin(entry, "deferring_creation", "The access code will be written to the device later.", cold.created_at);
            entry.put(member<"scheduled_at">, *at);
        });
        return;
    }

    auto const since = [&](Instant chosen_at) { return lacking_since(view.engine, code, chosen_at); };
    if (record.held_pin_known && record.held_pin != record.pin)
        list.add([&](auto& entry) {
            begin(entry, "updating_code", "The PIN is being changed on the device.", since(cold.pin_chosen_at));
            entry.put_object(member<"from">, [&](auto& from) { from.put(member<"code">, record.held_pin.text()); });
            entry.put_object(member<"to">, [&](auto& to) { to.put(member<"code">, record.pin.text()); });
        });
    if (record.native && record.held_window != belief.wanted_window())
        list.add([&](auto& entry) {
            begin(entry, "updating_time_frame", "The window is being changed on the device.",
                  since(cold.window_chosen_at));
            entry.put_object(member<"from">, [&](auto& from) { put_frame(from, record.held_window); });
            entry.put_object(member<"to">, [&](auto& to) { put_frame(to, record.window); });
        });
    if (!record.told_name && belief.capabilities.reads == engine::Reads::names)
        list.add([&](auto& entry) {
            begin(entry, "updating_name", "The name is being changed on the device.", since(cold.name_chosen_at));
            entry.put_object(member<"from">, [&](auto& from) { from.put_or_null(member<"name">, cold.held_name); });
            entry.put_object(member<"to">, [&](auto& to) { to.put_or_null(member<"name">, cold.name); });
        });
}

template void add_pending_mutations(JsonTree::List&, View const&, engine::CodeId);
template void add_pending_mutations(JsonText::List&, View const&, engine::CodeId);

}  // namespace lockstep::api
