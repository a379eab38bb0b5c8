#include "providers/august/adapter_operation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/retry_after.hpp"
#include "providers/august/protocol_schedule.hpp"

namespace lockstep::providers::august {

namespace {

using engine::CallKind;
using engine::ListedState;
using engine::Refusal;
using engine::Verdict;

constexpr std::string_view user_prefix = "user:";

// A PIN that somebody has switched off is on no keypad. To the engine it is a record whose time is over: what is
// wanted is written again, what is not wanted can be removed.
constexpr engine::Window switched_off{always, Instant{}};

ListedState listed_state(Group group) {
    switch (group) {
        case Group::loaded:
        case Group::disabled:
            return ListedState::active;
        case Group::created:
        case Group::updating:
        case Group::enabling:
            return ListedState::pending;
        case Group::disabling:
        case Group::deleting:
            break;
    }
    return ListedState::removing;
}

void name_user(PinCommand& command, std::string_view reference) {
    if (reference.starts_with(user_prefix))
        command.user_id = reference.substr(user_prefix.size());
    else
        command.partner_id = reference;
}

std::uint64_t name_hash(std::string_view name) {
    StateHash hash;
    hash.add(name);
    return hash.value();
}

}  // namespace

std::string reference_to(PinBody const& pin) {
    return pin.partner_id.empty() ? std::string{user_prefix} + pin.user_id : pin.partner_id;
}

engine::StoredRecord record_of(PinBody const& pin) {
    engine::StoredRecord record{.pin = engine::Pin::parse(pin.pin).value_or(engine::Pin{}),
                                .window = {},
                                .name = joined_name({pin.first_name, pin.last_name})};
    if (pin.access == AccessType::temporary) {
        auto const bounds = opened(read_times(pin.times).value_or(Bounds{}));
        record.window = {bounds.starts, bounds.ends};
    }
    if (pin.state == Group::disabled) record.window = switched_off;
    return record;
}

Refusal refusal_of(ErrorCode error) {
    switch (error) {
        case ErrorCode::bad_pin:
            return Refusal::invalid_pin;
        case ErrorCode::unauthorized:
            return Refusal::unauthorized;
        case ErrorCode::wrong_brand:
        case ErrorCode::forbidden:
            return Refusal::forbidden;
        case ErrorCode::unknown_pin:
        case ErrorCode::not_found:
            return Refusal::not_found;
        case ErrorCode::pin_taken:
            return Refusal::pin_conflict;
        case ErrorCode::pins_full:
            return Refusal::no_space;
        case ErrorCode::bridge_offline:
            return Refusal::device_offline;
        case ErrorCode::rate_limited:
            return Refusal::rate_limited;
        // A lock that is gone from the account proves nothing about its PINs. A busy bridge, and a PIN whose removal
        // is still going on, are matters of a moment.
        default:
            return Refusal::other;
    }
}

engine::Answer failure(engine::CallId call, http::Response const& response, Instant now) {
    engine::Answer answer{.call = call, .verdict = Verdict::unknown};
    answer.retry_after = http::retry_after(response.headers, now).value_or(Duration::zero());
    if (response.status < 400 || response.status > 499) return answer;

    auto error = error_of_status(response.status);
    if (http::is_json(response.headers)) error = read_error(response.body, error);
    // The bridge took the command and the lock did not answer: that is no refusal. And a user who has a PIN already has
    // got it from an earlier try of ours, since nobody else uses our ids.
    if (response.status == 408 || error == ErrorCode::user_has_pin) return answer;

    answer.verdict = Verdict::refused;
    // These mean the same whatever the body says.
    if (response.status == 401)
        answer.refusal = Refusal::unauthorized;
    else if (response.status == 403)
        answer.refusal = Refusal::forbidden;
    else if (response.status == 429)
        answer.refusal = Refusal::rate_limited;
    else
        answer.refusal = refusal_of(error);
    return answer;
}

Operation::Operation(engine::ProviderCall call, bool with_webhook)
    : call_(std::move(call)), with_webhook_(with_webhook) {}

std::string Operation::reference() const {
    if (!call_.vendor_ref.empty()) return call_.vendor_ref;
    if (call_.code) return fmt::format("lockstep-{:x}", call_.code.serial);
    return fmt::format("lockstep-n{:016x}", name_hash(call_.record.name));
}

http::Request Operation::request() const {
    auto const target = path::pins(lock_id(call_.device.value));
    if (call_.kind == CallKind::read) return {http::Method::get, target, {}, {}};

    PinCommand command{.action = PinAction::remove};
    name_user(command, reference());
    if (call_.kind == CallKind::put) {
        command.action = call_.vendor_ref.empty() ? PinAction::load : PinAction::update;
        auto name = split_name(call_.record.name);
        command.first_name = std::move(name.first);
        command.last_name = std::move(name.last);
        command.pin = call_.record.pin.text();
        Bounds const bounds{call_.record.window.starts, call_.record.window.ends};
        command.access = bounds.bounded() ? AccessType::temporary : AccessType::always;
        if (bounds.bounded()) command.times = write_times(filled(bounds));
    }
    PinCommands commands{.commands = {std::move(command)}};
    if (with_webhook_) commands.webhook = path::webhook;
    return http::json_request(http::Method::post, target, write_commands(commands));
}

engine::Answer Operation::received(http::Response const& response, Instant now) const {
    if (!response.ok()) {
        auto answer = failure(call_.id, response, now);
        // Only a PIN can be missing so that its removal has ended well; a list belongs to a lock.
        if (call_.kind == CallKind::read && answer.refusal == Refusal::not_found) answer.refusal = Refusal::other;
        return answer;
    }
    if (call_.kind == CallKind::read) return http::is_json(response.headers) ? listed(response.body) : unknown();
    // An acceptance may come without a body; one with a body that is none of the vendor's did not come from it.
    bool const taken = response.body.empty() || (http::is_json(response.headers) && is_accepted(response.body));
    if (!taken) return unknown();
    return {.call = call_.id, .verdict = Verdict::accepted, .vendor_ref = reference()};
}

engine::Answer Operation::listed(std::string_view body) const {
    auto const pins = read_pins(body);
    if (!pins) return unknown();
    engine::Answer answer{.call = call_.id, .verdict = Verdict::done};
    for (auto const& pin : *pins) {
        if (!pin.lock_id.empty() && lock_number(pin.lock_id) != call_.device.value) return unknown();
        engine::ListedCode code{reference_to(pin), record_of(pin), listed_state(pin.state)};
        // A PIN on its way from one group to another may be in both: then it is on its way.
        auto const known = std::find_if(answer.listed.begin(), answer.listed.end(),
                                        [&](auto const& earlier) { return earlier.vendor_ref == code.vendor_ref; });
        if (known == answer.listed.end())
            answer.listed.push_back(std::move(code));
        else if (known->state == ListedState::active)
            *known = std::move(code);
    }
    return answer;
}

engine::Answer Operation::unknown() const { return {.call = call_.id, .verdict = Verdict::unknown}; }

engine::Answer Operation::refused(Refusal refusal, Duration retry_after) const {
    return {.call = call_.id, .verdict = Verdict::refused, .refusal = refusal, .retry_after = retry_after};
}

void Operation::hash(StateHash& hash) const {
    hash.add(call_.id.value, call_.kind, call_.device.value, call_.code.serial, call_.vendor_ref);
    hash.add(call_.record.pin.packed(), call_.record.window.starts, call_.record.window.ends, call_.record.name);
    hash.add(with_webhook_);
}

}  // namespace lockstep::providers::august
