// What inputs from outside do to a served world, and how a world is made again from them.
#include <fmt/format.h>

#include <type_traits>
#include <utility>
#include <variant>

#include "api/reads.hpp"
#include "harness/serve/served_world.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

bool ServedWorld::matters(ApiCall const& call) { return !api::only_reads(call.request); }

void ServedWorld::tell(OutsideAction action, Instant real_now) {
    OutsideInput const input{world_->now(), real_now, things_played(), std::move(action)};
    for (auto* const listener : listeners_) {
        listener->heard(input, world_->trace().hash());
        listener->stood(world_->code_count());
    }
    last_input_at_ = input.at;
    things_settled_ = input.played;
}

// --- each kind of input ---

http::Response ServedWorld::act(ApiCall call, Instant real_now) {
    return world_->call_api(call.request, real_now, watch_);
}

providers::ExchangeId ServedWorld::act(VendorCall call, Instant real_now) {
    return world_->call_vendor(call.provider, std::move(call.request), real_now, watch_);
}

void ServedWorld::act(PollReleased released, Instant) { world_->release(released.exchange, watch_); }

void ServedWorld::act(PushAnswered answered, Instant) {
    number_pushes();
    auto const found = unanswered_.find(answered.push);
    if (found == unanswered_.end()) return;
    auto const push = std::move(found->second);
    unanswered_.erase(found);
    world_->outside_push_answered(push, answered.status, watch_);
}

void ServedWorld::act(EventAnswered answered, Instant) {
    world_->outside_delivery_answered(answered.delivery, std::move(answered.answer), watch_);
}

void ServedWorld::act(WebhookLogCleared cleared, Instant) { world_->clear_webhook_log(cleared.webhook); }
void ServedWorld::act(LinkSet set, Instant) { world_->set_link(set.device, set.online, watch_); }
void ServedWorld::act(AccountSet set, Instant) { world_->set_account(set.account, set.connected, watch_); }
void ServedWorld::act(OutageSet set, Instant) { world_->set_outage(set.provider, set.outage, watch_); }
bool ServedWorld::act(HandEdit edit, Instant) { return world_->edit(edit.change, watch_); }
sim::Pressed ServedWorld::act(KeysPressed keys, Instant) { return world_->press(keys.device, keys.pin, watch_); }

void ServedWorld::act(FaultsReplaced replaced, Instant) {
    auto rules = nlohmann::json::parse(replaced.rules, nullptr, false);
    auto const faults = read_faults(rules);
    if (!faults) return;
    world_->replace_faults(*faults, watch_);
    fault_rules_ = std::move(rules);
}

void ServedWorld::act(ClockSet set, Instant real_now) { clock_ = SimulatedClock{set.mode, set.now, real_now}; }

// As at the start, perhaps with another seed.
void ServedWorld::act(WorldReset reset, Instant real_now) {
    seed_ = reset.seed;
    fault_rules_ = nlohmann::json::array();
    unanswered_.clear();
    replayed_calls_.clear();
    pushes_ = pushes_taken_ = 0;
    build();
    clock_ = SimulatedClock{reset.mode, case_->scenario.epoch, real_now};
    last_input_at_ = world_->now();
    things_settled_ = 0;
}

// --- pushes ---

// In the order in which they left the world, whenever somebody looks.
void ServedWorld::number_pushes() {
    for (auto& push : world_->take_outside_pushes())
        unanswered_.emplace(++pushes_, std::move(push));
}

std::vector<ServedWorld::NumberedPush> ServedWorld::take_pushes() {
    number_pushes();
    std::vector<NumberedPush> taken;
    for (auto next = unanswered_.upper_bound(pushes_taken_); next != unanswered_.end(); ++next)
        taken.push_back({next->first, next->second});
    pushes_taken_ = pushes_;
    return taken;
}

// --- events ---

std::vector<api::DueDelivery> ServedWorld::take_deliveries() {
    auto taken = world_->take_outside_deliveries();
    std::erase_if(taken, [&](api::DueDelivery const& due) {
        auto const* const webhook = world_->api().webhooks().find(due.id.webhook);
        return webhook == nullptr || webhook->outbox.attempt_under_way(due.id.number) != due.attempt;
    });
    return taken;
}

// --- again ---

template <class Action>
void ServedWorld::act_again(Action action, Instant real_at) {
    if constexpr (std::is_same_v<Action, VendorCall>) {
        replayed_calls_.insert(act(std::move(action), real_at));
    } else if constexpr (has_result<Action>) {
        auto const result = act(std::move(action), real_at);
        for (auto* const listener : listeners_)
            tell_result(*listener, result);
    } else {
        act(std::move(action), real_at);
    }
}

Result<void, std::string> ServedWorld::replay(OutsideInput input, std::uint64_t state) {
    // What was before a reset does not matter, and is not kept.
    if (!std::holds_alternative<WorldReset>(input.action)) {
        while (things_played() < input.played && world_->next_instant() <= input.at) {
            play_checks(input.at);
            auto const before = things_played();
            world_->play_instant(watch_);
            if (things_played() == before) break;
        }
        play_checks(input.at);
        world_->stand_at(input.at);
        if (things_played() != input.played || world_->now() != input.at || world_->trace().hash() != state)
            return failure(fmt::format("at {} another world is met than there was: {} things have happened, {} had",
                                       format_instant(input.at), things_played(), input.played));
    }
    for (auto* const listener : listeners_) {
        listener->heard(input, state);
        listener->stood(world_->code_count());
    }
    last_input_at_ = input.at;
    things_settled_ = input.played;
    std::visit([&](auto& action) { act_again(std::move(action), input.real_at); }, input.action);
    forget_answered();
    return success;
}

// Whoever waited for these answers is gone.
void ServedWorld::forget_answered() {
    for (auto const& answer : take_answers())
        replayed_calls_.erase(answer.exchange);
}

std::vector<providers::ExchangeId> ServedWorld::left_waiting() {
    forget_answered();
    auto const left = std::exchange(replayed_calls_, {});
    return {left.begin(), left.end()};
}

}  // namespace lockstep::harness
