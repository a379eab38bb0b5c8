// `lockstep serve`: keeps a world alive behind a socket until somebody stops it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <csignal>
#include <memory>
#include <ostream>

#include "harness/clock/real_time.hpp"
#include "harness/command/command.hpp"
#include "harness/scenario/load.hpp"
#include "harness/serve/demo_world.hpp"
#include "harness/serve/descriptors.hpp"
#include "harness/serve/log.hpp"
#include "harness/serve/serve.hpp"

namespace lockstep::harness {
namespace {

struct ServeArguments {
    std::string world;
    std::string listen = "127.0.0.1:4300";
    std::string clock = "real";
    std::string regime;
    std::string control_token;
    std::string log_level = "info";
    std::uint64_t seed = 1;
    bool tls = false;
    bool allow_remote = false;
};

constexpr std::size_t token_length_min = 16;
constexpr std::size_t descriptors_wanted = 12'500;  // all connections that a server takes, and what a world holds open

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

std::optional<Case> world_of(ServeArguments const& arguments, Shell& shell) {
    LoadOptions const options{.kind = FileKind::world};
    auto loaded =
        arguments.world.empty() ? load_text(demo_world(), "demo", options) : load_suite({arguments.world}, options);
    if (!loaded.diagnostics.empty()) shell.err << render(loaded.diagnostics, loaded.sources);
    if (!loaded.ok() || loaded.cases.empty()) {
        shell.complain("serve", "there is no sound world to serve", ExitCode::invalid_files);
        return std::nullopt;
    }
    return std::move(loaded.cases.front());
}

void serve(ServeArguments const& arguments, Shell& shell) {
    auto const usage = [&](std::string const& problem) { shell.complain("serve", problem, ExitCode::usage); };
    ServeOptions options;
    options.seed = arguments.seed;
    options.tls = arguments.tls;
    options.control_token = arguments.control_token;
    options.courier.leaves_this_machine = arguments.allow_remote;
    if (!read_address(arguments.listen, options))
        return usage(fmt::format("`{}` is no address such as 127.0.0.1:4300", arguments.listen));
    auto const mode = parse_clock_mode(arguments.clock);
    if (!mode) return usage(fmt::format("`{}` is no clock: real, manual or scaled:N", arguments.clock));
    options.clock = *mode;
    if (!is_loopback(options.address)) {
        if (!arguments.allow_remote)
            return usage(
                fmt::format("{} can be reached from other machines; --allow-remote says that it may", options.address));
        if (options.control_token.size() < token_length_min)
            return usage(fmt::format("with --allow-remote the controls need a --control-token of {} characters or more",
                                     token_length_min));
    }
    auto world = world_of(arguments, shell);
    if (!world) return;
    if (!arguments.regime.empty())
        world->scenario.engine.regime = arguments.regime == "retained" ? Regime::retained : Regime::legacy_404;
    if (!world->scenario.epoch_given && !options.clock.manual()) world->scenario.epoch = real_now();

    auto const level = parse_log_level(arguments.log_level);
    if (!level)
        return usage(fmt::format("`{}` is no log level: trace, debug, info, warn, error or off", arguments.log_level));
    Log const log{*level, shell.err};
    options.log = &log;
    allow_descriptors(descriptors_wanted);
    http::Loop loop;
    auto started = Serve::start(loop, std::move(*world), options);
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
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    running = nullptr;
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
    verb->add_option("--seed", arguments->seed, "of every draw, and of every id (1)");
    verb->add_option("--regime", arguments->regime, "how the API shows codes that are over")
        ->check(CLI::IsMember({"legacy_404", "retained"}));
    verb->add_flag("--tls", arguments->tls, "HTTPS, with a certificate made up for the occasion");
    verb->add_flag("--allow-remote", arguments->allow_remote,
                   "listen on an address that other machines can reach, and deliver events to webhooks on them");
    verb->add_option("--log-level", arguments->log_level,
                     "what standard error is told: trace, debug, info, warn, error or off (info)");
    verb->add_option("--control-token", arguments->control_token, "the bearer token that /lockstep/... then wants");
    verb->callback([arguments, &shell] { serve(*arguments, shell); });
}

}  // namespace lockstep::harness
