#include "api/event_type.hpp"

#include <algorithm>
#include <array>

namespace lockstep::api {

namespace {

std::string_view name_of_device_event(DeviceEvent type) {
    static constexpr std::array<std::string_view, device_event_count> names{
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
        "device.name_changed",
        "device.converted_to_unmanaged",
        "device.unmanaged.converted_to_managed",
    };
    return names[static_cast<std::size_t>(type)];
}

constexpr std::array<std::string_view, 13> not_sent_yet{
    "device.added",
    "device.unmanaged.connected",
    "device.unmanaged.disconnected",
    "device.low_battery",
    "device.battery_status_changed",
    "device.connection_became_flaky",
    "device.connection_stabilized",
    "device.accessory_keypad_connected",
    "device.accessory_keypad_disconnected",
    "connected_account.created",
    "connected_account.successful_login",
    "connected_account.completed_first_sync",
    "connected_account.reauthorization_requested",
};

}  // namespace

std::string_view name_of(EventType type) {
    auto const device_event = type.of_device();
    return device_event ? name_of_device_event(*device_event) : engine::name_of(*type.of_engine());
}

std::vector<std::string_view> event_type_names() {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < event_type_count; ++i)
        names.push_back(name_of(EventType::at(i)));
    names.insert(names.end(), not_sent_yet.begin(), not_sent_yet.end());
    return names;
}

bool is_event_type(std::string_view name) {
    auto const names = event_type_names();
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace lockstep::api
