#include "api/event_log.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::api {

namespace {

bool carries_issues(engine::EventType type) {
    switch (type) {
        case engine::EventType::code_delay_in_setting_on_device:
        case engine::EventType::code_failed_to_set_on_device:
        case engine::EventType::code_delay_in_removing_from_device:
        case engine::EventType::code_failed_to_remove_from_device:
        case engine::EventType::code_unmanaged_failed_to_convert_to_managed:
        case engine::EventType::device_disconnected:
        case engine::EventType::device_unmanaged_disconnected:
        case engine::EventType::account_disconnected:
            return true;
        default:
            return false;
    }
}

bool carries_changes(engine::EventType type) {
    switch (type) {
        case engine::EventType::code_changed:
        case engine::EventType::code_name_changed:
        case engine::EventType::code_code_changed:
        case engine::EventType::code_time_frame_changed:
        case engine::EventType::code_mutations_requested:
        case engine::EventType::code_modified_external_to_seam:
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

void add(std::vector<ListedIssue>& listed, std::vector<engine::IssueTime> const& issues) {
    for (auto const& [issue, since] : issues)
        listed.push_back({issue, since});
}

// Those of whom the event is about, and of what it hangs on.
std::vector<ListedIssue> issues_of(engine::Event const& event, engine::Engine const& engine) {
    if (event.code) return issues_of(event.code, engine);
    if (event.device) return issues_listed_of(event.device, engine);
    std::vector<ListedIssue> listed;
    add(listed, engine.account(event.account).issue_times);
    return listed;
}

}  // namespace

std::vector<ListedIssue> issues_listed_of(engine::DeviceId device, engine::Engine const& engine) {
    std::vector<ListedIssue> listed;
    add(listed, engine.device(device).issue_times);
    add(listed, engine.account(engine.device(device).account).issue_times);
    return listed;
}

void EventLog::append(engine::Effects const& effects, Instant now, engine::Engine const& engine,
                      std::set<engine::DeviceId> const& hubs_gone) {
    for (auto const& event : effects.events) {
        LoggedEvent logged{.at = now,
                           .type = event.type,
                           .account = event.account,
                           .device = event.device,
                           .code = event.code,
                           .pin = event.pin_to.empty() ? event.pin_from : event.pin_to,
                           .issue = event.issue};
        bool const with_issues = carries_issues(event.type);
        bool const through_hub = with_issues && hubs_gone.contains(event.device);
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
                                .issues = with_issues ? issues_of(event, engine) : std::vector<ListedIssue>{},
                                .through_hub = through_hub});
        }
        events_.push_back(logged);
        ++counts_[logged.type.index()];
    }
}

void EventLog::append(LoggedEvent event, EventDetail detail) {
    event.detail = static_cast<std::uint32_t>(details_.size());
    details_.push_back(std::move(detail));
    events_.push_back(event);
    ++counts_[event.type.index()];
}

EventDetail const& EventLog::detail_of(LoggedEvent const& event) const {
    static EventDetail const nothing{};
    return event.detail == LoggedEvent::no_detail ? nothing : details_[event.detail];
}

WorkspaceNumber EventLog::workspace_of(LoggedEvent const& event, Directory const& directory) const {
    return event.account ? directory.entry(event.account).workspace : detail_of(event).workspace;
}

std::size_t EventLog::first_since(Instant at) const {
    auto const found =
        std::partition_point(events_.begin(), events_.end(), [&](LoggedEvent const& event) { return event.at < at; });
    return static_cast<std::size_t>(found - events_.begin());
}

}  // namespace lockstep::api
