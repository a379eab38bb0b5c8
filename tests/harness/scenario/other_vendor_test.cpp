// What `--vendor` makes of a case: settings, windows, looks, and reasons why not.
#include "harness/scenario/other_vendor.hpp"

#include "harness/scenario/load.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

// A vendor that looks once before it writes and stores no windows.
providers::Vendor hub() {
    return {.name = "smartthings",
            .settings = {.fixed = {{"native_scheduling", {"false"}},
                                   {"device.offline", {"reject", "swallow"}},
                                   {"confirm", {"poll", "webhook"}}},
                         .defaults = {},
                         .round_trips_before_write = 1},
            .make_adapter = nullptr,
            .make_mock = nullptr};
}

Case spoken(std::string const& provider, std::string const& device = "", std::string const& rest = "",
            providers::Vendor const& vendor = hub()) {
    auto report = load_text(
        "schema: scenario/v1\nname: any\nproviders: { p: { vendor: open, http: { request: 200ms, response: 100ms }" +
            provider + " } }\ndevices: { front: { provider: p" + device + " } }\n" +
            (rest.empty() ? std::string{"steps: [ { at: T+0s, note: something } ]\n"} : rest),
        "any.yaml");
    for (auto const& one : report.diagnostics)
        UNSCOPED_INFO(one.message);
    REQUIRE(report.ok());
    auto made = report.cases.at(0);
    speak_to(made, vendor);
    return made;
}

}  // namespace

TEST_CASE("other vendor: legs are kept, and what the vendor fixes is taken from it", "[harness][scenario][vendors]") {
    auto const made = spoken(", confirm: { poll: 7s }, device: { apply: 9s }");
    auto const& provider = made.scenario.providers.at(0);
    CHECK_FALSE(made.unsupported);
    CHECK(provider.vendor == "smartthings");
    CHECK_FALSE(provider.native_scheduling);  // nobody had said otherwise
    CHECK(provider.confirm.poll == 7s);
    CHECK(provider.device.apply == Distribution{9s});
    CHECK(provider.http.request == Distribution{200ms});
}

TEST_CASE("other vendor: what a scenario says and the vendor cannot is unsupported", "[harness][scenario][vendors]") {
    struct Contradiction {
        std::string_view provider, device, rest, reason;
    };
    std::string_view const stay = "steps: [ { at: T+0s, create: guest, device: front, ends: T+1h } ]\n";
    std::string_view const unlinked = "steps: [ { at: T+0s, offline: front } ]\n";
    std::string_view const lost =
        "steps: [ { at: T+0s, create: guest, device: front } ]\nfaults: [ { op: write, do: { drop: response } } ]\n";
    auto const row = GENERATE_COPY(values<Contradiction>({
        {", native_scheduling: true", "", stay,
         "`native_scheduling: true`, and with vendor `smartthings` it is always `false`"},
        {", native_scheduling: true", "", lost,
         "`native_scheduling: true`, and with vendor `smartthings` it is always `false`"},
        {", confirm: answer", "", lost,
         "`confirm: answer`, and with vendor `smartthings` it is always `poll` or `webhook`"},
        {", device: { offline: queue }", "", unlinked,
         "`device.offline: queue`, and with vendor `smartthings` it is always `reject` or `swallow`"},
        {"", ", device: { offline: queue }", unlinked,
         "`device.offline: queue`, and with vendor `smartthings` it is always `reject` or `swallow`"},
    }));
    auto const made = spoken(std::string{row.provider}, std::string{row.device}, std::string{row.rest});
    REQUIRE(made.unsupported);
    CHECK(made.unsupported->reason == row.reason);
    CHECK(made.unsupported->place.known());
}

TEST_CASE("other vendor: a setting that a case cannot show is the vendor's", "[harness][scenario][vendors]") {
    auto const made = spoken(", native_scheduling: true", ", device: { offline: queue }",
                             "steps: [ { at: T+0s, create: guest, device: front } ]\n");
    CHECK_FALSE(made.unsupported);
    CHECK_FALSE(made.scenario.providers.at(0).native_scheduling);
    CHECK(made.scenario.devices.at(0).behaviour.offline == WhenOffline::reject);
    // A code that the engine schedules by its own hand needs no calendar on the lock.
    CHECK_FALSE(spoken(", native_scheduling: true", "",
                       "steps: [ { at: T+0s, create: guest, device: front, ends: T+1h, prefer_native_scheduling: false "
                       "} ]\n")
                    .unsupported);
}

