#include "harness/scenario/words.hpp"

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
    static std::vector<std::string> const words{
        "access_code.created",
        "access_code.changed",
        "access_code.name_changed",
        "access_code.code_changed",
        "access_code.time_frame_changed",
        "access_code.mutations_requested",
        "access_code.scheduled_on_device",
        "access_code.set_on_device",
        "access_code.removed_from_device",
        "access_code.delay_in_setting_on_device",
        "access_code.failed_to_set_on_device",
        "access_code.deleted",
        "access_code.delay_in_removing_from_device",
        "access_code.failed_to_remove_from_device",
        "access_code.modified_external_to_seam",
        "access_code.deleted_external_to_seam",
        "access_code.backup_access_code_pulled",
        "access_code.unmanaged.converted_to_managed",
        "access_code.unmanaged.failed_to_convert_to_managed",
        "access_code.unmanaged.created",
        "access_code.unmanaged.removed",
        "device.connected",
        "device.disconnected",
        "device.added",
        "device.removed",
        "device.deleted",
        "device.converted_to_unmanaged",
        "device.low_battery",
        "device.battery_status_changed",
        "device.connection_became_flaky",
        "device.connection_stabilized",
        "device.name_changed",
        "connected_account.connected",
        "connected_account.created",
        "connected_account.disconnected",
        "connected_account.deleted",
        "connected_account.successful_login",
        "connected_account.completed_first_sync",
        "connected_account.completed_first_sync_after_reconnection",
        "connected_account.reauthorization_requested",
        "lock.locked",
        "lock.unlocked",
        "lock.access_denied",
        "action_attempt.lock_door.succeeded",
        "action_attempt.lock_door.failed",
        "action_attempt.unlock_door.succeeded",
        "action_attempt.unlock_door.failed",
        "action_attempt.simulate_keypad_code_entry.succeeded",
        "action_attempt.simulate_keypad_code_entry.failed",
        "action_attempt.simulate_manual_lock_via_keypad.succeeded",
        "action_attempt.simulate_manual_lock_via_keypad.failed",
    };
    return words;
}

}  // namespace lockstep::harness
