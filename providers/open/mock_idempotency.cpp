// Idempotency keys: what each was used for, for as long as the virtual lock maker remembers it.
#include <algorithm>

#include "providers/open/mock.hpp"

namespace lockstep::providers::open {

namespace {

std::uint64_t hash_of_key(std::string_view text) {
    StateHash hash;
    hash.add(text);
    return hash.value();
}

}  // namespace

// A key that was used before answers what has become of the work it named; true when it did.
bool OpenMock::replay(Visit const& visit, Reply& reply) {
    if (!capabilities_.idempotency_keys) return false;
    auto const text = visit.request.headers.find(http::field::idempotency_key);
    if (!text) return false;
    auto const key = hash_of_key(*text);
    auto const used = std::find_if(remembered_.begin(), remembered_.end(), [&](Remembered const& one) {
        return one.key == key && one.account == visit.account && visit.now - one.at < idempotency_memory;
    });
    if (used == remembered_.end()) return false;
    auto const standing =
        visit.cloud.has_lock(used->lock) ? sim::standing_of(visit.cloud.lock(used->lock), used->code) : sim::Standing{};
    bool const open = jobs_.has(used->job);
    // Nothing is left of that work, or it is being undone: this is a new wish.
    if (!standing || standing.state == sim::EntryState::removing ||
        (!open && standing.state != sim::EntryState::active)) {
        remembered_.erase(used);
        return false;
    }
    if (open && capabilities_.confirmation == engine::Confirmation::answer) {
        jobs_.park(used->job, visit.exchange);
        return true;
    }
    auto const status = open ? CodeStatus::pending : CodeStatus::active;
    reply = code_response(open ? 202 : 200, body_of(used->lock, used->code, *standing.record, status));
    return true;
}

void OpenMock::remember(Visit const& visit, sim::Accepted const& accepted) {
    if (!capabilities_.idempotency_keys) return;
    auto const text = visit.request.headers.find(http::field::idempotency_key);
    if (!text) return;
    std::erase_if(remembered_, [&](Remembered const& one) { return visit.now - one.at >= idempotency_memory; });
    remembered_.push_back({hash_of_key(*text), visit.account, visit.now, visit.lock, accepted.key, accepted.job});
}

}  // namespace lockstep::providers::open
