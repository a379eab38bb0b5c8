// `lockstep conform`: checks a provider against what access codes need of it.
#include "harness/conform/conform.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <fstream>
#include <memory>
#include <ostream>
#include <sstream>

#include "harness/command/command.hpp"
#include "harness/conform/baseline.hpp"
#include "harness/conform/capability_file.hpp"
#include "harness/conform/reports.hpp"
#include "harness/report/progress.hpp"
#include "providers/contract.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

struct ConformArguments {
    std::string vendor;
    ConformOptions options;
    std::string capabilities;
    std::string certificate_file;
    std::vector<std::string> profiles;
    std::string timeout, deadline, poll, lead, redelivery;
    std::string baseline, write_baseline;
    std::vector<std::string> reports;
    std::vector<std::string> beside;  // names of files
    std::vector<std::string> beside_texts;
    std::vector<std::string> logins;
    bool list = false;
    bool json = false;
    bool verbose = false;
};

std::atomic<bool> stop_conforming{false};

extern "C" void end_conforming(int) { stop_conforming = true; }

std::optional<std::string> text_of_file(std::string const& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Says what is wrong with the arguments; nothing when they are sound.
std::optional<std::string> read_durations(ConformArguments& arguments) {
    struct Wanted {
        std::string_view flag;
        std::string const& text;
        Duration& into;
    };
    auto& options = arguments.options;
    for (auto const& [flag, text, into] :
         {Wanted{"--timeout", arguments.timeout, options.timeout},
          Wanted{"--deadline", arguments.deadline, options.deadline}, Wanted{"--poll", arguments.poll, options.poll},
          Wanted{"--lead", arguments.lead, options.lead},
          Wanted{"--redelivery", arguments.redelivery, options.redelivery}}) {
        if (text.empty()) continue;
        auto const length = parse_duration(text);
        if (!length || *length <= Duration{} || *length > std::chrono::hours{24})
            return fmt::format("`{}` is no length for {}, such as 10s or 250ms", text, flag);
        into = *length;
    }
    return std::nullopt;
}

std::optional<std::string> read_profiles(ConformArguments& arguments) {
    for (auto const& word : arguments.profiles) {
        if (word == "all") {
            arguments.options.profiles.assign(conform_profiles.begin(), conform_profiles.end());
            continue;
        }
        auto const profile = conform_profile_from(word);
        if (!profile) return fmt::format("`{}` is no profile: core, native, push, idempotent, all", word);
        arguments.options.profiles.push_back(*profile);
    }
    return std::nullopt;
}

// The vendor's name may stand in front of what `--check` names, as it does in reports.
void take_vendor_off(ConformArguments& arguments) {
    auto const prefix = arguments.vendor + "/";
    for (auto& check : arguments.options.checks)
        if (check.starts_with(prefix)) check.erase(0, prefix.size());
}

void print_checks(ConformArguments const& arguments, Shell& shell) {
    shell.out << (arguments.json ? checks_json(arguments.options) : checks_text(arguments.options));
}

bool write_reports(ConformArguments const& arguments, ConformResult const& result, Shell& shell) {
    bool all = true;
    for (auto const& word : arguments.reports) {
        auto const equals = word.find('=');
        auto const path = word.substr(equals + 1);
        std::ofstream file{path, std::ios::binary};
        auto const kind = word.substr(0, equals);
        if (kind == "matrix" && !arguments.beside_texts.empty())
            file << conform_comparison(result, arguments.beside_texts).value_or("");
        else
            file << report_of(kind, result).value_or("");
        file.flush();
        if (file) continue;
        shell.complain("conform", fmt::format("the report `{}` cannot be written", path), ExitCode::infrastructure);
        all = false;
    }
    return all;
}

void conform_verb(ConformArguments arguments, Shell& shell) {
    auto const usage = [&](std::string const& problem) { shell.complain("conform", problem, ExitCode::usage); };
    auto& options = arguments.options;
    options.vendor = arguments.vendor;
    auto const* const vendor = providers::find_vendor(options.vendor);
    if (vendor == nullptr || !vendor->speaks_http) {
        std::string names;
        for (auto const name : providers::vendor_names())
            if (providers::find_vendor(name)->speaks_http)
                names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
        return usage(fmt::format("`{}` is no vendor that can be checked: {}", options.vendor, names));
    }
    for (auto const& word : arguments.logins) {
        auto const equals = word.find('=');
        if (equals == std::string::npos) return usage(fmt::format("`{}` is no --login, such as password=secret", word));
        options.login[word.substr(0, equals)] = word.substr(equals + 1);
    }
    if (!arguments.capabilities.empty()) {
        auto const text = text_of_file(arguments.capabilities);
        auto const read =
            text ? read_capability_file(*text, options) : std::optional{std::string{"it cannot be opened"}};
        if (read)
            return shell.complain("conform", fmt::format("{}: {}", arguments.capabilities, *read),
                                  ExitCode::invalid_files);
    }
    if (auto const problem = read_durations(arguments)) return usage(*problem);
    if (auto const problem = read_profiles(arguments)) return usage(*problem);
    if (auto const problem = use_login(options)) return usage(*problem);
    take_vendor_off(arguments);
    for (auto const& word : arguments.reports)
        if (word.find('=') == std::string::npos || !is_report(word.substr(0, word.find('='))))
            return usage(fmt::format("`{}` is no report: {}", word, report_words()));
    for (auto const& path : arguments.beside) {
        auto const text = text_of_file(path);
        auto const sound = text && conform_comparison({}, {*text}).ok();
        if (!sound)
            return shell.complain("conform", fmt::format("{}: it is no JSON report of `lockstep conform`", path),
                                  ExitCode::invalid_files);
        arguments.beside_texts.push_back(*text);
    }
    if (arguments.list) return print_checks(arguments, shell);
    if (options.url.empty()) return usage("where is the provider? --url http://...");
    if (selected_checks(options).empty() && !options.sweep)
        return shell.complain("conform", "no check is chosen", ExitCode::incomplete);
    if (!arguments.certificate_file.empty()) {
        auto const text = text_of_file(arguments.certificate_file);
        if (!text) return usage(fmt::format("`{}` cannot be opened", arguments.certificate_file));
        options.certificate = *text;
    }
    Baseline baseline;
    if (!arguments.baseline.empty()) {
        auto const text = text_of_file(arguments.baseline);
        auto read = text ? read_baseline(*text, options.vendor)
                         : Result<Baseline, std::string>{failure(std::string{"it cannot be opened"})};
        if (!read)
            return shell.complain("conform", fmt::format("{}: {}", arguments.baseline, read.error()),
                                  ExitCode::invalid_files);
        baseline = std::move(*read);
    }

    options.stop = &stop_conforming;
    stop_conforming = false;
    std::signal(SIGINT, end_conforming);
    std::signal(SIGTERM, end_conforming);
    http::Loop loop;
    Progress progress{shell.err, shell.err_is_terminal, shell.columns};
    auto result = options.sweep ? sweep(loop, options) : conform(loop, options, [&](ConformProgress const& at) {
        progress.show(at.done, at.all, at.failed, at.current);
    });
    progress.clear();
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);

    apply_baseline(baseline, result);
    if (!arguments.write_baseline.empty()) {
        std::ofstream file{arguments.write_baseline, std::ios::binary};
        file << baseline_of(result);
        file.flush();
        if (!file)
            shell.complain("conform", fmt::format("`{}` cannot be written", arguments.write_baseline),
                           ExitCode::infrastructure);
    }
    write_reports(arguments, result, shell);
    if (arguments.json)
        shell.out << conform_json(result);
    else if (!result.outcomes.empty() || !result.notes.empty())
        shell.out << conform_text(result, {.colour = shell.out_is_terminal, .all = arguments.verbose});
    if (!result.trouble.empty()) shell.complain("conform", result.trouble, result.trouble_code);
    if (!options.sweep) shell.exit = worse(shell.exit, result.exit());
}

}  // namespace

