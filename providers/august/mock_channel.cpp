#include "providers/august/mock_channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "providers/august/mock_pins.hpp"
#include "providers/august/protocol_json.hpp"

namespace lockstep::providers::august {

namespace {

constexpr std::size_t events_max = 256;
constexpr std::size_t polls_max = 10'000;
constexpr std::size_t channels_max = 200;   // of one poll
constexpr std::size_t channel_digits = 12;  // at the end of a channel's name: the lock's number

std::optional<std::uint32_t> lock_of_channel(std::string_view name) {
    if (name.size() < channel_digits) return std::nullopt;
    auto const digits = name.substr(name.size() - channel_digits);
    std::uint32_t lock = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), lock, 16);
    if (error != std::errc{} || end != digits.data() + digits.size() || channel_of(lock) != name) return std::nullopt;
    return lock;
}

Json point(TimeToken token) { return {{"t", fmt::format("{:017}", token)}, {"r", 1}}; }

http::Response answer_to_poll(TimeToken token, Json messages) {
    return http::json_response(200, text_of(Json{{"t", point(token)}, {"m", std::move(messages)}}));
}

}  // namespace

std::string channel_of(std::uint32_t lock) { return uuid_of('c', lock); }

std::vector<std::uint32_t> locks_of_channels(std::string_view channels) {
    std::vector<std::uint32_t> locks;
    while (!channels.empty() && locks.size() < channels_max) {
        auto const comma = channels.find(',');
        if (auto const lock = lock_of_channel(channels.substr(0, comma))) locks.push_back(*lock);
        channels.remove_prefix(comma == std::string_view::npos ? channels.size() : comma + 1);
    }
    return locks;
}

TimeToken Channels::now_token(Instant now) {
    auto const tenths = static_cast<TimeToken>(std::max<std::int64_t>(microseconds(now), 0)) * 10;
    return last_ = std::max(tenths, last_);
}

std::optional<http::Response> Channels::news_for(Poll const& poll) const {
    auto messages = Json::array();
    TimeToken newest = poll.since;
    for (auto const& event : events_) {
        if (event.token <= poll.since) continue;
        if (std::find(poll.locks.begin(), poll.locks.end(), event.lock) == poll.locks.end()) continue;
        newest = event.token;
        messages.push_back({{"a", "1"},
                            {"f", 0},
                            {"p", point(event.token)},
                            {"k", poll.key},
                            {"c", channel_of(event.lock)},
                            {"d", Json::parse(event.payload)}});
    }
    if (messages.empty()) return std::nullopt;
    return answer_to_poll(newest, std::move(messages));
}

std::optional<http::Response> Channels::poll(ExchangeId exchange, std::string_view key, std::string_view channels,
                                             TimeToken since, Instant now) {
    // The first poll only asks where the stream is.
    if (since == 0 || polls_.size() >= polls_max) return answer_to_poll(now_token(now), Json::array());
    Poll waiting{exchange, std::string{key}, locks_of_channels(channels), since, later_by(now, poll_patience)};
    if (auto news = news_for(waiting)) return news;
    polls_.push_back(std::move(waiting));
    return std::nullopt;
}

void Channels::tell(std::uint32_t lock, std::string payload, Instant now) {
    auto const before = last_;
    last_ = std::max(before + 1, now_token(now));
    if (events_.size() == events_max) events_.erase(events_.begin());
    events_.push_back({last_, lock, std::move(payload)});
    news_ = news_ || std::any_of(polls_.begin(), polls_.end(), [&](Poll const& poll) {
                return std::find(poll.locks.begin(), poll.locks.end(), lock) != poll.locks.end();
            });
}

Instant Channels::next_due() const {
    if (news_) return always;
    return polls_.empty() ? never : polls_.front().due;
}

void Channels::run_due(Instant now, std::vector<MockReply>& replies) {
    news_ = false;
    std::erase_if(polls_, [&](Poll const& poll) {
        auto answer = news_for(poll);
        if (!answer && poll.due <= now) answer = answer_to_poll(std::max(now_token(now), poll.since), Json::array());
        if (answer) replies.push_back({poll.exchange, std::move(*answer)});
        return answer.has_value();
    });
}

std::optional<http::Response> Channels::release(ExchangeId exchange) {
    auto const found =
        std::find_if(polls_.begin(), polls_.end(), [&](Poll const& poll) { return poll.exchange == exchange; });
    if (found == polls_.end()) return std::nullopt;
    auto empty = answer_to_poll(std::max(last_, found->since), Json::array());
    polls_.erase(found);
    return empty;
}

void Channels::hash(StateHash& hash) const {
    hash.add(last_, news_, events_.size(), polls_.size());
    for (auto const& event : events_)
        hash.add(event.token, event.lock, event.payload);
    for (auto const& poll : polls_)
        hash.add(poll.exchange.value, poll.since, poll.due, poll.locks.size());
}

}  // namespace lockstep::providers::august