TEST_CASE("other vendor: who confirms otherwise does so earlier or later", "[harness][scenario][vendors]") {
    auto const story = [](std::string const& look) {
        return spoken(", device: { apply: 3s, erase: 1s }, confirm: answer", "",
                      "steps:\n"
                      "  - { at: T+0s, create: guest, device: front }\n" +
                          look +
                          "expect:\n"
                          "  codes: { guest: { status: [ { T+0s: setting }, { T+3.3s: set } ] } }\n"
                          "  requests: { write: { at: [T+0s] }, read: 0 }\n");
    };
    auto const made = story("  - { at: T+4s, press: front, code: guest, opens: true }\n");
    CHECK_FALSE(made.unsupported);
    auto const& expect = made.scenario.expect;
    // An answer comes 0.2 + 3 + 0.1 s after the write and 0.2 + 1 + 0.1 s after a removal. Who asks 5 s after an answer
    // of 0.3 s knows of both after 5.6 s: up to 4.3 s later, twice if one waited for the other, and 0.3 s for the look
    // before the write.
    auto const& set = expect.codes.at(0).status->at(1).when;
    CHECK(set.from - made.scenario.epoch == 3300ms);
    CHECK(set.to - made.scenario.epoch == 12200ms);
    REQUIRE(expect.requests.size() == 1);  // how often is asked is not the scenario's
    CHECK(expect.requests[0].at->at(0).when.to - made.scenario.epoch == 300ms);

    auto const unsure = story("  - { at: T+4s, get: guest }\n");
    REQUIRE(unsure.unsupported);
    CHECK(unsure.unsupported->reason == "a step stands where smartthings confirms at another instant");
}

TEST_CASE("other vendor: faults on HTTP methods are another vendor's", "[harness][scenario][vendors]") {
    auto const made = spoken("", "",
                             "steps: [ { at: T+0s, create: guest, device: front } ]\n"
                             "faults: [ { op: PATCH, do: { reply: 500 }, optional: true } ]\n"
                             "expect: { requests: { POST: 1, write: 1 } }\n");
    REQUIRE(made.unsupported);
    CHECK(made.unsupported->reason == "a fault selects PATCH requests");
    REQUIRE(made.scenario.expect.requests.size() == 1);  // how many POSTs another vendor needs, nobody knows
}

