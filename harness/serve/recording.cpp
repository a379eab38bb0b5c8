#include "harness/serve/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>
#include <variant>

#include "http/target.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

using StepJson = nlohmann::ordered_json;
using namespace std::chrono_literals;

// How far from the recorded instant a status may come: what happened at one instant is done a few ticks apart.
constexpr Duration looseness = 1s;

// A text as YAML that means just this.
std::string in_quotes(std::string_view text) {
    return StepJson(text).dump(-1, ' ', false, StepJson::error_handler_t::replace);
}

// JSON with the blanks that YAML wants.
std::string flow_text(StepJson const& json) {
    if (!json.is_structured()) return json.dump(-1, ' ', false, StepJson::error_handler_t::replace);
    std::string members;
    for (auto const& [key, value] : json.items()) {
        if (!members.empty()) members += ", ";
        if (json.is_object()) members += in_quotes(key) + ": ";
        members += flow_text(value);
    }
    return json.is_object() ? "{ " + members + " }" : "[" + members + "]";
}

// Fields of a creation or an update that a step has under a name of its own.
struct StepField {
    std::string_view wire;
    std::string_view word;
};
constexpr std::array step_fields{
    StepField{"code", "code"},
    StepField{"name", "name"},
    StepField{"starts_at", "starts"},
    StepField{"ends_at", "ends"},
    StepField{"type", "type"},
    StepField{"prefer_native_scheduling", "prefer_native_scheduling"},
    StepField{"allow_external_modification", "allow_external_modification"},
    StepField{"attempt_for_offline_device", "attempt_for_offline_device"},
    StepField{"use_backup_access_code_pool", "use_backup_pool"},
    StepField{"is_offline_access_code", "is_offline_access_code"},
    StepField{"use_offline_access_code", "use_offline_access_code"},
    StepField{"is_one_time_use", "is_one_time_use"},
    StepField{"max_time_rounding", "max_time_rounding"},
    StepField{"common_code_key", "common_code_key"},
    StepField{"preferred_code_length", "preferred_code_length"},
};

// The blocks of a world's file that a scenario has as well, as they stand there.
std::string blocks_of(std::string_view world_text, std::initializer_list<std::string_view> left_out) {
    std::string kept;
    bool keep = false;
    while (!world_text.empty()) {
        auto const end = std::min(world_text.find('\n'), world_text.size() - 1) + 1;
        auto const line = world_text.substr(0, end);
        world_text.remove_prefix(end);
        bool const begins_block = line.front() >= 'a' && line.front() <= 'z';
        if (begins_block) {
            auto const key = line.substr(0, line.find(':'));
            keep = std::find(left_out.begin(), left_out.end(), key) == left_out.end();
        }
        if (keep) kept += line;
    }
    if (!kept.empty() && kept.back() != '\n') kept += '\n';
    return kept;
}

// Writes the steps of one recording: knows which names stand for which ids.
class StepWriter {
  public:
    StepWriter(ServedWorld const& world) : world_(world) {
        auto const& scenario = world.scenario();
        for (std::size_t i = 0; i < scenario.devices.size(); ++i)
            names_[world.device_id_text(i)] = scenario.devices[i].name;
        for (std::size_t i = 0; i < scenario.accounts.size(); ++i)
            names_[world.account_id_text(i)] = scenario.accounts[i].name;
    }

    std::string const& text() const { return text_; }
    std::vector<CodeNumber> const& codes() const { return codes_; }
    Instant last_at() const { return last_at_; }

    // After all that had happened by itself at that instant, and after the step before.
    void at(Instant instant) { last_at_ = later_by(std::max(instant, last_at_), Duration{1}); }

    void step(std::string const& what) { text_ += fmt::format("  - {{ at: {}, {} }}\n", since_start(last_at_), what); }

    // A step knows when its outage ends; the end is no step of its own.
    void outage(OutageSet const& set, Instant until) {
        if (!set.outage) return;
        auto const ends = until == never ? "" : ", for: " + format_duration(std::max(until - last_at_, Duration{1}));
        step(fmt::format("outage: {}{}", world_.scenario().providers[set.provider].name, ends));
    }

    std::string since_start(Instant instant) const { return "T+" + format_duration(instant - world_.scenario().epoch); }

