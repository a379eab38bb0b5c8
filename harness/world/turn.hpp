// Whose turn it is within one instant: everything of a lower turn that is due goes before anything of a higher one.
#pragma once

#include <cstdint>
#include <string_view>

namespace lockstep::harness {

enum class Turn : std::uint8_t {
    step = 1,      // what the scenario does, in file order
    fault_switch,  // faults and outages that begin or end
    device,        // lock clocks, native schedules and finished work, vendors' own timers
    message,       // requests, answers and pushes arriving, in the order sent
    timer,         // the engine's timers, in the order set
    check,         // checkers that asked to look again; changes nothing
    delivery,      // events for outside subscribers, before the checks; leaves no trace
};

constexpr std::string_view name_of(Turn turn) {
    switch (turn) {
        case Turn::step:
            return "step";
        case Turn::fault_switch:
            return "fault switch";
        case Turn::device:
            return "device";
        case Turn::message:
            return "message";
        case Turn::timer:
            return "timer";
        case Turn::check:
            return "check";
        case Turn::delivery:
            return "delivery";
    }
    return "";
}

}  // namespace lockstep::harness
