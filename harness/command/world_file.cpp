#include "harness/command/world_file.hpp"

#include <fmt/format.h>

#include <ostream>

#include "harness/scenario/load.hpp"
#include "harness/serve/demo_world.hpp"
#include "runtime/hash.hpp"

namespace lockstep::harness {
namespace {

std::optional<WorldFile> world_in(LoadReport loaded, std::string const& verb, Shell& shell) {
    if (!loaded.diagnostics.empty()) shell.err << render(loaded.diagnostics, loaded.sources);
    if (!loaded.ok() || loaded.cases.empty()) {
        shell.complain(verb, "there is no sound world to serve", ExitCode::invalid_files);
        return std::nullopt;
    }
    WorldFile file{std::move(loaded.cases.front()), {}};
    StateHash hash;
    for (auto const& [path, text] : loaded.sources)
        hash.add(std::string_view{text});
    file.origin.digest = fmt::format("{:016x}", hash.value());
    if (loaded.sources.size() == 1) {
        file.origin.name = loaded.sources.begin()->first;
        file.origin.text = loaded.sources.begin()->second;
    }
    return file;
}

}  // namespace

std::optional<WorldFile> load_world_file(std::string const& path, std::string const& verb, Shell& shell) {
    LoadOptions const options{.kind = FileKind::world};
    return world_in(path.empty() ? load_text(demo_world(), "demo", options) : load_suite({path}, options), verb, shell);
}

std::optional<WorldFile> load_kept_world(WorldStore const& store, std::string const& path, std::string const& verb,
                                         Shell& shell) {
    auto const folder = store.journal().path().parent_path().string();
    auto const kept = store.origin();
    if (!kept) {
        shell.complain(verb, fmt::format("{} keeps no world yet; `lockstep serve --data` begins one", folder),
                       ExitCode::invalid_files);
        return std::nullopt;
    }
    if (path.empty() && kept->text.empty()) {
        shell.complain(verb, fmt::format("the world of {} is made of several files; name the first of them", folder),
                       ExitCode::usage);
        return std::nullopt;
    }
    auto file = path.empty() ? world_in(load_text(kept->text, kept->name, {.kind = FileKind::world}), verb, shell)
                             : load_world_file(path, verb, shell);
    if (!file) return std::nullopt;
    if (file->origin.digest != kept->digest) {
        shell.complain(
            verb,
            fmt::format("{} keeps another world than that of {}; without a file it goes on with its own, and "
                        "another folder begins anew",
                        folder, path.empty() ? kept->name : path),
            ExitCode::invalid_files);
        return std::nullopt;
    }
    file->origin = *kept;
    auto& scenario = file->the_case.scenario;
    scenario.epoch = kept->epoch;
    if (!kept->regime.empty())
        scenario.engine.regime = kept->regime == "retained" ? Regime::retained : Regime::legacy_404;
    return file;
}

void complain(Shell& shell, std::string const& verb, stores::StoreError const& error) {
    shell.complain(verb, error.text,
                   stores::is_about_the_machine(error.trouble) ? ExitCode::infrastructure : ExitCode::invalid_files);
}

}  // namespace lockstep::harness
