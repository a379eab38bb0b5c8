#include "api/render/event.hpp"

#include "api/lookup.hpp"
#include "api/render/issues.hpp"
#include "api/render/pending_mutations.hpp"

namespace lockstep::api {

namespace {

using engine::EventType;
using engine::IssueOwner;

Json property_change(std::string_view property, Json from, Json to) {
    return {{"property", property}, {"from", std::move(from)}, {"to", std::move(to)}};
}

Json changed_properties(EventDetail const& detail) {
    Json changes = Json::array();
    if (detail.name_from != detail.name_to)
        changes.push_back(property_change("name", text_or_null(detail.name_from), text_or_null(detail.name_to)));
    if (detail.pin_from != detail.pin_to)
        changes.push_back(
            property_change("code", text_or_null(detail.pin_from.text()), text_or_null(detail.pin_to.text())));
    if (detail.window_from.starts != detail.window_to.starts)
        changes.push_back(property_change("starts_at", time_or_null(detail.window_from.starts),
                                          time_or_null(detail.window_to.starts)));
    if (detail.window_from.ends != detail.window_to.ends)
        changes.push_back(
            property_change("ends_at", time_or_null(detail.window_from.ends), time_or_null(detail.window_to.ends)));
    return changes;
}

Json requested_mutation(std::string_view mutation, Json from, Json to) {
    return {{"mutation_code", mutation}, {"from", std::move(from)}, {"to", std::move(to)}};
}

Json requested_mutations(EventDetail const& detail) {
    Json mutations = Json::array();
    if (detail.name_from != detail.name_to)
        mutations.push_back(requested_mutation("updating_name",
                                               Json::object({{"name", text_or_null(detail.name_from)}}),
                                               Json::object({{"name", text_or_null(detail.name_to)}})));
    if (detail.pin_from != detail.pin_to)
        mutations.push_back(requested_mutation("updating_code",
                                               Json::object({{"code", text_or_null(detail.pin_from.text())}}),
                                               Json::object({{"code", text_or_null(detail.pin_to.text())}})));
    if (detail.window_from != detail.window_to)
        mutations.push_back(
            requested_mutation("updating_time_frame", time_frame(detail.window_from), time_frame(detail.window_to)));
    if (mutations.empty()) mutations.push_back(Json::object({{"mutation_code", "deleting"}}));
    return mutations;
}

// What an event of the engine tells beside whom it is about.
void add_engine_specifics(Json& json, View const& view, LoggedEvent const& event, EventDetail const& detail) {
    switch (*event.type.of_engine()) {
        case EventType::code_scheduled_on_device:
        case EventType::code_set_on_device:
        case EventType::code_deleted:
            json["code"] = text_or_null(event.pin.text());
            break;
        case EventType::code_changed:
        case EventType::code_modified_external_to_seam:
            json["changed_properties"] = changed_properties(detail);
            break;
        case EventType::code_name_changed:
            json["description"] = "The name was changed through the API.";
            json["from"] = Json::object({{"name", text_or_null(detail.name_from)}});
            json["to"] = Json::object({{"name", text_or_null(detail.name_to)}});
            break;
        case EventType::code_code_changed:
            json["description"] = "The PIN was changed through the API.";
            json["from"] = Json::object({{"code", text_or_null(detail.pin_from.text())}});
            json["to"] = Json::object({{"code", text_or_null(detail.pin_to.text())}});
            break;
        case EventType::code_time_frame_changed:
            json["description"] = "The time frame was changed through the API.";
            json["from"] = time_frame(detail.window_from);
            json["to"] = time_frame(detail.window_to);
            break;
        case EventType::code_mutations_requested:
            json["requested_mutations"] = requested_mutations(detail);
            break;
        case EventType::code_delay_in_setting_on_device:
        case EventType::code_failed_to_set_on_device:
        case EventType::code_delay_in_removing_from_device:
        case EventType::code_failed_to_remove_from_device:
        case EventType::code_unmanaged_failed_to_convert_to_managed:
            add_issue_arrays(json, IssueOwner::code, detail.issues, detail.through_hub);
            break;
        case EventType::code_backup_access_code_pulled:
            json["backup_access_code_id"] = public_id(view, detail.backup).text();
            break;
        case EventType::device_disconnected:
        case EventType::device_unmanaged_disconnected:
            json["error_code"] = disconnection_of(event.issue, detail.through_hub);
            add_issue_arrays(json, IssueOwner::device, detail.issues, detail.through_hub);
            break;
        case EventType::account_disconnected:
            add_issue_arrays(json, IssueOwner::account, detail.issues, detail.through_hub);
            break;
        default:
            break;
    }
}

// What an event of the API's own tells: of a door, a device, an attempt at it, a webview or a session.
void add_api_specifics(Json& json, View const& view, ApiEvent type, EventDetail const& detail) {
    if (detail.attempt) {
        auto const& attempt = view.memory.device_attempts()[detail.attempt];
        json["action_attempt_id"] = view.identity.attempt(detail.attempt).text();
        json["action_type"] = name_of(attempt.kind);
        if (!detail.door) json["status"] = engine::name_of(attempt.state);
    }
    if (type == ApiEvent::device_name_changed) json["device_name"] = detail.name_to;
    if (detail.unpaid_since) {
        add_issue_arrays(json, IssueOwner::device, detail.issues, detail.through_hub);
        json["device_errors"].push_back(unpaid_subscription(*detail.unpaid_since));
    }
    if (detail.webview) json["connect_webview_id"] = view.identity.connect_webview(*detail.webview).text();
    if (detail.session) json["client_session_id"] = view.identity.client_session(*detail.session).text();
    if (!detail.customer_key.empty()) json["customer_key"] = detail.customer_key;
    if (!detail.door) return;
    auto const& door = *detail.door;
    json["occurred_at"] = time_text(door.at);
    if (door.what == DoorHappening::access_denied)
        json["reason"] = {{"reason_code", name_of(door.denial)}, {"message", message_of(door.denial)}};
    else
        json["method"] = name_of(door.method);
    if (door.pin.empty()) return;
    json["code"] = door.pin;
    if (door.code || !detail.vendor_ref.empty()) json["access_code_is_managed"] = bool{door.code};
}

}  // namespace

std::optional<Uuid> code_of_event(View const& view, LoggedEvent const& event) {
    if (event.code) return public_id(view, event.code);
    auto const& vendor_ref = view.memory.events().detail_of(event).vendor_ref;
    if (vendor_ref.empty()) return std::nullopt;
    return view.identity.unmanaged_code({event.device, hash_of_vendor_ref(vendor_ref)});
}

Json event(View const& view, std::size_t index) {
    auto const& event = view.memory.events()[index];
    Json json{
        {"event_id", view.identity.event(index).text()},
        {"event_type", name_of(event.type)},
        {"event_description", description_of(event.type)},
        {"workspace_id", view.identity.workspace(view.workspace_of(event)).text()},
        {"created_at", time_text(event.at)},
        {"occurred_at", time_text(event.at)},
    };
    if (auto const code = code_of_event(view, event)) json["access_code_id"] = code->text();
    if (event.device) json["device_id"] = view.identity.device(event.device).text();
    if (event.account) json["connected_account_id"] = view.identity.account(event.account).text();
    auto const& detail = view.memory.events().detail_of(event);
    if (auto const type = event.type.of_api())
        add_api_specifics(json, view, *type, detail);
    else
        add_engine_specifics(json, view, event, detail);
    return json;
}

}  // namespace lockstep::api
