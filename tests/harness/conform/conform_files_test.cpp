// The table of checks, the files that a run reads, and the reports that it writes.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string>

#include "harness/conform/baseline.hpp"
#include "harness/conform/capability_file.hpp"
#include "harness/conform/conform.hpp"
#include "harness/conform/reports.hpp"
#include "harness/conform/stories.hpp"
#include "tests/catch.hpp"
#include "tests/harness/approved.hpp"

namespace lockstep::harness {
namespace {

ConformResult a_result() {
    ConformResult result;
    result.vendor = "open";
    result.url = "http://127.0.0.1:8080/api?a=1&b=<2>";
    result.lock = "front door/1";
    result.found = {{"edit", "in_place"}, {"reads", "pins"}};
    result.notes = {"the door is pressed, as --press says"};
    auto const checks = checks_of("open");
    auto const add = [&](std::string_view number, CheckVerdict verdict, std::string detail = {}) {
        auto const found =
            std::find_if(checks.begin(), checks.end(), [&](Check const& check) { return check.number == number; });
        REQUIRE(found != checks.end());
        result.outcomes.push_back({*found, verdict, std::move(detail)});
    };
    add("1.1/1", CheckVerdict::passed);
    add("1.2/5", CheckVerdict::unobserved, "nobody can press it from here");
    add("3.2/4", CheckVerdict::failed, "it is not listed");
    add("3.2/11", CheckVerdict::failed, "answered with 201 & <no> \"error\"\x01");
    add("3.4/2", CheckVerdict::failed, "status is `ok`");
    add("3.4/3", CheckVerdict::passed);
    add("4.1/1", CheckVerdict::unsupported, "the lock keeps no windows");
    return result;
}

}  // namespace

TEST_CASE("conform: numbers are unique, in sections that have a title, and every section has a story", "[conform]") {
    std::set<std::string_view> numbers;
    std::set<std::string_view> sections;
    for (auto const& section : sections_of("open"))
        CHECK(sections.insert(section.number).second);
    std::string last;
    int last_place = 0;
    for (auto const& check : checks_of("open")) {
        CAPTURE(check.number);
        CHECK(numbers.insert(check.number).second);
        CHECK(sections.contains(section_of(check.number)));
        int place = 0;
        auto const text = check.number.substr(check.number.find('/') + 1);
        std::from_chars(text.data(), text.data() + text.size(), place);
        CHECK(place == (last == section_of(check.number) ? last_place + 1 : 1));
        last = section_of(check.number);
        last_place = place;
        bool told = check.number.starts_with("7.1/");  // judged when all is known
        for (auto const* stories : {&adapter_stories(), &open_stories()})
            for (auto const& story : *stories)
                for (auto const section : story.sections)
                    told = told || check.number.starts_with(section);
        CHECK(told);
    }
    CHECK(checks_of("august").size() == adapter_checks().size());
}

TEST_CASE("conform: which checks are chosen", "[conform]") {
    auto const count = [](auto change) {
        ConformOptions options;
        options.vendor = "open";
        change(options);
        return selected_checks(options).size();
    };
    auto const all = checks_of("open").size();
    auto const pushes = count([](auto& options) { options.profiles = {ConformProfile::push}; });
    CHECK(pushes > 5);
    CHECK(count([](auto&) {}) == all - pushes);
    CHECK(count([](auto& options) { options.claims.push = true; }) == all);
    CHECK(count([](auto& options) { options.checks = {"3.2/4"}; }) == 1);
    CHECK(count([](auto& options) { options.checks = {"5.3/*"}; }) == 3);
    CHECK(count([](auto& options) { options.checks = {"9.9/*"}; }) == 0);
    CHECK(count([](auto& options) {
              options.checks = {"3.2/*", "4.1/*"};
              options.profiles = {ConformProfile::native};
          }) == 9);
}

TEST_CASE("conform: a capability file fills in what the command line does not say", "[conform]") {
    ConformOptions options;
    options.vendor = "open";
    options.lock = "mine";
    options.login["identifier"] = "eve";
    auto const problem = read_capability_file(
        R"({"schema":"conform/v1","vendor":"open","url":"http://x","token":"t","lock":"theirs",
            "login":{"identifier":"ada","install_id":"7"},"press":"http://y/{lock}",
            "capabilities":{"native_scheduling":false,"edit":"recreate","reads":"names","confirm":"later",
                            "idempotency_keys":true,"push":true,"code":{"length":"4..8","slots":20}}})",
        options);
    CHECK_FALSE(problem.has_value());
    CHECK(options.url == "http://x");
    CHECK(options.token == "t");
    CHECK(options.lock == "mine");
    CHECK(options.login == std::map<std::string, std::string>{{"identifier", "eve"}, {"install_id", "7"}});
    CHECK(options.claims.native_scheduling == false);
    CHECK(options.claims.edit == "recreate");
    CHECK(options.claims.length_max == 8u);
    CHECK(options.claims.slots == 20u);
}