TEST_CASE("other vendor: what its manners do not show is unsupported", "[harness][scenario][vendors]") {
    auto unlike = hub();
    for (auto const manner : {"manner.own_device_type", "manner.lists_swallowed_work", "manner.knows_own_codes",
                              "manner.slow_when_awkward"})
        unlike.settings.fixed.push_back({manner, {"true"}});
    for (auto const manner : {"manner.lists_accepted_work", "manner.shares_pins"})
        unlike.settings.fixed.push_back({manner, {"false"}});
    std::string const create = "steps: [ { at: T+0s, create: guest, device: front }";
    std::string const write_lost = "faults: [ { op: write, do: { commit: true, reply: 500 } } ]\n";
    struct Row {
        std::string provider, rest, reason;
    };
    auto const row = GENERATE_COPY(values<Row>({
        {"",
         "steps: [ { at: T+0s, http: \"GET /devices/get?device_id={front}\", reply: { body: { device: { device_type: a "
         "} "
         "} } } ]\n",
         "a reply tells a `device_type`, and smartthings has its own"},
        {"", create + " ]\nengine: { same_pin: disjoint_windows }\n",
         "`same_pin: disjoint_windows`, and smartthings takes each PIN once, whatever the windows"},
        {", device: { offline: swallow }", create + ", { at: T+1m, offline: front } ]\n",
         "`device.offline: swallow`, and smartthings tells swallowed work as pending for a while"},
        {"", create + ", { at: T+1m, update: guest, code: \"1234\" } ]\n" + write_lost,
         "an edit is taken without an answer, and smartthings does not list it as pending"},
        {"", create + " ]\nfaults: [ { op: read, nth: 1..2, do: { poison: empty } } ]\n",
         "empty reads are believed, and smartthings tells a code's second write from a conflict"},
        {", profile: awkward", create + " ]\n", "`profile: awkward`, and an awkward smartthings is slow at random"},
        {", rate_limit: { requests: 1, per: 10s }", create + " ]\n",
         "`rate_limit` counts requests, and smartthings needs 2 for a write"},
        {"", create + ", { at: T+250ms, restart: engine } ]\n",
         "a step stands where smartthings still looks before it writes"},
        {"", create + " ]\nfaults: [ { op: read, nth: 2, do: { reply: 500 } } ]\n",
         "a fault selects reads, and smartthings reads before it writes"},
        {"", create + " ]\nfaults: [ { op: write, do: { reject: pin_conflict } } ]\n",
         "a write meets a conflict, and smartthings does not tell when that is over"},
        {"",
         create + " ]\nexpect: { codes: { guest: { errors: { from: T+300ms, has: duplicate_code_on_device } } } }\n",
         "a conflict is known from an answer, and smartthings finds it when the lock is done"},
        // Each of these almost.
        {"", create + " ]\n" + write_lost, ""},
        {", device: { offline: swallow }", create + " ]\n", ""},
        {"", create + " ]\nfaults: [ { op: read, from: T+1m, nth: 2, do: { poison: empty } } ]\n", ""},
        {", rate_limit: { requests: 2, per: 10s }", create + " ]\n", ""},
        {"", create + ", { at: T+200ms, restart: engine }, { at: T+500ms, restart: engine } ]\n", ""},
    }));
    CAPTURE(row.provider, row.rest);

    auto const made = spoken(row.provider, "", row.rest, unlike);

    CHECK((made.unsupported ? made.unsupported->reason : "") == row.reason);
    auto like = hub();
    like.settings = {};
    CHECK_FALSE(spoken(row.provider, "", row.rest, like).unsupported);
}

TEST_CASE("other vendor: who waits for others waits for their looks, too", "[harness][scenario][vendors]") {
    auto const made = spoken(", concurrency: { per: account, max: 1 }", "",
                             "steps:\n"
                             "  - { at: T+0s, create: ann, device: front }\n"
                             "  - { at: T+0s, create: bob, device: front }\n"
                             "expect: { codes: { bob: { status: [ { T+0s: setting }, { T+3.6s: set } ] } } }\n");
    CHECK_FALSE(made.unsupported);
    auto const& set = made.scenario.expect.codes.at(0).status->at(1).when;
    CHECK(set.to - set.from == 600ms);
}

TEST_CASE("other vendor: every try looks anew", "[harness][scenario][vendors]") {
    auto const made = spoken("", "",
                             "steps: [ { at: T+0s, create: guest, device: front } ]\n"
                             "faults: [ { op: write, nth: 1..2, do: { reply: 429 } } ]\n"
                             "expect: { codes: { guest: { status: [ { T+0s: setting }, { T+9.9s: set } ] } } }\n");
    CHECK_FALSE(made.unsupported);
    auto const& set = made.scenario.expect.codes.at(0).status->at(1).when;
    CHECK(set.to - set.from == 900ms);
}

TEST_CASE("other vendor: what finds no slot does not leave", "[harness][scenario][vendors]") {
    auto const made = spoken("", ", code: { slots: 1 }",
                             "steps:\n"
                             "  - { at: T+0s, create: ann, device: front }\n"
                             "  - { at: T+0s, create: bob, device: front }\n"
                             "expect: { requests: { write: 2, remove: 0 } }\n");
    REQUIRE(made.scenario.expect.requests.size() == 1);
    CHECK(made.scenario.expect.requests[0].kind == TrafficKind::remove);
}

