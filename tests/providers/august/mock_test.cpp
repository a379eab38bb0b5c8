// The August mock alone: what a stranger's client sees of accounts, locks and PINs.
#include "http/retry_after.hpp"
#include "tests/catch.hpp"
#include "tests/providers/august/fixtures.hpp"

namespace lockstep::providers::august {
namespace {

constexpr std::string_view guest =
    R"({"action":"load","partnerUserID":"stay-1","firstName":"Guest","lastName":"Twelve","pin":"482913",)"
    R"("accessType":"temporary","accessTimes":"DTSTART=2030-01-01T13:00:00.000Z;DTEND=2030-01-01T14:00:00.000Z",)"
    R"("retry":false})";

std::string always_pin(std::string_view user, std::string_view digits) {
    return std::string{R"({"action":"load","partnerUserID":")"}
        .append(user)
        .append(R"(","pin":")")
        .append(digits)
        .append(R"(","firstName":"A","lastName":"B","accessType":"always"})");
}
std::string act(std::string_view action, std::string_view user) {
    return std::string{R"({"action":")"}.append(action).append(R"(","partnerUserID":")").append(user).append(R"("})");
}

// --- the life of a PIN ----------------------------------------------------------------------------------------------

TEST_CASE("august mock: created, loaded, deleting, gone; and every text is echoed", "[august][mock]") {
    Desk desk;
    auto const accepted = desk.command(std::string{guest});
    CHECK(accepted.status == 202);
    CHECK(json(accepted.body)["message"] == "success");
    CHECK_FALSE(json(accepted.body)["transactionID"].get<std::string>().empty());

    CHECK(desk.group_of("482913") == "created");
    desk.pass(8s);
    auto const record = desk.groups()["loaded"][0];
    CHECK(record["pin"] == "482913");
    CHECK(record["partnerUserID"] == "stay-1");
    CHECK(record["accessType"] == "temporary");
    CHECK(record["accessTimes"] == "DTSTART=2030-01-01T13:00:00.000Z;DTEND=2030-01-01T14:00:00.000Z");
    CHECK(record["accessStartTime"] == "2030-01-01T13:00:00.000Z");
    CHECK(record["accessEndTime"] == "2030-01-01T14:00:00.000Z");
    CHECK(record["firstName"] == "Guest");
    CHECK(record["state"] == "loaded");
    CHECK(record["slot"] == 1);
    CHECK(record["loadedDate"] == "2030-01-01T12:00:08.000Z");
    CHECK_FALSE(desk.cloud.lock(0).press("482913", desk.now).opens);
    CHECK(desk.cloud.lock(0).press("482913", noon + 90min).opens);

    CHECK(desk.command(act("delete", "stay-1")).status == 202);
    CHECK(desk.command(act("delete", "stay-1")).status == 202);
    CHECK(desk.group_of("482913") == "deleting");
    desk.pass(4s);
    CHECK(desk.group_of("482913").empty());
    CHECK(desk.command(act("delete", "stay-1")).status == 404);
}

TEST_CASE("august mock: update, disable, enable", "[august][mock]") {
    Desk desk;
    desk.command(std::string{guest});
    desk.pass(8s);
    auto const user = desk.groups()["loaded"][0]["userID"];
    CHECK(desk.command(R"({"action":"update","partnerUserID":"stay-1","pin":"482914"})").status == 202);
    CHECK(desk.group_of("482914") == "updating");
    desk.pass(8s);
    CHECK(desk.group_of("482914") == "loaded");
    CHECK(desk.group_of("482913").empty());
    CHECK(desk.groups()["loaded"][0]["userID"] == user);
    CHECK(desk.groups()["loaded"][0]["accessType"] == "temporary");  // what an update does not name stays

    CHECK(desk.command(act("enable", "stay-1")).status == 409);
    CHECK(desk.command(act("disable", "stay-1")).status == 202);
    CHECK(desk.group_of("482914") == "disabling");
    desk.pass(4s);
    CHECK(desk.group_of("482914") == "disabled");
    CHECK(desk.cloud.lock(0).slots().empty());
    CHECK(desk.command(always_pin("other", "482914")).status == 409);  // it is still somebody's
    CHECK(desk.command(act("enable", "stay-1")).status == 202);
    CHECK(desk.group_of("482914") == "enabling");
    desk.pass(8s);
    CHECK(desk.group_of("482914") == "loaded");
    CHECK(desk.cloud.lock(0).slots().size() == 1);
    desk.command(act("disable", "stay-1"));
    desk.pass(4s);
    CHECK(desk.command(act("delete", "stay-1")).status == 202);
    CHECK(desk.group_of("482914").empty());
}

TEST_CASE("august mock: what is refused, and how", "[august][mock]") {
    struct Row {
        std::string_view name, commands;
        int status;
        std::string_view message;
    };
    auto const row = GENERATE(values<Row>({
        {"one PIN a user", R"({"action":"load","partnerUserID":"a","pin":"9999","accessType":"always"})", 409,
         "User already has a pin on this lock"},
        {"one user a PIN", R"({"action":"load","partnerUserID":"b","pin":"1111","accessType":"always"})", 409,
         "Pin is already in use on this lock"},
        {"too short", R"({"action":"load","partnerUserID":"b","pin":"123","accessType":"always"})", 400,
         "bad pin format"},
        {"too long", R"({"action":"load","partnerUserID":"b","pin":"123456789","accessType":"always"})", 400,
         "bad pin format"},
        {"no digits", R"({"action":"load","partnerUserID":"b","pin":"12a4","accessType":"always"})", 400,
         "bad pin format"},
        {"no PIN", R"({"action":"load","partnerUserID":"b","accessType":"always"})", 400, "Invalid request"},
        {"no user", R"({"action":"load","pin":"2222","accessType":"always"})", 400, "Invalid request"},
        {"unknown action", R"({"action":"paint","partnerUserID":"b"})", 400, "Invalid request"},
        {"temporary without times", R"({"action":"load","partnerUserID":"b","pin":"2222","accessType":"temporary"})",
         400, "Invalid access schedule"},
        {"half a window",
         R"({"action":"load","partnerUserID":"b","pin":"2222","accessType":"temporary","accessTimes":"DTEND=2030-01-01T14:00:00.000Z"})",
         400, "Invalid access schedule"},
        {"ends before it starts",
         R"({"action":"load","partnerUserID":"b","pin":"2222","accessType":"temporary","accessTimes":"DTSTART=2030-01-02T00:00:00.000Z;DTEND=2030-01-01T00:00:00.000Z"})",
         400, "Invalid access schedule"},
        {"recurring over midnight",
         R"({"action":"load","partnerUserID":"b","pin":"2222","accessType":"recurring","accessTimes":"STARTSEC=80000;ENDSEC=10","accessRecurrence":"FREQ=DAILY"})",
         400, "Invalid access schedule"},
        {"update of nobody's", R"({"action":"update","partnerUserID":"b","pin":"2222"})", 404, "Pin not found"},
        {"update to a taken PIN", R"({"action":"update","partnerUserID":"c","pin":"1111"})", 409,
         "Pin is already in use on this lock"},
        {"nothing at all", "", 400, "Invalid request"},
    }));
    CAPTURE(row.name);
    Desk desk;
    desk.command(always_pin("a", "1111"));
    desk.command(always_pin("c", "3333"));
    desk.pass(10s);

    auto const answer = desk.command(std::string{row.commands});

    CHECK(answer.status == row.status);
    CHECK(json(answer.body)["message"] == row.message);
    CHECK(json(answer.body)["code"].is_number_integer());
    CHECK(desk.cloud.lock(0).open_jobs().empty());
}

TEST_CASE("august mock: delete and load race, in two requests or, with an awkward cloud, in one",
          "[august][mock][race]") {
    bool const together = GENERATE(true, false);
    Desk desk{Brand::august, together ? Profile::awkward : Profile::calm};
    desk.command(always_pin("a", "1111"));
    desk.pass(3min);
    auto const load = always_pin("a", "2222");
    if (!together) CHECK(desk.command(act("delete", "a")).status == 202);

    auto const answer = desk.command(together ? act("delete", "a") + "," + load : load);

    CHECK(answer.status == 409);
    CHECK(json(answer.body)["message"] == "Unable to set intent state for pin");
    CHECK(desk.group_of("1111") == "deleting");  // what was accepted before stays accepted
    desk.pass(3min);
    CHECK(desk.command(load).status == 202);
}

TEST_CASE("august mock: in one request a PIN may take the place of another, one after the other",
          "[august][mock][race]") {
    Desk desk;
    desk.command(always_pin("a", "1111"));
    desk.pass(10s);
    std::string const user = GENERATE("a", "b");  // a new PIN for the user, or a new user for the PIN
    std::string const digits = user == "a" ? "2222" : "1111";

    CHECK(desk.command(act("delete", "a") + "," + always_pin(user, digits)).status == 202);

    CHECK(desk.groups()["deleting"].size() == 1);
    CHECK(desk.groups()["created"].size() == 1);
    CHECK(desk.cloud.lock(0).open_jobs().size() == 1);
    CHECK(desk.command(act("update", user)).status == 409);
    desk.pass(4s);
    CHECK(desk.groups()["deleting"].empty());
    CHECK(desk.group_of(digits) == "created");
    desk.pass(8s);
    CHECK(desk.group_of(digits) == "loaded");
    CHECK(desk.cloud.lock(0).slots().size() == 1);
    CHECK(desk.cloud.lock(0).press(digits, desk.now).opens);
}

TEST_CASE("august mock: a flood of PIN commands closes that gate for ten minutes, and no other",
          "[august][mock][flood]") {
    Desk desk;
    for (int i = 0; i < 40; ++i)
        REQUIRE(desk.command(act("delete", "nobody")).status == 404);
    auto const blocked = desk.command(act("delete", "nobody"));
    CHECK(blocked.status == 429);
    CHECK(http::retry_after(blocked.headers, desk.now) == 10min);
    desk.pass(599s);
    CHECK(desk.command(act("delete", "nobody")).status == 429);
    CHECK(desk.get(desk.pins_path()).status == 200);
    desk.pass(1s);
    CHECK(desk.command(act("delete", "nobody")).status == 404);
}

TEST_CASE("august mock: forty commands in ten seconds are no flood when time passes", "[august][mock][flood]") {
    Desk desk;
    for (int i = 0; i < 200; ++i) {
        REQUIRE(desk.command(act("delete", "nobody")).status == 404);
        desk.pass(250ms);
    }
}

TEST_CASE("august mock: with its bridge away a lock rejects, queues or swallows", "[august][mock][offline]") {
    auto const mode = GENERATE(sim::OfflineMode::reject, sim::OfflineMode::queue, sim::OfflineMode::swallow);
    auto settings = queueing();
    settings.offline = mode;
    Desk desk{Brand::august, Profile::calm, settings};
    desk.cloud.set_online(0, false, desk.now);
    CHECK(json(desk.get("/locks/" + lock_id(0)).body)["Bridge"]["status"]["current"] == "offline");

    auto const answer = desk.command(always_pin("a", "1111"));
    desk.pass(4min);
    if (mode == sim::OfflineMode::reject) {
        CHECK(answer.status == 422);
        CHECK(json(answer.body) == json(R"({"code":98,"message":"Bridge is offline"})"));
        CHECK(desk.group_of("1111").empty());
        return;
    }
    CHECK(answer.status == 202);
    CHECK(desk.group_of("1111") == "created");
    desk.cloud.set_online(0, true, desk.now);
    desk.pass(30s);
    CHECK(desk.group_of("1111") == (mode == sim::OfflineMode::queue ? "loaded" : "created"));
    bool const deleted = GENERATE(true, false);
    if (deleted) desk.command(act("delete", "a"));
    desk.pass(31s);
    // What was never on the lock is given up after five minutes.
    CHECK(desk.group_of("1111").empty() == (deleted || mode == sim::OfflineMode::swallow));
}

TEST_CASE("august mock: every slot taken is told at once", "[august][mock]") {
    auto settings = queueing();
    Desk desk{Brand::august, Profile::calm, settings};
    for (int i = 0; i < 30; ++i) {
        REQUIRE(desk.command(always_pin("user" + std::to_string(i), std::to_string(1000 + i))).status == 202);
        desk.pass(10s);
    }
    auto const answer = desk.command(always_pin("one more", "9999"));
    CHECK(answer.status == 409);
    CHECK(desk.get("/locks/" + lock_id(0) + "/pin").status == 409);
    CHECK(desk.groups()["loaded"].size() == 30);
}

TEST_CASE("august mock: what people do in the app is seen by the cloud", "[august][mock]") {
    Desk desk;
    desk.command(std::string{guest});
    desk.pass(10s);
    desk.cloud.add_by_hand(0, {.pin = "7777", .name = "The Cleaner"}, desk.now);
    auto const groups = desk.groups();
    REQUIRE(groups["loaded"].size() == 2);
    auto const& stranger = groups["loaded"][1];
    CHECK_FALSE(stranger.contains("partnerUserID"));
    CHECK(stranger["unverified"] == false);
    CHECK(stranger["firstName"] == "The");
    CHECK(desk.command(always_pin("a", "7777")).status == 409);
    desk.cloud.edit_by_hand(0, "482913", {.pin = "1212", .starts = always, .ends = noon + 2h}, desk.now);
    auto const changed = desk.groups()["loaded"][0];
    CHECK(changed["pin"] == "1212");
    CHECK(changed["accessTimes"] == "DTEND=2030-01-01T14:00:00.000Z");
    CHECK(desk.command(always_pin("a", "482913")).status == 202);
    desk.cloud.erase_by_hand(0, "1212", desk.now);
    CHECK(desk.group_of("1212").empty());
    desk.cloud.factory_reset(0, desk.now);
    CHECK(desk.group_of("7777").empty());
    CHECK(desk.group_of("482913").empty());
    auto const by_account =
        desk.command(R"({"action":"delete","augustUserID":")" + stranger["userID"].get<std::string>() + R"("})");
    CHECK(by_account.status == 404);
}

TEST_CASE("august mock: a stale read tells what the lock listed then", "[august][mock]") {
    Desk desk;
    desk.command(std::string{guest});
    desk.pass(20s);
    desk.command(act("delete", "stay-1"));
    desk.pass(20s);
    CHECK(desk.group_of("482913").empty());
    desk.handling.as_of = desk.now - 25s;
    CHECK(desk.group_of("482913") == "loaded");
    CHECK(desk.groups()["loaded"][0]["partnerUserID"] == "stay-1");
}

TEST_CASE("august mock: a bound that gets lost on the way to the lock is told as it is", "[august][mock]") {
    Desk desk;
    desk.handling.lose_ends = true;
    desk.command(std::string{guest});
    desk.handling = {};
    desk.pass(10s);
    CHECK(desk.groups()["loaded"][0]["accessTimes"] == "DTSTART=2030-01-01T13:00:00.000Z");
    CHECK(desk.cloud.lock(0).press("482913", noon + 24h * 300).opens);
}

TEST_CASE("august mock: a weekly PIN opens on its days at its hours, by the wall clock at the lock",
          "[august][mock][recurring]") {
    auto settings = queueing();
    settings.zone = "America/Denver";  // seven hours behind in January
    Desk desk{Brand::august, Profile::calm, settings};
    REQUIRE(desk.command(R"({"action":"load","partnerUserID":"cleaner","pin":"5555","firstName":"C","lastName":"L",
        "accessType":"recurring","accessTimes":"STARTSEC=32400;ENDSEC=36000",
        "accessRecurrence":"FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,TH"})")
                .status == 202);
    desk.pass(10s);
    auto const record = desk.groups()["loaded"][0];
    CHECK(record["accessTimes"] == "STARTSEC=32400;ENDSEC=36000");
    CHECK(record["accessRecurrence"] == "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,TH");
    // Noon UTC on a Tuesday is 05:00 in Denver; the span is 16:00 to 17:00 UTC.
    struct Row {
        Duration after;
        bool opens;
    };
    for (auto const& row :
         {Row{3h + 59min, false}, Row{4h + 1min, true}, Row{4h + 59min, true}, Row{5h + 1min, false},
          Row{28h + 30min, false}, Row{52h + 30min, true}, Row{76h + 30min, false}, Row{24h * 7 + 4h + 30min, true}}) {
        desk.pass(noon + row.after - desk.now);
        CAPTURE(row.after.count());
        CHECK(desk.cloud.lock(0).press("5555", desk.now).opens == row.opens);
    }
    desk.command(act("delete", "cleaner"));
    desk.pass(24h * 10);
    CHECK(desk.mock.next_due() == never);
}

