// The end of a process and the start of the next: what a crash takes, and what the engine goes on from.
#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

#include "harness/world/engine_hash.hpp"
#include "harness/world/world.hpp"

namespace lockstep::harness {
namespace {

std::uint64_t hash_of_engine(engine::Engine const& engine) {
    StateHash hash;
    hash_engine(engine, hash);
    return hash.value();
}

}  // namespace

// Crash and recovery in one instant. Answers on their way are lost, pushes are not.
void World::crash(bool lose_unsynced, TraceId cause) {
    auto happened = event(TraceKind::crashed, cause);
    happened.word = lose_unsynced ? 1 : 0;
    auto const crashed = note(happened);
    marks_.note(unsynced_.empty() && calls_.size() == 0 ? "crash at rest" : "crash with work open");

    std::vector<Letter> comes_again;
    for (auto& decision : unsynced_) {
        lose_replies(decision);
        if (lose_unsynced) std::move(decision.heard.begin(), decision.heard.end(), std::back_inserter(comes_again));
        // What was decided is on disk; what was said about it may be sent after all, what was to be asked is not.
        if (!lose_unsynced)
            for (auto const& sent : decision.events)
                note_event(sent, decision.step);
    }
    if (lose_unsynced && !unsynced_.empty()) undo_decisions();
    unsynced_.clear();
    withdrawn_.clear();
    post_.lose_answers();
    for (auto& [exchange, parked] : parked_)
        parked.facts.nobody_waits = true;
    calls_.clear();
    for (auto& client : clients_)
        client.adapter->restarted();

    if (options_.log != nullptr) make_engine_again(lose_unsynced);
    keep_checkpoint();  // the recovery is a decision too, and the next crash may undo it
    log_input(Restarted{});
    engine_.restart(now_, effects_);
    carry_out(crashed, {});
    letters_ = std::move(comes_again);
    open_letters();
}

// What is kept leads to the engine as it is from now on; that it was another one before is a fault of the store.
void World::make_engine_again(bool lose_unsynced) {
    if (lose_unsynced)
        options_.log->lost();
    else
        options_.log->settled();
    auto again = options_.log->again();
    if (!again) return broke(again.error());
    auto const was = hash_of_engine(engine_);
    engine_ = std::move(again->engine);
    api_ = std::move(again->api);
    if (hash_of_engine(engine_) != was) broke("what the store has kept leads to another engine than there was");
}

void World::broke(std::string why) {
    record_.end = RunEnd::broken;
    record_.stall = std::move(why);
}

// Nobody outside has seen the decisions that are not durable, so they have not happened.
void World::undo_decisions() {
    auto const& first = unsynced_.front();
    assert(first.before);
    engine_ = first.before->engine;
    api_ = first.before->api;
    marks_.undo_decisions_since(first.before->marks);
    auto& totals = record_.totals;
    auto const& then = first.before->totals;
    totals.created = then.created;
    totals.deleted = then.deleted;
    totals.refused = then.refused;
    totals.transitions = then.transitions;
    watch_->remember(first.before->watched);

    auto const drop_from = [lost = first.step](auto& entries) {
        std::erase_if(entries, [lost](auto const& entry) { return entry.trace >= lost; });
    };
    for (CodeNumber number = 0; number < codes_.size(); ++number) {
        auto& code = codes_[number];
        auto& history = record_.codes[number];
        drop_from(history.status);
        drop_from(history.issues);
        touch(code.id);
        if (code.id && history.status.empty()) {  // never created; the next code may get its id
            by_serial_[code.id.serial] = nobody;
            code.id = {};
        }
        bool const exists = engine_.exists(code.id);
        code.shown = exists ? engine_.issues_shown(code.id) : engine::IssueSet{};
        if (exists) code.pin = engine_.record(code.id).pin;
        code.seen = 0;
        for (auto const& entry : history.status)
            code.seen = static_cast<std::uint8_t>(code.seen | 1u << static_cast<unsigned>(entry.status));
    }
    for (auto& attempt : record_.attempts)
        drop_from(attempt.states);
    for (auto const& decision : unsynced_)
        for (auto const& reply : decision.replies)
            forget_label(scenario().steps[reply.step].label);
    for (std::uint32_t i = 0; i < doors_.size(); ++i) {
        engine::DeviceId const device{i};
        auto const& record = engine_.device(device);
        doors_[i].issues = record.issues | engine_.account(record.account).issues;
        doors_[i].forgotten = doors_[i].forgotten && !record.exists;
        touch(device);
    }
    for (std::uint32_t i = 0; i < clients_.size(); ++i)
        clients_[i].forgotten = clients_[i].forgotten && !engine_.account(engine::AccountId{i}).exists;
}

}  // namespace lockstep::harness
