#include "providers/smartthings/adapter_operation.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "http/retry_after.hpp"

namespace lockstep::providers::smartthings {

namespace {

using engine::CallKind;
using engine::Refusal;
using engine::Verdict;

// Nobody is kept waiting longer by a number that may be of another unit than it seems.
constexpr std::int64_t reset_seconds_max = 3600;

// The reset stands on every answer; only to a 429 it is a reason to wait.
Duration wait_of(http::Response const& response, Instant now) {
    if (auto const told = http::retry_after(response.headers, now)) return *told;
    auto const reset = response.headers.find(header::reset);
    std::int64_t seconds = 0;
    if (!reset || response.status != 429) return {};
    auto const [stopped, error] = std::from_chars(reset->data(), reset->data() + reset->size(), seconds);
    if (error != std::errc{} || stopped != reset->data() + reset->size() || seconds < 0) return {};
    return std::chrono::seconds{std::min(seconds, reset_seconds_max)};
}

// What a 422 says: the argument that it does not like.
Refusal refusal_of(ErrorBody const& body) {
    for (auto const& one : body.details) {
        if (one.target == detail::slot_argument) return Refusal::no_space;
        if (one.target == detail::pin_argument)
            return one.code == detail::not_unique ? Refusal::pin_conflict : Refusal::invalid_pin;
    }
    return Refusal::other;
}

}  // namespace

engine::Answer failure(engine::CallId call, http::Response const& response, Instant now) {
    engine::Answer answer{.call = call, .verdict = Verdict::unknown};
    answer.retry_after = wait_of(response, now);
    if (response.status < 400 || response.status > 499) return answer;
    answer.verdict = Verdict::refused;
    switch (response.status) {
        case 401:
            answer.refusal = Refusal::unauthorized;
            break;
        case 403:
            answer.refusal = Refusal::forbidden;
            break;
        case 409:
            answer.refusal = Refusal::device_offline;  // "invalid device state": it cannot act now
            break;
        case 429:
            answer.refusal = Refusal::rate_limited;
            break;
        case 422: {
            auto const body = http::is_json(response.headers) ? read_error(response.body) : std::nullopt;
            answer.refusal = body ? refusal_of(*body) : Refusal::other;
            break;
        }
        default:  // a 404 is about the device: that one is gone proves nothing about its codes
            answer.refusal = Refusal::other;
    }
    return answer;
}

Operation::Operation(engine::ProviderCall call, std::uint32_t codes_max, SlotBook const& slots)
    : call_(std::move(call)), codes_max_(codes_max) {
    if (call_.kind == CallKind::read) return;
    auto slot = read_slot(call_.vendor_ref);
    if (!slot && call_.kind == CallKind::remove) slot = slots.slot_of(call_.device, call_.record.name);
    if (!slot || slots.is_lost(call_.device, *slot)) return;
    slot_ = *slot;
    step_ = call_.kind == CallKind::put ? Step::write : Step::erase;
}

http::Request Operation::request(SlotBook& slots, Instant now) const {
    auto const device = id_of(IdKind::device, call_.device.value);
    http::Request request;
    switch (step_) {
        case Step::look:
            request.target = path::lock_codes_status(device);
            request.headers.add("accept", http::json_type);
            return request;
        case Step::write:
            if (!call_.vendor_ref.empty()) slots.will_write(call_.device, slot_, call_.record.name, now);
            request = http::json_request(http::Method::post, path::commands(device),
                                         write_commands({set_code(slot_, call_.record.pin.text(), call_.record.name)}));
            break;
        case Step::erase:
            slots.will_erase(call_.device, slot_, call_.record.name, now);
            request =
                http::json_request(http::Method::post, path::commands(device), write_commands({delete_code(slot_)}));
            break;
    }
    request.headers.add("accept", http::json_type);
    return request;
}

void Operation::withdraw(SlotBook& slots, bool turned_away) const {
    bool const picked = step_ == Step::write && call_.vendor_ref.empty();
    if (picked || (turned_away && step_ != Step::look)) slots.refused(call_.device, slot_);
}

std::optional<engine::Answer> Operation::received(http::Response const& response, Instant now, SlotBook& slots,
                                                  std::vector<engine::Push>& pushes) {
    if (!response.ok()) {
        auto answer = failure(call_.id, response, now);
        if (step_ != Step::look && answer.verdict == Verdict::refused) slots.refused(call_.device, slot_);
        return answer;
    }
    if (!http::is_json(response.headers)) return unknown();
    if (step_ != Step::look) return taken(response, slots);
    auto const listed = read_lock_codes(response.body);
    if (!listed) return unknown();
    return looked(*listed, now, slots, pushes);
}

std::optional<engine::Answer> Operation::looked(LockCodes const& listed, Instant now, SlotBook& slots,
                                                std::vector<engine::Push>& pushes) {
    engine::Answer answer{.call = call_.id, .verdict = Verdict::done};
    switch (call_.kind) {
        case CallKind::read:
            answer.listed = slots.read(call_.device, listed, now, pushes);
            return answer;
        case CallKind::put: {
            // Nothing at all, of a lock that nobody has listed before: an empty success would give a stranger's slot
            // away.
            if (listed.codes.empty() && !slots.knows(call_.device) && !std::exchange(looked_again_, true))
                return std::nullopt;
            auto const slots_there = listed.codes_max.value_or(codes_max_);
            auto const slot = slots.pick(call_.device, listed, call_.record.name, slots_there, now);
            if (!slot) {
                answer.verdict = Verdict::refused;
                answer.refusal = Refusal::no_space;
                return answer;
            }
            slot_ = *slot;
            step_ = Step::write;
            return std::nullopt;
        }
        case CallKind::remove:
            break;
    }
    // A removal of a code whose slot was never learnt: its name is unique on the lock.
    auto const found = std::find_if(listed.codes.begin(), listed.codes.end(),
                                    [&](auto const& one) { return one.name == call_.record.name; });
    if (found == listed.codes.end()) return answer;
    slot_ = found->slot;
    step_ = Step::erase;
    return std::nullopt;
}

// Accepted proves nothing but that the command was well formed; so does completed.
engine::Answer Operation::taken(http::Response const& response, SlotBook& slots) const {
    auto const results = read_results(response.body);
    if (!results || results->size() != 1) return unknown();
    engine::Answer answer{.call = call_.id, .verdict = Verdict::accepted, .vendor_ref = slot_text(slot_)};
    if (results->front().status != CommandStatus::failed) {
        slots.taken(call_.device, slot_);
        return answer;
    }
    slots.refused(call_.device, slot_);
    answer = {.call = call_.id, .verdict = Verdict::refused, .refusal = Refusal::other};
    return answer;
}

void Operation::hash(StateHash& hash) const {
    hash.add(call_.id.value, call_.kind, call_.device.value, call_.code.serial, call_.vendor_ref);
    hash.add(call_.record.pin.packed(), call_.record.window.starts, call_.record.window.ends, call_.record.name);
    hash.add(codes_max_, step_, slot_, looked_again_);
}

}  // namespace lockstep::providers::smartthings
