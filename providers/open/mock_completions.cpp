// What the virtual lock maker says when a lock is done: answers that were kept back, and pushes.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/target.hpp"
#include "providers/open/mock.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::providers::open {

namespace {

http::Response gave_up(Generation generation) {
    return http::json_response(504, write_error(ErrorCode::service_unavailable, generation));
}

}  // namespace

void OpenMock::completed(sim::Completion const& completion, sim::Cloud& cloud, Instant now, MockEffects& effects) {
    bool const store = completion.kind == sim::JobKind::store;
    auto const event_type = store ? EventType::code_created : EventType::code_deleted;
    auto const job = jobs_.take(completion.job)
                         .value_or(Job{completion.job, event_type, completion.account, completion.lock, now, {}});
    // A key promises that its work is not done twice; work that failed may be asked for again with the same key.
    if (!completion.succeeded)
        std::erase_if(remembered_, [&](Remembered const& one) { return one.job == completion.job; });

    auto const reason = store ? ErrorCode::no_space : ErrorCode::internal_error;
    auto body = body_of(completion.lock, completion.key, completion.record, CodeStatus::active);
    if (!store) {
        body = {};
        body.access_code_id = access_code_id(completion.lock, completion.key);
        body.lock_id = lock_id(completion.lock);
        body.status = CodeStatus::deleted;
    }
    for (auto const exchange : job.parked)
        effects.replies.push_back({exchange, completion.succeeded ? done_response(job, body) : error_response(reason)});
    show_held(completion.lock, cloud, now, effects);

    if (!completion.succeeded) body.status = CodeStatus::failed;
    EventBody const event{.event_id = fmt::format("evt_{:x}", completion.job),
                          .type = job.event,
                          .occurred_at = now,
                          .succeeded = completion.succeeded,
                          .error = reason,
                          .code = std::move(body)};
    push(completion, event, effects);
}

void OpenMock::push(sim::Completion const& completion, EventBody const& event, MockEffects& effects) {
    auto const send = [&](PushedMessage push) {
        if (profile_ == Profile::awkward && mix_bits(completion.job ^ seed_) % 3 == 0)
            outbox_.send_copy(push, event.occurred_at + awkward_copy_delay);
        outbox_.send(std::move(push), effects.pushes);
    };
    std::string_view ours = path::webhook;
    for (auto const& subscription : subscriptions_) {
        if (subscription.account != completion.account) continue;
        if (subscription.url.empty()) {
            ours = subscription.path;
            continue;
        }
        auto const [path, query] = http::split_target(subscription.url);
        auto to_outside = push_of(completion, event, fmt::format("{}{}{}", path, query.empty() ? "" : "?", query));
        to_outside.url = subscription.url;
        send(std::move(to_outside));
    }
    if (capabilities_.confirmation == engine::Confirmation::push) send(push_of(completion, event, ours));
}

PushedMessage OpenMock::push_of(sim::Completion const& completion, EventBody const& event,
                                std::string_view target) const {
    auto request = http::json_request(http::Method::post, std::string{target}, write_event(event, dress_));
    request.headers.add(header::event_subject, event.code.access_code_id);
    request.headers.add(header::event_time, format_instant(event.occurred_at));
    return {engine::AccountId{completion.account}, engine::DeviceId{completion.lock}, std::move(request)};
}

void OpenMock::push_answered(PushedMessage const& push, int status, Instant now) {
    if (status < 200 || status > 299) outbox_.failed(push, now);
}

Instant OpenMock::next_due() const {
    auto due = outbox_.next_due();
    if (auto const* job = jobs_.longest_waiting()) due = std::min(due, later_by(job->since, gateway_patience));
    for (auto const& look : held_)
        due = std::min(due, later_by(look.since, gateway_patience));
    return due;
}

void OpenMock::run_due(sim::Cloud&, Instant now, MockEffects& effects) {
    outbox_.run_due(now, effects.pushes);
    while (auto const* job = jobs_.longest_waiting()) {
        if (later_by(job->since, gateway_patience) > now) break;
        bool const removal = of_2022() && job->event == EventType::code_deleted;
        for (auto const exchange : job->parked)
            effects.replies.push_back(
                {exchange, removal ? error_response(ErrorCode::access_code_removal_failed) : gave_up(generation_)});
        jobs_.unpark_longest_waiting();
    }
    for (auto const& look : held_)
        if (later_by(look.since, gateway_patience) <= now)
            effects.replies.push_back({look.exchange, gave_up(generation_)});
    std::erase_if(held_, [&](Held const& look) { return later_by(look.since, gateway_patience) <= now; });
}

}  // namespace lockstep::providers::open