    void call(http::Request const& request, http::Response const& response) {
        auto const [path, query] = http::split_target(request.target);
        auto const body = StepJson::parse(request.body.empty() ? "{}" : request.body, nullptr, false);
        if (!body.is_object()) return step("note: " + in_quotes("a call whose body is no JSON object was left out"));
        if (response.ok() && query.empty() && path == "/access_codes/create" && create(body, response)) return;
        if (response.ok() && query.empty() && path == "/access_codes/update" && update(body)) return;
        raw(request, body, response);
    }

  private:
    bool create(StepJson const& body, http::Response const& response) {
        auto const device = names_.find(body.value("device_id", ""));
        if (device == names_.end() || !all_known(body, "device_id")) return false;
        auto const answer = StepJson::parse(response.body, nullptr, false);
        auto const id = answer.value("/access_code/access_code_id"_json_pointer, "");
        auto const code = code_of(id);
        if (!code) return false;
        auto const name = world_.world().names().codes[*code];
        step(fmt::format("create: {}, device: {}{}", name, device->second, fields(body)));
        names_[id] = name;
        codes_.push_back(*code);
        return true;
    }

    bool update(StepJson const& body) {
        auto const code = names_.find(body.value("access_code_id", ""));
        if (code == names_.end() || !all_known(body, "access_code_id")) return false;
        step(fmt::format("update: {}{}", code->second, fields(body)));
        return true;
    }

    void raw(http::Request const& request, StepJson const& body, http::Response const& response) {
        auto what = fmt::format(
            "http: {}", in_quotes(fmt::format("{} {}", http::name_of(request.method), with_names(request.target))));
        if (!body.empty()) what += ", body: " + with_names(flow_text(body));
        if (!response.ok()) what += fmt::format(", reply: {}", response.status);
        step(what);
    }

    static bool all_known(StepJson const& body, std::string_view subject) {
        return std::all_of(body.items().begin(), body.items().end(), [&](auto const& member) {
            bool const named = std::any_of(step_fields.begin(), step_fields.end(),
                                           [&](StepField const& field) { return field.wire == member.key(); });
            return member.key() == subject || (named && member.value().is_primitive());
        });
    }

    static std::string fields(StepJson const& body) {
        std::string out;
        for (auto const& field : step_fields) {
            auto const found = body.find(field.wire);
            if (found == body.end()) continue;
            bool const is_instant = field.word == "starts" || field.word == "ends";
            bool const bare = is_instant && found->is_string();
            out += fmt::format(", {}: {}", field.word, bare ? instant_text(found->get<std::string>()) : found->dump());
        }
        return out;
    }

    // As the scenario language writes instants, whatever offset they came with.
    static std::string instant_text(std::string const& text) {
        auto const instant = parse_instant(text);
        return instant ? format_instant(*instant) : in_quotes(text);
    }

    std::optional<CodeNumber> code_of(std::string const& id) const {
        auto const& world = world_.world();
        auto const uuid = api::Uuid::parse(id);
        auto const code = uuid ? world.api().identity().as_code(*uuid) : std::nullopt;
        if (!code || world.number_of(*code) == nobody) return std::nullopt;
        return world.number_of(*code);
    }

    std::string with_names(std::string text) const {
        for (auto const& [id, name] : names_)
            for (auto at = text.find(id); at != std::string::npos; at = text.find(id, at))
                text.replace(at, id.size(), "{" + name + "}");
        return text;
    }

    ServedWorld const& world_;
    std::map<std::string, std::string> names_;  // by id
    std::vector<CodeNumber> codes_;             // that have a name in the scenario
    std::string text_;
    Instant last_at_ = always;
};

// Standing faults as rules that hold from when they were set to when others replaced them.
class FaultWriter {
  public:
    explicit FaultWriter(StepWriter const& steps) : steps_(steps) {}

    void replaced(std::string const& rules) {
        end_standing();
        standing_ = StepJson::parse(rules, nullptr, false);
        since_ = steps_.last_at();
    }

    std::string text() {
        end_standing();
        return text_.empty() ? text_ : "faults:\n" + text_;
    }

  private:
    void end_standing() {
        for (auto rule : std::exchange(standing_, StepJson::array())) {
            if (!rule.contains("from")) rule["from"] = steps_.since_start(since_);
            if (!rule.contains("to") && steps_.last_at() > since_) rule["to"] = steps_.since_start(steps_.last_at());
            rule["optional"] = true;
            text_ += "  - " + flow_text(rule) + "\n";
        }
    }

