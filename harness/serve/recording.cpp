#include "harness/serve/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <type_traits>
#include <utility>
#include <variant>

#include "harness/serve/recorded_calls.hpp"
#include "harness/serve/recorded_text.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

std::string edit_text(EditByHand const& change) {
    std::string fields;
    auto const field = [&fields](std::string_view word, std::string const& value) {
        fields += fmt::format("{}{}: {}", fields.empty() ? "" : ", ", word, value);
    };
    bool const adds = change.what == EditByHand::What::add;
    if (adds) field("pin", in_quotes(change.pin));
    if (change.to_pin.given) field("pin", in_quotes(*change.to_pin));
    auto const bound = [&](std::string_view word, Field<Moment> const& moment) {
        if (moment.given) field(word, moment.null ? "null" : format_instant(moment->instant));
    };
    bound("starts", change.starts);
    bound("ends", change.ends);
    if (adds) return fmt::format("add: {{ {} }}", fields);
    if (change.what == EditByHand::What::erase) return fmt::format("pin: {}, erase: true", in_quotes(change.pin));
    return fmt::format("pin: {}, to: {{ {} }}", in_quotes(change.pin), fields);
}

// The steps so far, in time order.
class StepWriter {
  public:
    explicit StepWriter(ServedWorld const& world) : world_(world) {}

    std::string const& text() const { return text_; }
    void at(Instant instant) { at_ = instant; }
    void step(std::string const& what) { text_ += fmt::format("  - {{ at: {}, {} }}\n", since_start(at_), what); }
    void note(std::string const& what) { step("note: " + in_quotes(what)); }

    std::string since_start(Instant instant) const { return "T+" + format_duration(instant - world_.scenario().epoch); }

  private:
    ServedWorld const& world_;
    std::string text_;
    Instant at_{};
};

}  // namespace

void Recording::heard(OutsideInput const& input, std::uint64_t) {
    if (std::holds_alternative<WorldReset>(input.action)) deeds_.clear();  // what was before has not happened
    deeds_.push_back({input, {}, {}, true, 0});
}

void Recording::stood(std::size_t codes) { deeds_.back().codes_before = codes; }
void Recording::answered(http::Response const& response) { deeds_.back().response = response; }
void Recording::pressed(sim::Pressed const& pressed) { deeds_.back().pressed = pressed; }
void Recording::edited(bool done) { deeds_.back().done = done; }

// A PUT that a client has sent again within a minute of real time, and that has done nothing.
bool Recording::only_repeats(std::size_t index) const {
    auto const& again = std::get<ApiCall>(deeds_[index].input.action).request;
    if (again.method != http::Method::put) return false;
    return std::any_of(deeds_.begin(), deeds_.begin() + static_cast<std::ptrdiff_t>(index), [&](Deed const& before) {
        auto const* const call = std::get_if<ApiCall>(&before.input.action);
        return call != nullptr && before.response.ok() && before.response.body == deeds_[index].response.body &&
               call->request == again && deeds_[index].input.real_at - before.input.real_at < std::chrono::minutes{1};
    });
}

// Then a lock holds what nobody here has asked for, and what the engine knows of it is late.
bool Recording::changed_through_vendors() const {
    return std::any_of(deeds_.begin(), deeds_.end(), [](Deed const& deed) {
        auto const* const call = std::get_if<VendorCall>(&deed.input.action);
        return call != nullptr && call->request.method != http::Method::get &&
               call->request.method != http::Method::head;
    });
}

// By call: the codes that no `create` step makes, with the last call before each of them came.
std::map<std::size_t, std::vector<CodeNumber>> Recording::made_by_calls(ServedWorld const& world,
                                                                        CallWriter const& calls) const {
    std::map<std::size_t, std::vector<CodeNumber>> makes;
    std::vector<std::size_t> others;
    std::set<CodeNumber> plain;
    for (std::size_t i = 0; i < deeds_.size(); ++i) {
        auto const* const call = std::get_if<ApiCall>(&deeds_[i].input.action);
        if (call == nullptr || only_repeats(i)) continue;
        if (auto const code = calls.made_plainly(call->request, deeds_[i].response))
            plain.insert(*code);
        else
            others.push_back(i);
    }
    for (CodeNumber code = 0; code < world.world().code_count(); ++code) {
        if (plain.contains(code)) continue;
        auto const later = std::find_if(others.begin(), others.end(),
                                        [&](std::size_t call) { return deeds_[call].codes_before > code; });
        if (later != others.begin()) makes[*std::prev(later)].push_back(code);
    }
    return makes;
}

