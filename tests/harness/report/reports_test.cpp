// Every report, byte by byte: console, JUnit, GitHub annotations, run file and its timeline.
#include <sstream>

#include "harness/report/case_text.hpp"
#include "harness/report/console.hpp"
#include "harness/report/github.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/run_file.hpp"
#include "harness/report/summary.hpp"
#include "harness/report/timeline.hpp"
#include "tests/harness/approved.hpp"
#include "tests/harness/report/results.hpp"

namespace lockstep::harness {
namespace {

void report_to(Reporter& reporter) {
    RunSummary summary;
    auto const results = four_results();
    reporter.begins(results.size());
    for (CaseResult const& result : results) {
        summary.add(result);
        reporter.case_over(result);
    }
    summary.close();
    reporter.run_over(summary);
}

TEST_CASE("console: failures with their causes, a line that reproduces each, a summary", "[harness][report][console]") {
    std::ostringstream out;
    std::ostringstream terminal;
    Progress progress(terminal, false);
    ConsoleReporter console(out, Paint{}, progress);

    report_to(console);

    check_approved("report/approved/console.txt", out.str());
    CHECK(terminal.str().empty());
}

TEST_CASE("console: colours change no word", "[harness][report][console]") {
    auto const plain = case_text(four_results()[0]);
    auto painted = case_text(four_results()[0], {}, Paint{true});
    CHECK(painted != plain);

    for (auto from = painted.find('\x1b'); from != std::string::npos; from = painted.find('\x1b'))
        painted.erase(from, painted.find('m', from) - from + 1);

    CHECK(painted == plain);
}

TEST_CASE("console: the last line of a failure brings it back", "[harness][report][console]") {
    auto result = four_results()[0];
    CHECK(again_command(result) ==
          R"(lockstep run faults/ambiguous.yaml --case 'what=answer & push, both "lost"' --seed 1)");
    result.file = "my files/it's.yaml";
    result.variant.clear();
    result.seed = 7;
    CHECK(again_command(result, "--no-invariants") ==
          R"(lockstep run 'my files/it'\''s.yaml' --seed 7 --no-invariants)");
}

TEST_CASE("junit: one suite a file, escaped, without times", "[harness][report][junit]") {
    std::ostringstream out;
    JunitReporter junit(out);

    report_to(junit);

    check_approved("report/approved/junit.xml", out.str());
    CHECK(xml_text("a\xff\xc3(\xed\xa0\x80") == "a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(xml_attribute("Zimmer f\xc3\xbcr \xef\xbf\xbf") == "Zimmer f\xc3\xbcr \xef\xbf\xbd");
    CHECK(xml_attribute("a\x01\n<\"&>") == "a\xef\xbf\xbd&#10;&lt;&quot;&amp;&gt;");
}

TEST_CASE("github: one annotation a finding", "[harness][report][github]") {
    std::ostringstream out;
    GithubReporter github(out);

    report_to(github);

    check_approved("report/approved/github.txt", out.str());
    CHECK(annotation("error", {"a,b:c.yaml", 3, 0}, "t%", "1\n2") ==
          "::error file=a%2Cb%3Ac.yaml,line=3,title=t%25::1%0A2");
}

std::string the_run_file() {
    std::ostringstream out;
    RunFileReporter run_file(out);
    report_to(run_file);
    // The edition of the machine's time zones is the one thing that may differ.
    std::string text = out.str();
    auto const from = text.find("\"zones\":\"") + 9;
    return text.replace(from, text.find('"', from) - from, "EDITION");
}

TEST_CASE("run file: everything, and the same bytes for the same run", "[harness][report][run_file]") {
    CHECK(the_run_file() == the_run_file());
    check_approved("report/approved/run.json", the_run_file());
}

std::string timeline(TimelineFilter const& filter) {
    std::istringstream in(the_run_file());
    std::ostringstream out;
    auto const report = write_timeline(in, filter, out);
    CHECK(report.error.empty());
    return out.str();
}

TEST_CASE("timeline: each line with its cause, filtered", "[harness][report][timeline]") {
    check_approved("report/approved/timeline.txt", timeline({}));

    CHECK(timeline({.cases = {"what=doubled"}, .what = {"status"}}) ==
          "faults/ambiguous.yaml[what=doubled]  seed 1  expected-failure\n"
          "  T+0s     3  <- 2  guest: setting\n"
          "  T+13.3s  9  <- 8  guest: setting -> set\n");
    CHECK(timeline({.codes = {"nobody"}}).empty());
    CHECK(timeline({.cases = {"what=doubled"}, .why = 9}) ==
          "faults/ambiguous.yaml[what=doubled]  seed 1  expected-failure\n"
          "  T+0s     1        create: guest\n"
          "  T+0s     2  <- 1  the engine stepped: it was asked for\n"
          "  T+0s     4  <- 2  write #1 for guest sent\n"
          "  T+10s    5  <- 4  the engine stepped: write #1 timed out\n"
          "  T+10s    6  <- 5  write #2 for guest sent\n"
          "  T+13.3s  8  <- 6  the engine stepped: write #2 was confirmed by a push\n"
          "  T+13.3s  9  <- 8  guest: setting -> set\n");
    CHECK(
        timeline({.cases = {"what=doubled"}, .what = {"lock_stored"}, .json = true}) ==
        R"({"id":"faults/ambiguous.yaml[what=doubled]","seed":1,"seq":7,"at":"T+13.2s","what":"lock_stored","cause":6,)"
        R"("code":"guest","device":"front","text":"front stored a code for guest"})"
        "\n");
}

TEST_CASE("timeline: what is no run file is said to be none", "[harness][report][timeline]") {
    for (std::string const text : {"", "[]", "{}", "{\"schema\":\"scenario/v1\"}", "{\"schema\":\"run/v1\",\"cases\":[",
                                   "{\"cases\":[{\"trace\":[{}]}]}", "{\"cases\":{\"trace\":1}}"}) {
        CAPTURE(text);
        std::istringstream in(text);
        std::ostringstream out;
        CHECK_FALSE(write_timeline(in, {}, out).error.empty());
    }
}

TEST_CASE("summary: sums, peaks and the pace", "[harness][report][summary]") {
    RunSummary summary;
    auto workload = four_results()[0];
    workload.has_workload = true;
    workload.totals.created = 14'848;
    workload.totals.skipped = 90;
    summary.add(workload);
    summary.close();

    check_approved("report/approved/workload.txt", summary_text(summary));
    CHECK(summary.exit == ExitCode::invariant_broken);
    CHECK(pace_text(1h, 0.5) == "  pace       1h in 0.50 real seconds: 7,200 virtual seconds per real second\n");
    CHECK(grouped(1'234'567) == "1,234,567");
    CHECK(grouped(999) == "999");
}

TEST_CASE("progress: one line, cut to the terminal, gone in the end", "[harness][report][progress]") {
    std::ostringstream terminal;
    {
        Progress progress(terminal, true, 40);
        progress.show(1, 4, 0, "core/a-rather-long-name.yaml");
        progress.show(2, 4, 1, "core/b.yaml");
        progress.show(2, 4, 1, "still at it");
    }

    CHECK(terminal.str() ==
          "\r\x1b[K[#####...............] 1/4  core/a-rath"
          "\r\x1b[K[##########..........] 2/4, 1 failed  c"
          "\r\x1b[K[##########..........] 2/4, 1 failed  s"
          "\r\x1b[K");
}

}  // namespace
}  // namespace lockstep::harness