TEST_CASE("august mock: a one-time PIN is gone when it has opened the door", "[august][mock]") {
    Desk desk;
    std::string const type = GENERATE("one-time", "oneTime");
    desk.command(R"({"action":"load","partnerUserID":"a","pin":"6666","accessType":")" + type + R"("})");
    desk.pass(10s);
    CHECK(desk.groups()["loaded"][0]["accessType"] == "one-time");
    MockEffects effects;
    desk.mock.pressed(0, "6666", true, desk.now, effects);
    desk.pass(1s);
    CHECK(desk.group_of("6666").empty());
    CHECK(desk.cloud.lock(0).slots().empty());
}

TEST_CASE("august mock: the app's way makes a guest, declares an intent and syncs", "[august][mock]") {
    Desk desk;
    auto const lock = lock_id(0);
    CHECK(
        desk.put("/unverifiedusers/new-1", R"({"lockID":")" + lock + R"(","firstName":"Gus","lastName":"T"})").status ==
        200);
    auto const reserved = json(desk.get("/locks/" + lock + "/pin").body)["pin"].get<std::string>();
    CHECK(reserved.size() == 6);
    CHECK(json(desk.get("/locks/" + lock + "/pin").body)["pin"] != reserved);
    auto const intent = [&](std::string const& state, std::string const& more) {
        return desk
            .put("/locks/" + lock + "/users/new-1/pin", R"({"state":")" + state + R"(","action":"intent")" + more + "}")
            .status;
    };
    CHECK(intent("load", R"(,"pin":")" + reserved + R"(","accessType":"always")") == 200);
    CHECK(desk.put("/locks/" + lock + "/pins/sync").status == 202);
    desk.pass(10s);
    auto const record = desk.groups()["loaded"][0];
    CHECK(record["userID"] == "new-1");
    CHECK(record["firstName"] == "Gus");
    CHECK(intent("update", R"(,"pin":"123456")") == 200);
    desk.pass(10s);
    CHECK(desk.group_of("123456") == "loaded");
    CHECK(intent("delete", "") == 200);
    desk.pass(10s);
    CHECK(desk.group_of("123456").empty());
    CHECK(desk.put("/locks/" + lock + "/users/new-1/pin", R"({"state":"load"})").status == 400);
}

