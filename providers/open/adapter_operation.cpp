#include "providers/open/adapter_operation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/retry_after.hpp"
#include "providers/open/protocol_2022.hpp"

namespace lockstep::providers::open {

namespace {

using engine::CallKind;
using engine::Refusal;
using engine::Verdict;

std::optional<engine::ListedState> listed_state(CodeStatus status) {
    switch (status) {
        case CodeStatus::active:
            return engine::ListedState::active;
        case CodeStatus::pending:
            return engine::ListedState::pending;
        case CodeStatus::removing:
            return engine::ListedState::removing;
        case CodeStatus::deleted:
        case CodeStatus::failed:
            break;  // words of answers and events, not of a list
    }
    return std::nullopt;
}

}  // namespace

std::optional<TaughtRecord> record_of(CodeBody const& body) {
    TaughtRecord taught{.record = {.pin = {}, .window = {body.starts_at, body.ends_at}, .name = body.name.value_or("")},
                        .pin_known = body.code.has_value()};
    if (body.code) {
        auto const pin = engine::Pin::parse(*body.code);
        if (!pin) return std::nullopt;
        taught.record.pin = *pin;
    }
    return taught;
}

Refusal refusal_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::device_offline:
            return Refusal::device_offline;
        case ErrorCode::pin_conflict:
            return Refusal::pin_conflict;
        case ErrorCode::invalid_pin:
            return Refusal::invalid_pin;
        case ErrorCode::no_space:
            return Refusal::no_space;
        case ErrorCode::name_conflict:
            return Refusal::name_conflict;
        case ErrorCode::unauthorized:
            return Refusal::unauthorized;
        case ErrorCode::forbidden:
            return Refusal::forbidden;
        case ErrorCode::access_code_not_found:
        case ErrorCode::not_found:
            return Refusal::not_found;
        case ErrorCode::rate_limited:
            return Refusal::rate_limited;
        // A lock that is gone from the account proves nothing about its codes.
        case ErrorCode::device_not_found:
        case ErrorCode::other:
        case ErrorCode::invalid_request:
        case ErrorCode::method_not_allowed:
        case ErrorCode::internal_error:
        case ErrorCode::service_unavailable:
        case ErrorCode::access_code_removal_failed:
            break;
    }
    return Refusal::other;
}

engine::Answer failure(engine::CallId call, http::Response const& response, Instant now, Generation generation) {
    engine::Answer answer{.call = call, .verdict = Verdict::unknown};
    answer.retry_after = http::retry_after(response.headers, now).value_or(Duration::zero());
    if (response.status < 400 || response.status > 499) return answer;

    answer.verdict = Verdict::refused;
    // These three mean the same whatever the body calls them; for the rest the body knows better than the number.
    switch (response.status) {
        case 401:
            answer.refusal = Refusal::unauthorized;
            return answer;
        case 403:
            answer.refusal = Refusal::forbidden;
            return answer;
        case 429:
            answer.refusal = Refusal::rate_limited;
            return answer;
        default:
            break;
    }
    auto const body = http::is_json(response.headers) ? read_error(response.body, generation) : std::nullopt;
    if (body && body->code != ErrorCode::other)
        answer.refusal = refusal_of(body->code);
    else
        answer.refusal = response.status == 404 ? Refusal::not_found : Refusal::other;  // all it says is the number
    return answer;
}

Operation::Operation(engine::ProviderCall call, bool with_windows, Generation generation)
    : call_(std::move(call)), with_windows_(with_windows), generation_(generation) {
    if (call_.kind == CallKind::put) step_ = Step::write;
    if (call_.kind == CallKind::remove && !call_.vendor_ref.empty()) step_ = Step::erase;
}

http::Request Operation::request() const {
    auto const lock = lock_id(call_.device.value);
    http::Request request;
    switch (step_) {
        case Step::list:
            if (generation_ == Generation::of_2022)
                request.target = path::codes_of_lock_2022(lock);
            else
                request.target = cursor_.empty() ? path::codes_of_lock(lock) : path::codes_of_lock(lock, cursor_);
            return request;
        case Step::erase:
            request.method = http::Method::delete_;
            request.target = path::code(call_.vendor_ref);
            break;
        case Step::write:
            request = write_request();
            break;
    }
    if (call_.idempotency_key != 0)
        request.headers.add(http::field::idempotency_key, fmt::format("{:016x}", call_.idempotency_key));
    return request;
}

http::Request Operation::write_request() const {
    auto const lock = lock_id(call_.device.value);
    bool const edit = !call_.vendor_ref.empty();
    if (generation_ == Generation::of_2022 && !edit)
        return http::json_request(
            http::Method::post, std::string{path::codes_2022},
            write_create_2022({.lock_id = lock, .code = call_.record.pin.text(), .name = call_.record.name}));
    CodeRequest body{.name = call_.record.name, .code = call_.record.pin.text()};
    // A new code has no bounds until it is given some; an edit has to say that it shall have none.
    auto const& window = call_.record.window;
    if (with_windows_ && (edit || window.starts != always)) body.starts_at = window.starts;
    if (with_windows_ && (edit || window.ends != never)) body.ends_at = window.ends;
    return http::json_request(edit ? http::Method::patch : http::Method::post,
                              edit ? path::code(call_.vendor_ref) : path::codes_of_lock(lock),
                              write_code_request(body));
}

