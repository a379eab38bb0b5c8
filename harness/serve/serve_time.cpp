// How time moves in a served world: with real time between requests, or by those who ask for it to be moved.
#include <algorithm>

#include "harness/clock/real_time.hpp"
#include "harness/serve/serve.hpp"

namespace lockstep::harness {

namespace {

// So much is played before others are looked after.
constexpr std::uint64_t things_at_once = 2'000;
// While thousands of things fall due in a second, setting a timer for each would cost more than playing it. What is
// played a little late is still noted at the instant at which it was due.
constexpr Duration shortest_nap = std::chrono::milliseconds{1};
constexpr Duration longest_nap = std::chrono::hours{1};

}  // namespace

// Plays what has become due in real time. What is too much for one turn goes on in the next.
void Serve::catch_up() {
    if (!advances_.empty()) return;
    auto const until = std::max(world_.clock().now(real_now()), world_.world().now());
    auto const begun = world_.things_played();
    while (!world_.play(until, things_at_once) && world_.has_deliveries() &&
           world_.things_played() - begun < things_at_once && !has_to_keep_first())
        deliver_events();
}

void Serve::after_every_turn() {
    // What follows at once, at the instant at which the world stands.
    if (advances_.empty() || waits_for_receivers_) world_.play(world_.world().now(), things_at_once);
    answer_awaited();
    let_go();
    if (waits_for_receivers_ && world_.deliveries_under_way() == 0) {
        waits_for_receivers_ = false;
        start_advancing();
    }
    wake_for_next();
}

void Serve::wake_for_next() {
    if (!advances_.empty()) return;
    auto const now = real_now();
    auto const left = world_.clock().real_time_until(world_.world().next_instant(), now);
    if (!left) return;
    auto const nap = std::clamp<Duration>(*left, shortest_nap, longest_nap);
    if (wakes_at_ && *wakes_at_ <= later_by(now, nap)) return;
    wakes_at_ = later_by(now, nap);
    loop_.after(nap, [this, at = *wakes_at_, alive = alive_] {
        if (!*alive || wakes_at_ != at) return;
        wakes_at_.reset();
        catch_up();
        after_every_turn();
    });
}

void Serve::start_advancing() {
    loop_.post([this, alive = alive_] {
        if (*alive) go_on_advancing();
    });
}

void Serve::go_on_advancing() {
    if (advances_.empty()) return;
    // Simulated time stands until what was sent has been answered: what follows from that comes first.
    waits_for_receivers_ = world_.deliveries_under_way() != 0;
    if (waits_for_receivers_) return;
    auto& advance = advances_.front();
    if (!advance.to) {
        auto const now = world_.world().now();
        advance.to = std::max(now, advance.wish.to.value_or(later_by(now, advance.wish.by)));
        advance.things_before = world_.things_played();
    }
    auto const to = *advance.to;
    bool over = false;
    if (advance.wish.until_idle) {
        auto const enough = world_.things_played() + things_at_once;
        while (!over && world_.things_played() < enough) {
            auto const next = world_.world().next_instant();
            over = world_.world().idle() || next > to;
            if (!over && !world_.play(next, things_at_once)) break;
        }
        if (over && !world_.world().idle()) world_.play(to, things_at_once);
    } else {
        over = world_.play(to, things_at_once);
    }
    let_go();
    waits_for_receivers_ = world_.deliveries_under_way() != 0;
    if (waits_for_receivers_) return;
    if (!over) return start_advancing();
    mark_clock();
    send(advance.reply, control_.advanced(world_.things_played() - advance.things_before));
    advances_.pop_front();
    let_go();
    if (!advances_.empty()) return start_advancing();
    wake_for_next();
}

}  // namespace lockstep::harness
