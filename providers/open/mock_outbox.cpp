#include "providers/open/mock_outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "providers/open/protocol.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::providers::open {

namespace {

http::Request const* request_of(PushedMessage const& push) { return std::get_if<http::Request>(&push.message); }

// About the same code, to the same listener.
bool alike(PushedMessage const& one, PushedMessage const& other) {
    auto const subject = [](PushedMessage const& push) {
        auto const* request = request_of(push);
        return request == nullptr ? std::string_view{} : request->headers.find(header::event_subject).value_or("");
    };
    return subject(one) == subject(other) && one.url == other.url;
}

int attempt_of(http::Request const& request) {
    auto const text = request.headers.find(header::delivery_attempt).value_or("1");
    int attempt = 1;
    std::from_chars(text.data(), text.data() + text.size(), attempt);
    return std::clamp(attempt, 1, 1'000'000);
}

Duration back_off(int attempt) {
    auto wait = redelivery_base;
    for (int i = 1; i < attempt && wait < redelivery_cap; ++i)
        wait *= 2;
    return std::min(wait, redelivery_cap);
}

}  // namespace

void Outbox::send(PushedMessage push, std::vector<PushedMessage>& leaving) {
    auto const ahead = std::find_if(waiting_.rbegin(), waiting_.rend(),
                                    [&](Waiting const& earlier) { return !earlier.copy && alike(earlier.push, push); });
    if (ahead == waiting_.rend()) {
        leaving.push_back(std::move(push));
    } else {
        auto const due = ahead->due;
        waiting_.push_back({.due = due, .push = std::move(push)});
    }
}

void Outbox::send_copy(PushedMessage push, Instant at) {
    waiting_.push_back({.due = at, .copy = true, .push = std::move(push)});
}

void Outbox::failed(PushedMessage const& push, Instant now) {
    auto const* sent = request_of(push);
    if (sent == nullptr) return;
    auto const happened = parse_instant(sent->headers.find(header::event_time).value_or(""));
    auto const attempt = attempt_of(*sent);
    auto const due = later_by(now, back_off(attempt));
    if (!happened || due - *happened > redelivery_ends_after) return;

    auto again = push;
    auto& request = std::get<http::Request>(again.message);
    request.headers.set(header::delivery_attempt, fmt::to_string(attempt + 1));
    // Ahead of what queued up behind it meanwhile.
    auto const behind = std::find_if(waiting_.begin(), waiting_.end(),
                                     [&](Waiting const& later) { return !later.copy && alike(later.push, again); });
    for (auto later = behind; later != waiting_.end(); ++later)
        if (!later->copy && alike(later->push, again)) later->due = std::max(later->due, due);
    waiting_.insert(behind, {.due = due, .push = std::move(again)});
}

Instant Outbox::next_due() const {
    Instant due = never;
    for (auto const& waiting : waiting_)
        due = std::min(due, waiting.due);
    return due;
}

void Outbox::run_due(Instant now, std::vector<PushedMessage>& leaving) {
    for (auto& waiting : waiting_)
        if (waiting.due <= now) leaving.push_back(std::move(waiting.push));
    std::erase_if(waiting_, [&](Waiting const& waiting) { return waiting.due <= now; });
}

void Outbox::hash(StateHash& hash) const {
    hash.add(waiting_.size());
    for (auto const& waiting : waiting_) {
        hash.add(waiting.due, waiting.copy, waiting.push.account.value, waiting.push.device.value, waiting.push.url);
        if (auto const* request = request_of(waiting.push)) hash.add(*request);
    }
}

}  // namespace lockstep::providers::open
