// Doors: bolts that are moved from afar, by hand, by a PIN or by themselves, and what is heard of that.
#include <algorithm>
#include <string>
#include <utility>

#include "harness/world/hands.hpp"
#include "harness/world/world.hpp"

namespace lockstep::harness {
namespace {

// How long a motor turns.
constexpr Duration bolt_time = std::chrono::seconds{2};
// More than any vendor's client needs to list one lock.
constexpr int exchanges_max = 1000;

api::Denial denial_of(sim::Denial denial) {
    switch (denial) {
        case sim::Denial::none:
            return api::Denial::none;
        case sim::Denial::unknown_code:
            return api::Denial::unknown_code;
        case sim::Denial::not_yet_valid:
            return api::Denial::not_yet_valid;
        case sim::Denial::expired_code:
            return api::Denial::expired_code;
        case sim::Denial::disabled_code:
            return api::Denial::disabled_code;
    }
    return api::Denial::none;
}

api::DoorMethod method_of(providers::BoltMover mover) {
    switch (mover) {
        case providers::BoltMover::remote:
            return api::DoorMethod::remote;
        case providers::BoltMover::hand:
            return api::DoorMethod::manual;
        case providers::BoltMover::itself:
            return api::DoorMethod::automatic;
    }
    return api::DoorMethod::manual;
}

api::AttemptFailure vendor_answered(int status) {
    if (status >= 500) return {"provider_unavailable", "The vendor's cloud does not answer."};
    return {"uncategorized_error", "The vendor answered " + std::to_string(status) + "."};
}

}  // namespace

// --- what is heard ---

// A lock tells of its door through its vendor, as far as there is a way.
bool World::can_tell(engine::DeviceId device) const {
    auto const& door = doors_[device.value];
    auto const& cloud = vendors_[door.vendor].cloud;
    return !door.offline && !door.removed && !cloud.outage() && !cut_off(engine_.device(device).account);
}

// The news, if it gets through; else the lock keeps it until it does.
std::optional<api::DoorNews> World::heard_now(api::DoorNews news) {
    if (can_tell(news.device)) return news;
    auto& untold = doors_[news.device.value].untold;
    if (untold.size() == world_parts::untold_max) untold.erase(untold.begin());
    untold.push_back(std::move(news));
    return std::nullopt;
}

void World::tell(api::DoorNews news) {
    if (!observes_for_api_) return;
    if (auto const heard = heard_now(std::move(news))) hear(*heard);
}

// What comes while a request is being answered belongs to it.
void World::hear(api::DoorNews const& news) {
    if (hands_ != nullptr)
        hands_->heard(news);
    else
        log_input(news);
    api_.hear(news, now_, engine_);
}

void World::tell_untold() {
    for (std::uint32_t i = 0; i < doors_.size(); ++i)
        if (!doors_[i].untold.empty() && can_tell(engine::DeviceId{i}))
            for (auto const& news : std::exchange(doors_[i].untold, {}))
                hear(news);
}

// Whose code it is: that of the slot, or one that the lock works out.
CodeNumber World::opener(engine::DeviceId device, std::string const& pin, sim::Pressed const& pressed) const {
    if (pressed.key != 0 || !engine_.device_exists(device)) return owner_of(device, pressed.key);
    for (auto const code : engine_.codes_on(device))
        if (engine_.record(code).offline && engine_.record(code).pin.text() == pin) return number_of(code);
    return nobody;
}

api::DoorNews World::news_of_press(engine::DeviceId device, std::string const& pin, sim::Pressed const& pressed) const {
    api::DoorNews news;
    news.device = device;
    news.what = pressed.opens ? api::DoorHappening::unlocked : api::DoorHappening::access_denied;
    news.method = api::DoorMethod::keycode;
    news.denial = denial_of(pressed.reason);
    auto const owner = opener(device, pin, pressed);
    if (owner != nobody && engine_.exists(codes_[owner].id)) news.code = codes_[owner].id;
    news.pin = pin;
    news.at = now_;
    return news;
}

// --- bolts ---

void World::bolt_has_moved(engine::DeviceId device, bool locked) {
    auto& door = doors_[device.value];
    vendors_[door.vendor].cloud.turn_bolt(device.value, locked);
    std::erase_if(door_jobs_, [&](DoorJob const& job) {
        return job.stage == DoorJob::Stage::locks_itself && job.order.device == device;
    });
    if (locked || !door.auto_lock.enabled) return;
    DoorJob job;
    job.due = later_by(now_, door.auto_lock.delay);
    job.stage = DoorJob::Stage::locks_itself;
    job.order.device = device;
    add_door_job(std::move(job));
}

api::DoorNews World::turn_bolt(engine::DeviceId device, bool locked, providers::BoltMover mover, TraceId cause) {
    bolt_has_moved(device, locked);
    auto const vendor = doors_[device.value].vendor;
    mock_effects_.clear();
    vendors_[vendor].mock->bolt_moved({device.value, locked}, mover, now_, mock_effects_);
    collect_from_mock(vendor, cause, nullptr);
    api::DoorNews news;
    news.device = device;
    news.what = locked ? api::DoorHappening::locked : api::DoorHappening::unlocked;
    news.method = method_of(mover);
    news.at = now_;
    return news;
}

// A client of the vendor's own has moved it: the vendor knows already.
void World::bolt_moved_outside(providers::BoltMoved const& moved) {
    engine::DeviceId const device{moved.lock};
    bolt_has_moved(device, moved.locked);
    api::DoorNews news;
    news.device = device;
    news.what = moved.locked ? api::DoorHappening::locked : api::DoorHappening::unlocked;
    news.method = api::DoorMethod::remote;
    news.at = now_;
    tell(std::move(news));
}

// --- orders: to the vendor, to the lock, and back ---

void World::add_door_job(DoorJob job) {
    auto const place = std::upper_bound(door_jobs_.begin(), door_jobs_.end(), job.due,
                                        [](Instant due, DoorJob const& other) { return due < other.due; });
    door_jobs_.insert(place, std::move(job));
}

void World::give_order(api::DoorOrder const& order, TraceId cause) {
    auto& door = doors_[order.device.value];
    DoorJob job;
    job.due = later_by(now_, door.request_time.draw(door.bolt_leg));
    job.order = order;
    job.cause = cause;
    job.given_up_at = later_by(now_, scenario().engine.timeout);
    add_door_job(std::move(job));
}

// Standing rules meet an order as they meet any other call to that vendor. False: the vendor does not do it.
bool World::order_gets_through(DoorJob& job) {
    if (faults_.empty()) return true;
    auto const device = job.order.device.value;
    FaultSubject subject;
    subject.op = providers::Op::write;
    subject.device = device;
    subject.provider = doors_[device].vendor;
    subject.order = true;
    auto const fate = faults_.judge_request(subject, now_);
    note_fired_faults(subject.op, device, job.cause);
    job.late = fate.latency + fate.dribble;
    job.lost = fate.drop_request || fate.drop_response;
    if (fate.reply)
        job.spoilt = vendor_answered(*fate.reply);
    else if (fate.malformed || fate.content_type || fate.truncate || fate.reset)
        job.spoilt = api::AttemptFailure{"provider_unavailable", "The vendor's answer was broken."};
    return !fate.drop_request && fate.commits;
}

// Why the vendor will not, or cannot, do it.
std::optional<api::AttemptFailure> World::refusal_of(api::DoorOrder const& order) const {
    auto const& door = doors_[order.device.value];
    auto const& cloud = vendors_[door.vendor].cloud;
    auto const account = engine_.device(order.device).account;
    switch (cloud.may_serve(account.value, order.device.value, now_)) {
        case sim::Refused::no:
            break;
        case sim::Refused::unauthorized:
            return api::AttemptFailure{"account_disconnected", "The vendor does not accept the account's credentials."};
        case sim::Refused::unavailable:
            return api::AttemptFailure{"provider_unavailable", "The vendor's cloud does not answer."};
        default:
            return api::AttemptFailure{"device_removed", "The device is not in the vendor's account any more."};
    }
    if (cloud.lock(order.device.value).online()) return std::nullopt;
    return api::AttemptFailure{"device_disconnected", "The device is offline."};
}

void World::play_door_job() {
    auto job = std::move(door_jobs_.front());
    door_jobs_.erase(door_jobs_.begin());
    auto const device = job.order.device;
    auto& door = doors_[device.value];
    using Stage = DoorJob::Stage;
    using What = api::DoorOrder::What;
    auto const answer = [&] {
        job.stage = Stage::answered;
        job.due = later_by(later_by(now_, door.response_time.draw(door.bolt_leg)), job.late);
        if (!job.failure) job.failure = job.spoilt;
        if (job.lost || job.due > job.given_up_at) {
            job.failure = api::AttemptFailure{"provider_unavailable", "No answer came in time."};
            job.due = std::max(now_, job.given_up_at);
        }
        add_door_job(std::move(job));
    };
    switch (job.stage) {
        case Stage::asked:
            if (!order_gets_through(job)) return answer();
            job.failure = refusal_of(job.order);
            if (job.failure) return answer();
            if (job.order.what == What::configure_auto_lock) {
                door.auto_lock = job.order.auto_lock;
                return answer();
            }
            job.stage = Stage::turning;
            job.due = later_by(now_, bolt_time);
            return add_door_job(std::move(job));
        case Stage::turning:
            // The link may have gone meanwhile.
            job.failure = refusal_of(job.order);
            if (!job.failure) {
                auto news = turn_bolt(device, job.order.what == What::lock, providers::BoltMover::remote, job.cause);
                news.attempt = job.order.attempt;
                tell(std::move(news));
            }
            return answer();
        case Stage::answered:
            log_input(AttemptEnded{job.order.attempt, job.failure});
            return api_.attempt_ended(job.order.attempt, std::move(job.failure), now_, engine_);
        case Stage::locks_itself:
            return tell(turn_bolt(device, true, providers::BoltMover::itself, 0));
    }
}

// --- looking at a lock as its vendor shows it ---

// What a read of the lock would bring, if it were asked and answered in no time. Nothing happens.
std::optional<std::vector<engine::ListedCode>> World::listing_of(engine::DeviceId device) const {
    auto const account = engine_.device(device).account;
    auto const& client = clients_[account.value];
    auto adapter = client.adapter;
    auto mock = vendors_[client.vendor].mock;
    auto cloud = vendors_[client.vendor].cloud;
    auto exchange = last_exchange_;
    adapter->restarted();  // so that it waits for nothing that is under way
    providers::AdapterEffects asks;
    asks.next_exchange = &exchange;
    engine::ProviderCall call;
    call.id = {std::uint64_t{1} << 63};
    call.account = account;
    call.device = device;
    adapter->start(call, now_, asks);
    for (int done = 0; done < exchanges_max; ++done) {
        for (auto& answer : asks.answers)
            if (answer.call == call.id)
                return answer.verdict == engine::Verdict::done ? std::optional{std::move(answer.listed)} : std::nullopt;
        auto const outgoing = std::move(asks.outgoing);
        asks.clear();
        if (outgoing.empty()) return std::nullopt;
        for (auto const& asked : outgoing) {
            providers::MockEffects told;
            mock->handle(asked.exchange, asked.message, {}, cloud, now_, told);
            for (auto const& reply : told.replies)
                adapter->received(reply.exchange, reply.message, now_, asks);
        }
    }
    return std::nullopt;
}

}  // namespace lockstep::harness
