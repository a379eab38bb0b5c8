#include "api/render/device.hpp"

#include "api/render/issues.hpp"

namespace lockstep::api {

namespace {

Json supported_lengths(engine::PinRules const& rules) {
    Json lengths = Json::array();
    for (std::size_t digits = 0; digits < 16; ++digits)
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

Json properties_of(View const& view, engine::DeviceId id) {
    auto const& entry = view.directory.entry(id);
    auto const& record = view.engine.device(id);
    auto const& capabilities = view.engine.capabilities(id);
    bool const online = record.online && !record.removed && view.engine.account(record.account).connected;
    return {
        {"online", online},
        {"name", entry.name},
        {"appearance", Json::object({{"name", entry.name}})},
        {"manufacturer", entry.manufacturer},
        {"model",
         {{"display_name", entry.model},
          {"manufacturer_display_name", entry.manufacturer},
          {"has_built_in_keypad", true},
          {"can_connect_accessory_keypad", false},
          {"online_access_codes_supported", true},
          {"offline_access_codes_supported", false}}},
        {"supported_code_lengths", supported_lengths(capabilities.pins)},
        {"max_active_codes_supported", capabilities.slots},
        {"code_constraints", code_constraints(capabilities.pins)},
        {"supports_backup_access_code_pool", capabilities.backup_pool},
        {"backup_access_code_pool_enabled", bool{record.pool_open}},
    };
}

}  // namespace

Json device(View const& view, engine::DeviceId id) {
    auto const& entry = view.directory.entry(id);
    auto const& record = view.engine.device(id);
    auto issues = issues_of(view, id);
    Json json{
        {"device_id", view.identity.device(id).text()},
        {"connected_account_id", view.identity.account(record.account).text()},
        {"workspace_id", view.identity.workspace(view.workspace_of(id)).text()},
        {"device_type", entry.device_type},
        {"display_name", entry.name},
        {"capabilities_supported", Json::array({"access_code"})},
        // Three-valued: a device that is only offline still takes codes, they wait. One that was removed does not.
        {"can_program_online_access_codes", !record.removed && view.engine.account(record.account).connected},
        {"can_unlock_with_code", !record.removed},
        {"is_managed", true},
        {"errors", std::move(issues.errors)},
        {"warnings", std::move(issues.warnings)},
        {"created_at", time_text(entry.created_at)},
        {"custom_metadata", Json::object()},
        {"space_ids", Json::array()},
        {"location", nullptr},
        {"properties", properties_of(view, id)},
    };
    if (entry.time_zone.empty())
        json.erase("location");
    else
        json["location"] = Json::object({{"time_zone", entry.time_zone}});
    return json;
}

Json connected_account(View const& view, engine::AccountId id) {
    auto const& entry = view.directory.entry(id);
    auto issues = issues_of(view, id);
    return {
        {"connected_account_id", view.identity.account(id).text()},
        {"workspace_id", view.identity.workspace(view.workspace_of(id)).text()},
        {"account_type", entry.provider},
        {"account_type_display_name", entry.provider_name.empty() ? entry.provider : entry.provider_name},
        {"display_name", entry.name},
        {"user_identifier", Json::object({{"username", entry.name}})},
        {"automatically_manage_new_devices", true},
        {"accepted_capabilities", Json::array({"lock"})},
        {"custom_metadata", Json::object()},
        {"errors", std::move(issues.errors)},
        {"warnings", std::move(issues.warnings)},
        {"created_at", time_text(entry.created_at)},
    };
}

}  // namespace lockstep::api
