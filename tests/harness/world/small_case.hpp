// Builds small cases by hand, so that the world can be tested without any file: one provider, a few doors, some steps.
#pragma once

#include <string>
#include <utility>

#include "harness/run/run_case.hpp"
#include "harness/scenario/model.hpp"

namespace lockstep::harness {

using std::chrono::hours;
using std::chrono::minutes;

class SmallCase {
  public:
    static constexpr Instant epoch{Duration{1'893'456'000'000'000}};  // 2030-01-01T00:00:00Z

    explicit SmallCase(std::string vendor = "open", std::size_t doors = 1) {
        auto& scenario = case_.scenario;
        case_.id = case_.file = "small.yaml";
        scenario.epoch = epoch;
        scenario.until = epoch + hours{1};
        ProviderSettings provider;
        provider.name = "nativelock";
        provider.vendor = std::move(vendor);
        scenario.providers.push_back(provider);
        scenario.accounts.push_back({.name = "nativelock", .place = {}, .provider = 0, .implicit = true});
        for (std::size_t i = 0; i < doors; ++i) {
            Device device;
            device.name = i == 0 ? "front" : "door-" + std::to_string(i);
            scenario.devices.push_back(device);
        }
        scenario.engine.resync.reset();
    }

    Scenario& scenario() { return case_.scenario; }
    ProviderSettings& provider() { return case_.scenario.providers[0]; }
    Device& device(std::size_t index = 0) { return case_.scenario.devices[index]; }
    Case const& built() const { return case_; }

    CodeIndex code(std::string const& name) {
        auto& codes = case_.scenario.codes;
        for (std::size_t i = 0; i < codes.size(); ++i)
            if (codes[i].name == name) return i;
        codes.push_back({name, {}, 0});
        return codes.size() - 1;
    }

    static Moment at(Duration since) { return {epoch + since, "", {}}; }

    Step& step(Duration since, std::string verb, Action action, std::string label = "") {
        Step step;
        step.at = at(since);
        step.verb = std::move(verb);
        step.label = std::move(label);
        step.action = std::move(action);
        return case_.scenario.steps.emplace_back(std::move(step));
    }

    Step& create(Duration since, std::string const& name, std::string pin, std::string label = "") {
        CreateCode action;
        action.code = code(name);
        action.fields.device = {.given = true, .null = false, .value = 0, .place = {}};
        action.fields.code = {.given = true, .null = false, .value = std::move(pin), .place = {}};
        return step(since, "create", action, std::move(label));
    }
    Step& create(Duration since, std::string const& name, std::string pin, Duration starts, Duration ends,
                 std::string label = "") {
        auto& made = create(since, name, std::move(pin), std::move(label));
        auto& fields = std::get<CreateCode>(made.action).fields;
        fields.starts = {.given = true, .null = false, .value = at(starts), .place = {}};
        fields.ends = {.given = true, .null = false, .value = at(ends), .place = {}};
        return made;
    }
    Step& remove(Duration since, std::string const& name, std::string label = "") {
        return step(since, "delete", DeleteCode{code(name)}, std::move(label));
    }
    Step& get(Duration since, std::string const& name) { return step(since, "get", GetCode{code(name)}); }
    Step& press(Duration since, std::string pin, bool opens) {
        PressKeys action;
        action.pin = std::move(pin);
        action.opens = opens;
        return step(since, "press", action);
    }
    Fault& fault(TrafficKind op) {
        Fault rule;
        rule.op = op;
        return case_.scenario.faults.emplace_back(rule);
    }

    RunRecord run(std::uint64_t seed = 1, RunOptions const& options = {}) const {
        return run_case(case_, seed, options);
    }

  private:
    Case case_;
};

inline Reply reply(int status) {
    Reply wanted;
    wanted.http = status;
    return wanted;
}
inline Reply reply(int status, std::string body) {
    auto wanted = reply(status);
    wanted.body = Body{std::move(body), {}, {}};
    return wanted;
}

// "T+0s setting, T+3.3s set": a code's life in one line.
inline std::string life_of(RunRecord const& record, std::string const& code) {
    std::string text;
    for (auto const& entry : record.codes[record.code_called(code)].status) {
        if (!text.empty()) text += ", ";
        text += instant_text(entry.at, record.names.epoch) + " " + std::string(engine::name_of(entry.status));
    }
    return text;
}

inline std::string life_of_attempt(RunRecord const& record, std::string const& label) {
    std::string text;
    for (auto const& entry : record.attempt_called(label)->states) {
        if (!text.empty()) text += ", ";
        text += instant_text(entry.at, record.names.epoch) + " " + std::string(name_of(entry.state));
    }
    return text;
}

inline std::string failures_of(RunRecord const& record) {
    std::string text;
    for (auto const& failure : record.step_failures)
        text += record.names.steps[failure.step] + ": " + failure.what + "\n";
    return text;
}

inline std::string timeline_of(RunRecord const& record) {
    std::string text;
    for (auto const& event : record.trace.events())
        text += std::to_string(event.id) + " <- " + std::to_string(event.cause) + "  " +
                instant_text(event.at, record.names.epoch) + " " + text_of(event, record.names) + "\n";
    return text;
}

}  // namespace lockstep::harness