TEST_CASE("conform: a capability file with a mistake is refused by name", "[conform]") {
    struct Mistake {
        std::string_view text;
        std::string_view problem;
    };
    auto const row = GENERATE(values<Mistake>({
        {"", "no JSON"},
        {"{", "no JSON"},
        {"[]", "schema"},
        {"{}", "schema"},
        {R"({"schema":"conform/v2"})", "conform/v1"},
        {R"({"schema":"conform/v1","vendor":"august"})", "about `august`"},
        {R"({"schema":"conform/v1","url":7})", "`url`"},
        {R"({"schema":"conform/v1","uri":"x"})", "`uri`"},
        {R"({"schema":"conform/v1","login":"ada"})", "`login`"},
        {R"({"schema":"conform/v1","login":{"password":7}})", "`login.password`"},
        {R"({"schema":"conform/v1","capabilities":7})", "object"},
        {R"({"schema":"conform/v1","capabilities":{"edit":"maybe"}})", "`in_place`, `recreate`"},
        {R"({"schema":"conform/v1","capabilities":{"push":"yes"}})", "`capabilities.push`"},
        {R"({"schema":"conform/v1","capabilities":{"pushes":true}})", "`capabilities.pushes`"},
        {R"({"schema":"conform/v1","capabilities":{"code":{"slots":0}}})", "`capabilities.code.slots`"},
        {R"({"schema":"conform/v1","capabilities":{"code":{"slots":-1}}})", "`capabilities.code.slots`"},
        {R"({"schema":"conform/v1","capabilities":{"code":{"length":"8..4"}}})", "`capabilities.code.length`"},
        {R"({"schema":"conform/v1","capabilities":{"code":{"length":"4.."}}})", "`capabilities.code.length`"},
        {R"({"schema":"conform/v1","capabilities":{"code":{"length":99999999999}}})", "`capabilities.code.length`"},
        {R"({"schema":"conform/v1","capabilities":{"code":[]}})", "object"},
    }));
    CAPTURE(row.text);
    ConformOptions options;
    options.vendor = "open";
    auto const problem = read_capability_file(std::string(row.text), options);
    REQUIRE(problem.has_value());
    CHECK_THAT(*problem, Catch::Contains(std::string(row.problem)));
}

TEST_CASE("conform: tokens may come as words of a login", "[conform]") {
    ConformOptions options;
    options.vendor = "yale_global";
    options.refresh_token = "mine";
    options.login = {{"access_token", "a"}, {"refresh_token", "theirs"}};
    CHECK_FALSE(use_login(options).has_value());
    CHECK(options.token == "a");
    CHECK(options.refresh_token == "mine");
    options.login["pasword"] = "x";
    CHECK(use_login(options) == "`pasword` is no word of a login at `yale_global`: access_token, refresh_token");
}

TEST_CASE("conform: a baseline excuses what is known, and what passes unexpectedly is red", "[conform]") {
    auto result = a_result();
    CHECK(result.exit() == ExitCode::expectation_failed);
    CHECK(result.counts().failed == 2);
    CHECK(result.counts().differs == 1);

    auto const written = baseline_of(result);
    auto const baseline = read_baseline(written, "open");
    REQUIRE(baseline.ok());
    CHECK(baseline->numbers == std::set<std::string, std::less<>>{"3.2/4", "3.2/11", "3.4/2"});
    apply_baseline(*baseline, result);
    CHECK(result.exit() == ExitCode::ok);
    CHECK(result.counts().known == 3);

    auto const stale = read_baseline("open/3.4/3 # fixed long ago\n\n  open/4.1/1\r\n", "open");
    REQUIRE(stale.ok());
    auto other = a_result();
    apply_baseline(*stale, other);
    CHECK(other.counts().unexpected == 1);
    CHECK(other.exit() == ExitCode::expectation_failed);
    other.outcomes.erase(other.outcomes.begin() + 2, other.outcomes.begin() + 5);
    CHECK(other.exit() == ExitCode::expectation_failed);  // for the unexpected pass alone

    CHECK_FALSE(read_baseline("open/9.9/9", "open").ok());
    CHECK_FALSE(read_baseline("3.2/4", "open").ok());
    CHECK_THAT(read_baseline("\nopen/3.2/4\naugust/1.1/1", "open").error(), Catch::Contains("line 3"));
}

TEST_CASE("conform: exit codes", "[conform]") {
    ConformResult result;
    result.vendor = "open";
    CHECK(result.exit() == ExitCode::incomplete);
    auto const full = a_result();
    result.outcomes = {full.outcomes[1], full.outcomes[6]};
    CHECK(result.exit() == ExitCode::incomplete);  // nothing was seen
    result.outcomes = {full.outcomes[2]};
    CHECK(result.exit() == ExitCode::ok);  // compatibility alone
    result.outcomes = {full.outcomes[3]};
    CHECK(result.exit() == ExitCode::expectation_failed);
    result.trouble_code = ExitCode::infrastructure;
    result.outcomes = {full.outcomes[0]};
    CHECK(result.exit() == ExitCode::infrastructure);
}

TEST_CASE("conform: reports", "[conform][approved]") {
    auto result = a_result();
    apply_baseline(*read_baseline("open/3.4/2\nopen/3.4/3", "open"), result);
    check_approved("conform/approved/report.txt", conform_text(result, {.all = true}));
    check_approved("conform/approved/report.json", conform_json(result));
    check_approved("conform/approved/report.xml", conform_junit(result));
    check_approved("conform/approved/report.html", conform_html(result));
    check_approved("conform/approved/matrix.md", conform_matrix(result));
    check_approved("conform/approved/badge.svg", conform_badge(result));
    auto other = a_result();
    other.url = "http://other|one";
    other.outcomes.erase(other.outcomes.begin() + 2, other.outcomes.begin() + 5);
    auto const table = conform_comparison(result, {conform_json(other)});
    REQUIRE(table.ok());
    check_approved("conform/approved/comparison.md", *table);
    for (std::string const nonsense :
         {"", "{}", "[]", R"({"schema":"conform-report/v1"})", R"({"schema":"conform-report/v1","checks":[7]})"})
        CHECK_FALSE(conform_comparison(result, {nonsense}).ok());
    ConformOptions options;
    options.vendor = "open";
    options.profiles.assign(conform_profiles.begin(), conform_profiles.end());
    check_approved("conform/approved/checks.txt", checks_text(options));
}

}  // namespace lockstep::harness