std::string Recording::scenario(ServedWorld const& world, std::string_view world_text, std::string_view regime) const {
    StepWriter steps{world};
    CallWriter calls{world};
    auto const& names = world.scenario();
    auto const makes = made_by_calls(world, calls);
    steps.at(names.epoch);
    for (std::size_t i = 0; i < deeds_.size(); ++i) {
        auto const& deed = deeds_[i];
        steps.at(deed.input.at);
        auto const device = [&](std::size_t index) { return names.devices[index].name; };
        std::visit(
            [&](auto const& action) {
                using Kind = std::decay_t<decltype(action)>;
                if constexpr (std::is_same_v<Kind, ApiCall>) {
                    if (only_repeats(i)) return steps.note("a client has sent its last PUT again");
                    auto const made = makes.find(i);
                    steps.step(calls.step(action.request, deed.response,
                                          made == makes.end() ? std::vector<CodeNumber>{} : made->second));
                } else if constexpr (std::is_same_v<Kind, LinkSet>)
                    steps.step(fmt::format("{}: {}", action.online ? "online" : "offline", device(action.device)));
                else if constexpr (std::is_same_v<Kind, AccountSet>)
                    steps.step(fmt::format("{}: {}", action.connected ? "reconnect" : "disconnect",
                                           names.accounts[action.account].name));
                else if constexpr (std::is_same_v<Kind, KeysPressed>)
                    steps.step(fmt::format("press: {}, pin: {}, opens: {}", device(action.device),
                                           in_quotes(action.pin), deed.pressed.opens));
                else if constexpr (std::is_same_v<Kind, HandEdit>)
                    deed.done ? steps.step(
                                    fmt::format("edit: {}, {}", device(action.change.device), edit_text(action.change)))
                              : steps.note(fmt::format("an edit of {} did nothing", device(action.change.device)));
                else if constexpr (std::is_same_v<Kind, OutageSet>)
                    steps.step(fmt::format("outage: {}{}", names.providers[action.provider].name,
                                           action.outage ? "" : ", over: true"));
                else if constexpr (std::is_same_v<Kind, FaultsReplaced>)
                    steps.step("faults: " + flow_text(nlohmann::ordered_json::parse(action.rules)));
                else if constexpr (std::is_same_v<Kind, VendorCall>)
                    steps.step(vendor_step(action.request, names.providers[action.provider].name));
            },
            deed.input.action);
    }

    // A run is longer than nothing.
    auto const until = std::max(world.world().now(), later_by(names.epoch, Duration{1}));

    std::string out = "# Recorded by `lockstep serve --record`.\nschema: scenario/v1\nname: What was done by hand\n";
    out += fmt::format("seeds: [{}]\nepoch: {}\n", world.seed(), format_instant(names.epoch));
    out += blocks_of(world_text, regime);
    if (steps.text().empty()) steps.note("nothing was done");
    if (changed_through_vendors())
        out +=
            "invariants:\n  off: [I-01, I-02, I-03, I-04, I-05, I-06, I-07]\n"
            "  because: clients of the vendors changed what locks hold\n";
    out += "ties: steps_last\nsteps:\n" + steps.text();
    auto const& record = world.world().record();
    std::string expected;
    for (CodeNumber code = 0; code < world.world().code_count(); ++code) {
        if (!calls.has_named(code)) continue;
        expected += fmt::format("    {}:\n      status:\n", record.names.codes[code]);
        for (auto const& entry : record.codes[code].status)
            expected += fmt::format("        - {}: {}\n", steps.since_start(entry.at), engine::name_of(entry.status));
    }
    if (!expected.empty()) out += "expect:\n  codes:\n" + expected;
    out += fmt::format("until: {}\n", steps.since_start(until));
    return out;
}

}  // namespace lockstep::harness
