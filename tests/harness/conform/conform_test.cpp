// The checks held against our own mocks, over real sockets in one loop. Real time passes here, as little as will do.
#include "harness/conform/conform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "harness/conform/patience.hpp"
#include "harness/conform/server_line.hpp"
#include "harness/serve/serve.hpp"
#include "http/server.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/a_world.hpp"

namespace lockstep::harness {
namespace {

// A world in which a hundred seconds pass in one.
struct Checked {
    // Before the one that is checked there may be others in the world.
    explicit Checked(std::string const& provider, std::string const& vendor = "open", std::string const& before = {}) {
        auto const text = fmt::format(
            "schema: world/v1\nname: checked\nproviders:\n{}  it: {}\ndevices:\n{}  front: {{ provider: it }}\n",
            before.empty() ? before : fmt::format("  other: {}\n", before), provider,
            before.empty() ? before : std::string{"  back: { provider: other }\n"});
        auto started = Serve::start(loop, world_of(text), {.port = 0, .clock = {100}});
        REQUIRE(started.ok());
        serve = std::move(*started);
        options.vendor = vendor;
        options.url = fmt::format("http://127.0.0.1:{}/vendors/it", serve->port());
        options.poll = 10ms;
        options.lead = 2min;  // of simulated time
    }

    ConformResult check() { return conform(loop, options); }

