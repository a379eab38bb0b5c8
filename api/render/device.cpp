#include "api/render/device.hpp"

#include <string>
#include <variant>

#include "api/custom_metadata.hpp"
#include "api/render/issues.hpp"

namespace lockstep::api {

namespace {

Json supported_lengths(engine::PinRules const& rules) {
    Json lengths = Json::array();
    for (std::size_t digits = 0; digits <= engine::PinRules::longest; ++digits)
        if (rules.accepts_length(digits)) lengths.push_back(digits);
    return lengths;
}

Json code_constraints(engine::PinRules const& rules) {
    Json constraints = Json::array();
    for (std::size_t i = 0; i < engine::pin_constraint_count; ++i) {
        auto const constraint = static_cast<engine::PinConstraint>(i);
        if (!rules.has(constraint)) continue;
        Json entry{{"constraint_type", engine::name_of(constraint)}};
        if (constraint == engine::PinConstraint::name_length) {
            entry["min_length"] = rules.name_length_min;
            entry["max_length"] = rules.name_length_max;
        }
        constraints.push_back(std::move(entry));
    }
    return constraints;
}

std::string_view battery_status(double level) {
    if (level < 0.1) return "critical";
    if (level < 0.3) return "low";
    return level < 0.9 ? "good" : "full";
}

bool reachable(View const& view, engine::DeviceRecord const& record) {
    return record.online && !record.removed && view.engine.account(record.account).connected;
}

// What windows an offline code can have.
Json offline_time_frames(Zone zone) {
    return {{{"display_name", "Hourly"}, {"min_duration", "PT1H"}, {"max_duration", "PT672H"}},
            {{"display_name", "Daily"},
             {"min_duration", "P29D"},
             {"max_duration", "P367D"},
             {"matching_start_end_time", true},
             {"time_zone", zone.name()}}};
}

Json model_of(DeviceEntry const& entry, bool offline_codes) {
    return {{"display_name", entry.model},
            {"manufacturer_display_name", entry.manufacturer},
            {"has_built_in_keypad", true},
            {"can_connect_accessory_keypad", false},
            {"accessory_keypad_supported", false},
            {"online_access_codes_supported", true},
            {"offline_access_codes_supported", offline_codes}};
}

Json properties_of(View const& view, engine::DeviceId id) {
    auto const& entry = view.directory.entry(id);
    auto const& notes = view.memory.notes(id);
    auto const& capabilities = view.engine.capabilities(id);
    Json properties{
        {"online", reachable(view, view.engine.device(id))},
        {"name", entry.shown_name()},
        {"appearance", Json::object({{"name", entry.name}})},
        {"manufacturer", entry.manufacturer},
        {"model", model_of(entry, capabilities.offline.make != nullptr)},
        {"serial_number", "LS-" + std::to_string(id.value + 1)},
        {"has_direct_power", false},
        {"battery_level", entry.battery},
        {"battery", {{"level", entry.battery}, {"status", battery_status(entry.battery)}}},
        {"supported_code_lengths", supported_lengths(capabilities.pins)},
        {"max_active_codes_supported", capabilities.slots},
        {"code_constraints", code_constraints(capabilities.pins)},
        {"supports_backup_access_code_pool", capabilities.backup_pool},
        {"backup_access_code_pool_enabled", bool{view.engine.device(id).pool_open}},
        {"has_native_entry_events", entry.has_remote_bolt},
    };
    if (capabilities.offline.make != nullptr)
        properties["offline_time_frame_options"] = offline_time_frames(capabilities.offline.zone);
    if (entry.has_remote_bolt) {
        properties["locked"] = notes.locked;
        properties["auto_lock_enabled"] = notes.auto_lock.enabled;
        if (notes.auto_lock.enabled)
            properties["auto_lock_delay_seconds"] =
                std::chrono::duration_cast<std::chrono::seconds>(notes.auto_lock.delay).count();
    }
    return properties;
}

// Three-valued: true works now, false is there but blocked now, absent is not there. A device that is only offline
// still takes codes (they wait); one that was removed, cut off or is not paid for does not.
void add_flags(Json& json, View const& view, engine::DeviceId id) {
    auto const& entry = view.directory.entry(id);
    auto const& record = view.engine.device(id);
    auto const& notes = view.memory.notes(id);
    bool const paid = !notes.subscription_expired_since;
    bool const connected = view.engine.account(record.account).connected;
    json["can_program_online_access_codes"] = !record.removed && connected && paid;
    if (view.engine.capabilities(id).offline.make != nullptr)
        json["can_program_offline_access_codes"] = !record.removed;
    json["can_unlock_with_code"] = !record.removed;
    if (entry.has_remote_bolt)
        for (auto const* const flag : {"can_remotely_lock", "can_remotely_unlock", "can_configure_auto_lock"})
            json[flag] = reachable(view, record) && paid;
    if (!entry.can_be_simulated) return;
    json["can_simulate_connection"] = !record.removed && !record.online;
    json["can_simulate_disconnection"] = !record.removed && record.online;
    json["can_simulate_removal"] = !record.removed;
    json["can_simulate_paid_subscription"] = true;
    if (!entry.has_hub) return;
    json["can_simulate_hub_connection"] = !record.removed && notes.hub_gone_since.has_value();
    json["can_simulate_hub_disconnection"] = !record.removed && !notes.hub_gone_since;
}

Json capabilities_supported(DeviceEntry const& entry) {
    Json names = Json::array({"access_code"});
    if (entry.has_remote_bolt) names.push_back("lock");
    names.push_back("battery");
    return names;
}

// What a managed device and one that is left alone have in common.
Json common_part(View const& view, engine::DeviceId id) {
    auto const& entry = view.directory.entry(id);
    auto const& record = view.engine.device(id);
    auto issues = issues_of(view, id);
    Json json{
        {"device_id", view.identity.device(id).text()},
        {"connected_account_id", view.identity.account(record.account).text()},
        {"workspace_id", view.identity.workspace(view.workspace_of(id)).text()},
        {"device_type", entry.device_type},
        {"capabilities_supported", capabilities_supported(entry)},
        {"is_managed", bool{record.managed}},
        {"errors", std::move(issues.errors)},
        {"warnings", std::move(issues.warnings)},
        {"created_at", time_text(entry.created_at)},
        {"custom_metadata", json_of(entry.custom_metadata)},
    };
    if (!entry.time_zone.empty()) json["location"] = Json::object({{"time_zone", entry.time_zone}});
    add_flags(json, view, id);
    return json;
}

}  // namespace

Json device(View const& view, engine::DeviceId id) {
    auto const& entry = view.directory.entry(id);
    auto json = common_part(view, id);
    json["display_name"] = entry.shown_name();
    if (!entry.nickname.empty()) json["nickname"] = entry.nickname;
    json["space_ids"] = Json::array();
    json["properties"] = properties_of(view, id);
    return json;
}

Json unmanaged_device(View const& view, engine::DeviceId id) {
    auto const& entry = view.directory.entry(id);
    auto json = common_part(view, id);
    json["properties"] = {{"name", entry.shown_name()},
                          {"manufacturer", entry.manufacturer},
                          {"online", reachable(view, view.engine.device(id))},
                          {"battery", {{"level", entry.battery}, {"status", battery_status(entry.battery)}}},
                          {"battery_level", entry.battery},
                          {"model", model_of(entry, view.engine.capabilities(id).offline.make != nullptr)}};
    return json;
}

Json connected_account(View const& view, engine::AccountId id) {
    auto const& entry = view.directory.entry(id);
    auto issues = issues_of(view, id);
    Json json{
        {"connected_account_id", view.identity.account(id).text()},
        {"workspace_id", view.identity.workspace(view.workspace_of(id)).text()},
        {"account_type", entry.provider},
        {"account_type_display_name", entry.provider_name.empty() ? entry.provider : entry.provider_name},
        {"display_name", entry.shown_name()},
        {"user_identifier", Json::object({{"username", entry.name}})},
        {"automatically_manage_new_devices", entry.automatically_manage_new_devices},
        {"accepted_capabilities", entry.accepted_capabilities},
        {"custom_metadata", json_of(entry.custom_metadata)},
        {"errors", std::move(issues.errors)},
        {"warnings", std::move(issues.warnings)},
        {"created_at", time_text(entry.created_at)},
    };
    if (!entry.customer_key.empty()) json["customer_key"] = entry.customer_key;
    return json;
}

}  // namespace lockstep::api
