// The definitions of the capabilities that a lock has here: which attributes and commands there are, and of what types.
#include <algorithm>
#include <array>

#include "providers/smartthings/mock.hpp"

namespace lockstep::providers::smartthings {

namespace {

// `choices`: the values of a text, separated by blanks.
struct AttributeDefinition {
    std::string_view capability, name, type, choices = {};
};
struct ArgumentDefinition {
    std::string_view name, type;
    bool optional = false;
};
struct CommandDefinition {
    std::string_view capability, name;
    std::array<ArgumentDefinition, 3> arguments{};
};

constexpr std::array defined_attributes{
    AttributeDefinition{capability::lock, "lock", "string", "locked unknown unlocked"},
    AttributeDefinition{capability::lock_codes, "lockCodes", "string"},
    AttributeDefinition{capability::lock_codes, "codeChanged", "string"},
    AttributeDefinition{capability::lock_codes, "codeReport", "integer"},
    AttributeDefinition{capability::lock_codes, "codeLength", "integer"},
    AttributeDefinition{capability::lock_codes, "minCodeLength", "integer"},
    AttributeDefinition{capability::lock_codes, "maxCodeLength", "integer"},
    AttributeDefinition{capability::lock_codes, "maxCodes", "integer"},
    AttributeDefinition{capability::lock_codes, "scanCodes", "string", "Scanning Complete"},
    AttributeDefinition{capability::lock_codes, "migrated", "boolean"},
    AttributeDefinition{capability::battery, "battery", "integer"},
};

constexpr std::array defined_commands{
    CommandDefinition{capability::lock, "lock"},
    CommandDefinition{capability::lock, "unlock"},
    CommandDefinition{capability::lock_codes,
                      "setCode",
                      {{{"codeSlot", "integer"}, {"codePIN", "string"}, {"codeName", "string", true}}}},
    CommandDefinition{capability::lock_codes, "deleteCode", {{{"codeSlot", "integer"}}}},
    CommandDefinition{capability::lock_codes, "nameSlot", {{{"codeSlot", "integer"}, {"codeName", "string"}}}},
    CommandDefinition{capability::lock_codes, "requestCode", {{{"codeSlot", "integer"}}}},
    CommandDefinition{capability::lock_codes, "reloadAllCodes"},
    CommandDefinition{capability::lock_codes, "updateCodes", {{{"codes", "object"}}}},
    CommandDefinition{capability::lock_codes, "setCodeLength", {{{"length", "integer"}}}},
    CommandDefinition{capability::refresh, "refresh"},
    CommandDefinition{capability::health_check, "ping"},
};

Json choices_of(std::string_view text) {
    auto choices = Json::array();
    while (!text.empty()) {
        auto const blank = text.find(' ');
        choices.push_back(text.substr(0, blank));
        text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
    }
    return choices;
}

Json attribute_json(AttributeDefinition const& attribute) {
    Json value{{"type", attribute.type}};
    if (!attribute.choices.empty()) value["enum"] = choices_of(attribute.choices);
    return {{"schema",
             {{"type", "object"},
              {"properties", {{"value", std::move(value)}}},
              {"additionalProperties", false},
              {"required", Json::array({"value"})}}},
            {"enumCommands", Json::array()}};
}

Json command_json(CommandDefinition const& command) {
    auto arguments = Json::array();
    for (auto const& argument : command.arguments)
        if (!argument.name.empty())
            arguments.push_back(
                {{"name", argument.name}, {"optional", argument.optional}, {"schema", {{"type", argument.type}}}});
    return {{"name", command.name}, {"arguments", std::move(arguments)}};
}

Json summary_of(std::string_view name) { return {{"id", name}, {"version", 1}, {"status", "live"}}; }

}  // namespace

http::Response SmartThingsMock::list_capabilities(Visit const& visit) const {
    auto const& wanted = visit.parameters[0];
    auto items = Json::array();
    for (auto const name : offered)
        if (wanted.empty() || wanted == name) items.push_back(summary_of(name));
    if (items.empty()) return error_response(ErrorName::not_found);
    return http::json_response(200, write_json({{"items", std::move(items)}, {"_links", Json::object()}}));
}

http::Response SmartThingsMock::get_capability(Visit const& visit) const {
    auto const& wanted = visit.parameters[0];
    bool const known = std::find(offered.begin(), offered.end(), wanted) != offered.end();
    if (!known || visit.parameters[1] != "1") return error_response(ErrorName::not_found);
    auto body = summary_of(wanted);
    body["name"] = wanted;
    body["ephemeral"] = false;
    body["attributes"] = Json::object();
    body["commands"] = Json::object();
    for (auto const& attribute : defined_attributes)
        if (attribute.capability == wanted) body["attributes"][std::string{attribute.name}] = attribute_json(attribute);
    for (auto const& command : defined_commands)
        if (command.capability == wanted) body["commands"][std::string{command.name}] = command_json(command);
    return http::json_response(200, write_json(body));
}

}  // namespace lockstep::providers::smartthings
