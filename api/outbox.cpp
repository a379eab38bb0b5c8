#include "api/outbox.hpp"

#include <algorithm>

namespace lockstep::api {

Outbox::Counts& Outbox::Counts::operator+=(Counts const& other) {
    delivered += other.delivered;
    failed += other.failed;
    given_up += other.given_up;
    dropped += other.dropped;
    return *this;
}

void Outbox::put(std::uint64_t event, Topic const& topic, Instant due) {
    if (waiting_ == waiting_max) {
        ++counts_.dropped;
        return;
    }
    ++waiting_;
    auto& queue = queues_[topic];
    queue.push_back({.number = ++last_number_, .event = event, .due = due});
    if (queue.size() == 1) schedule_.emplace(std::pair{due, last_number_}, topic);
}

Instant Outbox::next_due() const {
    bool const busy = schedule_.empty() || under_way_.size() >= under_way_max;
    return busy ? never : schedule_.begin()->first.first;
}

std::vector<Delivery> Outbox::take_due(Instant now) {
    std::vector<Delivery> taken;
    while (next_due() <= now) {
        auto const first = schedule_.begin();
        auto& delivery = queues_.at(first->second).front();
        ++delivery.attempts;
        delivery.sent = now;
        taken.push_back(delivery);
        under_way_.emplace(delivery.number, first->second);
        schedule_.erase(first);
    }
    return taken;
}

std::uint32_t Outbox::attempt_under_way(std::uint64_t number) const {
    auto const found = under_way_.find(number);
    return found == under_way_.end() ? 0 : queues_.at(found->second).front().attempts;
}

bool Outbox::answered(std::uint64_t number, DeliveryAnswer answer, Instant now) {
    auto const found = under_way_.find(number);
    if (found == under_way_.end()) return false;
    auto const topic = found->second;
    under_way_.erase(found);
    auto const place = queues_.find(topic);
    auto& queue = place->second;
    auto& delivery = queue.front();

    bool const taken = answer.taken();
    bool const again = !taken && delivery.attempts <= retry_delays.size();
    if (again) delivery.due = later_by(now, retry_delays[delivery.attempts - 1]);
    counts_.delivered += taken;
    counts_.failed += !taken;
    counts_.given_up += !taken && !again;
    log_.push_back({delivery, std::move(answer), again ? delivery.due : never});
    if (log_.size() > log_max) log_.pop_front();

    if (!again) {
        queue.pop_front();
        --waiting_;
    }
    if (queue.empty()) {
        queues_.erase(place);
        return true;
    }
    auto& next = queue.front();
    next.due = std::max(next.due, now);
    schedule_.emplace(std::pair{next.due, next.number}, topic);
    return true;
}

}  // namespace lockstep::api
