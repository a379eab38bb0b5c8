#include "harness/serve/outside_input.hpp"

#include <fmt/format.h>

#include <charconv>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <type_traits>

#include "harness/scenario/source.hpp"

namespace lockstep::harness {
namespace {

using InputJson = nlohmann::json;

// --- bytes: a string when they are text, else their hexadecimal digits ---

InputJson json_of_bytes(std::string_view bytes) {
    if (utf8_valid_length(bytes) == bytes.size()) return bytes;
    std::string digits;
    for (char const byte : bytes)
        digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return {{"hex", digits}};
}

std::string bytes_in(InputJson const& json) {
    if (json.is_string()) return json.get<std::string>();
    auto const& digits = json.at("hex").get_ref<std::string const&>();
    std::string bytes;
    for (std::size_t at = 0; at + 2 <= digits.size(); at += 2) {
        unsigned byte = 0;
        std::from_chars(digits.data() + at, digits.data() + at + 2, byte, 16);
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

// --- things of the scenario by name ---

template <class Things>
std::size_t index_in(Things const& things, InputJson const& json) {
    auto const& name = json.get_ref<std::string const&>();
    for (std::size_t i = 0; i < things.size(); ++i)
        if (things[i].name == name) return i;
    throw std::invalid_argument(fmt::format("this world has no `{}`", name));
}

// --- requests, instants, clock modes ---

InputJson json_of(http::Request const& request) {
    InputJson fields = InputJson::array();
    for (auto const field : request.headers)
        fields.push_back({json_of_bytes(field.name), json_of_bytes(field.value)});
    InputJson json{{"method", http::name_of(request.method)}, {"target", json_of_bytes(request.target)}};
    if (!fields.empty()) json["headers"] = std::move(fields);
    if (!request.body.empty()) json["body"] = json_of_bytes(request.body);
    return json;
}

http::Request request_in(InputJson const& json) {
    http::Request request;
    request.method = http::method_from(json.at("method").get_ref<std::string const&>());
    request.target = bytes_in(json.at("target"));
    if (auto const fields = json.find("headers"); fields != json.end())
        for (auto const& field : *fields)
            request.headers.add(bytes_in(field.at(0)), bytes_in(field.at(1)));
    if (auto const body = json.find("body"); body != json.end()) request.body = bytes_in(*body);
    return request;
}

// Whole microseconds: an instant of the world has no rounder form that loses nothing.
InputJson json_of(Instant instant) { return microseconds(instant); }
Instant instant_in(InputJson const& json) { return Instant{Duration{json.get<std::int64_t>()}}; }

ClockMode mode_in(InputJson const& json) {
    auto const mode = parse_clock_mode(json.get_ref<std::string const&>());
    if (!mode) throw std::invalid_argument("there is no such clock");
    return *mode;
}

// --- each kind of input: to JSON, and back ---

InputJson written(ApiCall const& input, Scenario const&) { return json_of(input.request); }
void read(ApiCall& input, InputJson const& json, Scenario const&) { input.request = request_in(json); }

InputJson written(VendorCall const& input, Scenario const& scenario) {
    auto json = json_of(input.request);
    json["provider"] = scenario.providers[input.provider].name;
    return json;
}
void read(VendorCall& input, InputJson const& json, Scenario const& scenario) {
    input.request = request_in(json);
    input.provider = index_in(scenario.providers, json.at("provider"));
}

InputJson written(PollReleased const& input, Scenario const&) { return {{"exchange", input.exchange.value}}; }
void read(PollReleased& input, InputJson const& json, Scenario const&) {
    json.at("exchange").get_to(input.exchange.value);
}

InputJson written(PushAnswered const& input, Scenario const&) {
    return {{"push", input.push}, {"status", input.status}};
}
void read(PushAnswered& input, InputJson const& json, Scenario const&) {
    json.at("push").get_to(input.push);
    json.at("status").get_to(input.status);
}

InputJson written(EventAnswered const& input, Scenario const&) {
    return {{"webhook", input.delivery.webhook.value},
            {"number", input.delivery.number},
            {"status", input.answer.status},
            {"trouble", input.answer.trouble}};
}
void read(EventAnswered& input, InputJson const& json, Scenario const&) {
    json.at("webhook").get_to(input.delivery.webhook.value);
    json.at("number").get_to(input.delivery.number);
    json.at("status").get_to(input.answer.status);
    json.at("trouble").get_to(input.answer.trouble);
}

InputJson written(WebhookLogCleared const& input, Scenario const&) { return {{"webhook", input.webhook.value}}; }
void read(WebhookLogCleared& input, InputJson const& json, Scenario const&) {
    json.at("webhook").get_to(input.webhook.value);
}

InputJson written(LinkSet const& input, Scenario const& scenario) {
    return {{"device", scenario.devices[input.device].name}, {"online", input.online}};
}
void read(LinkSet& input, InputJson const& json, Scenario const& scenario) {
    input.device = index_in(scenario.devices, json.at("device"));
    json.at("online").get_to(input.online);
}

InputJson written(AccountSet const& input, Scenario const& scenario) {
    return {{"account", scenario.accounts[input.account].name}, {"connected", input.connected}};
}
void read(AccountSet& input, InputJson const& json, Scenario const& scenario) {
    input.account = index_in(scenario.accounts, json.at("account"));
    json.at("connected").get_to(input.connected);
}

InputJson written(OutageSet const& input, Scenario const& scenario) {
    return {{"provider", scenario.providers[input.provider].name}, {"outage", input.outage}};
}
void read(OutageSet& input, InputJson const& json, Scenario const& scenario) {
    input.provider = index_in(scenario.providers, json.at("provider"));
    json.at("outage").get_to(input.outage);
}

constexpr std::string_view edit_words[] = {"change", "add", "erase"};

InputJson written(HandEdit const& input, Scenario const& scenario) {
    auto const& change = input.change;
    InputJson json{{"device", scenario.devices[change.device].name},
                   {"what", edit_words[static_cast<std::size_t>(change.what)]},
                   {"pin", change.pin}};
    if (change.to_pin.given) json["to_pin"] = *change.to_pin;
    if (change.starts.given) json["starts"] = change.starts.null ? InputJson{} : json_of(change.starts->instant);
    if (change.ends.given) json["ends"] = change.ends.null ? InputJson{} : json_of(change.ends->instant);
    return json;
}
void read(HandEdit& input, InputJson const& json, Scenario const& scenario) {
    auto& change = input.change;
    change.device = index_in(scenario.devices, json.at("device"));
    auto const& word = json.at("what").get_ref<std::string const&>();
    for (std::size_t i = 0; i < std::size(edit_words); ++i)
        if (edit_words[i] == word) change.what = static_cast<EditByHand::What>(i);
    json.at("pin").get_to(change.pin);
    if (auto const to = json.find("to_pin"); to != json.end()) {
        change.to_pin.given = true;
        to->get_to(change.to_pin.value);
    }
    auto const bound = [&json](char const* key, Field<Moment>& field) {
        auto const found = json.find(key);
        if (found == json.end()) return;
        field.given = true;
        field.null = found->is_null();
        if (!field.null) field.value.instant = instant_in(*found);
    };
    bound("starts", change.starts);
    bound("ends", change.ends);
}

InputJson written(KeysPressed const& input, Scenario const& scenario) {
    return {{"device", scenario.devices[input.device].name}, {"pin", json_of_bytes(input.pin)}};
}
void read(KeysPressed& input, InputJson const& json, Scenario const& scenario) {
    input.device = index_in(scenario.devices, json.at("device"));
    input.pin = bytes_in(json.at("pin"));
}

InputJson written(FaultsReplaced const& input, Scenario const&) { return {{"faults", InputJson::parse(input.rules)}}; }
void read(FaultsReplaced& input, InputJson const& json, Scenario const&) { input.rules = json.at("faults").dump(); }

InputJson written(ClockSet const& input, Scenario const&) {
    return {{"mode", text_of(input.mode)}, {"now", json_of(input.now)}};
}
void read(ClockSet& input, InputJson const& json, Scenario const&) {
    input.mode = mode_in(json.at("mode"));
    input.now = instant_in(json.at("now"));
}

InputJson written(WorldReset const& input, Scenario const&) {
    return {{"seed", input.seed}, {"mode", text_of(input.mode)}};
}
void read(WorldReset& input, InputJson const& json, Scenario const&) {
    json.at("seed").get_to(input.seed);
    input.mode = mode_in(json.at("mode"));
}

template <std::size_t Index = 0>
std::optional<OutsideAction> action_of_kind(std::string_view kind) {
    if constexpr (Index == std::variant_size_v<OutsideAction>) {
        return std::nullopt;
    } else {
        using Action = std::variant_alternative_t<Index, OutsideAction>;
        if (kind == Action::kind) return Action{};
        return action_of_kind<Index + 1>(kind);
    }
}

}  // namespace

std::string_view kind_of(OutsideAction const& action) {
    return std::visit([](auto const& one) { return std::decay_t<decltype(one)>::kind; }, action);
}

std::string text_of(OutsideAction const& action, Scenario const& scenario) {
    return std::visit([&](auto const& one) { return written(one, scenario).dump(); }, action);
}

Result<OutsideAction, std::string> parse_action(std::string_view kind, std::string_view text,
                                                Scenario const& scenario) {
    auto action = action_of_kind(kind);
    if (!action) return failure(fmt::format("there is no kind of input called `{}`", kind));
    try {
        auto const json = InputJson::parse(text);
        std::visit([&](auto& one) { read(one, json, scenario); }, *action);
    } catch (std::exception const& problem) {
        return failure(std::string{problem.what()});
    }
    return std::move(*action);
}

}  // namespace lockstep::harness
