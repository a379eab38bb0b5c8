#include "harness/world/marks.hpp"

#include <fmt/format.h>

namespace lockstep::harness {
namespace {

constexpr std::array<std::string_view, fault_actions> action_names{
    "latency", "drop request", "drop response", "drop push", "reply",  "lose",         "malformed", "truncate",
    "reset",   "duplicate",    "delay",         "stale",     "poison", "content type", "dribble",   "refuse",
};

constexpr std::array<std::string_view, 5> op_names{"write", "remove", "read", "login", "push"};
constexpr std::array<std::string_view, 3> attempt_names{"create", "update", "delete"};

// Which actions of a rule are there, in the order of `action_names`.
std::array<bool, fault_actions> actions_of(Fault const& fault) {
    return {fault.latency.has_value(),
            fault.drop_request,
            fault.drop_response,
            fault.drop_push,
            fault.reply.has_value(),
            fault.lose_starts || fault.lose_ends,
            fault.malformed,
            fault.truncate.has_value(),
            fault.reset,
            fault.duplicate_push,
            fault.delay_push.has_value(),
            fault.stale.has_value(),
            fault.poison_empty,
            fault.content_type.has_value(),
            fault.dribble.has_value(),
            fault.slots_full || fault.reject.has_value()};
}

std::string_view before(engine::Status status) {
    return status == engine::Status::gone ? std::string_view("new") : engine::name_of(status);
}

}  // namespace

void Marks::hit(Fault const& fault, providers::Op op) {
    auto const actions_taken = actions_of(fault);
    for (std::size_t i = 0; i < actions_taken.size(); ++i)
        if (actions_taken[i]) ++faults_[i][at(op)];
}

void Marks::undo_decisions_since(Marks const& then) {
    moves_ = then.moves_;
    issues_ = then.issues_;
    attempts_ = then.attempts_;
}

std::uint64_t Marks::entered(engine::Status status) const {
    std::uint64_t count = 0;
    for (auto const& row : moves_)
        count += row[at(status)];
    return count;
}

Marks::Counts Marks::all() const {
    Counts counts = others_;
    auto const put = [&counts](std::string name, std::uint64_t count) {
        if (count != 0) counts[std::move(name)] += count;
    };
    for (std::size_t from = 0; from < statuses; ++from)
        for (std::size_t to = 0; to < statuses; ++to)
            put(fmt::format("move {} -> {}", before(static_cast<engine::Status>(from)),
                            engine::name_of(static_cast<engine::Status>(to))),
                moves_[from][to]);
    for (std::size_t status = 0; status < statuses; ++status)
        put(fmt::format("status {}", engine::name_of(static_cast<engine::Status>(status))),
            entered(static_cast<engine::Status>(status)));
    for (std::size_t type = 0; type < events_.size(); ++type)
        put(fmt::format("event {}", name_of(static_cast<engine::EventType>(type))), events_[type]);
    for (std::size_t issue = 0; issue < issues_.size(); ++issue)
        put(fmt::format("issue {}", engine::facts_of(static_cast<engine::Issue>(issue)).name), issues_[issue]);
    for (std::size_t kind = 0; kind < 3; ++kind)
        for (std::size_t state = 0; state < 3; ++state)
            for (std::size_t error = 0; error < 3; ++error) {
                auto const count = attempts_[kind][state][error];
                auto const name = fmt::format("attempt {} {}", attempt_names[kind],
                                              name_of(static_cast<engine::AttemptState>(state)));
                put(name, count);
                if (error != 0)
                    put(fmt::format("{} {}", name, name_of(static_cast<engine::AttemptError>(error))), count);
            }
    for (std::size_t action = 0; action < actions; ++action)
        for (std::size_t op = 0; op < ops; ++op)
            put(fmt::format("fault {} x {}", action_names[action], op_names[op]), faults_[action][op]);
    for (std::size_t op = 0; op < ops; ++op)
        put(fmt::format("call {}", op_names[op]), calls_[op]);
    put("opened", presses_[0]);
    for (std::size_t denial = 1; denial < presses_.size(); ++denial)
        put(fmt::format("denied {}", sim::name_of(static_cast<sim::Denial>(denial))), presses_[denial]);
    for (auto const& [type, count] : refused_)
        put("refused " + type, count);
    for (auto const& [verb, count] : steps_)
        put("step " + verb, count);
    return counts;
}

}  // namespace lockstep::harness
