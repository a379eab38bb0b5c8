// `lockstep serve`: keeps a world alive behind a socket until somebody stops it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <vector>

#include "harness/clock/real_time.hpp"
#include "harness/command/command.hpp"
#include "harness/command/world_file.hpp"
#include "harness/report/progress.hpp"
#include "harness/serve/descriptors.hpp"
#include "harness/serve/log.hpp"
#include "harness/serve/recording.hpp"
#include "harness/serve/serve.hpp"
#include "harness/serve/world_store.hpp"

namespace lockstep::harness {
namespace {

struct ServeArguments {
    std::string world;
    std::string listen = "127.0.0.1:4300";
    std::string clock;  // empty: as it was, and real at first
    std::string data;
    std::string regime;
    std::string control_token;
    std::string log_level = "info";
    std::string record;
    std::optional<std::uint64_t> seed;
    std::vector<std::string> cors;
    bool tls = false;
    bool allow_remote = false;
};

constexpr std::size_t token_length_min = 16;
constexpr std::size_t descriptors_wanted = 12'500;  // all connections that a server takes, and what a world holds open
constexpr std::uint64_t things_between_looks = 50'000;

// The loop that a signal ends. Set before the handlers are.
http::Loop* running = nullptr;

extern "C" void stop_serving(int) {
    if (running != nullptr) running->stop();
}

// `ADDRESS:PORT`, `[::1]:4300` or a port alone.
bool read_address(std::string const& text, ServeOptions& options) {
    auto const colon = text.rfind(':');
    std::string const port = colon == std::string::npos ? text : text.substr(colon + 1);
    auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), options.port);
    if (error != std::errc{} || end != port.data() + port.size() || port.empty()) return false;
    if (colon == std::string::npos) return true;
    std::string address = text.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    options.address = address == "localhost" ? "127.0.0.1" : address;
    return !address.empty();
}

bool is_loopback(std::string const& address) { return address.starts_with("127.") || address == "::1"; }

// False when something is wrong, which has been told.
bool read_options(ServeArguments const& arguments, ServeOptions& options, Shell& shell) {
    auto const usage = [&](std::string const& problem) {
        shell.complain("serve", problem, ExitCode::usage);
        return false;
    };
    options.tls = arguments.tls;
    options.control_token = arguments.control_token;
    options.courier.leaves_this_machine = arguments.allow_remote;
    options.seed = arguments.seed.value_or(1);
    if (!read_address(arguments.listen, options))
        return usage(fmt::format("`{}` is no address such as 127.0.0.1:4300", arguments.listen));
    auto const mode = parse_clock_mode(arguments.clock.empty() ? "real" : arguments.clock);
    if (!mode) return usage(fmt::format("`{}` is no clock: real, manual or scaled:N", arguments.clock));
    options.clock = *mode;
    if (arguments.data.find("://") != std::string::npos)
        return usage(fmt::format("`{}` is no folder: a world is kept in one of this machine", arguments.data));
    for (auto const& origin : arguments.cors)
        if (!Cors::is_origin(origin))
            return usage(fmt::format("`{}` is no origin such as https://app.example or http://localhost:3000", origin));
    options.cors_origins = arguments.cors;
    if (!parse_log_level(arguments.log_level))
        return usage(fmt::format("`{}` is no log level: trace, debug, info, warn, error or off", arguments.log_level));
    if (is_loopback(options.address)) return true;
    if (!arguments.allow_remote)
        return usage(
            fmt::format("{} can be reached from other machines; --allow-remote says that it may", options.address));
    if (options.control_token.size() < token_length_min)
        return usage(fmt::format("with --allow-remote the controls need a --control-token of {} characters or more",
                                 token_length_min));
    return true;
}

// A world at its start: of the file, of the demo, or of the folder that keeps one.
std::optional<WorldFile> world_to_serve(ServeArguments const& arguments, ServeOptions& options, WorldStore const* store,
                                        Shell& shell) {
    auto const kept = store == nullptr ? std::nullopt : store->origin();
    if (!kept) {
        auto file = load_world_file(arguments.world, "serve", shell);
        if (!file) return file;
        auto& scenario = file->the_case.scenario;
        if (!arguments.regime.empty())
            scenario.engine.regime = arguments.regime == "retained" ? Regime::retained : Regime::legacy_404;
        if (!scenario.epoch_given && !options.clock.manual()) scenario.epoch = real_now();
        file->origin.regime = arguments.regime;
        file->origin.seed = options.seed;
        file->origin.epoch = scenario.epoch;
        file->origin.tells_anybody = arguments.allow_remote;
        return file;
    }
    auto const other = [&](std::string_view what, auto const& asked, auto const& held) {
        shell.complain("serve",
                       fmt::format("--{} {}: the world of {} began with {}; leave it away, or choose another folder",
                                   what, asked, arguments.data, held),
                       ExitCode::usage);
        return std::nullopt;
    };
    if (arguments.seed && *arguments.seed != kept->seed) return other("seed", *arguments.seed, kept->seed);
    if (!arguments.regime.empty() && arguments.regime != kept->regime)
        return other("regime", arguments.regime, kept->regime.empty() ? "that of its file" : kept->regime);
    options.seed = kept->seed;
    return load_kept_world(*store, arguments.world, "serve", shell);
}