TEST_CASE("other vendor: instants become windows, but not those that the scenario decides",
          "[harness][scenario][vendors]") {
    auto const made = spoken("", "",
                             "steps:\n"
                             "  - { at: T+0s, create: guest, device: front, ends: T+1h }\n"
                             "  - { at: T+3.3s, get: guest }\n"
                             "  - { at: T+3.4s, get: guest }\n"
                             "  - { at: T+20s, get: guest }\n"
                             "expect:\n"
                             "  codes: { guest: { status: [ { T+0s: setting }, { T+3.3s: set }, { T+1h: removing }, "
                             "{ T+1h..T+1h+9s: 404 } ] } }\n"
                             "  requests: { write: { at: [T+0s] } }\n");
    auto const& expect = made.scenario.expect;
    auto const at = [&](MomentRange const& when) {
        return std::pair{when.from - made.scenario.epoch, when.to - made.scenario.epoch};
    };
    auto const& status = *expect.codes.at(0).status;
    using std::chrono::hours;
    CHECK(at(status[0].when) == std::pair<Duration, Duration>{0s, 0s});
    CHECK(at(status[1].when) == std::pair<Duration, Duration>{3300ms, 3600ms});
    CHECK(at(status[2].when) == std::pair<Duration, Duration>{hours{1}, hours{1}});
    CHECK(at(status[3].when) == std::pair<Duration, Duration>{hours{1}, hours{1} + 9300ms});
    CHECK(at(expect.requests.at(0).at->at(0).when) == std::pair<Duration, Duration>{0s, 300ms});
    // A look in the middle of such a window waits for its end; one at its beginning sees what was before.
    std::vector<Duration> looks;
    for (auto const& step : made.scenario.steps)
        looks.push_back(step.at.instant - made.scenario.epoch);
    CHECK(looks == std::vector<Duration>{0s, 3300ms, 3700ms, 20s});
}

TEST_CASE("other vendor: PINs are mapped one to one onto its rules", "[harness][scenario][vendors]") {
    auto vendor = hub();
    vendor.settings.defaults = "{ code: { length: 4..5 } }";
    auto report = load_text(
        "schema: scenario/v1\nname: any\nproviders: { p: { vendor: open, code: { length: 4..8 } } }\n"
        "devices: { front: { provider: p } }\n"
        "steps:\n"
        "  - { at: T+0s, create: a, device: front, code: \"12345678\" }\n"
        "  - { at: T+0s, create: b, device: front, code: \"12345\" }\n"
        "  - { at: T+0s, create: c, device: front, code: \"0420\" }\n"
        "  - { at: T+0s, create: d, device: front, code: \"123\", reply: 400 }\n"
        "  - { at: T+9s, get: a, reply: { body: { code: \"12345678\" } } }\n"
        "  - { at: T+9s, press: front, pin: \"12345678\", opens: true }\n"
        "expect: { device: { front: [ { at: end, codes: [ { code: \"12345678\" }, ... ] } ] } }\n",
        "any.yaml");
    REQUIRE(report.ok());
    auto& scenario = report.cases.at(0).scenario;
    speak_to(report.cases[0], vendor);
    auto const pin = [&](std::size_t step) {
        return *std::get<CreateCode>(scenario.steps.at(step).action).fields.code;
    };
    CHECK(pin(0) == "12346");  // cut, and counted on past the next one
    CHECK(pin(1) == "12345");
    CHECK(pin(2) == "0420");
    CHECK(pin(3) == "123");  // to be refused all the same
    CHECK(scenario.steps.at(4).reply->body->json == R"({"code":"12346"})");
    CHECK(std::get<PressKeys>(scenario.steps.at(5).action).pin == "12346");
    CHECK(scenario.expect.devices.at(0).items.at(0).codes.at(0).pin == "12346");
    CHECK(scenario.devices.at(0).code.rules.accepts_length(5));
    CHECK_FALSE(scenario.devices.at(0).code.rules.accepts_length(6));
}

TEST_CASE("other vendor: scenarios without an open provider stay as they are", "[harness][scenario][vendors]") {
    auto report = load_text(
        "schema: scenario/v1\nname: any\nproviders: { p: { vendor: direct, confirm: answer } }\n"
        "devices: { front: { provider: p } }\nsteps: [ { at: T+0s, note: something } ]\n",
        "any.yaml");
    REQUIRE(report.ok());
    speak_to(report.cases[0], hub());
    CHECK_FALSE(report.cases[0].unsupported);
    CHECK(report.cases[0].scenario.providers[0].vendor == "direct");
}

}  // namespace lockstep::harness
