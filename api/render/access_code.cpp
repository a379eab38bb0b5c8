#include "api/render/access_code.hpp"

#include <optional>

#include "api/common_key.hpp"
#include "api/json_text.hpp"
#include "api/lookup.hpp"
#include "api/render/issues.hpp"
#include "api/render/pending_mutations.hpp"

namespace lockstep::api {

namespace {

// The fields of a code from wherever they were kept.
struct Face {
    Uuid id;
    engine::DeviceId device;
    engine::Status status = engine::Status::unset;
    engine::Pin pin;
    engine::Window window;
    std::string_view name;
    std::string_view appearance;
    std::string_view common_code_key;
    Instant created_at{};
    bool allow_external = false;
    bool scheduled = false;
    bool backup = false;
    bool offline = false;
    bool one_time = false;
    bool backup_available = false;
    std::optional<Uuid> pulled_backup = std::nullopt;
};

constexpr std::size_t bytes_of_a_code = 800;  // as text, about

// What the codes of one device have in common.
struct Place {
    Uuid workspace, device;
};
Place place_of(View const& view, engine::DeviceId device) {
    return {view.identity.workspace(view.workspace_of(device)), view.identity.device(device)};
}

std::string_view type_of(engine::Window const& window) { return window.bounded() ? "time_bound" : "ongoing"; }

// One order of members for both ways in which a code is written down.
template <class Out, class AddPending>
void describe(Out& out, Place const& place, Face const& face, IssueLists const& issues, AddPending const& add_pending) {
    out.put(member<"access_code_id">, face.id);
    out.put(member<"workspace_id">, place.workspace);
    out.put(member<"device_id">, place.device);
    out.put(member<"type">, type_of(face.window));
    out.put(member<"status">, engine::name_of(face.status));
    out.put_or_null(member<"name">, face.name);
    out.put_or_null(member<"code">, face.pin.text());
    out.put(member<"starts_at">, face.window.starts);
    out.put(member<"ends_at">, face.window.ends);
    out.put(member<"created_at">, face.created_at);
    out.put(member<"errors">, issues.errors);
    out.put(member<"warnings">, issues.warnings);
    out.put_list(member<"pending_mutations">, add_pending);
    out.put(member<"is_managed">, true);
    out.put(member<"is_scheduled_on_device">, face.scheduled);
    out.put(member<"is_waiting_for_code_assignment">, face.pin.empty());
    out.put(member<"is_external_modification_allowed">, face.allow_external);
    out.put(member<"is_one_time_use">, face.one_time);
    out.put(member<"is_offline_access_code">, face.offline);
    out.put(member<"is_backup">, face.backup);
    out.put(member<"is_backup_access_code_available">, face.backup_available);
    if (face.pulled_backup)
        out.put(member<"pulled_backup_access_code_id">, *face.pulled_backup);
    else
        out.put_or_null(member<"pulled_backup_access_code_id">, {});
    out.put_or_null(member<"common_code_key">, face.common_code_key);
    out.put(member<"appearance">, Named{face.appearance.empty() ? face.name : face.appearance});
}

Face face_of(View const& view, engine::CodeId code) {
    auto const& record = view.engine.record(code);
    auto const& cold = view.engine.cold(code);
    std::optional<Uuid> pulled;
    if (auto const backup = cold.rare->pulled_backup; view.engine.exists(backup)) pulled = public_id(view, backup);
    return {.id = public_id(view, code),
            .device = record.device,
            .status = record.status,
            .pin = record.pin,
            .window = record.window,
            .name = cold.name,
            .appearance = cold.held_name.empty() ? cold.vendor_name : cold.held_name,
            .common_code_key = shown_common_key(cold.common_key),
            .created_at = cold.created_at,
            .allow_external = record.allow_external,
            .scheduled = view.engine.scheduled_on_device(code),
            .backup = record.backup,
            .offline = record.offline,
            .one_time = record.one_time,
            .backup_available = view.engine.backup_available(code),
            .pulled_backup = pulled};
}

template <class Out>
void describe(Out& out, View const& view, Place const& place, engine::CodeId code) {
    describe(out, place, face_of(view, code), issues_of(view, code),
             [&](auto& list) { add_pending_mutations(list, view, code); });
}

}  // namespace

Json access_code(View const& view, engine::CodeId code) {
    JsonTree tree;
    describe(tree, view, place_of(view, view.engine.record(code).device), code);
    return tree.take();
}

void add_access_code(std::string& out, View const& view, engine::CodeId code) {
    add_access_codes(out, view, {&code, 1});
}

void add_access_codes(std::string& out, View const& view, std::span<engine::CodeId const> codes) {
    out.reserve(out.size() + codes.size() * bytes_of_a_code);
    Appender end{out};
    engine::DeviceId device;
    Place place;
    for (auto const& code : codes) {
        if (&code != &codes.front()) end.add(',');
        if (auto const its = view.engine.record(code).device; its != device) place = place_of(view, device = its);
        JsonText text{end};
        describe(text, view, place, code);
        text.end();
    }
}

template <class Out>
void put_result(Out& out, View const& view, engine::AttemptId attempt) {
    auto const& ended = view.engine.attempt(attempt);
    Face face{.id = public_id(view, ended.code),
              .device = ended.device,
              .status = ended.status,
              .pin = ended.pin,
              .window = ended.window};
    if (auto const* const frozen = view.memory.result_of(attempt)) {
        face.name = frozen->name;
        face.appearance = frozen->appearance;
        face.common_code_key = shown_common_key(frozen->common_code_key);
        face.created_at = frozen->created_at;
        face.allow_external = frozen->allow_external;
        face.backup = frozen->backup;
        face.offline = frozen->offline;
        face.one_time = frozen->one_time;
    } else if (view.engine.exists(ended.code)) {
        // Not observed yet: the attempt ended in this very step, so the code is still what it was.
        auto const& cold = view.engine.cold(ended.code);
        face.name = cold.name;
        face.appearance = cold.vendor_name;
        face.common_code_key = shown_common_key(cold.common_key);
        face.created_at = cold.created_at;
        face.allow_external = view.engine.record(ended.code).allow_external;
        face.backup = view.engine.record(ended.code).backup;
        face.offline = view.engine.record(ended.code).offline;
        face.one_time = view.engine.record(ended.code).one_time;
    }
    describe(out, place_of(view, face.device), face, {}, [](auto&) {});
}

template void put_result(JsonTree&, View const&, engine::AttemptId);
template void put_result(JsonText&, View const&, engine::AttemptId);

Json unmanaged_access_code(View const& view, UnmanagedPlace place) {
    auto const& stranger = view.engine.device(place.device).unmanaged[place.index];
    auto const& record = stranger.record;
    Json code{
        {"access_code_id", public_id(view, place.device, stranger).text()},
        {"workspace_id", view.identity.workspace(view.workspace_of(place.device)).text()},
        {"device_id", view.identity.device(place.device).text()},
        {"type", type_of(record.window)},
        {"status", record.window.contains(view.now) ? "set" : "unset"},
        {"name", text_or_null(record.name)},
        {"code", text_or_null(record.pin.text())},
        {"starts_at", time_or_null(record.window.starts)},
        {"ends_at", time_or_null(record.window.ends)},
        {"created_at", time_text(stranger.seen_at)},
        {"errors", Json::array()},
        {"warnings", Json::array()},
        {"is_managed", false},
    };
    if (!view.engine.capabilities(place.device).converts_unmanaged()) code["cannot_be_managed"] = true;
    return code;
}

}  // namespace lockstep::api
