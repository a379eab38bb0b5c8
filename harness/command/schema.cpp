// `lockstep schema`: the scenario language for editors, as JSON Schema.
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "harness/command/command.hpp"
#include "harness/scenario/json_schema.hpp"

namespace lockstep::harness {

void add_schema(CLI::App& app, Shell& shell) {
    auto const library = std::make_shared<bool>(false);
    auto const world = std::make_shared<bool>(false);
    CLI::App* const verb = app.add_subcommand("schema", "print the scenario language as JSON Schema, for editors");
    verb->footer(
        "Example: lockstep schema > scenario.schema.json\n"
        "Then, as the first line of a scenario: # yaml-language-server: $schema=scenario.schema.json");
    CLI::Option* const of_libraries = verb->add_flag("--library", *library, "the language of files under lib/ instead");
    verb->add_flag("--world", *world, "the language of worlds for `lockstep serve` instead")->excludes(of_libraries);
    verb->callback([library, world, &shell] {
        shell.out << json_schema(*library ? SchemaKind::library : *world ? SchemaKind::world : SchemaKind::scenario);
    });
}

}  // namespace lockstep::harness