TEST_CASE("august mock: results are pushed to the webhook that a request named", "[august][mock][push]") {
    Desk desk;
    desk.post(desk.pins_path(),
              R"({"commands":[)" + std::string{guest} + R"(],"webhook":"http://127.0.0.1:9100/results"})");
    CHECK(desk.pushes.empty());
    desk.pass(10s);
    REQUIRE(desk.pushes.size() == 1);
    CHECK(desk.pushes[0].target == "/results");
    CHECK(desk.push_urls[0].empty());
    auto const result = json(desk.pushes[0].body);
    CHECK(result["partnerUserID"] == "stay-1");
    CHECK(result["action"] == "load");
    CHECK(result["state"] == "loaded");
    CHECK(result["error"].is_null());

    // From outside, it has to leave the house.
    desk.handling.credential_now = noon;
    desk.post(desk.pins_path(),
              R"({"commands":[)" + act("delete", "stay-1") + R"(],"webhook":"http://127.0.0.1:9100/r?k=v"})");
    desk.pass(10s);
    REQUIRE(desk.pushes.size() == 2);
    CHECK(desk.pushes[1].target == "/r?k=v");
    CHECK(desk.push_urls[1] == "http://127.0.0.1:9100/r?k=v");
    CHECK(json(desk.pushes[1].body)["state"] == "deleted");
}

TEST_CASE("august mock: rules of chaos know what a request is", "[august][mock]") {
    Desk desk;
    auto const op = [&](http::Method method, std::string target, std::string body = "{}") {
        return desk.mock.op_of(desk.request(method, std::move(target), std::move(body)));
    };
    CHECK(op(http::Method::get, desk.pins_path()) == Op::read);
    CHECK(op(http::Method::post, "/session") == Op::login);
    CHECK(op(http::Method::post, "/validate/email") == Op::login);
    CHECK(op(http::Method::post, desk.pins_path(), R"({"commands":[)" + std::string{guest} + "]}") == Op::write);
    CHECK(op(http::Method::post, desk.pins_path(), R"({"commands":[)" + act("delete", "a") + "]}") == Op::remove);
    CHECK(op(http::Method::post, desk.pins_path(), "][") == Op::write);
}

// --- an awkward cloud -----------------------------------------------------------------------------------------------

TEST_CASE("august mock: awkward, the lock is ahead of what the cloud says; a sync tells it",
          "[august][mock][awkward]") {
    Desk desk{Brand::august, Profile::awkward};
    std::size_t late = 0;
    for (int i = 0; i < 12; ++i) {
        auto const digits = std::to_string(1000 + i);
        desk.command(always_pin("user" + digits, digits));
        desk.pass(8s);
        CHECK(desk.cloud.lock(0).press(digits, desk.now).opens);
        late += desk.group_of(digits) == "created" ? 1 : 0;
        CHECK(desk.put("/locks/" + lock_id(0) + "/pins/sync").status == 202);
        CHECK(desk.group_of(digits) == "loaded");
    }
    CHECK(late > 6);
}

TEST_CASE("august mock: awkward, a crowded lock doubts some of its PINs for a minute", "[august][mock][awkward]") {
    auto const profile = GENERATE(Profile::awkward, Profile::calm);
    Desk desk{Brand::august, profile};
    for (int i = 0; i < 16; ++i) {
        desk.command(always_pin("user" + std::to_string(i), std::to_string(1000 + i)));
        desk.pass(1s);
    }
    desk.pass(3min);
    CHECK(desk.groups()["loaded"].size() == 16);
    std::size_t doubted = 0;
    for (int half_minute = 0; half_minute < 60; ++half_minute) {
        desk.pass(30s);
        doubted += desk.groups()["created"].size();
    }
    desk.pass(30min);
    CHECK(desk.groups()["loaded"].size() == 16);
    CHECK((doubted > 0) == (profile == Profile::awkward));
}

TEST_CASE("august mock: awkward, a user may come back from an update as somebody else", "[august][mock][awkward]") {
    Desk desk{Brand::august, Profile::awkward};
    desk.command(always_pin("a", "1111"));
    desk.pass(2min);
    auto const before = desk.groups()["loaded"][0]["userID"];
    bool changed = false;
    for (int i = 0; i < 20 && !changed; ++i) {
        desk.command(R"({"action":"update","partnerUserID":"a","firstName":"B"})");
        desk.pass(2min);
        changed = desk.groups()["loaded"][0]["userID"] != before;
    }
    CHECK(changed);
    CHECK(desk.groups()["loaded"][0]["partnerUserID"] == "a");
}

TEST_CASE("august mock: awkward, the wrong brand's header is turned away; calm, either will do",
          "[august][mock][brand]") {
    auto const brand = GENERATE(Brand::august, Brand::yale_access, Brand::yale_global);
    auto const profile = GENERATE(Profile::calm, Profile::awkward);
    Desk desk{brand, profile};
    auto request = http::Request{http::Method::get, "/users/locks/mine", {}, {}};
    auto const wrong = brand == Brand::yale_global ? header::token : header::token_plain;
    request.headers.add(wrong, desk.token);
    CHECK(desk.ask(request)->status == (profile == Profile::calm ? 200 : 403));
    auto right = desk.request(http::Method::get, "/users/locks/mine");
    CHECK(desk.ask(right)->status == 200);
    right.headers.add(facts_of(brand).brand_header, "someone-else");
    CHECK(desk.ask(right)->status == (profile == Profile::calm ? 200 : 403));
}

// --- who may come in ------------------------------------------------------------------------------------------------

TEST_CASE("august mock: logging in takes a password, and a code once for each installation", "[august][mock][login]") {
    Desk desk;
    std::map<std::string, std::string> words;
    for (auto const& [word, value] : desk.mock.logins())
        words[std::string{word}] = value;
    std::string const prefix = GENERATE("email:", "");
    auto const session = [&](std::string const& password) {
        return desk
            .ask(http::json_request(http::Method::post, "/session",
                                    write_session_request({"my-install", prefix + words["identifier"], password})))
            .value();
    };
    auto const wrong = session("wrong");
    CHECK(wrong.status == 200);
    CHECK(json(wrong.body)["vPassword"] == false);
    CHECK(wrong.headers.has(header::token));

    auto const first = session(words["password"]);
    CHECK(json(first.body)["vPassword"] == true);
    CHECK(json(first.body)["vInstallId"] == false);
    CHECK(json(first.body).contains("expiresAt"));
    desk.token = *first.headers.find(header::token);
    CHECK(desk.get("/users/locks/mine").status == 401);

    CHECK(desk.post("/validation/email", R"({"value":")" + words["identifier"] + R"("})").status == 200);
    auto const validate = [&](std::string const& code) {
        return desk.post("/validate/email", R"({"email":")" + words["identifier"] + R"(","code":)" + code + "}").status;
    };
    CHECK(validate(R"("000000")") == 400);
    CHECK(validate("654321") == 400);
    CHECK(validate("null") == 400);
    std::string const quote = GENERATE("\"", "");  // some clients send it as a number
    CHECK(validate(quote + words["validation_code"] + quote) == 200);
    CHECK(desk.get("/users/locks/mine").status == 200);  // the token from before: the installation was validated

    auto const second = session(words["password"]);
    CHECK(json(second.body)["vInstallId"] == true);
    desk.token = *second.headers.find(header::token);
    CHECK(desk.get("/users/locks/mine").status == 200);
    CHECK(words["validation_code"].size() == 6);
}

TEST_CASE("august mock: tokens carry exp, end by the credentials' clock, and are renewed in headers",
          "[august][mock][login]") {
    Desk desk;
    auto const real = noon - 24h * 365 * 3;  // outside it is still 2027
    desk.handling.credential_now = real;
    desk.token = TokenOffice{"cloud", 1}.token(0, known_install_id(0), true, real + 24h * 31);
    auto const fresh = [&] { return std::string{*desk.get("/users/houses/mine").headers.find(header::token_plain)}; };
    CHECK(fresh() == desk.token);
    desk.handling.credential_now = real + 24h * 25;  // six days left
    auto const renewed = fresh();
    CHECK(read_token(renewed)->expires_at == real + 24h * 25 + token_life);
    CHECK(desk.get("/users/me").status == 200);  // the old one is good until its end
    desk.handling.credential_now = real + 24h * 31;
    CHECK(desk.get("/users/me").status == 401);
    desk.token = renewed;
    CHECK(desk.get("/users/me").status == 200);
}

TEST_CASE("august mock: who has no token of ours stays outside, except with OAuth", "[august][mock][login]") {
    auto const brand = GENERATE(Brand::august, Brand::yale_global);
    Desk desk{brand};
    auto const good = desk.token;
    desk.token = GENERATE("nonsense", "a.b.c");
    CHECK(desk.get("/users/me").status == (brand == Brand::yale_global ? 200 : 401));
    desk.token = good + "x";
    CHECK(desk.get("/users/me").status == (brand == Brand::yale_global ? 200 : 401));
    CHECK(desk.ask(http::Request{http::Method::get, "/users/me", {}, {}})->status == 401);
    desk.token = good;
    desk.cloud.set_connected(0, false);
    CHECK(desk.get("/users/me").status == 401);
}

TEST_CASE("august mock: a token that another office wrote is good until it ends, with passwords too",
          "[august][mock][login]") {
    auto const foreign = [](std::string user, Instant expires_at) {
        return token_head({.user_id = std::move(user), .validated = true, .expires_at = expires_at}) + ".c2lnbmF0dXJl";
    };
    Desk desk{Brand::august};
    desk.token = foreign("7c1a0e5e-3c55-4a0a-8f41-5f0d6c2b7a10", noon + 1h);
    CHECK(json(desk.get("/users/locks/mine").body).size() == 2);
    desk.now += 1h;
    CHECK(desk.get("/users/locks/mine").status == 401);
    desk.token = foreign(user_id_of(0), noon + 24h);
    CHECK(desk.get("/users/locks/mine").status == 401);
}

// --- documents ------------------------------------------------------------------------------------------------------

TEST_CASE("august mock: lock detail has every key that clients need", "[august][mock][documents]") {
    Desk desk;
    auto const detail = json(desk.get("/locks/" + lock_id(1)).body);
    for (auto const* const key :
         {"LockID", "LockName", "HouseID", "SerialNumber", "currentFirmwareVersion", "battery", "Type",
          "supportsEntryCodes", "accessSchedulesAllowed", "pubsubChannel", "timeZone"}) {
        CAPTURE(key);
        CHECK(detail.contains(key));
    }
    for (auto const* const key : {"_id", "firmwareVersion", "operative"})
        CHECK(detail["Bridge"].contains(key));
    for (auto const* const key : {"_id", "serialNumber", "currentFirmwareVersion", "batteryLevel"})
        CHECK(detail["keypad"].contains(key));
    CHECK(detail["LockID"] == desk.mock.device_id(1));
    CHECK(detail["Bridge"]["status"]["current"] == "online");
    CHECK(detail["LockStatus"]["dateTime"] == detail["Created"]);  // nobody has moved the bolt

    auto const locks = json(desk.get("/users/locks/mine").body);
    CHECK(locks.size() == 2);
    CHECK(locks[lock_id(1)]["LockName"] == "Unit 1");
    CHECK(locks[lock_id(1)]["UserType"] == "superuser");
    auto const house = locks[lock_id(1)]["HouseID"].get<std::string>();
    CHECK(json(desk.get("/users/houses/mine").body)[0]["HouseID"] == house);
    CHECK(desk.get("/houses/" + house).status == 200);
    CHECK(desk.get("/users/doorbells/mine").body == "{}");
    CHECK(desk.get("/users/alarms/mine").body == "[]");
    auto const can = json(desk.get("/devices/capabilities?serialNumber=" + detail["SerialNumber"].get<std::string>() +
                                   "&topLevelHost=true")
                              .body)["lock"];
    CHECK(can["pinSlotMax"] == 30);
    CHECK(can["pinLengthMin"] == 4);
    CHECK(can["pinLengthMax"] == 8);
    CHECK(can["entryCodeSlots"] == true);
    CHECK(json(desk.get("/devices/capabilities?serialNumber=" + lock_id(1) + "&topLevelHost=true").body)["lock"] ==
          can);
}

TEST_CASE("august mock: bridges and users have documents of their own", "[august][mock][documents]") {
    Desk desk;
    auto const detail = json(desk.get("/locks/" + lock_id(1)).body);
    CHECK(json(desk.get("/users/bridges/mine").body)[1] == detail["Bridge"]);
    CHECK(json(desk.get("/bridges/" + detail["Bridge"]["_id"].get<std::string>()).body) == detail["Bridge"]);
    CHECK(desk.get("/bridges/none").status == 404);
    CHECK(desk.get("/users/cameras/mine").body == "{}");
    auto const me = json(desk.get("/users/me").body);
    CHECK(json(desk.get("/users/" + me["UserID"].get<std::string>()).body) == me);
    CHECK(desk.get("/users/somebody").status == 404);
}

TEST_CASE("august mock: what is not there", "[august][mock][documents]") {
    Desk desk;
    CHECK(desk.get("/locks/" + lock_id(7)).status == 404);
    CHECK(desk.get("/locks/none/pins").status == 404);
    CHECK(desk.get("/houses/none").status == 404);
    CHECK(desk.get("/nothing").status == 404);
    CHECK(desk.put("/locks/" + lock_id(0) + "/pins").status == 405);
    CHECK(desk.get("/devices/capabilities?serialNumber=none").status == 404);
    desk.cloud.remove_lock(0, desk.now);
    CHECK(desk.get("/locks/" + lock_id(0)).status == 404);
    CHECK(desk.command(always_pin("a", "1111")).status == 404);
    CHECK(json(desk.get("/users/locks/mine").body).size() == 1);
    desk.cloud.set_outage(true);
    CHECK(desk.get("/users/me").status == 503);
}

TEST_CASE("august mock: a copy goes on by itself, and the hash covers what it knows", "[august][mock]") {
    Desk desk;
    desk.command(std::string{guest});
    auto const copy = desk.mock.clone();
    auto const hash_of = [](Mock const& mock) {
        StateHash hash;
        mock.hash(hash);
        return hash.value();
    };
    CHECK(hash_of(*copy) == hash_of(desk.mock));
    desk.command(act("delete", "stay-1"));
    CHECK(hash_of(*copy) != hash_of(desk.mock));
}

}  // namespace
}  // namespace lockstep::providers::august
