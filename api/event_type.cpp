#include "api/event_type.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace lockstep::api {

namespace {

std::string_view name_of_api_event(ApiEvent type) {
    static constexpr std::array<std::string_view, api_event_count> names{
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
        "device.error.subscription_required",
        "device.error.subscription_required.resolved",
        "connect_webview.login_succeeded",
        "connect_webview.login_failed",
        "client_session.deleted",
    };
    return names[static_cast<std::size_t>(type)];
}

// Types that subscribers may ask for and nobody sends: of things that do not exist here, and of what does not happen.
constexpr std::string_view not_sent[] = {
    "access_grant.created",
    "access_grant.deleted",
    "access_grant.access_granted_to_all_doors",
    "access_grant.access_granted_to_door",
    "access_grant.access_to_door_lost",
    "access_grant.access_times_changed",
    "access_grant.could_not_create_requested_access_methods",
    "access_method.issued",
    "access_method.revoked",
    "access_method.card_encoding_required",
    "access_method.deleted",
    "access_method.reissued",
    "access_method.created",
    "access_method.delay_in_issuing",
    "access_method.failed_to_issue",
    "acs_system.connected",
    "acs_system.added",
    "acs_system.disconnected",
    "acs_credential.deleted",
    "acs_credential.issued",
    "acs_credential.reissued",
    "acs_credential.invalidated",
    "acs_user.created",
    "acs_user.deleted",
    "acs_encoder.added",
    "acs_encoder.removed",
    "acs_access_group.deleted",
    "acs_entrance.added",
    "acs_entrance.removed",
    "connected_account.created",
    "connected_account.successful_login",
    "connected_account.completed_first_sync",
    "connected_account.reauthorization_requested",
    "device.added",
    "device.tampered",
    "device.low_battery",
    "device.battery_status_changed",
    "device.third_party_integration_detected",
    "device.third_party_integration_no_longer_detected",
    "device.salto.privacy_mode_activated",
    "device.salto.privacy_mode_deactivated",
    "device.connection_became_flaky",
    "device.connection_stabilized",
    "device.accessory_keypad_connected",
    "device.accessory_keypad_disconnected",
    "device.doorbell_rang",
    "noise_sensor.noise_threshold_triggered",
    "thermostat.climate_preset_activated",
    "thermostat.manually_adjusted",
    "thermostat.temperature_threshold_exceeded",
    "thermostat.temperature_threshold_no_longer_exceeded",
    "thermostat.temperature_reached_set_point",
    "thermostat.temperature_changed",
    "camera.activated",
    "enrollment_automation.deleted",
    "phone.deactivated",
    "space.device_membership_changed",
    "space.created",
    "space.deleted",
};

}  // namespace

std::string_view name_of(EventType type) {
    auto const api_event = type.of_api();
    return api_event ? name_of_api_event(*api_event) : engine::name_of(*type.of_engine());
}

std::string_view description_of(EventType type) {
    static constexpr std::array<std::string_view, event_type_count> sentences{
        "An access code was created.",
        "An access code was changed.",
        "The name of an access code was changed.",
        "The PIN of an access code was changed.",
        "The time frame of an access code was changed.",
        "Changes of an access code were requested.",
        "An access code was stored on its device ahead of its time frame.",
        "An access code was set on its device.",
        "An access code was removed from its device.",
        "Setting an access code on its device takes unusually long.",
        "An access code could not be set on its device.",
        "An access code was deleted.",
        "Removing an access code from its device takes unusually long.",
        "An access code could not be removed from its device.",
        "An access code was changed on its device by somebody else.",
        "An access code was deleted from its device by somebody else.",
        "An unmanaged access code was found on a device.",
        "An unmanaged access code is gone from its device.",
        "A device is online.",
        "A device is offline.",
        "A device was removed from its vendor's account.",
        "A device was deleted.",
        "A connected account is connected.",
        "A connected account was disconnected.",
        "The devices of a connected account were read for the first time since it is connected again.",
        "A connected account was deleted.",
        "An unmanaged access code became a managed one.",
        "An unmanaged access code could not become a managed one.",
        "A backup access code took the place of another.",
        "An unmanaged device is online.",
        "An unmanaged device is offline.",
        "A lock was locked.",
        "A lock was unlocked.",
        "A lock denied access.",
        "A door was locked on request.",
        "A door could not be locked on request.",
        "A door was unlocked on request.",
        "A door could not be unlocked on request.",
        "Entering a code at a keypad was simulated.",
        "Entering a code at a keypad could not be simulated.",
        "Locking at a keypad was simulated.",
        "Locking at a keypad could not be simulated.",
        "The name of a device was changed.",
        "A device became an unmanaged one.",
        "An unmanaged device became a managed one.",
        "A device needs a subscription that has expired.",
        "A device has the subscription that it needs again.",
        "Somebody logged in in a connect webview.",
        "A login in a connect webview failed.",
        "A client session was deleted.",
    };
    return sentences[type.index()];
}

std::vector<std::string_view> event_type_names() {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < event_type_count; ++i)
        names.push_back(name_of(EventType::at(i)));
    names.insert(names.end(), std::begin(not_sent), std::end(not_sent));
    return names;
}

bool is_event_type(std::string_view name) {
    auto const names = event_type_names();
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace lockstep::api
