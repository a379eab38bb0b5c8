#include "api/event_log.hpp"

#include <algorithm>
#include <array>

namespace lockstep::api {

namespace {

using engine::EventType;

bool carries_issues(EventType type) {
    return type == EventType::code_delay_in_setting_on_device || type == EventType::code_failed_to_set_on_device ||
           type == EventType::code_delay_in_removing_from_device ||
           type == EventType::code_failed_to_remove_from_device;
}

bool carries_changes(EventType type) {
    switch (type) {
        case EventType::code_changed:
        case EventType::code_name_changed:
        case EventType::code_code_changed:
        case EventType::code_time_frame_changed:
        case EventType::code_mutations_requested:
        case EventType::code_modified_external_to_seam:
            return true;
        default:
            return false;
    }
}

std::vector<ListedIssue> issues_of(engine::CodeId code, engine::Engine const& engine) {
    std::vector<ListedIssue> listed;
    if (!engine.exists(code)) return listed;
    auto const shown = engine.issues_shown(code);
    for (std::size_t i = 0; i < engine::issue_count; ++i) {
        auto const issue = static_cast<engine::Issue>(i);
        if (shown.has(issue)) listed.push_back({issue, engine.issue_since(code, issue)});
    }
    return listed;
}

}  // namespace

void EventLog::append(engine::Effects const& effects, Instant now, engine::Engine const& engine) {
    for (auto const& event : effects.events) {
        LoggedEvent logged{.at = now,
                           .type = event.type,
                           .account = event.account,
                           .device = event.device,
                           .code = event.code,
                           .pin = event.pin_to.empty() ? event.pin_from : event.pin_to,
                           .issue = event.issue};
        bool const with_issues = carries_issues(event.type);
        if (with_issues || carries_changes(event.type) || !event.vendor_ref.empty() || event.backup) {
            logged.detail = static_cast<std::uint32_t>(details_.size());
            details_.push_back({.pin_from = event.pin_from,
                                .pin_to = event.pin_to,
                                .window_from = event.window_from,
                                .window_to = event.window_to,
                                .name_from = event.name_from,
                                .name_to = event.name_to,
                                .vendor_ref = event.vendor_ref,
                                .backup = event.backup,
                                .issues = with_issues ? issues_of(event.code, engine) : std::vector<ListedIssue>{}});
        }
        events_.push_back(logged);
        ++counts_[static_cast<std::size_t>(event.type)];
    }
}

EventDetail const& EventLog::detail_of(LoggedEvent const& event) const {
    static EventDetail const nothing{};
    return event.detail == LoggedEvent::no_detail ? nothing : details_[event.detail];
}

std::size_t EventLog::first_since(Instant at) const {
    auto const found =
        std::partition_point(events_.begin(), events_.end(), [&](LoggedEvent const& event) { return event.at < at; });
    return static_cast<std::size_t>(found - events_.begin());
}

bool is_event_type(std::string_view name) {
    static constexpr std::array<std::string_view, 26> others{
        "device.added",
        "device.converted_to_unmanaged",
        "device.unmanaged.connected",
        "device.unmanaged.disconnected",
        "device.unmanaged.converted_to_managed",
        "device.low_battery",
        "device.battery_status_changed",
        "device.connection_became_flaky",
        "device.connection_stabilized",
        "device.accessory_keypad_connected",
        "device.accessory_keypad_disconnected",
        "device.name_changed",
        "connected_account.created",
        "connected_account.successful_login",
        "connected_account.completed_first_sync",
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
    };
    for (std::size_t i = 0; i < engine::event_type_count; ++i)
        if (engine::name_of(static_cast<EventType>(i)) == name) return true;
    return name == "action_attempt.simulate_manual_lock_via_keypad.failed" ||
           std::find(others.begin(), others.end(), name) != others.end();
}

}  // namespace lockstep::api