    StepWriter const& steps_;
    StepJson standing_ = StepJson::array();
    Instant since_{};
    std::string text_;
};

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

}  // namespace

void Recording::heard(OutsideInput const& input, std::uint64_t) {
    if (std::holds_alternative<WorldReset>(input.action)) deeds_.clear();  // what was before has not happened
    deeds_.push_back({input, {}, {}});
}

void Recording::answered(http::Response const& response) { deeds_.back().response = response; }
void Recording::pressed(sim::Pressed const& pressed) { deeds_.back().pressed = pressed; }

std::string Recording::scenario(ServedWorld const& world, std::string_view world_text) const {
    StepWriter steps{world};
    FaultWriter faults{steps};
    auto const& names = world.scenario();
    // When an outage ends, which its step has to know.
    auto const back_at = [this](std::size_t from, std::size_t provider) {
        for (auto i = from + 1; i < deeds_.size(); ++i)
            if (auto const* const set = std::get_if<OutageSet>(&deeds_[i].input.action);
                set && set->provider == provider)
                return deeds_[i].input.at;
        return never;
    };
    for (std::size_t i = 0; i < deeds_.size(); ++i) {
        auto const& deed = deeds_[i];
        steps.at(deed.input.at);
        auto const device = [&](std::size_t index) { return names.devices[index].name; };
        std::visit(
            [&](auto const& action) {
                using Kind = std::decay_t<decltype(action)>;
                if constexpr (std::is_same_v<Kind, ApiCall>)
                    steps.call(action.request, deed.response);
                else if constexpr (std::is_same_v<Kind, LinkSet>)
                    steps.step(fmt::format("{}: {}", action.online ? "online" : "offline", device(action.device)));
                else if constexpr (std::is_same_v<Kind, AccountSet>)
                    steps.step(fmt::format("{}: {}", action.connected ? "reconnect" : "disconnect",
                                           names.accounts[action.account].name));
                else if constexpr (std::is_same_v<Kind, KeysPressed>)
                    steps.step(fmt::format("press: {}, pin: {}, opens: {}", device(action.device),
                                           in_quotes(action.pin), deed.pressed.opens));
                else if constexpr (std::is_same_v<Kind, HandEdit>)
                    steps.step(fmt::format("edit: {}, {}", device(action.change.device), edit_text(action.change)));
                else if constexpr (std::is_same_v<Kind, OutageSet>)
                    steps.outage(action, back_at(i, action.provider));
                else if constexpr (std::is_same_v<Kind, FaultsReplaced>)
                    faults.replaced(action.rules);
                else if constexpr (std::is_same_v<Kind, VendorCall>)
                    steps.step("note: " + in_quotes(fmt::format("a client of {} itself asked {} {}",
                                                                names.providers[action.provider].name,
                                                                http::name_of(action.request.method),
                                                                http::split_target(action.request.target).path)));
            },
            deed.input.action);
    }
    auto const until = later_by(std::max(world.world().now(), steps.last_at()), Duration{1});

    std::string out = "# Recorded by `lockstep serve --record`.\nschema: scenario/v1\nname: What was done by hand\n";
    out += fmt::format("seeds: [{}]\nepoch: {}\n", world.seed(), format_instant(names.epoch));
    out += blocks_of(world_text, {"schema", "name", "epoch", "workspaces", "api_keys", "seeds"});
    if (!deeds_.empty()) out += "steps:\n" + steps.text();
    out += faults.text();
    auto const& record = world.world().record();
    std::string expected;
    for (auto const code : steps.codes()) {
        expected += fmt::format("    {}:\n      status:\n", record.names.codes[code]);
        for (auto const& entry : record.codes[code].status) {
            auto const from = std::max(entry.at - looseness, names.epoch);
            auto const to = std::min(later_by(entry.at, looseness), until);
            expected += fmt::format("        - {}..{}: {}\n", steps.since_start(from), steps.since_start(to),
                                    engine::name_of(entry.status));
        }
    }
    if (!expected.empty()) out += "expect:\n  codes:\n" + expected;
    out += fmt::format("until: {}\n", steps.since_start(until));
    return out;
}

}  // namespace lockstep::harness
