// Texts that nobody writes by hand and somebody sends all the same: each ends in cases or in diagnostics.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/scenario/bookings.hpp"
#include "harness/scenario/load.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

std::string scenario(std::string const& middle, std::string const& at = "T+0s") {
    return "schema: scenario/v1\nname: hostile\nproviders: { p: { vendor: direct } }\ndevices: { door: { provider: p } "
           "}\n" +
           middle + "steps: [ { at: " + at + ", note: something } ]\n";
}

bool has_control_characters(std::string const& text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == '\x7f'; });
}

}  // namespace

TEST_CASE("a chain of times may be as long as the file", "[harness][scenario][hostile]") {
    constexpr int links = 20'000;
    std::string times = "times:\n";
    for (int link = 0; link < links; ++link)
        times += fmt::format("  t{}: t{}+1s\n", link, link + 1);
    times += fmt::format("  t{}: T+1s\n", links);

    auto const report = load_text(scenario(times, "t0"), "chain.yaml");

    REQUIRE(report.ok());
    auto const& read = report.cases.front().scenario;
    CHECK(read.steps.front().at.instant - read.epoch == std::chrono::seconds{links + 1});
}

TEST_CASE("a chain of times that bites its tail is told once", "[harness][scenario][hostile]") {
    auto const report = load_text(scenario("times: { a: b+1s, b: c, c: a-1s }\n", "a"), "circle.yaml");

    REQUIRE(report.diagnostics.size() == 1);
    CHECK(report.diagnostics.front().rule == "time-cycle");
}

TEST_CASE("a lock without its provider is told, whatever else speaks of it", "[harness][scenario][hostile]") {
    auto const report = load_text(
        "schema: scenario/v1\nname: x\ndevices: { front: {} }\n"
        "steps: [ { at: T+0s, create: guest, device: front, code: \"12x\" } ]\n"
        "faults: [ { op: DELETE, device: front, do: { reply: 500 } } ]\n",
        "any.yaml");
    REQUIRE_FALSE(report.ok());
    CHECK(report.diagnostics.front().message == "`provider` is missing");
}

TEST_CASE("seeds may be many single ones", "[harness][scenario][hostile]") {
    std::string seeds = "seeds: [7";
    for (int seed = 1; seed <= 50'000; ++seed)
        seeds += fmt::format(",{}", seed);

    auto const report = load_text(scenario(seeds + "]\n"), "seeds.yaml");

    REQUIRE(report.ok());
    CHECK(report.cases.front().seeds.size() == 50'000);
    CHECK(report.cases.front().seeds.front() == 7);
}

TEST_CASE("places are right within one long line of long characters", "[harness][scenario][hostile]") {
    auto const report = load_text(
        "{ schema: scenario/v1, name: \"\u00e4\u00f6\", tags: [\u00e4, \u00f6], wrong: 1, bad: 2 }", "line.yaml");

    std::vector<std::uint32_t> columns;
    for (auto const& each : report.diagnostics)
        if (each.rule == "unknown-key") columns.push_back(each.span.column);
    CHECK(columns == std::vector<std::uint32_t>{50, 60});
}

TEST_CASE("misspelt names by the thousand are still told", "[harness][scenario][hostile]") {
    std::string times = "times:\n";
    for (int each = 0; each < 5'000; ++each)
        times += fmt::format("  abcdefgh{}: xabcdefgh{}\n", each, each + 1);

    auto const report = load_text(scenario(times), "misspelt.yaml");

    CHECK(report.diagnostics.size() >= 5'000);
    CHECK(report.diagnostics.front().help == "did you mean `abcdefgh1`?");
}

TEST_CASE("what a file says cannot steer the terminal", "[harness][scenario][hostile]") {
    auto const text = scenario("faults: [ { at: \"T+\\e[2J\\r\\x7f\" } ]\n");
    auto const report = load_text(text, "steer.yaml");
    REQUIRE_FALSE(report.ok());
    CHECK_FALSE(has_control_characters(render(report.diagnostics, report.sources)));
    CHECK_FALSE(has_control_characters(render(report.diagnostics, report.sources, DiagnosticFormat::github)));

    Diagnostic quoting;
    quoting.message = "`" + std::string(200'000, 'x') + "\xff` is no date";
    auto const shown = render({quoting}, {});
    CHECK(shown.size() < 2'000);
}

TEST_CASE("a stay that is booked after check-in is not cancelled before it was booked",
          "[harness][scenario][hostile]") {
    BookingColumns columns;
    columns.created = "booked";
    columns.arrives = "arrives";
    columns.nights = "nights";
    columns.cancelled = "on";
    columns.cancelled_if = {{"how", {"canceled"}}};

    auto const read =
        read_csv_bookings("booked,arrives,nights,how,on\n2030-03-21,2030-03-20,2,canceled,2030-03-10\n", columns, {});

    REQUIRE(read.stays.size() == 1);
    CHECK(read.stays.front().deleted == read.stays.front().created);
}

}  // namespace lockstep::harness
