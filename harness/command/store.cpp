// `lockstep store`: looks after folders in which `lockstep serve --data` keeps worlds.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "harness/clock/real_time.hpp"
#include "harness/command/command.hpp"
#include "harness/command/world_file.hpp"
#include "harness/invariants/checker.hpp"
#include "harness/report/progress.hpp"
#include "harness/serve/journal_text.hpp"
#include "harness/serve/world_store.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

struct StoreArguments {
    std::string folder;
    std::string world;
    std::string file;
    bool json = false;
    bool invariants = false;
};

constexpr std::size_t breaches_shown_max = 20;

std::vector<std::unique_ptr<Observer>> all_invariants() {
    std::vector<std::unique_ptr<Observer>> watchers;
    for (auto& checker : make_invariants())
        watchers.push_back(std::move(checker));
    return watchers;
}

// The first broken invariants, one a line; empty when all hold.
std::string breaches_text(std::vector<Breach> const& breaches) {
    std::string out;
    for (std::size_t i = 0; i < std::min(breaches.size(), breaches_shown_max); ++i)
        out += fmt::format("{} {}: {} {}\n", breaches[i].invariant, breaches[i].title, format_instant(breaches[i].at),
                           breaches[i].text);
    if (breaches.size() > breaches_shown_max)
        out += fmt::format("and {} more broken invariants\n", breaches.size() - breaches_shown_max);
    return out;
}

std::unique_ptr<WorldStore> existing_store(StoreArguments const& arguments, std::string const& verb, Shell& shell) {
    auto opened = WorldStore::open(arguments.folder, {.may_create = false});
    if (opened) return std::move(opened).value();
    complain(shell, verb, opened.error());
    return nullptr;
}

void check_store(StoreArguments const& arguments, Shell& shell) {
    auto const store = existing_store(arguments, "store check", shell);
    if (!store) return;
    auto file = load_kept_world(*store, arguments.world, "store check", shell);
    if (!file) return;
    ServedWorld world{std::move(file->the_case), file->origin.seed, {}, file->origin.epoch, receivers_of(file->origin)};
    if (arguments.invariants) world.watch(all_invariants);
    Progress progress{shell.err, shell.err_is_terminal, shell.columns};
    auto const folded = store->fold(world, [&](std::uint64_t done, std::uint64_t all) {
        if (done % 1'000 == 0) progress.show(done, all, 0, "entries");
    });
    progress.clear();
    if (!folded) return complain(shell, "store check", folded.error());

    StateHash hash;
    world.world().hash(hash);
    auto const state = fmt::format("{:016x}", hash.value());
    auto const codes = world.world().engine().live_codes();
    auto const now = format_instant(world.world().now());
    std::vector<Breach> breaches;
    if (arguments.invariants) breaches = world.last_look();
    if (arguments.json) {
        nlohmann::ordered_json told{{"entries", *folded}, {"access_codes", codes}, {"now", now}, {"state", state}};
        if (arguments.invariants) told["broken_invariants"] = breaches.size();
        shell.out << told.dump(2) << "\n";
    } else {
        shell.out << fmt::format("sound: {} entries lead to {} access codes at {}, state {}{}\n", *folded, codes, now,
                                 state, arguments.invariants && breaches.empty() ? ", and no invariant is broken" : "");
    }
    if (breaches.empty()) return;
    shell.err << breaches_text(breaches);
    shell.exit = ExitCode::invariant_broken;
}

void export_store(StoreArguments const& arguments, Shell& shell) {
    auto const store = existing_store(arguments, "store export", shell);
    if (!store) return;
    std::ofstream file;
    if (!arguments.file.empty()) file.open(arguments.file, std::ios::binary);
    auto& out = arguments.file.empty() ? shell.out : file;
    if (out)
        if (auto const written = write_journal(*store, out); !written)
            return complain(shell, "store export", written.error());
    out.flush();
    if (!out)
        shell.complain("store export", fmt::format("cannot write to `{}`", arguments.file), ExitCode::infrastructure);
}

void import_store(StoreArguments const& arguments, Shell& shell) {
    std::ifstream file;
    if (!arguments.file.empty()) {
        file.open(arguments.file, std::ios::binary);
        if (!file)
            return shell.complain("store import", fmt::format("cannot read `{}`", arguments.file), ExitCode::usage);
    }
    auto opened = WorldStore::open(arguments.folder);
    if (!opened) return complain(shell, "store import", opened.error());
    auto& store = **opened;
    if (store.origin())
        return shell.complain("store import",
                              fmt::format("{} keeps a world already; choose another folder", arguments.folder),
                              ExitCode::usage);
    auto const read = read_journal(store, arguments.file.empty() ? std::cin : file);
    if (!read) return shell.complain("store import", read.error(), ExitCode::invalid_files);
    shell.out << fmt::format("{} entries\n", *read);
}

}  // namespace

void add_store(CLI::App& app, Shell& shell) {
    CLI::App* const verb = app.add_subcommand("store", "look after folders that `serve --data` keeps worlds in");
    verb->require_subcommand(1);
    verb->footer(
        "Example: lockstep store check data\n"
        "         lockstep store export data > world.jsonl && lockstep store import copy world.jsonl");
    auto const add = [&](char const* name, char const* about, char const* example, auto run) {
        auto const arguments = std::make_shared<StoreArguments>();
        CLI::App* const job = verb->add_subcommand(name, about);
        job->footer(example);
        job->add_option("DIR", arguments->folder, "the folder")->required();
        job->callback([arguments, run, &shell] { run(*arguments, shell); });
        return std::pair{job, arguments};
    };
    auto const [check, check_arguments] = add("check", "play the whole journal and compare where it leads",
                                              "Example: lockstep store check data --json", check_store);
    check->add_option("--world", check_arguments->world, "the world's file, if it was made of several");
    check->add_flag("--json", check_arguments->json, "as JSON");
    check->add_flag("--invariants", check_arguments->invariants,
                    "also watch whether all invariants held meanwhile; exit code 4 when one did not");
    auto const [exporting, export_arguments] = add("export", "write world and journal as lines of JSON",
                                                   "Example: lockstep store export data > world.jsonl", export_store);
    exporting->add_option("--out", export_arguments->file, "write there instead of to standard output");
    auto const [importing, import_arguments] =
        add("import", "make a folder from what `export` wrote",
            "Example: lockstep store import copy world.jsonl\nWithout a file it reads standard input.", import_store);
    importing->add_option("FILE", import_arguments->file, "what `export` wrote");
}

}  // namespace lockstep::harness
