#include "harness/world/fault_book.hpp"

#include <fmt/format.h>

namespace lockstep::harness {
namespace {

using providers::Op;

bool acts_on_pushes(Fault const& fault) { return fault.drop_push || fault.duplicate_push || fault.delay_push; }
bool acts_on_requests(Fault const& fault) {
    return fault.latency || fault.drop_request || fault.drop_response || fault.reply || fault.malformed ||
           fault.content_type || fault.dribble || fault.truncate || fault.reset || fault.retry_after;
}

// Does the kind of traffic fit what the rule selects, or, where it selects none, what it can do something to?
bool fits(Fault const& fault, FaultSubject const& subject) {
    if (subject.order) return !fault.op && acts_on_requests(fault);
    if (fault.op) {
        switch (*fault.op) {
            case TrafficKind::write:
                return subject.op == Op::write;
            case TrafficKind::remove:
                return subject.op == Op::remove;
            case TrafficKind::read:
                return subject.op == Op::read;
            case TrafficKind::push:
                return subject.op == Op::push;
            case TrafficKind::login:
                return subject.op == Op::login;
            case TrafficKind::http_get:
                return subject.method == http::Method::get;
            case TrafficKind::http_post:
                return subject.method == http::Method::post;
            case TrafficKind::http_put:
                return subject.method == http::Method::put;
            case TrafficKind::http_patch:
                return subject.method == http::Method::patch;
            case TrafficKind::http_delete:
                return subject.method == http::Method::delete_;
        }
    }
    if (subject.op == Op::push) return acts_on_pushes(fault);
    if (acts_on_requests(fault)) return true;
    switch (subject.op) {
        case Op::read:
            return fault.stale || fault.poison_empty;
        case Op::write:
            return fault.lose_starts || fault.lose_ends || fault.slots_full || fault.reject;
        case Op::remove:
            return fault.reject == RejectKind::device_offline;
        case Op::login:
        case Op::push:
            return false;
    }
    return false;
}

engine::Refusal refusal_for(RejectKind kind) {
    switch (kind) {
        case RejectKind::pin_conflict:
            return engine::Refusal::pin_conflict;
        case RejectKind::invalid_pin:
            return engine::Refusal::invalid_pin;
        case RejectKind::device_offline:
            return engine::Refusal::device_offline;
    }
    return engine::Refusal::other;
}

// Writes a field that no earlier rule has written.
class Fields {
  public:
    template <class T, class U>
    void set(std::optional<T>& field, std::optional<U> const& value) {
        if (!value || field) return;
        field = *value;
        wrote_ = true;
    }
    void set(bool& field, bool value) {
        if (!value || field) return;
        field = true;
        wrote_ = true;
    }
    void set(Duration& field, Duration value) {
        if (field != Duration{}) return;
        field = value;
        wrote_ = true;
    }
    bool wrote() const { return wrote_; }

  private:
    bool wrote_ = false;
};

}  // namespace

FaultBook::FaultBook(std::vector<Fault> const& rules, std::uint64_t seed) : counts_(rules.size()) {
    rules_.reserve(rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
        auto const& fault = rules[i];
        auto const stream = [&](std::string_view what) {
            return RandomStream(seed, fmt::format("fault/{}/{}", i, what));
        };
        double const spread = fault.chance_max - fault.chance;
        double const rate = spread > 0 ? fault.chance + spread * stream("rate").unit() : fault.chance;
        rules_.push_back({fault, stream("chance"), stream("latency"), rate, {}, 0, 0});
    }
}

bool FaultBook::applies(Rule& rule, FaultCount& count, FaultSubject const& subject, Instant now) {
    auto const& fault = rule.fault;
    if (!fits(fault, subject)) return false;
    if (fault.device && *fault.device != subject.device) return false;
    if (fault.provider && *fault.provider != subject.provider) return false;
    if (now < fault.from || now >= fault.to) return false;

    // The next page of a read shares the fate of its first; a repeat after a fresh login is a call of its own.
    bool const next_page = !subject.operation_start && subject.op == Op::read && subject.call == rule.last_call &&
                           subject.fingerprint != rule.last_fingerprint;
    if (!next_page) rule.last_number = ++count.matched;
    rule.last_call = subject.call;
    rule.last_fingerprint = subject.fingerprint;
    if (fault.nth && !fault.nth->contains(rule.last_number)) return false;
    return rule.rate >= 1 || rule.chance.chance(rule.rate);
}

RequestFate FaultBook::judge_request(FaultSubject const& subject, Instant now) {
    RequestFate fate;
    fired_.clear();
    bool stale_set = false, lose_set = false;
    std::optional<bool> commits;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        auto& rule = rules_[i];
        auto const& fault = rule.fault;
        if (!applies(rule, counts_[i], subject, now)) continue;

        Fields fields;
        fields.set(fate.drop_request, fault.drop_request);
        fields.set(fate.drop_response, fault.drop_response);
        if (!fate.reply && fault.reply) {
            fields.set(fate.reply, fault.reply);
            if (!commits) commits = fault.commit;
        }
        fields.set(fate.retry_after, fault.retry_after);
        if (!fate.refusal) {
            if (fault.slots_full)
                fields.set(fate.refusal, std::optional(engine::Refusal::no_space));
            else if (fault.reject)
                fields.set(fate.refusal, std::optional(refusal_for(*fault.reject)));
        }
        if (!lose_set && (fault.lose_starts || fault.lose_ends)) {
            lose_set = true;
            fields.set(fate.handling.lose_starts, fault.lose_starts);
            fields.set(fate.handling.lose_ends, fault.lose_ends);
        }
        if (!stale_set && fault.stale) {
            stale_set = true;
            fields.set(fate.handling.as_of, std::optional(now - *fault.stale));
        }
        fields.set(fate.malformed, fault.malformed);
        fields.set(fate.content_type, fault.content_type);
        if (fault.dribble) fields.set(fate.dribble, fault.dribble->draw(rule.latency));
        fields.set(fate.truncate, fault.truncate);
        fields.set(fate.reset, fault.reset);
        fields.set(fate.poison_empty, fault.poison_empty);
        if (fault.latency) fields.set(fate.latency, fault.latency->draw(rule.latency));
        if (!fields.wrote()) continue;
        ++counts_[i].fired;
        fired_.push_back(static_cast<std::uint32_t>(i));
    }
    fate.commits = commits.value_or(true) && !fate.refusal;
    return fate;
}

PushFate FaultBook::judge_push(FaultSubject const& subject, Instant now) {
    PushFate fate;
    fired_.clear();
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        auto& rule = rules_[i];
        auto const& fault = rule.fault;
        if (!applies(rule, counts_[i], subject, now)) continue;

        Fields fields;
        fields.set(fate.drop, fault.drop_push);
        fields.set(fate.duplicate, fault.duplicate_push);
        if (fault.delay_push)
            fields.set(fate.delay, fault.delay_push->draw(rule.latency));
        else if (fault.latency)
            fields.set(fate.delay, fault.latency->draw(rule.latency));
        if (!fields.wrote()) continue;
        ++counts_[i].fired;
        fired_.push_back(static_cast<std::uint32_t>(i));
    }
    return fate;
}

void FaultBook::hash(StateHash& hash) const {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        auto const& rule = rules_[i];
        hash.add(counts_[i].matched, counts_[i].fired, rule.chance, rule.latency, rule.last_call.value,
                 rule.last_fingerprint, rule.last_number);
    }
}

}  // namespace lockstep::harness
