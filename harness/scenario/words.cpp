#include "harness/scenario/words.hpp"

#include "api/event_type.hpp"

namespace lockstep::harness {

std::vector<std::string> const& known_errors() {
    static std::vector<std::string> const words{
        "failed_to_set_on_device",
        "failed_to_remove_from_device",
        "code_modified_external_to_seam",
        "conflicting_external_modification",
        "duplicate_code_on_device",
        "no_space_for_access_code_on_device",
        "access_code_inactive",
        "insufficient_permissions",
        "provider_issue",
        "account_disconnected",
        "device_disconnected",
        "device_offline",
        "hub_disconnected",
        "device_removed",
        "empty_backup_access_code_pool",
        "missing_device_credentials",
        "subscription_required",
    };
    return words;
}

std::vector<std::string> const& known_warnings() {
    static std::vector<std::string> const words{
        "delay_in_setting_on_device",
        "delay_in_removing_from_device",
        "code_modified_external_to_seam",
        "external_modification_in_effect",
        "being_deleted",
        "using_backup_access_code",
        "management_transferred",
        "third_party_integration_detected",
        "code_rotates_periodically",
        "time_frame_adjusted_for_unknown_time_zone",
        "unknown_issue_with_access_code",
        "partial_backup_access_code_pool",
        "many_active_backup_codes",
        "max_access_codes_reached",
        "device_has_flaky_connection",
        "device_communication_degraded",
        "provider_issue",
        "provider_service_unavailable",
        "scheduled_maintenance_window",
    };
    return words;
}

std::vector<std::string> const& known_events() {
    static std::vector<std::string> const words = [] {
        auto const names = api::event_type_names();
        return std::vector<std::string>(names.begin(), names.end());
    }();
    return words;
}

}  // namespace lockstep::harness
