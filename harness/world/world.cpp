#include "harness/world/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "harness/world/engine_hash.hpp"

namespace lockstep::harness {
namespace {

constexpr std::array steps_first{Turn::step,    Turn::fault_switch, Turn::device,
                                 Turn::message, Turn::timer,        Turn::delivery};
constexpr std::array steps_last{Turn::fault_switch, Turn::device,   Turn::message,
                                Turn::timer,        Turn::delivery, Turn::step};

}  // namespace

Instant World::next_of(Turn turn) const {
    switch (turn) {
        case Turn::step: {
            auto const step = next_step_ < scenario().steps.size() ? scenario().steps[next_step_].at.instant : never;
            auto const booking = next_booking_ < bookings_.size() ? bookings_[next_booking_].at : never;
            return std::min(step, booking);
        }
        case Turn::fault_switch:
            return next_switch_ < switches_.size() ? switches_[next_switch_].at : never;
        case Turn::device: {
            auto first = never;
            for (auto const& vendor : vendors_)
                first = std::min({first, vendor.cloud.next_due(), vendor.mock->next_due()});
            return door_jobs_.empty() ? first : std::min(first, door_jobs_.front().due);
        }
        case Turn::message:
            return unsynced_.empty() ? post_.next_due() : std::min(post_.next_due(), unsynced_.front().due);
        case Turn::timer:
            return engine_.next_due();
        case Turn::check:
            return looks_.empty() ? never : looks_.begin()->first;
        case Turn::delivery:
            return api_.webhooks().next_due();
    }
    return never;
}

Instant World::next_instant() const {
    auto first = next_of(Turn::check);
    for (auto const turn : steps_first)
        first = std::min(first, next_of(turn));
    return std::max(first, now_);
}

bool World::play_next(Watch& watch) {
    auto const at = std::max(next_instant(watch), now_);
    assert(at != never);
    if (!instant_open_ || at > now_) {
        now_ = options_.pacer != nullptr ? std::max(at, options_.pacer->reach(at)) : at;
        instant_open_ = true;
        turns_in_instant_ = 0;
    }
    watch_ = &watch;
    auto const& turns = scenario().steps_last ? steps_last : steps_first;
    for (auto const turn : turns)
        if (next_of(turn) <= now_) {
            play(turn);
            break;
        }
    bool const goes_on = !out_of_bounds();
    auto const due_now = [this](Turn turn) { return next_of(turn) <= now_; };
    if (!goes_on || std::none_of(turns.begin(), turns.end(), due_now)) end_instant();
    watch_ = nullptr;
    return goes_on;
}

bool World::play_instant(Watch& watch) {
    do {
        if (!play_next(watch)) return false;
    } while (instant_open_);
    return true;
}

void World::play(Turn turn) {
    turn_ = turn;
    ++turns_in_instant_;
    ++record_.totals.world_events;
    switch (turn) {
        case Turn::step: {
            bool const step_first =
                next_step_ < scenario().steps.size() && scenario().steps[next_step_].at.instant <= now_;
            return step_first ? play_step() : play_booking();
        }
        case Turn::fault_switch:
            return play_fault_switch();
        case Turn::device:
            return play_device();
        case Turn::message:
            return play_message();
        case Turn::timer:
            return play_timer();
        case Turn::check:
            return;
        case Turn::delivery:
            return play_deliveries();
    }
}

void World::play_fault_switch() {
    auto const due = switches_[next_switch_++];
    auto happened = event(due.kind, 0);
    happened.number = due.number;
    note(happened);
    if (due.kind == TraceKind::outage_ended) outage_is_over(due.number);
}

// One vendor's finished work, or its own timers.
void World::play_device() {
    for (std::uint32_t i = 0; i < vendors_.size(); ++i) {
        auto& vendor = vendors_[i];
        if (vendor.cloud.next_due() <= now_) {
            completions_.clear();
            vendor.cloud.run_due(now_, completions_);
            // `completions_` is not touched by what follows from a completion.
            for (auto const& completion : completions_)
                complete(i, completion);
            if (vendor.drops_expired)
                for (auto const number : vendor.cloud.locks()) {
                    auto& door = doors_[number];
                    auto const slots = vendor.cloud.lock(number).slots().size();
                    if (slots == door.slots_seen) continue;
                    door.slots_seen = slots;
                    auto edge = event(TraceKind::lock_edge, 0);
                    edge.device = number;
                    note(edge);
                    touch(device_id(number));
                }
            return open_letters();
        }
        if (vendor.mock->next_due() <= now_) {
            mock_effects_.clear();
            vendor.mock->run_due(vendor.cloud, now_, mock_effects_);
            collect_from_mock(i, 0, nullptr);
            return open_letters();
        }
    }
    play_door_job();
    open_letters();
}

void World::play_message() {
    if (!unsynced_.empty() && unsynced_.front().due <= now_) return sync_due();
    auto parcel = post_.take();
    switch (parcel.leg) {
        case Leg::request:
            request_arrives(parcel);
            break;
        case Leg::answer:
        case Leg::broken_answer:
            answer_arrives(parcel);
            break;
        case Leg::push:
            push_arrives(parcel);
            break;
    }
    open_letters();
}

void World::play_timer() {
    keep_checkpoint();
    log_input(TimerDue{});
    if (!engine_.timer_due(now_, effects_)) return;
    carry_out(0, {});
    open_letters();
}

void World::end_instant() {
    instant_open_ = false;
    turn_ = Turn::check;
    take_wanted_snapshots();
    watch_->instant_over(*this, touched_, now_);
    for (auto const code : touched_.code_numbers)
        codes_[code].touched = false;
    for (auto const device : touched_.devices)
        doors_[device.value].touched = false;
    touched_.clear();
}

bool World::out_of_bounds() {
    auto const trouble_of = [](auto const* road) { return road ? std::string_view{road->trouble()} : ""; };
    for (auto const trouble : {trouble_of(options_.carrier), trouble_of(options_.api_road), trouble_of(options_.log)})
        if (!trouble.empty()) broke(std::string{trouble});
    if (record_.end == RunEnd::broken) return true;
    if (turns_in_instant_ <= options_.turns_per_instant_max && record_.totals.world_events <= options_.turns_max)
        return false;
    if (record_.stall.empty()) {
        record_.end = RunEnd::stalled;
        record_.stall = turns_in_instant_ > options_.turns_per_instant_max
                            ? fmt::format("time stands still at {}: {} things happened and there is no end to it",
                                          instant_text(now_, scenario().epoch), turns_in_instant_)
                            : fmt::format("{} things happened by {}, and the end is not reached",
                                          record_.totals.world_events, instant_text(now_, scenario().epoch));
    }
    return true;
}

RunRecord World::finish(Instant until, Watch& watch) {
    watch_ = &watch;
    turn_ = Turn::check;
    if (record_.end == RunEnd::reached) now_ = std::max(now_, until);
    record_.ended_at = now_;
    record_.totals.virtual_time = now_ - std::min(scenario().epoch, bookings_.empty() ? now_ : bookings_.front().at);
    for (std::uint32_t device = 0; device < doors_.size(); ++device)
        take_snapshot(device);

    StateHash state;
    hash(state);
    record_.world_hash = state.value();
    auto last = event(TraceKind::ended, 0);
    last.detail = record_.world_hash;
    note(last);
    watch.ends(*this);

    std::sort(record_.ever_stored.begin(), record_.ever_stored.end());
    record_.ever_stored.erase(std::unique(record_.ever_stored.begin(), record_.ever_stored.end()),
                              record_.ever_stored.end());
    record_.faults = counts_of_file_.value_or(faults_.counts());
    record_.reached = marks_.all();
    for (std::size_t op = 0; op < std::size(record_.totals.operations); ++op)
        record_.totals.operations[op] = marks_.calls(static_cast<providers::Op>(op));
    for (std::size_t status = 0; status < std::size(record_.totals.entered); ++status)
        record_.totals.entered[status] = marks_.entered(static_cast<engine::Status>(status));
    for (auto const& code : codes_)
        for (std::size_t status = 0; status < std::size(record_.totals.codes_in); ++status)
            if ((code.seen >> status & 1u) != 0) ++record_.totals.codes_in[status];
    watch.hand_over(record_);
    watch_ = nullptr;
    return std::move(record_);
}

// --- traces and what was touched ---

TraceEvent World::event(TraceKind kind, TraceId cause) const {
    TraceEvent happened;
    happened.at = now_;
    happened.turn = turn_;
    happened.kind = kind;
    happened.cause = cause;
    return happened;
}

TraceId World::note(TraceEvent happened) {
    happened.id = record_.trace.add(happened);
    if (watch_ != nullptr && !watch_->empty()) watch_->traced(*this, happened);
    return happened.id;
}

void World::touch(engine::DeviceId device) {
    auto& door = doors_[device.value];
    if (door.touched) return;
    door.touched = true;
    touched_.devices.push_back(device);
}

void World::touch(engine::CodeId code) {
    auto const number = number_of(code);
    if (number == nobody) return;
    auto& known = codes_[number];
    if (known.touched) return;
    known.touched = true;
    touched_.codes.push_back(code);
    touched_.code_numbers.push_back(number);
}

void World::take_snapshot(std::uint32_t device) {
    auto const id = device_id(device);
    auto const& keypad = lock(id);
    if (!record_.devices.empty()) {
        auto const& last = record_.devices.back();
        if (last.device == device && last.at == now_) record_.devices.pop_back();
    }
    DeviceSnapshot snapshot{now_, device, {}};
    for (auto const& slot : keypad.slots())
        snapshot.slots.push_back({slot.record.pin, slot.record.name, slot.record.starts, slot.record.ends,
                                  keypad.usable(slot, now_), owner_of(id, slot.key)});
    record_.devices.push_back(std::move(snapshot));
}

void World::take_wanted_snapshots() {
    // A lock whose memory is being watched over a span is looked at again whenever one of its records opens or closes.
    auto const watch_on = [this](std::uint32_t device) {
        auto const edge = lock(device_id(device)).next_edge(now_);
        for (auto const& wanted : wanted_[device])
            if (wanted.from <= edge && edge < wanted.to) looks_.insert({edge, device});
    };
    while (!looks_.empty() && looks_.begin()->first <= now_) {
        auto const device = looks_.begin()->second;
        looks_.erase(looks_.begin());
        take_snapshot(device);
        watch_on(device);
    }
    for (auto const device : touched_.devices) {
        auto const& spans = wanted_[device.value];
        auto const covers = [this](Wanted const& wanted) { return wanted.from <= now_ && now_ <= wanted.to; };
        if (spans.empty()) continue;
        if (std::any_of(spans.begin(), spans.end(), covers)) take_snapshot(device.value);
        watch_on(device.value);
    }
}

void World::hash(StateHash& hash) const {
    hash.add(now_);
    hash_engine(engine_, hash);
    for (auto const& vendor : vendors_) {
        hash.add(vendor.cloud);
        vendor.mock->hash(hash);
        hash.add(vendor.request_leg, vendor.response_leg);
    }
    for (auto const& client : clients_)
        client.adapter->hash(hash);
    for (auto const& door : doors_)
        hash.add(door.request_leg, door.response_leg, door.push_leg);
    hash.add(faults_, post_);
    for (auto const& [exchange, parked] : parked_)
        hash.add(exchange, parked.facts);
    for (auto const& decision : unsynced_)
        hash.add(decision.due, decision.calls.size(), decision.events.size(), decision.heard.size());
    for (auto const& job : door_jobs_)
        hash.add(job.due, job.stage, job.order.device.value, job.late, job.lost);
    hash.add(next_step_, next_booking_, next_switch_, last_exchange_);
}

}  // namespace lockstep::harness
