#include "harness/world/trace_text.hpp"

#include <fmt/format.h>

#include <array>

#include "engine/attempt.hpp"
#include "engine/effects.hpp"
#include "engine/events.hpp"
#include "engine/issues.hpp"
#include "engine/port.hpp"
#include "engine/status.hpp"
#include "http/message.hpp"
#include "providers/contract.hpp"
#include "runtime/time_text.hpp"
#include "sim/lock.hpp"

namespace lockstep::harness {
namespace {

std::string_view named(std::vector<std::string> const& names, std::uint32_t number) {
    return number < names.size() ? std::string_view(names[number]) : std::string_view("?");
}

std::string_view op_word(std::uint8_t op) {
    static constexpr std::array<std::string_view, 5> words{"write", "remove", "read", "login", "push"};
    return op < words.size() ? words[op] : "call";
}

// "write #2"
std::string operation(TraceEvent const& event) { return fmt::format("{} #{}", op_word(event.op), event.number); }

// " for guest", " of front": whom it concerns, the code before the device.
std::string concerning(TraceEvent const& event, RunNames const& names) {
    if (event.code != nobody) return fmt::format(" for {}", named(names.codes, event.code));
    if (event.device != nobody) return fmt::format(" of {}", named(names.devices, event.device));
    if (event.account != nobody) return fmt::format(" of {}", named(names.accounts, event.account));
    return {};
}

std::string method_and_op(TraceEvent const& event) {
    auto const method = static_cast<http::Method>(event.word);
    if (method == http::Method::other) return std::string(op_word(event.op));
    return fmt::format("{} ({})", op_word(event.op), http::name_of(method));
}

std::string notice_text(TraceEvent const& event, RunNames const& names) {
    using What = engine::Notice::What;
    auto const device = named(names.devices, event.device);
    auto const account = named(names.accounts, event.account);
    switch (static_cast<What>(event.word)) {
        case What::device_offline:
            return fmt::format("{} went offline", device);
        case What::device_online:
            return fmt::format("{} came online", device);
        case What::device_removed:
            return fmt::format("{} was removed from its account", device);
        case What::account_disconnected:
            return fmt::format("account {} was disconnected", account);
        case What::account_reconnected:
            return fmt::format("account {} was reconnected", account);
    }
    return {};
}

// Why the engine stepped, as the end of a sentence that starts with "when".
std::string reason_text(TraceEvent const& event) {
    using engine::Because;
    bool const about = event.number != 0;
    auto const it = about ? operation(event) : std::string("a call");
    switch (static_cast<Because>(event.word)) {
        case Because::request:
            return "it was asked for";
        case Because::answer:
            switch (static_cast<engine::Verdict>(event.word2)) {
                case engine::Verdict::done:
                    return it + " was answered";
                case engine::Verdict::accepted:
                    return it + " was accepted";
                case engine::Verdict::refused:
                    return fmt::format("{} was refused ({})", it, name_of(static_cast<engine::Refusal>(event.detail)));
                case engine::Verdict::unknown:
                    return fmt::format("the outcome of {} became unknown", it);
            }
            return it + " was answered";
        case Because::push:
            return about ? it + " was confirmed by a push" : "a push came";
        case Because::notice:
            return "a notice came";
        case Because::restart:
            return "the engine restarted";
        case Because::forgotten:
            return "its device or account was deleted";
        case Because::timed_out:
            return event.word2 == 0 ? it + " timed out" : fmt::format("the push about {} did not come", it);
        case Because::backed_off:
            return fmt::format("the back-off after {} was over", it);
        case Because::poll_due:
            return fmt::format("it was time to ask about {}", it);
        case Because::doubt_due:
            return "it was time to read a second time";
        case Because::preload_due:
            return "the preload was due";
        case Because::window_started:
            return "the window began";
        case Because::window_ended:
            return "the window ended";
        case Because::delay_noticed:
            return "the delay was noticed";
        case Because::resync_due:
            return "the resync was due";
        case Because::quota_freed:
            return "the quota let it go";
        case Because::pool_short:
            return "spare codes are missing";
    }
    return {};
}

// The reason, with what lies behind a request or a notice looked up in the trace.
std::string reason_text(TraceEvent const& event, Trace const& trace, RunNames const& names) {
    auto const because = static_cast<engine::Because>(event.word);
    if (because == engine::Because::request || because == engine::Because::notice ||
        because == engine::Because::restart || because == engine::Because::forgotten) {
        if (auto const* const cause = trace.find(event.cause)) return text_of(*cause, names);
    }
    return reason_text(event);
}

bool is_engine_result(TraceKind kind) {
    return kind == TraceKind::status || kind == TraceKind::attempt || kind == TraceKind::issue ||
           kind == TraceKind::event;
}

// The call for this code that left in the same engine step, if one did.
TraceEvent const* call_beside(TraceEvent const& event, Trace const& trace) {
    for (auto const& later : trace.after(event.id)) {
        if (later.at != event.at || later.kind == TraceKind::engine) return nullptr;
        if (later.kind == TraceKind::operation_sent && later.cause == event.cause && later.code == event.code)
            return &later;
    }
    return nullptr;
}

}  // namespace

std::string instant_text(Instant at, Instant epoch) {
    if (at == never) return "never";
    if (at == always) return "always";
    auto const since = at - epoch;
    return (since < Duration{} ? "T" : "T+") + format_duration(since);
}

std::string text_of(TraceEvent const& event, RunNames const& names) {
    auto const code = named(names.codes, event.code);
    auto const device = named(names.devices, event.device);
    switch (event.kind) {
        case TraceKind::step:
            return std::string(named(names.steps, event.number));
        case TraceKind::asked:
            return "somebody outside";
        case TraceKind::booking:
            return fmt::format("stay {} was {}", event.number, event.word == 0 ? "booked" : "cancelled");
        case TraceKind::pressed:
            if (event.word2 != 0) return fmt::format("the door of {} opened", device);
            return fmt::format("the door of {} stayed shut: {}", device,
                               sim::name_of(static_cast<sim::Denial>(event.word)));
        case TraceKind::replied:
            return fmt::format("`{}` was answered {}", named(names.steps, event.number), event.detail);
        case TraceKind::fault_began:
            return fmt::format("{} began", named(names.faults, event.number));
        case TraceKind::fault_ended:
            return fmt::format("{} ended", named(names.faults, event.number));
        case TraceKind::outage_began:
            return fmt::format("the outage of {} began", named(names.providers, event.number));
        case TraceKind::outage_ended:
            return fmt::format("the outage of {} ended", named(names.providers, event.number));
        case TraceKind::fault_fired:
            return fmt::format("{} fired", named(names.faults, event.number));
        case TraceKind::lock_stored:
            return fmt::format("{} stored a code{}", device, event.code == nobody ? "" : fmt::format(" for {}", code));
        case TraceKind::lock_erased:
            return fmt::format("{} erased a code{}", device, event.code == nobody ? "" : fmt::format(" for {}", code));
        case TraceKind::lock_failed:
            return fmt::format("{} had no slot left", device);
        case TraceKind::lock_edge:
            return fmt::format("the clock of {} reached the edge of a window", device);
        case TraceKind::request_sent:
            return fmt::format("{} request {} sent{}", method_and_op(event), event.detail, concerning(event, names));
        case TraceKind::request_arrived:
            return fmt::format("{} request {} arrived", method_and_op(event), event.detail);
        case TraceKind::request_lost:
            return fmt::format("{} request {} was lost", method_and_op(event), event.detail);
        case TraceKind::answer_sent:
            return event.number == 0
                       ? fmt::format("{} answer {} sent", method_and_op(event), event.detail)
                       : fmt::format("{} answer {} sent: {}", method_and_op(event), event.detail, event.number);
        case TraceKind::answer_lost:
            return fmt::format("{} answer {} was lost", method_and_op(event), event.detail);
        case TraceKind::answer_arrived:
            return fmt::format("{} answer {} arrived", method_and_op(event), event.detail);
        case TraceKind::push_sent:
            return fmt::format("a push about {} was sent", device);
        case TraceKind::push_lost:
            return fmt::format("a push about {} was lost", device);
        case TraceKind::push_arrived:
            return fmt::format("a push about {} arrived", device);
        case TraceKind::engine:
            return "the engine stepped: " + reason_text(event);
        case TraceKind::operation_sent:
            return operation(event) + concerning(event, names) + " sent";
        case TraceKind::operation_given_up:
            return operation(event) + concerning(event, names) + " given up";
        case TraceKind::status: {
            auto const from = static_cast<engine::Status>(event.word);
            auto const to = engine::name_of(static_cast<engine::Status>(event.word2));
            if (from == engine::Status::gone) return fmt::format("{}: {}", code, to);
            return fmt::format("{}: {} -> {}", code, engine::name_of(from), to);
        }
        case TraceKind::attempt: {
            auto label = std::string(named(names.attempts, event.number));
            if (label.empty() || label == "?") label = fmt::format("#{}", event.number);
            return fmt::format("attempt {}: {}", label, name_of(static_cast<engine::AttemptState>(event.word)));
        }
        case TraceKind::issue:
            return fmt::format("{}: {} {}", code, engine::facts_of(static_cast<engine::Issue>(event.word)).name,
                               event.word2 != 0 ? "appeared" : "went");
        case TraceKind::event:
            return fmt::format("event {}{}", name_of(static_cast<engine::EventType>(event.word)),
                               concerning(event, names));
        case TraceKind::notice:
            return notice_text(event, names);
        case TraceKind::crashed:
            return event.word != 0 ? "the engine crashed and lost what was not synced" : "the engine crashed";
        case TraceKind::synced:
            return "the engine's records were synced";
        case TraceKind::ended:
            return "the run ended";
    }
    return {};
}

std::string because(TraceId id, Trace const& trace, RunNames const& names) {
    auto const* const event = trace.find(id);
    if (event == nullptr) return {};
    if (is_engine_result(event->kind))
        if (auto const* const call = call_beside(*event, trace)) {
            auto const* const step = trace.find(call->cause);
            bool const asked = step == nullptr || static_cast<engine::Because>(step->word) == engine::Because::request;
            auto const sent = operation(*call) + " sent";
            return asked ? sent : fmt::format("{} when {}", sent, reason_text(*step, trace, names));
        }

    TraceEvent const* first_step = nullptr;
    auto const chain = trace.chain(id);
    for (std::size_t i = 0; i < chain.size(); ++i) {
        auto const& link = *chain[i];
        if (link.kind == TraceKind::engine && first_step == nullptr) {
            first_step = &link;
            // The step's own timer or command explains it; only what came from a vendor leads back to a call.
            auto const why = static_cast<engine::Because>(link.word);
            if (why != engine::Because::answer && why != engine::Because::push) break;
        }
        if (link.kind != TraceKind::operation_sent || first_step == nullptr) continue;
        auto text = fmt::format("{} sent at {}", operation(link), instant_text(link.at, names.epoch));
        if (i + 1 < chain.size() && chain[i + 1]->kind == TraceKind::engine &&
            static_cast<engine::Because>(chain[i + 1]->word) != engine::Because::request)
            text += " when " + reason_text(*chain[i + 1], trace, names);
        return text;
    }
    if (first_step != nullptr) return reason_text(*first_step, trace, names);
    return chain.size() > 1 ? text_of(*chain[1], names) : text_of(*event, names);
}

}  // namespace lockstep::harness
