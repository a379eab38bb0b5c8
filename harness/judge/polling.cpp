#include "harness/judge/polling.hpp"

#include <algorithm>

namespace lockstep::harness {
namespace {

// The first poll that could see this entry.
Instant first_poll(StatusEntry const& entry, Instant from, Duration every) {
    if (entry.at < from) return from;
    std::int64_t const since = microseconds(entry.at - from);
    std::int64_t const step = std::max<std::int64_t>(microseconds(every), 1);
    std::int64_t turns = since / step;
    bool const hits = since % step == 0;
    if (!hits || entry.turn != Turn::step) ++turns;
    std::int64_t distance = 0;
    if (__builtin_mul_overflow(turns, step, &distance)) return never;
    return later_by(from, Duration{distance});
}

}  // namespace

std::vector<Poll> polls(CodeHistory const& history, Instant from, Duration every, Instant to) {
    std::vector<Poll> seen;
    auto const& entries = history.status;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        Instant const poll = first_poll(entries[i], from, every);
        if (poll > to) break;
        // The next entry hides this one when that poll already sees it.
        if (i + 1 < entries.size() && first_poll(entries[i + 1], from, every) <= poll) continue;
        if (!seen.empty() && seen.back().status == entries[i].status) continue;
        seen.push_back({poll, entries[i].status, entries[i].trace});
    }
    return seen;
}

}  // namespace lockstep::harness
