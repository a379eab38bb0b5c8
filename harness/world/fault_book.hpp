// Chaos around the vendors: judges each message by the scenario's standing rules, and keeps count of what they did.
//
// Requests are judged when they arrive at the vendor's door, pushes when they leave it. All matching rules apply in
// file order and the first wins a field; each rule counts its own matches. A rule without `op` meets the traffic that
// its actions can do something to: a lost push is about pushes, a stale answer about reads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/ids.hpp"
#include "engine/port.hpp"
#include "harness/run/record.hpp"
#include "harness/scenario/faults.hpp"
#include "http/message.hpp"
#include "providers/contract.hpp"
#include "runtime/hash.hpp"
#include "runtime/random.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// What the rules look at.
struct FaultSubject {
    providers::Op op = providers::Op::read;
    http::Method method = http::Method::other;
    bool operation_start = true;  // false: a further request of an operation, the next page or a repeat
    engine::CallId call;
    std::uint64_t fingerprint = 0;  // tells a repeat of a request from the next page of a read
    std::uint32_t device = 0xffff'ffffu;
    std::uint32_t provider = 0;
    bool order = false;  // to a bolt, and none of the calls about codes
};

// What is done to a request and its answer.
struct RequestFate {
    bool drop_request = false;
    bool drop_response = false;
    bool commits = true;  // the vendor handles the request
    std::optional<int> reply;
    std::optional<Duration> retry_after;
    std::optional<engine::Refusal> refusal;  // answered so, nothing happens
    providers::Handling handling;
    bool malformed = false;
    std::optional<std::string> content_type;
    Duration dribble{};
    std::optional<std::uint64_t> truncate;
    bool reset = false;
    bool poison_empty = false;
    Duration latency{};

    // Something will be done to the answer.
    bool touches_answer() const {
        return drop_response || reply || refusal || malformed || content_type || truncate || reset || poison_empty ||
               latency != Duration{} || dribble != Duration{};
    }
};

struct PushFate {
    bool drop = false;
    bool duplicate = false;
    Duration delay{};
};

class FaultBook {
  public:
    FaultBook() = default;
    FaultBook(std::vector<Fault> const& rules, std::uint64_t seed);

    bool empty() const { return rules_.empty(); }
    Fault const& rule(std::size_t number) const { return rules_[number].fault; }
    RequestFate judge_request(FaultSubject const& subject, Instant now);
    PushFate judge_push(FaultSubject const& subject, Instant now);
    // The rules that did something in the last judgement, in file order.
    std::span<std::uint32_t const> fired() const { return fired_; }

    std::vector<FaultCount> const& counts() const { return counts_; }
    void hash(StateHash& hash) const;

  private:
    struct Rule {
        Fault fault;
        RandomStream chance;
        RandomStream latency;
        double rate = 1;           // `chance`, drawn if need be
        engine::CallId last_call;  // the last operation that matched, and its number among the matches
        std::uint64_t last_fingerprint = 0;
        std::uint64_t last_number = 0;
    };

    bool applies(Rule& rule, FaultCount& count, FaultSubject const& subject, Instant now);

    std::vector<Rule> rules_;
    std::vector<FaultCount> counts_;
    std::vector<std::uint32_t> fired_;
};

}  // namespace lockstep::harness
