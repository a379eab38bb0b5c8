// What others do to a served world: clients of the API and of the vendors, hands on locks, whoever turns the switches.
#include <algorithm>
#include <utility>

#include "harness/world/hands.hpp"
#include "harness/world/world.hpp"

namespace lockstep::harness {

// Work at the instant at which the world stands, with all that follows at once.
template <class Work>
auto World::from_outside(Watch& watch, Work work) {
    watch_ = &watch;
    turn_ = Turn::step;
    instant_open_ = true;
    turns_in_instant_ = 0;
    auto result = work();
    open_letters();
    if (next_instant() > now_) end_instant();
    watch_ = nullptr;
    return result;
}

http::Response World::call_api(http::Request const& request, Instant real_now, Watch& watch) {
    return from_outside(watch, [&] {
        effects_.clear();
        Hands hands{*this};
        auto response = api_.handle(request, {now_, engine_, effects_, &hands, real_now});
        note_forgotten();
        bool const only_read = effects_.touched.empty() && effects_.touched_devices.empty() &&
                               effects_.touched_accounts.empty() && effects_.attempts.empty();
        carry_out(only_read ? 0 : hands.cause(), {});
        return response;
    });
}

// Rules about a device meet a request that names it.
engine::DeviceId World::device_named_in(std::uint32_t vendor, http::Request const& request) const {
    for (std::uint32_t i = 0; i < doors_.size(); ++i) {
        if (doors_[i].vendor != vendor) continue;
        auto const id = vendors_[vendor].mock->device_id(i);
        if (request.target.find(id) != std::string::npos || request.body.find(id) != std::string::npos)
            return engine::DeviceId{i};
    }
    return {};
}

providers::ExchangeId World::call_vendor(std::size_t provider, http::Request request, Instant credential_now,
                                         Watch& watch) {
    return from_outside(watch, [&] { return serve_client(provider, std::move(request), credential_now); });
}

providers::ExchangeId World::serve_client(std::size_t provider, http::Request request, Instant credential_now) {
    auto const number = static_cast<std::uint32_t>(provider);
    auto& vendor = vendors_[provider];
    Parked exchange;
    exchange.outside = true;
    auto& facts = exchange.facts;
    facts.exchange = {++last_exchange_};
    facts.method = request.method;
    facts.operation_start = true;
    if (!faults_.empty()) facts.device = device_named_in(number, request);
    providers::Message const message = std::move(request);
    facts.op = vendor.mock->op_of(message);

    auto& fate = exchange.fate;
    if (!faults_.empty())
        fate = faults_.judge_request({.op = facts.op,
                                      .method = facts.method,
                                      .fingerprint = facts.exchange.value,
                                      .device = facts.device.value,
                                      .provider = number},
                                     now_);
    auto const kind = fate.drop_request ? TraceKind::request_lost : TraceKind::request_arrived;
    auto const trace = note(exchange_event(kind, facts, 0));
    if (!faults_.empty()) note_fired_faults(facts.op, facts.device.value, trace);
    if (fate.drop_request) {
        outside_answers_.push_back({.exchange = facts.exchange});
    } else if (fate.refusal) {
        send_answer(number, exchange, vendor.mock->refusal(message, *fate.refusal), trace);
    } else if (!fate.commits) {
        auto answer = vendor.mock->error(message, *fate.reply, fate.retry_after);
        fate.reply.reset();
        send_answer(number, exchange, std::move(answer), trace);
    } else {
        auto handling = fate.handling;
        handling.credential_now = credential_now;
        auto const id = facts.exchange;
        if (fate.reply) exchange.request = message;
        mock_effects_.clear();
        vendor.mock->handle(id, message, handling, vendor.cloud, now_, mock_effects_);
        collect_from_mock(number, trace, &exchange);
        return id;
    }
    return facts.exchange;
}

void World::release(providers::ExchangeId exchange, Watch& watch) {
    from_outside(watch, [&] {
        for (std::uint32_t i = 0; i < vendors_.size(); ++i) {
            auto message = vendors_[i].mock->released(exchange);
            if (!message) continue;
            mock_effects_.clear();
            mock_effects_.replies.push_back({exchange, std::move(*message)});
            collect_from_mock(i, 0, nullptr);
            break;
        }
        return 0;
    });
}

void World::outside_push_answered(OutsidePush const& sent, int status, Watch& watch) {
    from_outside(watch, [&] {
        vendors_[sent.vendor].mock->push_answered(sent.push, status, now_);
        return 0;
    });
}

void World::play_deliveries() {
    for (auto& due : api_.take_due_deliveries(now_, engine_))
        outside_deliveries_.push_back(std::move(due));
}

void World::outside_delivery_answered(api::DeliveryId delivery, api::DeliveryAnswer answer, Watch& watch) {
    from_outside(watch, [&] {
        api_.delivery_answered(delivery, std::move(answer), now_);
        return 0;
    });
}

void World::set_link(DeviceIndex device, bool online, Watch& watch) {
    from_outside(watch, [&] {
        if (online)
            act(LinkUp{device}, Step{}, asked());
        else
            act(LinkDown{device}, Step{}, asked());
        return 0;
    });
}

void World::set_account(AccountIndex account, bool connected, Watch& watch) {
    from_outside(watch, [&] {
        if (connected)
            act(Reconnect{account}, Step{}, asked());
        else
            act(Disconnect{account}, Step{}, asked());
        return 0;
    });
}

void World::set_outage(std::size_t provider, bool out, Watch& watch) {
    from_outside(watch, [&] {
        auto& vendor = vendors_[provider];
        if (vendor.cloud.outage() == out) return 0;
        auto happened = event(out ? TraceKind::outage_began : TraceKind::outage_ended, asked());
        happened.number = static_cast<std::uint32_t>(provider);
        note(happened);
        if (out)
            vendor.cloud.set_outage(true);
        else
            outage_is_over(provider);
        return 0;
    });
}

bool World::edit(EditByHand const& change, Watch& watch) {
    return from_outside(watch, [&] { return asked(), edit_by_hand(change); });
}

sim::Pressed World::press(DeviceIndex device, std::string const& pin, Watch& watch) {
    return from_outside(watch, [&] {
        auto press = press_keys(device, pin, 0, asked());
        tell(std::move(press.news));
        return press.pressed;
    });
}

void World::replace_faults(std::vector<Fault> const& faults, Watch& watch) {
    from_outside(watch, [&] { return set_faults(faults, asked()), 0; });
}

void World::set_faults(std::vector<Fault> const& faults, TraceId cause) {
    auto const tell = [&](TraceKind kind, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            auto happened = event(kind, cause);
            happened.number = static_cast<std::uint32_t>(i);
            note(happened);
        }
    };
    if (!counts_of_file_) counts_of_file_ = faults_.counts();
    tell(TraceKind::fault_ended, faults_.counts().size());
    faults_ = FaultBook{faults, seed_};
    auto& names = record_.names.faults;
    for (auto i = names.size(); i < faults.size(); ++i)
        names.push_back("faults[" + std::to_string(i + 1) + "]");
    tell(TraceKind::fault_began, faults.size());
}

std::size_t World::orders_under_way() const {
    return static_cast<std::size_t>(std::count_if(door_jobs_.begin(), door_jobs_.end(), [](DoorJob const& job) {
        return job.stage != DoorJob::Stage::locks_itself;
    }));
}

bool World::idle() const {
    if (!post_.empty() || !unsynced_.empty() || calls_.size() != 0 || orders_under_way() != 0) return false;
    if (api_.webhooks().under_way() != 0) return false;
    if (std::any_of(parked_.begin(), parked_.end(), [](auto const& one) { return !one.second.outside; })) return false;
    return std::none_of(codes_.begin(), codes_.end(), [this](Code const& code) {
        if (!code.id || !engine_.exists(code.id)) return false;
        auto const status = engine_.record(code.id).status;
        return status == engine::Status::setting || status == engine::Status::removing;
    });
}

}  // namespace lockstep::harness
