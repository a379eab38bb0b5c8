#include "harness/report/trace_words.hpp"

namespace lockstep::harness {

std::string_view word_of(TraceKind kind) {
    switch (kind) {
        case TraceKind::step:
            return "step";
        case TraceKind::booking:
            return "booking";
        case TraceKind::asked:
            return "asked";
        case TraceKind::pressed:
            return "pressed";
        case TraceKind::replied:
            return "replied";
        case TraceKind::fault_began:
            return "fault_began";
        case TraceKind::fault_ended:
            return "fault_ended";
        case TraceKind::outage_ended:
            return "outage_ended";
        case TraceKind::outage_began:
            return "outage_began";
        case TraceKind::fault_fired:
            return "fault_fired";
        case TraceKind::lock_stored:
            return "lock_stored";
        case TraceKind::lock_erased:
            return "lock_erased";
        case TraceKind::lock_failed:
            return "lock_failed";
        case TraceKind::lock_edge:
            return "lock_edge";
        case TraceKind::request_sent:
            return "request_sent";
        case TraceKind::request_arrived:
            return "request_arrived";
        case TraceKind::request_lost:
            return "request_lost";
        case TraceKind::answer_sent:
            return "answer_sent";
        case TraceKind::answer_lost:
            return "answer_lost";
        case TraceKind::answer_arrived:
            return "answer_arrived";
        case TraceKind::push_sent:
            return "push_sent";
        case TraceKind::push_lost:
            return "push_lost";
        case TraceKind::push_arrived:
            return "push_arrived";
        case TraceKind::engine:
            return "engine";
        case TraceKind::operation_sent:
            return "operation_sent";
        case TraceKind::operation_given_up:
            return "operation_given_up";
        case TraceKind::status:
            return "status";
        case TraceKind::attempt:
            return "attempt";
        case TraceKind::issue:
            return "issue";
        case TraceKind::event:
            return "event";
        case TraceKind::notice:
            return "notice";
        case TraceKind::crashed:
            return "crashed";
        case TraceKind::synced:
            return "synced";
        case TraceKind::ended:
            return "ended";
    }
    return "";
}

}  // namespace lockstep::harness
