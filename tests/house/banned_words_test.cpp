// What would make two equal runs differ is banned by name, and each ban names what to use instead.
#include <fmt/format.h>

#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"
#include "tests/house/source_tree.hpp"

namespace lockstep::house {
namespace {

struct Ban {
    std::string_view pattern;
    std::string_view instead;
    std::vector<std::string_view> allowed_in;  // beginnings of paths
};

// Benchmarks measure real time, the command line measures how long a run took, and sockets wait in it; nobody else
// asks.
std::vector<Ban> const& bans() {
    static std::vector<Ban> const all{
        {R"(\bsystem_clock\s*::\s*now\b)", "an Instant handed down by the caller", {"harness/clock/real_time.cpp"}},
        {R"(\b(steady|high_resolution)_clock\s*::\s*now\b)",
         "a Tick or Instant handed down by the caller",
         {"bench/", "harness/command/", "harness/wire/", "http/server.cpp", "http/server_connection.hpp",
          "tests/http/"}},
        {R"(\bgettimeofday\b|\bclock_gettime\b|\blocaltime\b|\bstd\s*::\s*time\s*\()",
         "an Instant handed down by the caller, and a Zone for local time",
         {}},
        {R"(\brandom_device\b|\bmt19937|\bstd\s*::\s*s?rand\s*\()",
         "RandomStream{seed, name} (runtime/random.hpp)",
         {}},
        {R"(\bstd\s*::\s*\w+_distribution\b)",
         "Distribution (runtime/distribution.hpp) or RandomStream's below, between, unit, chance",
         {}},
        {R"(\bstd\s*::\s*shuffle\b|\bstd\s*::\s*sample\b)", "RandomStream::shuffle (runtime/random.hpp)", {}},
        {R"(\b(secure_)?getenv\b)", "a setting handed down from the command line", {"harness/command/"}},
        {R"(\bsleep_(for|until)\b|\busleep\b|\bnanosleep\b)", "a timer, or a condition to wait for", {}},
        {R"(\bsetlocale\b|\bstd\s*::\s*locale\b)", "{fmt} and std::from_chars, which know no locale", {}},
        {R"(\bstd\s*::\s*hash\s*<)", "StateHash (runtime/hash.hpp), equal on every machine", {}},
    };
    return all;
}

// Why this line of this file is banned, or nothing.
std::optional<std::string> objection(std::string_view path, std::string_view line) {
    auto const code = code_of(line);
    for (auto const& ban : bans()) {
        if (!std::regex_search(code, std::regex{ban.pattern.begin(), ban.pattern.end()})) continue;
        bool allowed = false;
        for (auto const place : ban.allowed_in)
            allowed = allowed || path.starts_with(place);
        if (!allowed) return fmt::format("use {} instead", ban.instead);
    }
    return std::nullopt;
}

TEST_CASE("banned words: nothing in the tree asks the machine for time, chance or place", "[house][banned]") {
    // One pattern for all bans finds the rare suspicious line; only that is looked at closely.
    std::string any;
    for (auto const& ban : bans())
        any += fmt::format("{}{}", any.empty() ? "" : "|", ban.pattern);
    std::regex const suspicious{any, std::regex::optimize};

    for (auto const& file : files_ending_in({".hpp", ".cpp"})) {
        for (std::size_t line = 0; line < file.lines.size(); ++line) {
            if (file.lines[line].find_first_of("(_<") == std::string::npos) continue;
            if (!std::regex_search(file.lines[line], suspicious)) continue;
            if (auto const reason = objection(file.path, file.lines[line]))
                FAIL_CHECK(file.path << ":" << line + 1 << ": " << file.lines[line] << "\n    " << *reason);
        }
    }
}

TEST_CASE("banned words: each one is caught, and only in code", "[house][banned]") {
    struct Row {
        std::string_view name;
        std::string_view path;
        std::string_view line;
        bool allowed;
    };
    auto const row = GENERATE(values<Row>({
        {"the wall clock", "engine/step.cpp", "auto t = std::chrono::system_clock::now();", false},
        {"the stopwatch outside benchmarks", "sim/lock.cpp", "steady_clock::now()", false},
        {"the stopwatch in a benchmark", "bench/engine.cpp", "steady_clock::now()", true},
        {"chance from the machine", "engine/step.cpp", "std::random_device random;", false},
        {"the library's distributions", "sim/lock.cpp", "std::normal_distribution<double> d;", false},
        {"the environment", "harness/run/run.cpp", "auto* home = std::getenv(\"HOME\");", false},
        {"a sleep in a test", "tests/api/server_test.cpp", "std::this_thread::sleep_for(1s);", false},
        {"a word in a comment", "engine/step.cpp", "// never call system_clock::now() here", true},
        {"a word in a text", "harness/x.cpp", "print(\"use getenv\");", true},
        {"our own distribution", "sim/lock.hpp", "Distribution apply_distribution;", true},
        {"code behind grouped digits", "sim/lock.cpp", "wait(1'000); std::random_device random;", false},
    }));
    CAPTURE(row.name);

    CHECK(objection(row.path, row.line).has_value() == !row.allowed);
}

}  // namespace
}  // namespace lockstep::house