    http::Loop loop;
    std::unique_ptr<Serve> serve;
    ConformOptions options;
};

std::vector<std::string> ids_with(ConformResult const& result, CheckVerdict verdict) {
    std::vector<std::string> ids;
    for (auto const& outcome : result.outcomes)
        if (outcome.verdict == verdict) ids.push_back(fmt::format("{}: {}", outcome.check.number, outcome.detail));
    return ids;
}

CheckOutcome const* outcome_of(ConformResult const& result, std::string_view number) {
    auto const found = std::find_if(result.outcomes.begin(), result.outcomes.end(),
                                    [&](CheckOutcome const& one) { return one.check.number == number; });
    return found == result.outcomes.end() ? nullptr : &*found;
}

std::string joined(std::vector<std::string> const& lines) {
    std::string text;
    for (auto const& line : lines)
        text += line + "\n";
    return text;
}

}  // namespace

TEST_CASE("conform: our own mock keeps every check, calm and awkward", "[.][slow][conform][socket]") {
    auto const profile = GENERATE(as<std::string>{}, "calm", "awkward");
    CAPTURE(profile);
    Checked checked{fmt::format("{{ vendor: open, profile: {}, code: {{ slots: 12 }} }}", profile)};
    auto const result = checked.check();
    INFO(joined(ids_with(result, CheckVerdict::failed)) << joined(result.notes) << result.trouble);
    CHECK(result.exit() == ExitCode::ok);
    CHECK(result.counts().failed == 0);
    CHECK(result.counts().differs == 0);
    CHECK(result.counts(ConformProfile::core).passed >= 75);
    CHECK(result.counts(ConformProfile::native).passed >= 9);
    CHECK(outcome_of(result, "1.2/5")->verdict == CheckVerdict::passed);
    CHECK(outcome_of(result, "5.2/1") == nullptr);  // pushes only on demand
    CHECK(outcome_of(result, "6.1/1")->verdict == CheckVerdict::unsupported);
    CHECK((outcome_of(result, "3.5/9")->verdict == CheckVerdict::unsupported) == (profile == "calm"));
    for (auto const& note : result.notes)
        CHECK_THAT(note, !Catch::Contains("left behind"));
}

TEST_CASE("conform: what a provider cannot do is found out, and held against nobody", "[conform][socket]") {
    Checked checked{
        "{ vendor: open, native_scheduling: false, edit: recreate, reads: names, confirm: answer, "
        "idempotency_keys: true, code: { length: 4, slots: 9 } }"};
    auto const result = checked.check();
    INFO(joined(ids_with(result, CheckVerdict::failed)));
    CHECK(result.exit() == ExitCode::ok);
    std::map<std::string, std::string> const found{result.found.begin(), result.found.end()};
    CHECK(found.at("native_scheduling") == "false");
    CHECK(found.at("edit") == "recreate");
    CHECK(found.at("reads") == "names");
    CHECK(found.at("confirm") == "answer");
    CHECK(found.at("idempotency_keys") == "true");
    CHECK(found.at("code.slots") == "9");
    CHECK(result.counts(ConformProfile::native).passed == 0);
    CHECK(outcome_of(result, "4.1/1")->verdict == CheckVerdict::unsupported);
    CHECK(outcome_of(result, "6.1/1")->verdict == CheckVerdict::passed);
    CHECK(outcome_of(result, "3.3/1")->verdict == CheckVerdict::unsupported);
    CHECK(outcome_of(result, "1.5/3")->verdict == CheckVerdict::passed);
}

TEST_CASE("conform: a claim is verified before it is believed", "[conform][socket]") {
    Checked checked{"{ vendor: open, edit: recreate, code: { length: 4..6 } }"};
    checked.options.claims.edit = "in_place";
    checked.options.claims.native_scheduling = true;
    checked.options.claims.length_min = 4;
    checked.options.claims.length_max = 8;
    checked.options.claims.idempotency_keys = true;
    checked.options.checks = {"7.1/*", "3.3/1"};
    auto const result = checked.check();
    CHECK(result.exit() == ExitCode::expectation_failed);
    CHECK(outcome_of(result, "7.1/1")->verdict == CheckVerdict::passed);
    CHECK(outcome_of(result, "7.1/2")->detail == "claimed: in_place, found: recreate");
    CHECK(outcome_of(result, "7.1/3")->verdict == CheckVerdict::unsupported);
    CHECK(outcome_of(result, "7.1/5")->verdict == CheckVerdict::failed);
    CHECK(outcome_of(result, "7.1/7")->detail == "claimed: 4..8, found: 8 digits are refused");
    // It was claimed, so it is asked for.
    CHECK(outcome_of(result, "3.3/1")->verdict == CheckVerdict::failed);
}

TEST_CASE("conform: other vendors come in through their adapters", "[conform][socket]") {
    auto const vendor = GENERATE(as<std::string>{}, "august", "open_2022", "smartthings");
    CAPTURE(vendor);
    Checked checked{fmt::format("{{ vendor: {} }}", vendor), vendor};
    checked.options.checks = {"1.1/*", "1.2/*", "1.5/*"};
    auto const result = checked.check();
    INFO(joined(ids_with(result, CheckVerdict::failed)) << result.trouble);
    CHECK(result.exit() == ExitCode::ok);
    CHECK(outcome_of(result, "1.2/5")->verdict == CheckVerdict::passed);
    CHECK(outcome_of(result, "1.5/3")->verdict == CheckVerdict::passed);
}

TEST_CASE("conform: a quota is waited for by the world's clock, as often as it takes", "[conform][socket]") {
    Checked checked{"{ vendor: smartthings, rate_limit: { requests: 3, per: 20s } }", "smartthings"};
    checked.options.checks = {"1.1/*", "1.3/*"};
    auto const result = checked.check();
    INFO(joined(ids_with(result, CheckVerdict::failed)) << joined(result.notes));
    CHECK(result.exit() == ExitCode::ok);
    CHECK(outcome_of(result, "1.3/3")->verdict == CheckVerdict::passed);
    CHECK_THAT(joined(result.notes), Catch::Contains("limited the rate"));
}

TEST_CASE("conform: any account is logged in to by what a served world announces", "[conform][socket]") {
    auto const vendor = GENERATE(as<std::string>{}, "august", "yale_access", "yale_global", "smartthings");
    CAPTURE(vendor);
    Checked checked{fmt::format("{{ vendor: {} }}", vendor), vendor, "{ vendor: open }"};
    checked.options.checks = {"1.1/*", "1.2/*"};
    bool const by_password = vendor == "august" || vendor == "yale_access";
    if (by_password) {
        auto const refused = checked.check();
        CHECK(refused.exit() == ExitCode::expectation_failed);
        CHECK_THAT(joined(refused.notes), Catch::Contains("--login") && Catch::Contains("install_id"));
    }

    auto const announced = nlohmann::json::parse(checked.serve->announcement());
    for (auto const& [word, value] : announced.at("logins").at("it").items())
        checked.options.login[word] = value.get<std::string>();
    REQUIRE_FALSE(use_login(checked.options).has_value());
    auto const result = checked.check();
    INFO(joined(ids_with(result, CheckVerdict::failed)) << joined(result.notes));
    CHECK(result.exit() == ExitCode::ok);
    CHECK(outcome_of(result, "1.2/5")->verdict == CheckVerdict::passed);
}

TEST_CASE("conform: what a quota takes of a patience is given back", "[conform]") {
    http::Loop loop;
    ConformOptions options;
    ServerLine wire{loop, options, *http::parse_origin("http://127.0.0.1:1")};
    // The marks are made by timers of the same loop, which keeps their order however slow the machine is.
    Patience const patience{wire, 10ms};
    std::optional<bool> was_over;
    loop.after(50ms, [&] { was_over = patience.over(); });

    wire.rest_for_quota(100ms);

    CHECK(was_over == false);
    CHECK(wire.quota_waits() >= 100ms);
    while (!patience.over())
        loop.wait_one(1s);
}

TEST_CASE("conform: a careful run leaves the lock as it was, and is the only one on it", "[conform][socket]") {
    Checked checked{"{ vendor: open, code: { slots: 12 } }"};
    checked.options.safe = true;
    checked.options.checks = {"1.2/*", "3.6/*"};
    auto result = checked.check();
    CHECK(result.exit() == ExitCode::ok);
    CHECK(outcome_of(result, "1.2/2")->verdict == CheckVerdict::passed);
    CHECK(outcome_of(result, "3.6/1")->verdict == CheckVerdict::unobserved);

    // Somebody else's mark is on the lock.
    http::Client client{checked.loop, {.origin = *http::parse_origin(checked.options.url)}};
    auto mark = http::json_request(http::Method::post, "/locks/lk_0/access_codes",
                                   R"({"name":"conform-marker","code":"5151"})");
    http::set_bearer(mark.headers, "other");
    bool marked = false;
    client.send(std::move(mark), [&](auto heard) { marked = heard.ok() && heard->ok(); });
    while (!marked)
        checked.loop.wait_one(1s);
    result = checked.check();
    CHECK(result.exit() == ExitCode::incomplete);
    CHECK_THAT(result.trouble, Catch::Contains("another run"));
    CHECK(result.counts().passed == 0);

    // Until it is swept off.
    auto const swept = sweep(checked.loop, checked.options);
    CHECK_THAT(joined(swept.notes), Catch::Contains("1 codes of earlier runs taken off, 0 left"));
    CHECK(checked.check().exit() == ExitCode::ok);
}

TEST_CASE("conform: a server that is not there, or has no lock, is said so", "[conform][socket]") {
    http::Loop loop;
    ConformOptions options;
    options.vendor = "open";
    {
        // A port that nobody listens at any more.
        auto const server = http::Server::start(loop, {}, [](auto&&, auto) {});
        options.url = fmt::format("http://127.0.0.1:{}", (*server)->port());
    }
    auto result = conform(loop, options);
    CHECK(result.exit() == ExitCode::infrastructure);
    CHECK_THAT(result.trouble, Catch::Contains("cannot be reached"));

    int status = 200;
    auto const empty = http::Server::start(
        loop, {}, [&](auto&&, http::Reply reply) { reply.send(http::json_response(status, R"({"locks":[]})")); });
    options.url = fmt::format("http://127.0.0.1:{}", (*empty)->port());
    result = conform(loop, options);
    CHECK(result.exit() == ExitCode::incomplete);
    CHECK_THAT(result.trouble, Catch::Contains("no lock to check"));
    status = 401;
    result = conform(loop, options);
    CHECK_THAT(result.trouble, Catch::Contains("token is refused"));

    options.url = "nowhere";
    CHECK(conform(loop, options).exit() == ExitCode::usage);
}

TEST_CASE("conform: a server that answers nonsense ends in failures, not in harm", "[conform][socket]") {
    auto const nonsense = GENERATE(as<std::string>{}, "", "[]", "null", "{\"access_codes\":7}",
                                   "{\"access_codes\":[7]}", "{\"access_codes\":[{}],\"locks\":[3]}", "<html>",
                                   "{\"error_code\":[]}", "{\"access_code_id\":{},\"status\":1,\"next_cursor\":[]}");
    auto const status = GENERATE(200, 404, 500);
    CAPTURE(nonsense, status);
    http::Loop loop;
    auto const server = http::Server::start(
        loop, {}, [&](auto&&, http::Reply reply) { reply.send(http::json_response(status, nonsense)); });
    ConformOptions options;
    options.vendor = "open";
    options.lock = "any";
    options.url = fmt::format("http://127.0.0.1:{}", (*server)->port());
    options.deadline = 5ms;
    options.poll = 1ms;
    options.profiles.assign(conform_profiles.begin(), conform_profiles.end());
    options.redelivery = 5ms;
    auto const result = conform(loop, options);
    CHECK(result.exit() == ExitCode::expectation_failed);
    CHECK(outcome_of(result, "3.2/1")->verdict == CheckVerdict::failed);
}

}  // namespace lockstep::harness
