// Tells a run by hand: a scenario with places, and the record of what happened, for tests of judges and reports.
//
// Lines are the only thing that tests look at in a place, so every place is on a line of its own, column 7.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/effects.hpp"
#include "harness/judge/judge.hpp"

namespace lockstep::harness {

inline Place on_line(std::uint32_t line, std::uint32_t column = 7) {
    Place place;
    place.line = line;
    place.column = column;
    return place;
}

class Story {
  public:
    static constexpr Instant epoch{Duration{1'893'456'000'000'000}};  // 2030-01-01T00:00:00Z

    Scenario scenario;
    RunRecord record;

    Story() {
        scenario.files = {"story.yaml"};
        scenario.name = "A story";
        scenario.epoch = record.names.epoch = epoch;
        record.ended_at = epoch + 1h;
        device("front");
        code("guest");
    }

    std::uint32_t device(std::string const& name) {
        Device added;
        added.name = name;
        scenario.devices.push_back(added);
        record.names.devices.push_back(name);
        return static_cast<std::uint32_t>(scenario.devices.size() - 1);
    }
    CodeNumber code(std::string const& name) {
        scenario.codes.push_back({name, on_line(1), 0});
        record.names.codes.push_back(name);
        record.codes.push_back({.device = 0});
        return static_cast<CodeNumber>(record.codes.size() - 1);
    }

    // --- what happened ---

    TraceId happens(Duration at, TraceKind kind, TraceId cause, TraceEvent event = {}) {
        event.at = epoch + at;
        event.kind = kind;
        event.cause = cause;
        return record.trace.add(event);
    }
    TraceId step(Duration at, std::string const& text) {
        record.names.steps.push_back(text);
        TraceEvent event;
        event.number = static_cast<std::uint32_t>(record.names.steps.size() - 1);
        return happens(at, TraceKind::step, 0, event);
    }
    // One step of the engine; what follows is done by it until the next one.
    void engine_steps(Duration at, engine::Because because, TraceId cause = 0, unsigned number = 0) {
        TraceEvent event;
        event.word = static_cast<std::uint8_t>(because);
        event.number = number;
        last_engine_ = happens(at, TraceKind::engine, cause, event);
        at_ = at;
    }
    TraceId sends_write(unsigned number, CodeNumber code = 0) {
        TraceEvent event;
        event.number = number;
        event.code = code;
        TraceId const id = happens(at_, TraceKind::operation_sent, last_engine_, event);
        record.operations.push_back(
            {.at = epoch + at_, .op = providers::Op::write, .number = number, .code = code, .device = 0, .trace = id});
        return id;
    }
    TraceId becomes(engine::Status status, CodeNumber code = 0) {
        auto& history = record.codes[code].status;
        TraceEvent event;
        event.code = code;
        event.word = static_cast<std::uint8_t>(history.empty() ? engine::Status::gone : history.back().status);
        event.word2 = static_cast<std::uint8_t>(status);
        TraceId const id = happens(at_, TraceKind::status, last_engine_, event);
        history.push_back({epoch + at_, Turn::message, status, id});
        return id;
    }
    TraceId lists(engine::Issue issue, bool listed, CodeNumber code = 0) {
        TraceEvent event;
        event.code = code;
        event.word = static_cast<std::uint8_t>(issue);
        event.word2 = listed ? 1 : 0;
        TraceId const id = happens(at_, TraceKind::issue, last_engine_, event);
        record.codes[code].issues.push_back({epoch + at_, Turn::message, issue, listed, id});
        return id;
    }
    TraceId tells(engine::EventType type, CodeNumber code = 0) {
        TraceEvent event;
        event.code = code;
        event.word = static_cast<std::uint8_t>(type);
        TraceId const id = happens(at_, TraceKind::event, last_engine_, event);
        record.events.push_back({epoch + at_, type, code, 0, 0, id});
        return id;
    }

    // --- what was wanted ---

    static MomentRange at(Duration instant, std::uint32_t line, std::uint32_t column = 9) {
        return {epoch + instant, epoch + instant, {}, on_line(line, column)};
    }
    static MomentRange within(Duration from, Duration to, std::uint32_t line) {
        return {epoch + from, epoch + to, {}, on_line(line, 9)};
    }
    static StatusItem item(Duration instant, engine::Status status, std::uint32_t line) {
        StatusItem item;
        item.when = at(instant, line);
        item.status = status;
        item.place = on_line(line);
        item.status_place = on_line(line, 15);
        return item;
    }
    static StatusItem rest(std::uint32_t line) {
        StatusItem item;
        item.rest = true;
        item.place = on_line(line);
        return item;
    }
    CodeExpectation& expects(CodeNumber code = 0) {
        for (CodeExpectation& expected : scenario.expect.codes)
            if (expected.code == code) return expected;
        CodeExpectation expected;
        expected.code = code;
        expected.place = on_line(40);
        expected.status_place = on_line(41);
        scenario.expect.codes.push_back(expected);
        return scenario.expect.codes.back();
    }

    Judgement judged() const { return judge(scenario, record); }

  private:
    TraceId last_engine_ = 0;
    Duration at_{};
};

// "54: guest.status[2]: want ...": line and text of each finding, for short comparisons.
inline std::vector<std::string> told(std::vector<Finding> const& findings) {
    std::vector<std::string> out;
    for (Finding const& finding : findings)
        out.push_back(std::to_string(finding.spot.line) + ": " + finding.text);
    return out;
}

using Told = std::vector<std::string>;

}  // namespace lockstep::harness
