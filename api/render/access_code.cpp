#include "api/render/access_code.hpp"

#include <optional>

#include "api/common_key.hpp"
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
    bool backup_available = false;
    std::optional<Uuid> pulled_backup = std::nullopt;
};

std::string_view type_of(engine::Window const& window) { return window.bounded() ? "time_bound" : "ongoing"; }

Json rendered(View const& view, Face const& face, IssueLists issues, Json pending_mutations) {
    return {
        {"access_code_id", face.id.text()},
        {"workspace_id", view.identity.workspace(view.workspace_of(face.device)).text()},
        {"device_id", view.identity.device(face.device).text()},
        {"type", type_of(face.window)},
        {"status", engine::name_of(face.status)},
        {"name", text_or_null(face.name)},
        {"code", text_or_null(face.pin.text())},
        {"starts_at", time_or_null(face.window.starts)},
        {"ends_at", time_or_null(face.window.ends)},
        {"created_at", time_text(face.created_at)},
        {"errors", std::move(issues.errors)},
        {"warnings", std::move(issues.warnings)},
        {"pending_mutations", std::move(pending_mutations)},
        {"is_managed", true},
        {"is_scheduled_on_device", face.scheduled},
        {"is_waiting_for_code_assignment", face.pin.empty()},
        {"is_external_modification_allowed", face.allow_external},
        {"is_one_time_use", false},
        {"is_offline_access_code", false},
        {"is_backup", face.backup},
        {"is_backup_access_code_available", face.backup_available},
        {"pulled_backup_access_code_id", face.pulled_backup ? Json(face.pulled_backup->text()) : Json(nullptr)},
        {"common_code_key", text_or_null(face.common_code_key)},
        {"appearance", Json::object({{"name", text_or_null(face.appearance.empty() ? face.name : face.appearance)}})},
    };
}

}  // namespace

Json access_code(View const& view, engine::CodeId code) {
    auto const& record = view.engine.record(code);
    auto const& cold = view.engine.cold(code);
    std::optional<Uuid> pulled;
    if (view.engine.exists(cold.pulled_backup)) pulled = public_id(view, cold.pulled_backup);
    return rendered(view,
                    {.id = public_id(view, code),
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
                     .backup_available = view.engine.backup_available(code),
                     .pulled_backup = pulled},
                    issues_of(view, code), pending_mutations_of(view, code));
}

Json access_code_of_result(View const& view, engine::AttemptId attempt) {
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
    } else if (view.engine.exists(ended.code)) {
        // Not observed yet: the attempt ended in this very step, so the code is still what it was.
        auto const& cold = view.engine.cold(ended.code);
        face.name = cold.name;
        face.appearance = cold.vendor_name;
        face.common_code_key = shown_common_key(cold.common_key);
        face.created_at = cold.created_at;
        face.allow_external = view.engine.record(ended.code).allow_external;
        face.backup = view.engine.record(ended.code).backup;
    }
    return rendered(view, face, {}, Json::array());
}

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
