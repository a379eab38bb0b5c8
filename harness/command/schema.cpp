// `lockstep schema`: the scenario language for editors, as JSON Schema, and the API for programs, as OpenAPI.
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "api/openapi.hpp"
#include "harness/command/command.hpp"
#include "harness/scenario/json_schema.hpp"

namespace lockstep::harness {

void add_schema(CLI::App& app, Shell& shell) {
    auto const library = std::make_shared<bool>(false);
    auto const world = std::make_shared<bool>(false);
    auto const api = std::make_shared<bool>(false);
    CLI::App* const verb = app.add_subcommand("schema", "print the scenario language as JSON Schema, for editors");
    verb->footer(
        "Example: lockstep schema > scenario.schema.json\n"
        "Then, as the first line of a scenario: # yaml-language-server: $schema=scenario.schema.json");
    CLI::Option* const of_libraries = verb->add_flag("--library", *library, "the language of files under lib/ instead");
    CLI::Option* const of_worlds =
        verb->add_flag("--world", *world, "the language of worlds for `lockstep serve` instead");
    of_worlds->excludes(of_libraries);
    verb->add_flag("--openapi", *api, "the API that `lockstep serve` speaks instead, as OpenAPI 3.1")
        ->excludes(of_libraries)
        ->excludes(of_worlds);
    verb->callback([library, world, api, &shell] {
        if (*api) {
            shell.out << api::openapi().dump(2) << '\n';
            return;
        }
        shell.out << json_schema(*library ? SchemaKind::library : *world ? SchemaKind::world : SchemaKind::scenario);
    });
}

}  // namespace lockstep::harness