std::optional<engine::Answer> Operation::received(http::Response const& response, Instant now) {
    if (!response.ok()) {
        auto answer = failure(call_.id, response, now, generation_);
        // Only a code can be missing so that its removal has ended well; a list belongs to a lock.
        if (step_ == Step::list && answer.refusal == Refusal::not_found) answer.refusal = Refusal::other;
        return answer;
    }
    if (!http::is_json(response.headers)) return unknown();
    switch (step_) {
        case Step::write:
            return written(response.body);
        case Step::erase:
            return erased(response.body);
        case Step::list:
            break;
    }
    auto list = list_of(response.body);
    if (!list) return unknown();
    return listed(std::move(*list));
}

std::optional<CodeList> Operation::list_of(std::string_view text) const {
    if (generation_ == Generation::current) return read_list(text);
    auto list = read_list_2022(text);
    // The lock is only a filter there, and one that is not heeded must not put other locks' codes on this one.
    if (list) std::erase_if(list->codes, [&](auto const& code) { return code.lock_id != lock_id(call_.device.value); });
    return list;
}

engine::Answer Operation::written(std::string_view text) const {
    auto const body = generation_ == Generation::of_2022 ? read_code_2022(text) : read_code(text);
    if (!body) return unknown();
    bool const of_this_lock = body->lock_id.empty() || body->lock_id == lock_id(call_.device.value);
    bool const of_this_code = call_.vendor_ref.empty() || call_.vendor_ref == body->access_code_id;
    if (!of_this_lock || !of_this_code) return unknown();

    engine::Answer answer{.call = call_.id, .verdict = Verdict::accepted, .vendor_ref = body->access_code_id};
    if (body->status == CodeStatus::pending) return answer;
    // Done means the stored record is told with it.
    auto taught = record_of(*body);
    if (body->status != CodeStatus::active || !body->name || !taught) return unknown();
    answer.verdict = Verdict::done;
    answer.pin_known = taught->pin_known;
    answer.record = std::move(taught->record);
    return answer;
}

engine::Answer Operation::erased(std::string_view text) const {
    if (generation_ == Generation::of_2022) {
        if (!read_ok(text)) return unknown();
        return {.call = call_.id, .verdict = Verdict::done, .vendor_ref = call_.vendor_ref};
    }
    auto const body = read_code(text);
    if (!body || body->access_code_id != call_.vendor_ref) return unknown();
    engine::Answer answer{.call = call_.id, .vendor_ref = call_.vendor_ref};
    switch (body->status) {
        case CodeStatus::pending:
        case CodeStatus::removing:
            answer.verdict = Verdict::accepted;
            return answer;
        case CodeStatus::deleted:
            answer.verdict = Verdict::done;
            return answer;
        case CodeStatus::active:
        case CodeStatus::failed:
            break;
    }
    return unknown();
}

std::optional<engine::Answer> Operation::listed(CodeList list) {
    for (auto& code : list.codes) {
        auto const state = listed_state(code.status);
        if (!state) return unknown();
        // A stranger's PIN may be one that no code of ours could have; its place on the lock is all that matters then.
        if (code.code && !engine::Pin::parse(*code.code)) code.code.reset();
        auto taught = record_of(code);
        if (!taught) return unknown();
        engine::ListedCode entry{std::move(code.access_code_id), std::move(taught->record), *state};
        // A code that moved while the pages were turned is listed twice: the later page is the newer truth.
        auto const known =
            pages_ == 0 ? listed_.end() : std::find_if(listed_.begin(), listed_.end(), [&](auto const& earlier) {
                return earlier.vendor_ref == entry.vendor_ref;
            });
        if (known == listed_.end())
            listed_.push_back(std::move(entry));
        else
            *known = std::move(entry);
    }
    if (list.next_cursor.empty()) return list_is_complete();
    if (++pages_ == pages_max || list.next_cursor == cursor_) return unknown();
    cursor_ = std::move(list.next_cursor);
    return std::nullopt;
}

std::optional<engine::Answer> Operation::list_is_complete() {
    engine::Answer answer{.call = call_.id, .verdict = Verdict::done};
    if (call_.kind == CallKind::read) {
        answer.listed = std::move(listed_);
        return answer;
    }
    // A removal of a code whose id was never learnt: its name is unique on the lock.
    auto const found = std::find_if(listed_.begin(), listed_.end(),
                                    [&](auto const& entry) { return entry.record.name == call_.record.name; });
    if (found == listed_.end()) return answer;
    if (found->state == engine::ListedState::removing) {
        answer.verdict = Verdict::accepted;
        answer.vendor_ref = found->vendor_ref;
        return answer;
    }
    call_.vendor_ref = found->vendor_ref;
    step_ = Step::erase;
    listed_.clear();
    return std::nullopt;
}

engine::Answer Operation::unknown() const { return {.call = call_.id, .verdict = Verdict::unknown}; }

engine::Answer Operation::refused(Refusal refusal, Duration retry_after) const {
    return {.call = call_.id, .verdict = Verdict::refused, .refusal = refusal, .retry_after = retry_after};
}

void Operation::hash(StateHash& hash) const {
    hash.add(call_.id.value, call_.kind, call_.device.value, call_.code.serial, call_.vendor_ref);
    hash.add(call_.record.pin.packed(), call_.record.window.starts, call_.record.window.ends, call_.record.name);
    hash.add(call_.idempotency_key, with_windows_, step_, cursor_, pages_, listed_.size());
    for (auto const& entry : listed_)
        hash.add(entry.vendor_ref, entry.state, entry.record.name);
}

}  // namespace lockstep::providers::open
