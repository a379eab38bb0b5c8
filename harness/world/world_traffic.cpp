// Messages between the engine's side and the vendors: carried, delayed, met by faults, handed over.
#include <cassert>
#include <utility>

#include "harness/world/world.hpp"

namespace lockstep::harness {
namespace {

std::uint8_t number_of_op(providers::Op op) { return static_cast<std::uint8_t>(op); }

http::Method method_of(providers::Message const& message) {
    auto const* const request = std::get_if<http::Request>(&message);
    return request == nullptr ? http::Method::other : request->method;
}

// What is left of the answer when so many bytes of its body arrive. A message without HTTP is of one piece.
bool is_cut(providers::Message const& message, std::uint64_t body_bytes) {
    auto const* const response = std::get_if<http::Response>(&message);
    return response == nullptr || body_bytes < response->body.size();
}

std::uint32_t status_of(providers::Message const& message) {
    auto const* const response = std::get_if<http::Response>(&message);
    return response == nullptr ? 0 : static_cast<std::uint32_t>(response->status);
}

// Does the vendor say that it does not accept who asks?
bool refuses_credentials(providers::Op op, providers::Message const& message) {
    bool const asks_for_token = op == providers::Op::login;
    if (auto const* const answer = std::get_if<engine::Answer>(&message))
        return answer->verdict == engine::Verdict::refused &&
               (asks_for_token ? answer->refusal != engine::Refusal::rate_limited
                               : answer->refusal == engine::Refusal::unauthorized);
    auto const* const response = std::get_if<http::Response>(&message);
    if (response == nullptr) return false;
    bool const refused = response->status >= 400 && response->status <= 499 && response->status != 429;
    return response->status == 401 || (refused && asks_for_token);
}

// Tells the next page of a read from the same page asked for again.
std::uint64_t fingerprint_of(providers::Message const& message) {
    auto const* const request = std::get_if<http::Request>(&message);
    if (request == nullptr) return 0;
    StateHash hash;
    hash.add(request->method, request->target);
    return hash.value();
}

}  // namespace

TraceEvent World::exchange_event(TraceKind kind, ExchangeFacts const& facts, TraceId cause) const {
    auto happened = event(kind, cause);
    happened.op = number_of_op(facts.op);
    happened.word = static_cast<std::uint8_t>(facts.method);
    happened.code = facts.code;
    happened.device = facts.device.value;
    happened.account = facts.account.value;
    happened.detail = facts.exchange.value;
    return happened;
}

// --- the engine's side ---

void World::send_call(engine::ProviderCall const& call, TraceId step) {
    auto const number = number_of(call.code);
    auto& facts = calls_.open(call.id);
    facts.kind = call.kind;
    facts.account = call.account;
    facts.device = call.device;
    facts.code = number;
    facts.sent_at = now_;
    auto const kind = static_cast<std::size_t>(call.kind);
    facts.number = number == nobody ? ++doors_[call.device.value].reads : ++codes_[number].operations[kind];

    auto happened = event(TraceKind::operation_sent, step);
    happened.op = number_of_op(providers::op_of(call.kind));
    happened.number = facts.number;
    happened.code = number;
    happened.device = call.device.value;
    happened.account = call.account.value;
    happened.detail = call.id.value;
    auto const trace = facts.trace = note(happened);
    if (number != nobody && call.kind != engine::CallKind::read) {
        codes_[number].last_kind = call.kind;
        codes_[number].last_number = facts.number;
        codes_[number].last_operation = trace;
    }
    if (call.kind == engine::CallKind::put && number != nobody) by_vendor_name_[call.record.name] = number;
    ++record_.totals.provider_calls;

    adapter_effects_.clear();
    adapter_effects_.next_exchange = &last_exchange_;
    clients_[call.account.value].adapter->start(call, now_, adapter_effects_);
    collect_from_adapter(call.account, trace);
}

void World::give_up(engine::CallId id, TraceId step) {
    auto const* const call = calls_.find(id);
    if (call == nullptr) {
        withdrawn_.push_back(id);  // it has not left yet, and now never will
        return;
    }
    auto happened = event(TraceKind::operation_given_up, step);
    happened.op = number_of_op(providers::op_of(call->kind));
    happened.number = call->number;
    happened.code = call->code;
    happened.device = call->device.value;
    happened.detail = id.value;
    note(happened);
    clients_[call->account.value].adapter->abandon(id);
    calls_.close(id);
}

void World::collect_from_adapter(engine::AccountId, TraceId cause) {
    for (auto& outgoing : adapter_effects_.outgoing)
        send_request(outgoing, cause);
    for (auto& answer : adapter_effects_.answers)
        put_letter(cause).content = std::move(answer);
    for (auto& push : adapter_effects_.pushes)
        put_letter(cause).content = std::move(push);
    for (auto& notice : adapter_effects_.notices)
        put_letter(cause).content = notice;
}

void World::send_request(providers::Outgoing& outgoing, TraceId cause) {
    auto const vendor_number = clients_[outgoing.account.value].vendor;
    auto& vendor = vendors_[vendor_number];
    auto const* const call = calls_.find(outgoing.call);

    Parcel parcel;
    auto& facts = parcel.facts;
    facts.exchange = outgoing.exchange;
    facts.op = outgoing.op;
    facts.method = method_of(outgoing.message);
    facts.operation_start = outgoing.operation_start;
    facts.call = outgoing.call;
    facts.account = outgoing.account;
    facts.device = outgoing.device;
    facts.code = call == nullptr ? nobody : call->code;
    auto const trace = note(exchange_event(TraceKind::request_sent, facts, cause));
    facts.cause = trace;
    parcel.message = std::move(outgoing.message);

    ++record_.totals.requests[static_cast<std::size_t>(facts.method)];
    if (outgoing.operation_start) marks_.called(facts.op);
    if (options_.keep_details) {
        auto const number = facts.op == providers::Op::login ? ++vendor.logins : call == nullptr ? 0 : call->number;
        TrafficEntry const entry{now_,       facts.op,           facts.method,        number,
                                 facts.code, facts.device.value, facts.account.value, vendor_number,
                                 trace};
        if (outgoing.operation_start) record_.operations.push_back(entry);
        if (facts.method != http::Method::other) record_.requests.push_back(entry);
    }
    if (facts.op == providers::Op::write && facts.code != nobody) ++codes_[facts.code].writes_under_way;

    auto delay = Duration{};
    if (facts.device) {
        auto& door = doors_[facts.device.value];
        delay = door.request_time.draw(door.request_leg);
    } else {
        delay = vendor.request_time.draw(vendor.request_leg);
    }
    post_.send(later_by(now_, delay), std::move(parcel));
}

void World::answer_arrives(Parcel& parcel) {
    auto const& facts = parcel.facts;
    auto const trace = note(exchange_event(TraceKind::answer_arrived, facts, facts.cause));
    std::optional<providers::Broken> broken;
    if (parcel.leg == Leg::broken_answer) broken = parcel.broken;
    if (auto* const response = std::get_if<http::Response>(&parcel.message); response != nullptr && options_.carrier) {
        auto heard = options_.carrier->answer(facts.exchange, std::move(*response), broken);
        broken.reset();
        if (heard)
            parcel.message = std::move(heard).value();
        else
            broken = heard.error();
    }
    adapter_effects_.clear();
    adapter_effects_.next_exchange = &last_exchange_;
    auto& client = clients_[facts.account.value];
    auto& adapter = *client.adapter;
    // While the engine keeps away from the account, an older answer that comes late proves nothing.
    if (!broken && refuses_credentials(facts.op, parcel.message))
        client.refused = true;
    else if (engine_.account(facts.account).connected)
        client.refused = false;
    if (broken)
        adapter.broke(facts.exchange, *broken, now_, adapter_effects_);
    else
        adapter.received(facts.exchange, parcel.message, now_, adapter_effects_);
    collect_from_adapter(facts.account, trace);
}

void World::push_arrives(Parcel& parcel) {
    auto const& facts = parcel.facts;
    auto const trace = note(exchange_event(TraceKind::push_arrived, facts, facts.cause));
    adapter_effects_.clear();
    adapter_effects_.next_exchange = &last_exchange_;
    auto const* const request = std::get_if<http::Request>(&parcel.message);
    std::optional<providers::Message> carried;
    if (request != nullptr && options_.carrier) carried = options_.carrier->push(*request);
    auto const& read = carried ? *carried : parcel.message;
    auto const status = clients_[facts.account.value].adapter->pushed(read, now_, adapter_effects_);
    if (carried) options_.carrier->push_answered(status);
    collect_from_adapter(facts.account, trace);
    auto& vendor = vendors_[clients_[facts.account.value].vendor];
    vendor.mock->push_answered({facts.account, facts.device, std::move(parcel.message)}, status, now_);
}

// --- the vendor's side ---

void World::note_fired_faults(providers::Op op, std::uint32_t device, TraceId cause) {
    for (auto const rule : faults_.fired()) {
        auto happened = event(TraceKind::fault_fired, cause);
        happened.op = number_of_op(op);
        happened.number = rule;
        happened.device = device;
        note(happened);
        auto const& fault = faults_.rule(rule);
        marks_.hit(fault, op);
        bool const misleads = fault.lose_starts || fault.lose_ends || fault.stale || fault.poison_empty;
        if (misleads && device != nobody) doors_[device].tampered_at = now_;
    }
}

void World::request_arrives(Parcel& parcel) {
    auto& facts = parcel.facts;
    auto const vendor_number = clients_[facts.account.value].vendor;
    auto& vendor = vendors_[vendor_number];
    if (facts.op == providers::Op::write && facts.code != nobody) --codes_[facts.code].writes_under_way;

    if (auto* const request = std::get_if<http::Request>(&parcel.message); request != nullptr && options_.carrier)
        *request = options_.carrier->request(facts.exchange, std::move(*request));

    Parked exchange{facts, {}, std::nullopt};
    if (!faults_.empty())
        exchange.fate = faults_.judge_request({facts.op, facts.method, facts.operation_start, facts.call,
                                               fingerprint_of(parcel.message), facts.device.value, vendor_number},
                                              now_);
    auto const& fate = exchange.fate;
    auto const kind = fate.drop_request ? TraceKind::request_lost : TraceKind::request_arrived;
    auto const trace = note(exchange_event(kind, facts, facts.cause));
    if (!faults_.empty()) note_fired_faults(facts.op, facts.device.value, trace);
    if (fate.drop_request) return lose_answer(facts);

    exchange.facts.cause = trace;
    if (facts.code != nobody && fate.commits && facts.op != providers::Op::read)
        codes_[facts.code].arrived[facts.op == providers::Op::remove ? 1 : 0] = trace;
    if (fate.refusal) {
        auto answer = vendor.mock->refusal(parcel.message, *fate.refusal);
        return send_answer(vendor_number, exchange, std::move(answer), trace);
    }
    if (!fate.commits) {
        auto answer = vendor.mock->error(parcel.message, *fate.reply, fate.retry_after);
        exchange.fate.reply.reset();
        return send_answer(vendor_number, exchange, std::move(answer), trace);
    }
    mock_effects_.clear();
    vendor.mock->handle(facts.exchange, parcel.message, fate.handling, vendor.cloud, now_, mock_effects_);
    if (fate.reply) exchange.request = std::move(parcel.message);
    collect_from_mock(vendor_number, trace, &exchange);
    if (facts.device) touch(facts.device);
}

// `current` is the exchange that has just been handled, if one has.
void World::collect_from_mock(std::uint32_t vendor_number, TraceId cause, Parked* current) {
    bool owes_answer = current != nullptr;
    for (auto& reply : mock_effects_.replies) {
        if (current != nullptr && reply.exchange == current->facts.exchange) {
            owes_answer = false;
            send_answer(vendor_number, *current, std::move(reply.message), cause);
            continue;
        }
        auto const found = parked_.find(reply.exchange.value);
        if (found == parked_.end()) continue;
        auto exchange = std::move(found->second);
        parked_.erase(found);
        exchange.facts.cause = cause;
        send_answer(vendor_number, exchange, std::move(reply.message), cause);
    }
    if (owes_answer) parked_.emplace(current->facts.exchange.value, std::move(*current));
    for (auto& push : mock_effects_.pushes)
        send_push(vendor_number, push, cause);
    for (auto& piece : mock_effects_.stream)
        outside_stream_.push_back(std::move(piece));
    for (auto const& moved : mock_effects_.bolts)
        bolt_moved_outside(moved);
}

void World::send_answer(std::uint32_t vendor_number, Parked& exchange, providers::Message message, TraceId cause) {
    auto& vendor = vendors_[vendor_number];
    auto& facts = exchange.facts;
    auto const& fate = exchange.fate;
    if (fate.reply && exchange.request) message = vendor.mock->error(*exchange.request, *fate.reply, fate.retry_after);
    if (fate.poison_empty && facts.op == providers::Op::read) vendor.mock->empty_list(message);
    if (fate.malformed) message = vendor.mock->malformed(message);
    if (auto* const response = std::get_if<http::Response>(&message); response != nullptr && fate.content_type)
        response->headers.set(http::field::content_type, *fate.content_type);
    std::optional<providers::Broken> broken;
    if (fate.truncate && is_cut(message, *fate.truncate)) broken = providers::Broken::truncated;
    if (fate.reset) broken = providers::Broken::connection_reset;

    bool const lost = fate.drop_response || facts.nobody_waits;
    auto happened = exchange_event(lost ? TraceKind::answer_lost : TraceKind::answer_sent, facts, cause);
    happened.number = status_of(message);
    facts.cause = note(happened);
    if (exchange.outside) {
        OutsideAnswer answer{facts.exchange, std::nullopt, broken, fate.truncate.value_or(0),
                             fate.latency,   fate.dribble};
        if (auto* const response = std::get_if<http::Response>(&message); response != nullptr && !lost)
            answer.response = std::move(*response);
        outside_answers_.push_back(std::move(answer));
        return;
    }
    if (lost) return lose_answer(facts);

    auto delay = fate.latency + fate.dribble;
    if (facts.device) {
        auto& door = doors_[facts.device.value];
        delay += door.response_time.draw(door.response_leg);
    } else {
        delay += vendor.response_time.draw(vendor.response_leg);
    }
    Parcel parcel{broken ? Leg::broken_answer : Leg::answer, facts, std::move(message)};
    if (broken) parcel.broken = *broken;
    post_.send(later_by(now_, delay), std::move(parcel));
}

// Nobody will hear how this exchange ended.
void World::lose_answer(ExchangeFacts const& facts) {
    if (options_.carrier) options_.carrier->lose(facts.exchange);
}

void World::send_push(std::uint32_t vendor_number, providers::PushedMessage& push, TraceId cause) {
    if (!push.url.empty()) return outside_pushes_.push_back({vendor_number, std::move(push)});
    auto& vendor = vendors_[vendor_number];
    Parcel parcel;
    parcel.leg = Leg::push;
    parcel.facts.op = providers::Op::push;
    parcel.facts.account = push.account;
    parcel.facts.device = push.device;
    parcel.facts.cause = cause;
    parcel.message = std::move(push.message);
    ++record_.totals.pushes;
    marks_.called(providers::Op::push);

    PushFate fate;
    if (!faults_.empty()) {
        FaultSubject subject;
        subject.op = providers::Op::push;
        subject.device = push.device.value;
        subject.provider = vendor_number;
        fate = faults_.judge_push(subject, now_);
    }
    auto& facts = parcel.facts;
    facts.cause = note(exchange_event(fate.drop ? TraceKind::push_lost : TraceKind::push_sent, facts, cause));
    if (options_.keep_details)
        record_.operations.push_back({now_, providers::Op::push, http::Method::other, 0, nobody, push.device.value,
                                      push.account.value, vendor_number, facts.cause});
    if (!faults_.empty()) note_fired_faults(providers::Op::push, push.device.value, facts.cause);
    if (fate.drop) {
        // Lost on the way: the vendor believes that it was taken.
        vendor.mock->push_answered({push.account, push.device, std::move(parcel.message)}, 200, now_);
        return;
    }
    auto delay = fate.delay;
    if (facts.device) delay += vendor.push_time.draw(doors_[facts.device.value].push_leg);
    auto const arrives = later_by(now_, delay);
    if (!fate.duplicate) return post_.send(arrives, std::move(parcel));
    post_.send(arrives, parcel);
    post_.send(later_by(arrives, 1s), std::move(parcel));
}

// A lock has finished a job.
void World::complete(std::uint32_t vendor_number, sim::Completion const& completion) {
    auto& vendor = vendors_[vendor_number];
    bool const stores = completion.kind == sim::JobKind::store;
    auto owner = nobody;
    if (auto const known = vendor.owners.find(completion.key); known != vendor.owners.end()) {
        owner = known->second;
    } else if (stores) {
        auto const named = by_vendor_name_.find(completion.record.name);
        if (named != by_vendor_name_.end()) vendor.owners[completion.key] = owner = named->second;
    }
    engine::DeviceId const device{completion.lock};
    auto& door = doors_[device.value];
    door.slots_seen = vendor.cloud.lock(completion.lock).slots().size();
    record_.totals.slots_peak = std::max<std::uint64_t>(record_.totals.slots_peak, door.slots_seen);
    touch(device);

    auto const cause = owner == nobody ? 0 : codes_[owner].arrived[stores ? 0 : 1];
    auto happened = event(!stores                ? TraceKind::lock_erased
                          : completion.succeeded ? TraceKind::lock_stored
                                                 : TraceKind::lock_failed,
                          cause);
    happened.code = owner;
    happened.device = completion.lock;
    happened.account = completion.account;
    happened.detail = completion.key;
    auto const trace = note(happened);
    if (stores && completion.succeeded && owner != nobody) codes_[owner].was_stored = true;
    if (!stores) vendor.owners.erase(completion.key);
    if (stores && completion.succeeded && options_.keep_details)
        record_.ever_stored.push_back({completion.lock, completion.record.pin});

    mock_effects_.clear();
    vendor.mock->completed(completion, vendor.cloud, now_, mock_effects_);
    collect_from_mock(vendor_number, trace, nullptr);
}

}  // namespace lockstep::harness
