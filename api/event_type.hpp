// Every type of event that the API sends: the engine's, and the API's own, of doors, devices and their attempts,
// webviews and sessions, of which the engine knows nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/events.hpp"

namespace lockstep::api {

enum class ApiEvent : std::uint8_t {
    lock_locked,
    lock_unlocked,
    lock_access_denied,
    lock_door_succeeded,
    lock_door_failed,
    unlock_door_succeeded,
    unlock_door_failed,
    simulate_keypad_code_entry_succeeded,
    simulate_keypad_code_entry_failed,
    simulate_manual_lock_via_keypad_succeeded,
    simulate_manual_lock_via_keypad_failed,
    device_name_changed,
    device_converted_to_unmanaged,
    device_unmanaged_converted_to_managed,
    device_error_subscription_required,
    device_error_subscription_required_resolved,
    connect_webview_login_succeeded,
    connect_webview_login_failed,
    client_session_deleted,
};
inline constexpr std::size_t api_event_count = 19;
inline constexpr std::size_t event_type_count = engine::event_type_count + api_event_count;

class EventType {
  public:
    constexpr EventType(engine::EventType type) : engine_{type} {}
    constexpr EventType(ApiEvent type) : api_{type} {}

    // Its place among all types: the engine's first.
    constexpr std::size_t index() const {
        return api_ ? engine::event_type_count + static_cast<std::size_t>(*api_) : static_cast<std::size_t>(engine_);
    }
    static constexpr EventType at(std::size_t index) {
        if (index < engine::event_type_count) return static_cast<engine::EventType>(index);
        return static_cast<ApiEvent>(index - engine::event_type_count);
    }

    // Which of the two kinds it is: the other is nothing.
    constexpr std::optional<engine::EventType> of_engine() const {
        return api_ ? std::nullopt : std::optional{engine_};
    }
    constexpr std::optional<ApiEvent> of_api() const { return api_; }
    friend constexpr bool operator==(EventType const&, EventType const&) = default;

  private:
    engine::EventType engine_ = engine::EventType::code_created;
    std::optional<ApiEvent> api_;
};

// "access_code.created", "lock.unlocked", ...
std::string_view name_of(EventType type);

// What has happened, in one sentence for people.
std::string_view description_of(EventType type);

// All of them, and the types that subscribers may ask for and nobody sends.
std::vector<std::string_view> event_type_names();
bool is_event_type(std::string_view name);

}  // namespace lockstep::api
