// Reach marks: what a run has been through, counted, in the words of docs/requirements.md.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "engine/attempt.hpp"
#include "engine/events.hpp"
#include "engine/issues.hpp"
#include "engine/status.hpp"
#include "harness/scenario/faults.hpp"
#include "providers/contract.hpp"
#include "sim/lock.hpp"

namespace lockstep::harness {

// The kinds of things that a fault does, each counted by itself.
inline constexpr std::size_t fault_actions = 16;

class Marks {
  public:
    using Counts = std::map<std::string, std::uint64_t>;

    void moved(engine::Status from, engine::Status to) { ++moves_[at(from)][at(to)]; }
    void sent(engine::EventType type) { ++events_[at(type)]; }
    void listed(engine::Issue issue) { ++issues_[at(issue)]; }
    void ended(engine::AttemptKind kind, engine::AttemptState state, engine::AttemptError error) {
        ++attempts_[at(kind)][at(state)][at(error)];
    }
    void refused(std::string_view error_type) { ++refused_[std::string(error_type)]; }
    void hit(Fault const& fault, providers::Op op);
    void played(std::string_view verb) { ++steps_[std::string(verb)]; }
    void called(providers::Op op) { ++calls_[at(op)]; }
    void pressed(sim::Denial denial) { ++presses_[at(denial)]; }
    // Whatever has no counter of its own.
    void note(std::string_view mark) { ++others_[std::string(mark)]; }

    // Goes back to what decisions had reached then; what calls, faults and hands did stays.
    void undo_decisions_since(Marks const& then);

    std::uint64_t calls(providers::Op op) const { return calls_[at(op)]; }
    std::uint64_t entered(engine::Status status) const;

    Counts all() const;

  private:
    static constexpr std::size_t statuses = 6, ops = 5, actions = fault_actions;

    template <class E>
    static constexpr std::size_t at(E value) {
        return static_cast<std::size_t>(value);
    }

    std::array<std::array<std::uint64_t, statuses>, statuses> moves_{};
    std::array<std::uint64_t, engine::event_type_count> events_{};
    std::array<std::uint64_t, engine::issue_count> issues_{};
    std::array<std::array<std::array<std::uint64_t, 3>, 3>, 3> attempts_{};
    std::array<std::array<std::uint64_t, ops>, actions> faults_{};
    std::array<std::uint64_t, ops> calls_{};
    std::array<std::uint64_t, 5> presses_{};
    Counts refused_, steps_, others_;
};

}  // namespace lockstep::harness