// Brings a world to where its folder's journal ends, and on to what its clock shows.
bool resume(ServedWorld& world, WorldStore& store, ServeArguments const& arguments, ServeOptions const& options,
            Shell& shell) {
    Progress progress{shell.err, shell.err_is_terminal, shell.columns};
    auto const folded = store.fold(world, [&](std::uint64_t done, std::uint64_t all) {
        if (done % 1'000 == 0) progress.show(done, all, 0, "what was done to this world, again");
    });
    if (!folded) {
        progress.clear();
        complain(shell, "serve", folded.error());
        return false;
    }
    bool const clock_given = !arguments.clock.empty() || *folded == 0;
    store.take_up(world, clock_given ? std::optional{options.clock} : std::nullopt, real_now());
    for (;;) {
        auto const until = std::max(world.clock().now(real_now()), world.world().now());
        // Where somebody has to be told something, the server goes on.
        if (world.play(until, things_between_looks) || world.has_deliveries()) break;
        progress.show(0, 0, 0, "what has become due since");
    }
    progress.clear();
    auto const kept = store.commit();
    if (!kept) complain(shell, "serve", kept.error());
    return kept.ok();
}

// What is wrong with asking for a recording; empty when nothing is.
std::string no_recording(std::string const& path, WorldFile const& file) {
    if (path.empty()) return {};
    if (file.origin.text.empty()) return "--record: the world has to be one file, without `include`";
    if (std::filesystem::exists(path)) return fmt::format("--record: `{}` is there already", path);
    return {};
}

bool write_recording(std::string const& path, std::string const& scenario) {
    std::ofstream out(path, std::ios::binary);
    out << scenario;
    out.close();
    return out.good();
}

void serve(ServeArguments const& arguments, Shell& shell) {
    ServeOptions options;
    if (!read_options(arguments, options, shell)) return;

    std::unique_ptr<WorldStore> store;
    std::optional<WorldFile> file;
    bool const is_kept = !arguments.data.empty() && std::filesystem::exists(WorldStore::file_in(arguments.data));
    // No folder is made for a world that is not sound.
    if (!is_kept) file = world_to_serve(arguments, options, nullptr, shell);
    if (!is_kept && !file) return;
    if (!arguments.data.empty()) {
        auto opened = WorldStore::open(arguments.data);
        if (!opened) return complain(shell, "serve", opened.error());
        store = std::move(opened).value();
        if (is_kept) file = world_to_serve(arguments, options, store.get(), shell);
        if (!file) return;
        if (!store->origin())
            if (auto const begun = store->begin(file->origin); !begun) return complain(shell, "serve", begun.error());
    }
    if (auto const problem = no_recording(arguments.record, *file); !problem.empty())
        return shell.complain("serve", problem, ExitCode::usage);
    Recording recording;
    ServedWorld world{std::move(file->the_case), options.seed, options.clock, real_now(), receivers_of(file->origin)};
    // Of a kept world all that was done before is heard as well.
    if (!arguments.record.empty()) world.listen(recording);
    if (store && !resume(world, *store, arguments, options, shell)) return;

    Log const log{*parse_log_level(arguments.log_level), shell.err};
    options.log = &log;
    allow_descriptors(descriptors_wanted);
    http::Loop loop;
    auto started = Serve::start(loop, std::move(world), options, store.get());
    if (!started) return shell.complain("serve", started.error(), ExitCode::infrastructure);
    auto const& server = *started;
    running = &loop;
    std::signal(SIGTERM, stop_serving);
    std::signal(SIGINT, stop_serving);
    shell.out << server->announcement() << std::endl;
    log.tell(LogLevel::info, "serving", {{"port", fmt::to_string(server->port())}, {"clock", text_of(options.clock)}});
    loop.run();
    log.tell(LogLevel::info, "stopping");

    // What is in flight is finished, as far as that takes no longer than this.
    server->shut_down();
    for (int turns = 0; turns < 20 && server->open_connections() > 0; ++turns)
        loop.wait_one(50ms);
    server->finish();
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    running = nullptr;
    if (!arguments.record.empty() &&
        !write_recording(arguments.record, recording.scenario(server->world(), file->origin.text, file->origin.regime)))
        shell.complain("serve", fmt::format("cannot write to `{}`", arguments.record), ExitCode::infrastructure);
    if (auto const& trouble = server->trouble()) complain(shell, "serve", *trouble);
}

}  // namespace

void add_serve(CLI::App& app, Shell& shell) {
    auto const arguments = std::make_shared<ServeArguments>();
    CLI::App* const verb =
        app.add_subcommand("serve", "keep a world alive: its API, its vendors' clouds, its controls");
    verb->footer(
        "Example: lockstep serve --clock manual --listen 127.0.0.1:0\n"
        "One line of JSON on standard output says where everything is. Without a file: a demo world.");
    verb->add_option("world", arguments->world, "a file that says `schema: world/v1`");
    verb->add_option("--listen", arguments->listen, "address and port; port 0 takes a free one (127.0.0.1:4300)");
    verb->add_option("--clock", arguments->clock, "real, manual, or scaled:N for N simulated seconds a second (real)");
    verb->add_option("--data", arguments->data, "a folder that keeps the world: it goes on there the next time");
    verb->add_option("--record", arguments->record,
                     "when it ends, write what was done as a scenario that `lockstep run` does again");
    verb->add_option("--seed", arguments->seed, "of every draw, and of every id (1)");
    verb->add_option("--regime", arguments->regime, "how the API shows codes that are over")
        ->check(CLI::IsMember({"legacy_404", "retained"}));
    verb->add_flag("--tls", arguments->tls, "HTTPS, with a certificate made up for the occasion");
    verb->add_flag("--allow-remote", arguments->allow_remote,
                   "listen on an address that other machines can reach, and deliver events to webhooks on them");
    verb->add_option("--log-level", arguments->log_level,
                     "what standard error is told: trace, debug, info, warn, error or off (info)");
    verb->add_option("--control-token", arguments->control_token, "the bearer token that /lockstep/... then wants");
    verb->add_option("--cors", arguments->cors, "an origin whose pages may use the API in a browser; may be repeated");
    verb->callback([arguments, &shell] { serve(*arguments, shell); });
}

}  // namespace lockstep::harness
