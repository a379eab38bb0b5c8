#include "providers/open/mock_jobs.hpp"

#include <cassert>
#include <utility>

namespace lockstep::providers::open {

void JobBook::add(Job job) {
    auto const serial = next_++;
    if (job.id != 0) by_id_.emplace(job.id, serial);
    if (!job.parked.empty()) waiting_.insert(waiting_.end(), serial);
    jobs_.emplace_hint(jobs_.end(), serial, std::move(job));
}

void JobBook::park(std::uint64_t id, ExchangeId exchange) {
    auto const serial = by_id_.at(id);
    jobs_.at(serial).parked.push_back(exchange);
    waiting_.insert(serial);
}

std::optional<Job> JobBook::take(std::uint64_t id) {
    auto const known = id == 0 ? by_id_.end() : by_id_.find(id);
    if (known == by_id_.end()) return std::nullopt;
    auto node = jobs_.extract(known->second);
    waiting_.erase(known->second);
    by_id_.erase(known);
    return std::move(node.mapped());
}

Job const* JobBook::longest_waiting() const { return waiting_.empty() ? nullptr : &jobs_.at(*waiting_.begin()); }

void JobBook::unpark_longest_waiting() {
    assert(!waiting_.empty());
    auto const at = jobs_.find(*waiting_.begin());
    waiting_.erase(waiting_.begin());
    at->second.parked.clear();
    if (at->second.id == 0) jobs_.erase(at);
}

JobBook::Open JobBook::open(std::uint32_t account, std::uint32_t lock) const {
    Open open;
    for (auto const serial : waiting_) {
        auto const& job = jobs_.at(serial);
        if (job.account == account) open.of_account += job.parked.size();
        if (job.lock == lock) open.of_lock += job.parked.size();
    }
    return open;
}

void JobBook::forget_since_before(Instant instant) {
    while (!jobs_.empty()) {
        auto const oldest = jobs_.begin();
        if (!oldest->second.parked.empty() || oldest->second.since >= instant) return;
        by_id_.erase(oldest->second.id);
        jobs_.erase(oldest);
    }
}

void JobBook::hash(StateHash& hash) const {
    for (auto const& [serial, job] : jobs_) {
        hash.add(job.id, job.event, job.account, job.since, job.parked.size());
        for (auto const exchange : job.parked)
            hash.add(exchange.value);
    }
}

}  // namespace lockstep::providers::open
