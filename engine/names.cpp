// The wire names of the engine's enumerations, in one place so that a reader can check them against the API.
#include <algorithm>
#include <array>

#include "engine/attempt.hpp"
#include "engine/effects.hpp"
#include "engine/events.hpp"
#include "engine/issues.hpp"
#include "engine/port.hpp"

namespace lockstep::engine {

std::string_view name_of(AttemptKind kind) {
    switch (kind) {
        case AttemptKind::create_access_code:
            return "CREATE_ACCESS_CODE";
        case AttemptKind::update_access_code:
            return "UPDATE_ACCESS_CODE";
        case AttemptKind::delete_access_code:
            return "DELETE_ACCESS_CODE";
    }
    return "";
}

std::string_view name_of(AttemptState state) {
    switch (state) {
        case AttemptState::pending:
            return "pending";
        case AttemptState::success:
            return "success";
        case AttemptState::error:
            return "error";
    }
    return "";
}

std::string_view name_of(AttemptError error) {
    switch (error) {
        case AttemptError::none:
            return "";
        case AttemptError::action_attempt_expired:
            return "action_attempt_expired";
        case AttemptError::uncategorized_error:
            return "uncategorized_error";
    }
    return "";
}

std::string_view message_of(AttemptError error) {
    switch (error) {
        case AttemptError::none:
            return "";
        case AttemptError::action_attempt_expired:
            return "The window ended before the access code was set.";
        case AttemptError::uncategorized_error:
            return "The access code was deleted first.";
    }
    return "";
}

std::string_view name_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::none:
            return "none";
        case Refusal::device_offline:
            return "device_offline";
        case Refusal::pin_conflict:
            return "pin_conflict";
        case Refusal::invalid_pin:
            return "invalid_pin";
        case Refusal::no_space:
            return "no_space";
        case Refusal::forbidden:
            return "forbidden";
        case Refusal::not_found:
            return "not_found";
        case Refusal::unauthorized:
            return "unauthorized";
        case Refusal::rate_limited:
            return "rate_limited";
        case Refusal::name_conflict:
            return "name_conflict";
        case Refusal::other:
            return "other";
    }
    return "";
}

std::string_view name_of(Because because) {
    switch (because) {
        case Because::request:
            return "requested";
        case Because::answer:
            return "answered";
        case Because::push:
            return "pushed";
        case Because::notice:
            return "noticed";
        case Because::restart:
            return "restarted";
        case Because::forgotten:
            return "forgotten";
        case Because::timed_out:
            return "timed out";
        case Because::backed_off:
            return "back-off over";
        case Because::poll_due:
            return "poll due";
        case Because::doubt_due:
            return "second read due";
        case Because::preload_due:
            return "preload due";
        case Because::window_started:
            return "window started";
        case Because::window_ended:
            return "window ended";
        case Because::delay_noticed:
            return "delay noticed";
        case Because::resync_due:
            return "resync due";
        case Because::quota_freed:
            return "quota freed";
        case Because::pool_short:
            return "backup pool short";
    }
    return "";
}

std::string_view name_of(EventType type) {
    static constexpr std::array<std::string_view, event_type_count> names{
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
        "access_code.unmanaged.created",
        "access_code.unmanaged.removed",
        "device.connected",
        "device.disconnected",
        "device.removed",
        "device.deleted",
        "connected_account.connected",
        "connected_account.disconnected",
        "connected_account.completed_first_sync_after_reconnection",
        "connected_account.deleted",
        "access_code.unmanaged.converted_to_managed",
        "access_code.unmanaged.failed_to_convert_to_managed",
        "access_code.backup_access_code_pulled",
        "device.unmanaged.connected",
        "device.unmanaged.disconnected",
    };
    return names[static_cast<std::size_t>(type)];
}

IssueFacts const& facts_of(Issue issue) {
    using enum IssueKind;
    using enum IssueOwner;
    static constexpr std::array<IssueFacts, issue_count> facts{{
        {"failed_to_set_on_device", error, code, "The code could not be set on the device; trying goes on."},
        {"failed_to_remove_from_device", error, code, "The code could not be removed from the device; trying goes on."},
        {"conflicting_external_modification", error, code, "The code was changed outside; it is being set again."},
        {"duplicate_code_on_device", error, code, "Another code on the device has this PIN."},
        {"no_space_for_access_code_on_device", error, code, "Every slot of the device is taken."},
        {"insufficient_permissions", error, code, "The account may not manage codes on this device."},
        {"delay_in_setting_on_device", warning, code, "Setting the code takes unusually long."},
        {"delay_in_removing_from_device", warning, code, "Removing the code takes unusually long."},
        {"external_modification_in_effect", warning, code, "The code was changed outside, and the change stands."},
        {"being_deleted", warning, code, "The code is being deleted."},
        {"device_disconnected", error, device, "The device is offline."},
        {"device_removed", error, device, "The device is gone from its account."},
        {"account_disconnected", error, account, "The account's credentials are not accepted."},
        {"using_backup_access_code", warning, code, "A backup code has taken the place of the code."},
        {"empty_backup_access_code_pool", error, device, "No backup code is ready on the device."},
        {"igloo_algopin_must_be_used_within_24_hours", warning, code,
         "The device forgets the code unless it is used within 24 hours of its start."},
    }};
    return facts[static_cast<std::size_t>(issue)];
}

void Effects::clear() {
    because = Because::request;
    subject = {};
    transitions.clear();
    attempts.clear();
    issues.clear();
    events.clear();
    calls.clear();
    abandoned.clear();
    adopted.clear();
    released.clear();
    touched.clear();
    touched_devices.clear();
    touched_accounts.clear();
}

namespace {

template <class T>
void append_all(std::vector<T>& list, std::vector<T> const& more) {
    list.insert(list.end(), more.begin(), more.end());
}

// Each once.
template <class T>
void append_new(std::vector<T>& list, std::vector<T> const& more) {
    for (auto const& one : more)
        if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
}

}  // namespace

void Effects::append(Effects const& later) {
    because = later.because;
    subject = {};
    append_all(transitions, later.transitions);
    append_all(attempts, later.attempts);
    append_all(issues, later.issues);
    append_all(events, later.events);
    append_all(calls, later.calls);
    append_all(abandoned, later.abandoned);
    append_all(touched, later.touched);
    append_new(touched_devices, later.touched_devices);
    append_new(touched_accounts, later.touched_accounts);
}

}  // namespace lockstep::engine
