// Domain events: what subscribers are told, in the order in which it happened.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/ids.hpp"
#include "engine/issues.hpp"
#include "engine/pin.hpp"
#include "engine/window.hpp"

namespace lockstep::engine {

enum class EventType : std::uint8_t {
    code_created,
    code_changed,
    code_name_changed,
    code_code_changed,
    code_time_frame_changed,
    code_mutations_requested,
    code_scheduled_on_device,
    code_set_on_device,
    code_removed_from_device,
    code_delay_in_setting_on_device,
    code_failed_to_set_on_device,
    code_deleted,
    code_delay_in_removing_from_device,
    code_failed_to_remove_from_device,
    code_modified_external_to_seam,
    code_deleted_external_to_seam,
    code_unmanaged_created,
    code_unmanaged_removed,
    device_connected,
    device_disconnected,
    device_removed,
    device_deleted,
    account_connected,
    account_disconnected,
    account_completed_first_sync_after_reconnection,
    account_deleted,
    code_unmanaged_converted_to_managed,
    code_unmanaged_failed_to_convert_to_managed,
    code_backup_access_code_pulled,
    device_unmanaged_connected,
    device_unmanaged_disconnected,
};
inline constexpr std::size_t event_type_count = 31;

// "access_code.created", ...
std::string_view name_of(EventType type);

struct Event {
    EventType type = EventType::code_created;
    AccountId account;
    DeviceId device;
    CodeId code;             // none for device and account events, and for unmanaged codes that never were ours
    std::string vendor_ref;  // of an unmanaged code
    // Field changes: what was and what is. Only the fields the type speaks of are filled.
    Pin pin_from, pin_to;
    Window window_from, window_to;
    std::string name_from, name_to;
    Issue issue = Issue::device_disconnected;  // of a lost link: why
    CodeId backup;                             // code_backup_access_code_pulled: which
};

}  // namespace lockstep::engine
