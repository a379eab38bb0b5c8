#include "harness/world/post.hpp"

#include <variant>

namespace lockstep::harness {
namespace {

void hash_record(engine::StoredRecord const& record, StateHash& hash) {
    hash.add(record.pin.packed(), record.window.starts, record.window.ends, record.name);
}

void hash_content(std::monostate, StateHash&) {}
void hash_content(http::Request const& request, StateHash& hash) { hash.add(request); }
void hash_content(http::Response const& response, StateHash& hash) { hash.add(response); }
void hash_content(engine::ProviderCall const& call, StateHash& hash) {
    hash.add(call.id.value, call.kind, call.account.value, call.device.value, call.code.serial, call.vendor_ref,
             call.idempotency_key);
    hash_record(call.record, hash);
}
void hash_content(engine::Answer const& answer, StateHash& hash) {
    hash.add(answer.call.value, answer.verdict, answer.refusal, answer.retry_after, answer.pin_known, answer.vendor_ref,
             answer.listed.size());
    hash_record(answer.record, hash);
    for (auto const& listed : answer.listed) {
        hash.add(listed.vendor_ref, listed.state);
        hash_record(listed.record, hash);
    }
}
void hash_content(engine::Push const& push, StateHash& hash) {
    hash.add(push.account.value, push.device.value, push.what, push.pin_known, push.vendor_ref, push.refusal);
    hash_record(push.record, hash);
}

}  // namespace

void ExchangeFacts::hash(StateHash& hash) const {
    hash.add(exchange.value, op, method, operation_start, nobody_waits, call.value, account.value, device.value, code);
}

void hash_message(providers::Message const& message, StateHash& hash) {
    hash.add(message.index());
    std::visit([&hash](auto const& content) { hash_content(content, hash); }, message);
}

void Post::send(Instant arrives, Parcel parcel) {
    std::uint32_t place = 0;
    if (free_.empty()) {
        place = static_cast<std::uint32_t>(parcels_.size());
        parcels_.push_back(std::move(parcel));
    } else {
        place = free_.back();
        free_.pop_back();
        parcels_[place] = std::move(parcel);
    }
    queue_.schedule(arrives, place);
}

Parcel Post::take() {
    auto const place = queue_.pop().payload;
    free_.push_back(place);
    return std::move(parcels_[place]);
}

void Post::lose_answers() {
    std::vector<std::pair<TimerId, std::uint32_t>> lost;
    queue_.for_each([&](Instant, TimerId id, std::uint32_t place) {
        auto& parcel = parcels_[place];
        if (parcel.leg == Leg::request) parcel.facts.nobody_waits = true;
        if (parcel.leg == Leg::answer || parcel.leg == Leg::broken_answer) lost.emplace_back(id, place);
    });
    for (auto const& [id, place] : lost) {
        queue_.cancel(id);
        free_.push_back(place);
    }
}

void Post::hash(StateHash& hash) const {
    hash.add(queue_.size());
    queue_.for_each([&](Instant at, TimerId, std::uint32_t place) {
        auto const& parcel = parcels_[place];
        hash.add(at, parcel.leg, parcel.broken, parcel.facts);
        hash_message(parcel.message, hash);
    });
}

}  // namespace lockstep::harness
