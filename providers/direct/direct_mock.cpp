#include "providers/direct/direct_mock.hpp"

#include <algorithm>
#include <utility>

#include "providers/direct/vendor_ref.hpp"

namespace lockstep::providers::direct {

namespace {

using engine::Answer;
using engine::ProviderCall;
using engine::Refusal;
using engine::Verdict;

// How long a vendor knows an idempotency key.
constexpr Duration remembers_for = std::chrono::hours{24};

Answer refused(engine::CallId call, Refusal reason) {
    return {.call = call, .verdict = Verdict::refused, .refusal = reason};
}

Answer judged(engine::CallId call, sim::Refused reason) {
    switch (reason) {
        case sim::Refused::no:
            break;
        case sim::Refused::unauthorized:
            return refused(call, Refusal::unauthorized);
        case sim::Refused::unavailable:
            break;  // a 503 says nothing about what happened
        case sim::Refused::device_offline:
            return refused(call, Refusal::device_offline);
        // Not `not_found`: a removal would take that for "the code is gone", and nobody knows that of a lock that left.
        case sim::Refused::no_such_lock:
            return refused(call, Refusal::other);
        case sim::Refused::no_such_code:
            return refused(call, Refusal::not_found);
        case sim::Refused::pin_conflict:
            return refused(call, Refusal::pin_conflict);
        case sim::Refused::invalid_pin:
            return refused(call, Refusal::invalid_pin);
        case sim::Refused::no_space:
            return refused(call, Refusal::no_space);
        case sim::Refused::name_conflict:
            return refused(call, Refusal::name_conflict);
    }
    return {.call = call, .verdict = Verdict::unknown};
}

Refusal refusal_of(int status) {
    switch (status) {
        case 401:
            return Refusal::unauthorized;
        case 403:
            return Refusal::forbidden;
        case 404:
            return Refusal::not_found;
        case 429:
            return Refusal::rate_limited;
        default:
            return Refusal::other;
    }
}

engine::ListedState listed_state(sim::EntryState state) {
    switch (state) {
        case sim::EntryState::active:
            return engine::ListedState::active;
        case sim::EntryState::pending:
            return engine::ListedState::pending;
        case sim::EntryState::removing:
            break;
    }
    return engine::ListedState::removing;
}

// Are the account's credentials good?
Answer judged_refresh(engine::AccountId account, sim::Cloud const& cloud) {
    if (cloud.outage()) return judged({}, sim::Refused::unavailable);
    if (!cloud.connected(account.value)) return judged({}, sim::Refused::unauthorized);
    return {.verdict = Verdict::done};
}

engine::CallId call_of(Message const& request) {
    auto const* const call = std::get_if<ProviderCall>(&request);
    return call == nullptr ? engine::CallId{} : call->id;
}

}  // namespace

DirectMock::DirectMock(VendorSetup const& setup)
    : reads_(setup.capabilities.reads),
      confirmation_(setup.capabilities.confirmation),
      idempotency_keys_(setup.capabilities.idempotency_keys),
      pins_(setup.capabilities.pins) {
    for (VendorDevice const& device : setup.devices)
        if (device.capabilities.pins != pins_) own_rules_.push_back({device.device, device.capabilities.pins});
    std::sort(own_rules_.begin(), own_rules_.end(),
              [](OwnRules const& left, OwnRules const& right) { return left.device < right.device; });
}

engine::PinRules const& DirectMock::pin_rules(engine::DeviceId device) const {
    auto const own =
        std::lower_bound(own_rules_.begin(), own_rules_.end(), device,
                         [](OwnRules const& rules, engine::DeviceId wanted) { return rules.device < wanted; });
    return own != own_rules_.end() && own->device == device ? own->pins : pins_;
}

// A record in the port's words, as much of it as this vendor tells.
engine::StoredRecord DirectMock::told(sim::Record const& record) const {
    engine::StoredRecord stored{.pin = {}, .window = {record.starts, record.ends}, .name = record.name};
    if (tells_pins()) stored.pin = engine::Pin::parse(record.pin).value_or(engine::Pin{});
    return stored;
}

void DirectMock::handle(ExchangeId exchange, Message const& request, Handling const& handling, sim::Cloud& cloud,
                        Instant now, MockEffects& effects) {
    auto const* const call = std::get_if<ProviderCall>(&request);
    if (call == nullptr) {
        effects.replies.push_back({exchange, refused({}, Refusal::other)});
        return;
    }
    if (!call->device) return effects.replies.push_back({exchange, judged_refresh(call->account, cloud)});
    if (auto const reason = cloud.may_serve(call->account.value, call->device.value, now); reason != sim::Refused::no) {
        effects.replies.push_back({exchange, judged(call->id, reason)});
        return;
    }
    switch (call->kind) {
        case engine::CallKind::put:
            return put(exchange, *call, handling, cloud, now, effects);
        case engine::CallKind::remove:
            return remove(exchange, *call, cloud, now, effects);
        case engine::CallKind::read:
            return read(exchange, *call, handling, cloud, now, effects);
    }
}

void DirectMock::put(ExchangeId exchange, ProviderCall const& call, Handling const& handling, sim::Cloud& cloud,
                     Instant now, MockEffects& effects) {
    if (Remembered const* const before = recall(call, cloud, now)) {
        if (before->job != 0) return park({before->job, call.device.value, exchange, call.id}, cloud);
        effects.replies.push_back({exchange, before->answer});
        return;
    }
    std::optional<sim::Key> over;
    if (!call.vendor_ref.empty()) {
        over = key_of(call.vendor_ref);
        if (!over) return effects.replies.push_back({exchange, refused(call.id, Refusal::not_found)});
    }
    if (engine::refusal_of(call.record.pin, pin_rules(call.device)))
        return effects.replies.push_back({exchange, refused(call.id, Refusal::invalid_pin)});

    sim::Record record{.pin = call.record.pin.text(),
                       .starts = handling.lose_starts ? always : call.record.window.starts,
                       .ends = handling.lose_ends ? never : call.record.window.ends,
                       .name = call.record.name};
    accepted(exchange, call, cloud.put(call.device.value, over, std::move(record), now), cloud, now, effects);
}

void DirectMock::remove(ExchangeId exchange, ProviderCall const& call, sim::Cloud& cloud, Instant now,
                        MockEffects& effects) {
    auto const key =
        call.vendor_ref.empty() ? cloud.find(call.device.value, call.record.name) : key_of(call.vendor_ref);
    if (!key) return effects.replies.push_back({exchange, refused(call.id, Refusal::not_found)});
    accepted(exchange, call, cloud.remove(call.device.value, *key, now), cloud, now, effects);
}

// The cloud has judged a write or a removal: answer now, or when the lock is done.
void DirectMock::accepted(ExchangeId exchange, ProviderCall const& call, sim::Accepted const& work,
                          sim::Cloud const& cloud, Instant now, MockEffects& effects) {
    if (!work) return effects.replies.push_back({exchange, judged(call.id, work.refused)});

    Answer answer{.call = call.id, .verdict = Verdict::accepted};
    answer.vendor_ref = vendor_ref_of(work.key);
    bool const held = confirmation_ == engine::Confirmation::answer;
    bool const remember = idempotency_keys_ && call.idempotency_key != 0 && call.kind == engine::CallKind::put;
    if (remember && work.job != 0)
        remembered_.push_back({call.idempotency_key, now, held ? work.job : 0, held ? Answer{} : answer});
    if (!held) return effects.replies.push_back({exchange, std::move(answer)});
    // Swallowed work is never done, so whoever waits for it waits in vain.
    if (work.job != 0) park({work.job, call.device.value, exchange, call.id}, cloud);
}

// Exchanges whose work was lost (factory reset, removed lock) go when the next one is parked.
void DirectMock::park(Parked parked, sim::Cloud const& cloud) {
    std::erase_if(parked_, [&](Parked const& old) {
        auto const& jobs = cloud.lock(old.lock).open_jobs();
        return std::none_of(jobs.begin(), jobs.end(), [&](sim::Job const& job) { return job.id == old.job; });
    });
    parked_.push_back(parked);
}

DirectMock::Remembered* DirectMock::recall(ProviderCall const& call, sim::Cloud const& cloud, Instant now) {
    if (!idempotency_keys_ || call.idempotency_key == 0) return nullptr;
    std::erase_if(remembered_, [&](Remembered const& old) { return now - old.since >= remembers_for; });
    auto const found = std::find_if(remembered_.begin(), remembered_.end(),
                                    [&](Remembered const& old) { return old.key == call.idempotency_key; });
    if (found == remembered_.end()) return nullptr;
    auto const& jobs = cloud.lock(call.device.value).open_jobs();
    bool const lost = found->job != 0 &&
                      std::none_of(jobs.begin(), jobs.end(), [&](sim::Job const& job) { return job.id == found->job; });
    if (!lost) return &*found;
    remembered_.erase(found);
    return nullptr;
}

void DirectMock::read(ExchangeId exchange, ProviderCall const& call, Handling const& handling, sim::Cloud const& cloud,
                      Instant now, MockEffects& effects) const {
    if (reads_ == engine::Reads::nothing)
        return effects.replies.push_back({exchange, refused(call.id, Refusal::other)});
    Answer answer{.call = call.id, .verdict = Verdict::done};
    auto const entries = cloud.list(call.device.value, handling.as_of.value_or(now));
    answer.listed.reserve(entries.size());
    for (sim::Entry const& entry : entries)
        answer.listed.push_back({vendor_ref_of(entry.key), told(entry.record), listed_state(entry.state)});
    effects.replies.push_back({exchange, std::move(answer)});
}

void DirectMock::completed(sim::Completion const& completion, sim::Cloud&, Instant, MockEffects& effects) {
    bool const store = completion.kind == sim::JobKind::store;
    if (confirmation_ == engine::Confirmation::push) {
        using What = engine::Push::What;
        engine::Push push{.account = {completion.account}, .device = {completion.lock}, .pin_known = tells_pins()};
        push.what = store ? (completion.succeeded ? What::stored : What::failed_to_store) : What::removed;
        push.vendor_ref = vendor_ref_of(completion.key);
        if (store) push.record = told(completion.record);
        if (!completion.succeeded) push.refusal = Refusal::no_space;
        effects.pushes.push_back({push.account, push.device, std::move(push)});
        return;
    }
    if (confirmation_ != engine::Confirmation::answer) return;

    Answer answer{.verdict = Verdict::done, .pin_known = tells_pins()};
    if (completion.succeeded) {
        answer.vendor_ref = vendor_ref_of(completion.key);
        if (store) answer.record = told(completion.record);
    } else {
        answer = refused({}, Refusal::no_space);
    }
    for (Parked const& waiting : parked_) {
        if (waiting.job != completion.job) continue;
        answer.call = waiting.call;
        effects.replies.push_back({waiting.exchange, answer});
    }
    std::erase_if(parked_, [&](Parked const& waiting) { return waiting.job == completion.job; });
    auto const remembered = std::find_if(remembered_.begin(), remembered_.end(),
                                         [&](Remembered const& old) { return old.job == completion.job; });
    if (remembered == remembered_.end()) return;
    if (!completion.succeeded) {
        remembered_.erase(remembered);
        return;
    }
    remembered->job = 0;
    remembered->answer = std::move(answer);
}

// --- what this vendor would say, without anything happening ---

Message DirectMock::error(Message const& request, int status, std::optional<Duration> retry_after) const {
    Answer answer{.call = call_of(request), .verdict = Verdict::unknown};
    answer.retry_after = retry_after.value_or(Duration::zero());
    if (status >= 400 && status <= 499) {
        answer.verdict = Verdict::refused;
        answer.refusal = refusal_of(status);
    } else if (auto const* const call = std::get_if<ProviderCall>(&request);
               call != nullptr && status >= 200 && status <= 299) {
        // A success that is none: it says what a success says, as far as that can be said without having done it.
        bool const at_once = call->kind == engine::CallKind::read || confirmation_ == engine::Confirmation::answer;
        answer.verdict = at_once ? Verdict::done : Verdict::accepted;
        answer.vendor_ref = call->vendor_ref;
        answer.pin_known = tells_pins();
        answer.record = call->record;
        if (!answer.pin_known) answer.record.pin = {};
    }
    return answer;
}

Message DirectMock::refusal(Message const& request, Refusal reason) const { return refused(call_of(request), reason); }

void DirectMock::empty_list(Message& read_response) const {
    if (auto* const answer = std::get_if<Answer>(&read_response)) answer->listed.clear();
}

// Without bytes there is no half of an answer: a broken one is none.
Message DirectMock::malformed(Message const&) const { return {}; }
std::string DirectMock::device_id(sim::LockNumber lock) const { return std::to_string(lock); }

void DirectMock::hash(StateHash& hash) const {
    hash.add(parked_.size());
    for (Parked const& waiting : parked_)
        hash.add(waiting.job, waiting.exchange.value, waiting.call.value);
    hash.add(remembered_.size());
    for (Remembered const& old : remembered_)
        hash.add(old.key, old.since, old.job, old.answer.verdict, old.answer.vendor_ref);
}

}  // namespace lockstep::providers::direct