void add_conform(CLI::App& app, Shell& shell) {
    auto const arguments = std::make_shared<ConformArguments>();
    auto& options = arguments->options;
    CLI::App* const verb = app.add_subcommand("conform", "check a provider: does its API do what access codes need?");
    verb->footer(
        "Examples: lockstep conform open --url http://127.0.0.1:8080 --token secret --lock front\n"
        "          lockstep conform open --list\n"
        "          lockstep conform yale_access --url http://127.0.0.1:4300/vendors/yale_access\n"
        "              --login identifier=host4@example.test --login password=front-door-4 --login install_id=...\n"
        "Only codes that it wrote itself are touched, and they are taken off again. Exit codes: 0 no contract check\n"
        "failed, 3 one did, 7 the server cannot be reached, 8 nothing was checked.");
    verb->add_option("vendor", arguments->vendor, "whose API it is: open, august, ...")->required();
    verb->add_option("--url", options.url, "where the API is");
    verb->add_option("--token", options.token, "the access token to come with");
    verb->add_option("--refresh-token", options.refresh_token, "for the checks of token refreshes");
    verb->add_option("--login", arguments->logins,
                     "WORD=VALUE, repeatable, for vendors that log in: the words that `lockstep serve` announces in "
                     "`logins` (identifier, password, install_id, ...)")
        ->allow_extra_args(false);
    verb->add_option("--lock", options.lock, "the vendor's id of the lock (the first that is listed)");
    verb->add_option("--capabilities", arguments->capabilities, "a JSON file with what the maker claims");
    verb->add_option("--press", options.press, "a URL with {lock} and {pin} that types a PIN at the door");
    verb->add_option("--certificate", arguments->certificate_file, "PEM: trust this certificate and no other");
    verb->add_option("--profile", arguments->profiles, "core, native, push, idempotent, all; repeatable")
        ->allow_extra_args(false);
    verb->add_option("--check", options.checks,
                     "a check (3.2/4) or a beginning (3.2/*)->allow_extra_args(false); repeatable");
    verb->add_flag("--safe", options.safe, "for a lock in use: mark it, do not fill it, refuse a second run");
    verb->add_flag("--sweep", options.sweep, "check nothing: take off what an earlier run has left");
    verb->add_option("--baseline", arguments->baseline, "checks that are known to fail; one that passes is red");
    verb->add_option("--write-baseline", arguments->write_baseline, "write what fails now as a baseline");
    verb->add_option("--report", arguments->reports, fmt::format("KIND=FILE, repeatable: {}", report_words()))
        ->allow_extra_args(false);
    verb->add_option("--beside", arguments->beside,
                     "a JSON report of another run: a column more in the matrix; repeatable")
        ->allow_extra_args(false);
    verb->add_option("--timeout", arguments->timeout, "of one request (10s)");
    verb->add_option("--deadline", arguments->deadline, "from taken to done (30s)");
    verb->add_option("--poll", arguments->poll, "from one read-back to the next (250ms)");
    verb->add_option("--lead", arguments->lead, "to the start of a window, and from there to its end (5s)");
    verb->add_option("--redelivery", arguments->redelivery, "in which a refused push comes again (20s)");
    verb->add_option("--listen", options.listen, "the address at which pushes are heard (127.0.0.1)");
    verb->add_option("--listen-port", options.listen_port, "and the port (a free one)");
    verb->add_option("--webhook-url", options.webhook_url, "what to subscribe instead of that address");
    verb->add_option("--fill-max", options.fill_max, "codes written at most to fill the lock (64)");
    verb->add_option("--seed", options.seed, "of PINs and names (1)");
    verb->add_flag("--list", arguments->list, "only say what would be checked");
    verb->add_flag("--json", arguments->json, "the report as JSON");
    verb->add_flag("--verbose,-v", arguments->verbose, "tell of every check, not only of those that did not pass");
    verb->callback([arguments, &shell] { conform_verb(*arguments, shell); });
}

}  // namespace lockstep::harness
