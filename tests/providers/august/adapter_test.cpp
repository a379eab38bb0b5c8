// The August adapter alone: what it sends, what it makes of every kind of answer, how it comes to a token.
#include "tests/catch.hpp"
#include "tests/providers/august/fixtures.hpp"

namespace lockstep::providers::august {
namespace {

using engine::ListedState;
using engine::Refusal;
using engine::Verdict;

struct Client {
    explicit Client(Vendor const& vendor = august_vendor(), VendorSetup const& setup = a_setup())
        : adapter(vendor.make_adapter(setup, engine::AccountId{0})) {}

    http::Request const& start(engine::ProviderCall const& call, Instant now = noon) {
        adapter->start(call, now, effects);
        return sent();
    }
    http::Request const& sent() const { return std::get<http::Request>(effects.outgoing.back().message); }
    void answer(http::Response response, Instant now = noon) {
        adapter->received(effects.outgoing.back().exchange, std::move(response), now, effects);
    }
    engine::Answer const& answered() const { return effects.answers.at(effects.answers.size() == 1 ? 0 : 999); }

    std::uint64_t exchanges = 0;
    AdapterEffects effects{.next_exchange = &exchanges};
    std::unique_ptr<Adapter> adapter;
};

std::string a_token(Instant expires_at) { return TokenOffice{"cloud", 1}.token(0, "install", true, expires_at); }

http::Response with_token(http::Response response, std::string_view token) {
    response.headers.set(header::token, token);
    response.headers.set(header::token_plain, token);
    return response;
}

http::Response a_session(std::string_view token) {
    return with_token(
        http::json_response(200,
                            write_session({.password_is_right = true, .install_is_valid = true, .expires_at = noon})),
        token);
}

TEST_CASE("august adapter: every request has the brand's own fields", "[august][adapter]") {
    auto const brand = GENERATE(Brand::august, Brand::yale_access, Brand::yale_global);
    auto const& vendor = brand == Brand::august        ? august_vendor()
                         : brand == Brand::yale_access ? yale_access_vendor()
                                                       : yale_global_vendor();
    Client client{vendor};
    auto const& facts = facts_of(brand);

    auto const& request = client.start(a_put(1, "0420"));

    CHECK(vendor.name == facts.name);
    CHECK(request.headers.has(facts.token_header));
    CHECK(request.headers.has(facts.key_header));
    CHECK(request.headers.find(facts.brand_header) == facts.brand_word);
    CHECK(request.headers.find("accept-version") == std::string_view{"0.0.1"});
    CHECK(request.headers.find("content-type") == std::string_view{"application/json; charset=UTF-8"});
}

TEST_CASE("august adapter: a new PIN is loaded under an id that is the same for every try", "[august][adapter]") {
    Client client;
    auto const first = client.start(a_put(1, "0420", 27));
    auto const command = json(first.body)["commands"][0];

    CHECK(first.method == http::Method::post);
    CHECK(first.target == path::pins(lock_id(0)));
    CHECK(command["action"] == "load");
    CHECK(command["partnerUserID"] == "lockstep-1b");
    CHECK(command["pin"] == "0420");
    CHECK(command["accessType"] == "always");
    CHECK_FALSE(command.contains("accessTimes"));
    CHECK(command["firstName"] == "Guest");
    CHECK(command["lastName"] == "Twelve");
    CHECK_FALSE(json(first.body).contains("webhook"));
    CHECK(client.start(a_put(2, "0420", 27)).body == first.body);

    client.answer(http::json_response(202, write_accepted("t")));
    CHECK(client.answered().verdict == Verdict::accepted);
    CHECK(client.answered().vendor_ref == "lockstep-1b");
}

TEST_CASE("august adapter: a window with one bound is filled up, and the far bound is none again when listed",
          "[august][adapter]") {
    Client client;
    auto call = a_put(1, "0420");
    call.record.window.ends = noon;
    auto const command = json(client.start(call).body)["commands"][0];
    CHECK(command["accessType"] == "temporary");
    CHECK(command["accessTimes"] == "DTSTART=2000-01-01T00:00:00.000Z;DTEND=2030-01-01T12:00:00.000Z");

    PinBody const listed{
        .partner_id = "p", .pin = "0420", .access = AccessType::temporary, .times = command["accessTimes"]};
    CHECK(record_of(listed).window == call.record.window);
}

TEST_CASE("august adapter: an edit and a removal name the user", "[august][adapter]") {
    Client client;
    auto edit = a_put(1, "0421");
    edit.vendor_ref = "lockstep-1";
    auto const update = json(client.start(edit).body)["commands"][0];
    CHECK(update["action"] == "update");
    CHECK(update["partnerUserID"] == "lockstep-1");

    auto const by_serial = json(client.start(a_removal(2, 5)).body)["commands"][0];
    CHECK(by_serial == json(R"({"action":"delete","partnerUserID":"lockstep-5"})"));
    auto const strangers = json(client.start(a_removal(3, 5, "user:abc")).body)["commands"][0];
    CHECK(strangers == json(R"({"action":"delete","augustUserID":"abc"})"));
}

TEST_CASE("august adapter: what an answer to a command means", "[august][adapter]") {
    struct Row {
        std::string_view name;
        int status;
        std::string_view body;
        Verdict verdict;
        Refusal refusal;
    };
    auto const row = GENERATE(values<Row>({
        {"accepted", 202, R"({"message":"success","transactionID":"t"})", Verdict::accepted, Refusal::none},
        {"accepted otherwise", 200, "{}", Verdict::accepted, Refusal::none},
        {"accepted without a body", 204, "", Verdict::accepted, Refusal::none},
        {"a page under a good status", 200, "<html></html>", Verdict::unknown, Refusal::none},
        {"a body cut off", 202, R"({"message":)", Verdict::unknown, Refusal::none},
        {"bad pin", 400, R"({"code":3,"message":"bad pin format"})", Verdict::refused, Refusal::invalid_pin},
        {"some other mistake", 400, R"({"code":4711})", Verdict::refused, Refusal::other},
        {"garbage with a status", 400, "][", Verdict::refused, Refusal::other},
        {"forbidden", 403, "", Verdict::refused, Refusal::forbidden},
        {"no such pin", 404, R"({"code":22})", Verdict::refused, Refusal::not_found},
        {"no such lock", 404, R"({"code":21})", Verdict::refused, Refusal::other},
        {"lock did not answer", 408, R"({"code":30})", Verdict::unknown, Refusal::none},
        {"pin is taken", 409, R"({"code":40})", Verdict::refused, Refusal::pin_conflict},
        {"our user has one: an earlier try got there", 409, R"({"code":41})", Verdict::unknown, Refusal::none},
        {"delete and load raced", 409, R"({"code":42})", Verdict::refused, Refusal::other},
        {"full", 409, R"({"code":43})", Verdict::refused, Refusal::no_space},
        {"offline", 422, R"({"code":98,"message":"Bridge is offline"})", Verdict::refused, Refusal::device_offline},
        {"offline by its number alone", 422, "", Verdict::refused, Refusal::device_offline},
        {"busy", 423, R"({"code":99})", Verdict::refused, Refusal::other},
        {"busy on Bluetooth", 460, "", Verdict::refused, Refusal::other},
        {"blocked", 429, "", Verdict::refused, Refusal::rate_limited},
        {"broken", 500, "", Verdict::unknown, Refusal::none},
        {"motor", 530, R"({"code":98})", Verdict::unknown, Refusal::none},
        {"a redirection", 302, "", Verdict::unknown, Refusal::none},
    }));
    CAPTURE(row.name);
    Client client;
    client.start(a_put(1, "0420"));
    client.answer(row.body.empty() ? http::Response{row.status, {}, {}}
                                   : http::json_response(row.status, std::string{row.body}));

    CHECK(client.answered().call.value == 1);
    CHECK(client.answered().verdict == row.verdict);
    CHECK(client.answered().refusal == row.refusal);
}

TEST_CASE("august adapter: text that is not called JSON is not read as such", "[august][adapter]") {
    Client client;
    client.start(GENERATE(0, 1) == 0 ? a_put(1, "0420") : a_read(1));
    http::Response answer{200, {}, R"({"loaded":[]})"};
    answer.headers.add("content-type", "text/html");
    client.answer(answer);
    CHECK(client.answered().verdict == Verdict::unknown);
}

TEST_CASE("august adapter: Retry-After is handed on", "[august][adapter]") {
    Client client;
    client.start(a_put(1, "0420"));
    client.answer(too_many(10min));
    CHECK(client.answered().retry_after == 10min);
}

TEST_CASE("august adapter: the groups tell how each PIN stands", "[august][adapter][read]") {
    struct Row {
        Group group;
        ListedState state;
    };
    auto const row = GENERATE(values<Row>({
        {Group::created, ListedState::pending},
        {Group::loaded, ListedState::active},
        {Group::updating, ListedState::pending},
        {Group::disabling, ListedState::removing},
        {Group::disabled, ListedState::active},
        {Group::enabling, ListedState::pending},
        {Group::deleting, ListedState::removing},
    }));
    CAPTURE(name_of(row.group));
    PinGroups groups;
    groups[static_cast<std::size_t>(row.group)].push_back({.lock_id = lock_id(0),
                                                           .user_id = "u",
                                                           .partner_id = "lockstep-1",
                                                           .pin = "0420",
                                                           .access = AccessType::temporary,
                                                           .times = write_times({noon, noon + 1h}),
                                                           .first_name = "Guest",
                                                           .last_name = "Twelve",
                                                           .created_at = noon,
                                                           .updated_at = noon});
    Client client;
    CHECK(client.start(a_read(1)).method == http::Method::get);
    client.answer(http::json_response(200, write_pins(groups, Dress::awkward)));

    CHECK(client.answered().verdict == Verdict::done);
    REQUIRE(client.answered().listed.size() == 1);
    auto const& listed = client.answered().listed[0];
    CHECK(listed.vendor_ref == "lockstep-1");
    CHECK(listed.state == row.state);
    CHECK(listed.record.pin == pin("0420"));
    CHECK(listed.record.name == "Guest Twelve");
    // Switched off, it opens at no time at all.
    engine::Window const expected{noon, noon + 1h};
    CHECK((listed.record.window == expected) == (row.group != Group::disabled));
}

TEST_CASE("august adapter: a PIN in two groups is on its way", "[august][adapter][read]") {
    Client client;
    client.start(a_read(1));
    std::string_view const record = R"({"userID":"u","partnerUserID":"p","pin":"0420","accessType":"always"})";
    client.answer(http::json_response(
        200, R"({"created":[],"loaded":[)" + std::string{record} + R"(],"deleting":[)" + std::string{record} + "]}"));
    REQUIRE(client.answered().listed.size() == 1);
    CHECK(client.answered().listed[0].state == ListedState::removing);
}

TEST_CASE("august adapter: a stranger's PIN counts, whatever it is", "[august][adapter][read]") {
    Client client;
    client.start(a_read(1));
    client.answer(http::json_response(200, R"({"loaded":[{"userID":"u","pin":"12*4","accessType":"recurring",
        "accessTimes":"STARTSEC=1;ENDSEC=2","accessRecurrence":"FREQ=DAILY"}]})"));
    REQUIRE(client.answered().listed.size() == 1);
    CHECK(client.answered().listed[0].vendor_ref == "user:u");
    CHECK(client.answered().listed[0].record.pin.empty());
}

TEST_CASE("august adapter: a list of another lock is not believed", "[august][adapter][read]") {
    Client client;
    client.start(a_read(1));
    client.answer(http::json_response(
        200, R"({"loaded":[{"lockID":")" + lock_id(1) + R"(","userID":"u","pin":"1234","accessType":"always"}]})"));
    CHECK(client.answered().verdict == Verdict::unknown);
}

TEST_CASE("august adapter: a lock that is not found proves nothing to a read", "[august][adapter][read]") {
    Client client;
    client.start(a_read(1));
    client.answer(http::Response{404, {}, {}});
    CHECK(client.answered().refusal == Refusal::other);
}

// --- tokens ---------------------------------------------------------------------------------------------------------

TEST_CASE("august adapter: a 401 is answered by one login that all calls share", "[august][adapter][token]") {
    Client client;
    client.start(a_read(1));
    client.start(a_read(2));
    auto const first = client.effects.outgoing[0].exchange, second = client.effects.outgoing[1].exchange;

    client.adapter->received(first, http::Response{401, {}, {}}, noon, client.effects);
    client.adapter->received(second, http::Response{401, {}, {}}, noon, client.effects);

    REQUIRE(client.effects.outgoing.size() == 3);
    CHECK(client.effects.outgoing[2].op == Op::login);
    CHECK(client.sent().target == "/session");
    auto const body = json(client.sent().body);
    CHECK(body["identifier"] == "email:host0@example.test");
    CHECK(body["installId"] == known_install_id(0));

    auto const token = a_token(noon + 24h);
    client.answer(a_session(token));
    REQUIRE(client.effects.outgoing.size() == 5);
    for (std::size_t i : {3u, 4u}) {
        auto const& again = std::get<http::Request>(client.effects.outgoing[i].message);
        CHECK(again.headers.find(header::token) == token);
        CHECK_FALSE(client.effects.outgoing[i].operation_start);
    }
    client.answer(http::Response{401, {}, {}});
    CHECK(client.answered().refusal == Refusal::unauthorized);
}

TEST_CASE("august adapter: a login that does not succeed ends the calls that wait for it", "[august][adapter][token]") {
    struct Row {
        std::string_view name;
        http::Response answer;
        Verdict verdict;
        Refusal refusal;
    };
    auto const session = [](bool password, bool install) {
        return http::json_response(
            200, write_session({.password_is_right = password, .install_is_valid = install, .expires_at = noon}));
    };
    auto const row = GENERATE_COPY(values<Row>({
        {"wrong password", session(false, false), Verdict::refused, Refusal::unauthorized},
        {"installation not validated", session(true, false), Verdict::refused, Refusal::unauthorized},
        {"no token came with it", session(true, true), Verdict::unknown, Refusal::none},
        {"account closed", http::Response{401, {}, {}}, Verdict::refused, Refusal::unauthorized},
        {"too many logins", too_many(1min), Verdict::refused, Refusal::rate_limited},
        {"cloud is down", http::Response{503, {}, {}}, Verdict::unknown, Refusal::none},
        {"garbage", http::json_response(200, "]["), Verdict::unknown, Refusal::none},
    }));
    CAPTURE(row.name);
    Client client{august_vendor(), a_setup(Profile::awkward)};
    client.start(a_read(1));
    REQUIRE(client.effects.outgoing.back().op == Op::login);  // the first token has ended before it was used

    client.answer(row.answer);

    CHECK(client.effects.outgoing.size() == 1);
    CHECK(client.answered().verdict == row.verdict);
    CHECK(client.answered().refusal == row.refusal);
}

TEST_CASE("august adapter: any answer may renew the token, but not by an older one", "[august][adapter][token]") {
    Client client{august_vendor(), a_setup(Profile::awkward)};
    client.start(a_read(1));
    client.answer(a_session(a_token(noon + 24h)));
    auto const newer = a_token(noon + 48h);
    client.answer(with_token(http::json_response(200, write_pins({})), newer));
    CHECK(client.start(a_read(2)).headers.find(header::token) == newer);
    client.answer(with_token(http::json_response(200, write_pins({})), a_token(noon + 36h)));
    CHECK(client.start(a_read(3)).headers.find(header::token) == newer);
    // It knows from the token itself when that has ended.
    CHECK(client.start(a_read(4), noon + 48h).target == "/session");
}

TEST_CASE("august adapter: the newer brand refreshes by OAuth", "[august][adapter][token]") {
    Client client{yale_global_vendor(), a_setup(Profile::awkward)};
    auto const& login = client.start(a_read(1));
    CHECK(login.target == "/oauth/token");
    CHECK(login.body.find("grant_type=refresh_token") != std::string::npos);
    auto const token = a_token(noon + 24h);
    client.answer(http::json_response(200, R"({"access_token":")" + token + R"("})"));
    CHECK(client.sent().headers.find(header::token_plain) == token);
}

TEST_CASE("august adapter: broken answers, abandoned calls, restarts", "[august][adapter]") {
    Client client;
    client.start(a_put(1, "0420"));
    SECTION("a connection that broke leaves the outcome unknown") {
        client.adapter->broke(client.effects.outgoing.back().exchange, Broken::truncated, noon, client.effects);
        CHECK(client.answered().verdict == Verdict::unknown);
    }
    SECTION("an abandoned call is answered no more") {
        client.adapter->abandon({1});
        client.answer(http::json_response(202, "{}"));
        CHECK(client.effects.answers.empty());
    }
    SECTION("a restart forgets what was open") {
        client.adapter->restarted();
        client.answer(http::json_response(202, "{}"));
        CHECK(client.effects.answers.empty());
    }
    SECTION("a copy goes on by itself") {
        auto const copy = client.adapter->clone();
        StateHash before, after;
        client.adapter->hash(before);
        copy->hash(after);
        CHECK(before.value() == after.value());
        client.answer(http::json_response(202, "{}"));
        AdapterEffects effects{.next_exchange = &client.exchanges};
        copy->received(client.effects.outgoing.back().exchange, http::json_response(202, "{}"), noon, effects);
        CHECK(effects.answers.size() == 1);
    }
}

// --- pushed results -------------------------------------------------------------------------------------------------

std::string a_result(PinAction action, bool succeeded) {
    return write_result({.action = action,
                         .transaction_id = "t",
                         .succeeded = succeeded,
                         .error = ErrorCode::pins_full,
                         .record = {.lock_id = lock_id(1),
                                    .user_id = "u",
                                    .partner_id = "lockstep-1",
                                    .pin = "0420",
                                    .first_name = "guest",
                                    .created_at = noon,
                                    .updated_at = noon}});
}

TEST_CASE("august adapter: results that are pushed become news for the engine", "[august][adapter][push]") {
    using What = engine::Push::What;
    struct Row {
        PinAction action;
        bool succeeded;
        What what;
        Refusal refusal;
    };
    auto const row = GENERATE(values<Row>({
        {PinAction::load, true, What::stored, Refusal::none},
        {PinAction::update, true, What::stored, Refusal::none},
        {PinAction::remove, true, What::removed, Refusal::none},
        {PinAction::load, false, What::failed_to_store, Refusal::no_space},
        {PinAction::remove, false, What::failed_to_remove, Refusal::no_space},
    }));
    Client client;
    auto const push = http::json_request(http::Method::post, "/webhooks/august", a_result(row.action, row.succeeded));
    CHECK(client.adapter->pushed(push, noon, client.effects) == 200);
    REQUIRE(client.effects.pushes.size() == 1);
    CHECK(client.effects.pushes[0].what == row.what);
    CHECK(client.effects.pushes[0].refusal == row.refusal);
    CHECK(client.effects.pushes[0].vendor_ref == "lockstep-1");
    CHECK(client.effects.pushes[0].device.value == 1);
}

TEST_CASE("august adapter: a push that makes no sense is refused", "[august][adapter][push]") {
    Client client;
    std::string const body = GENERATE("", "[]", "{}", "<html>", R"({"action":"load","state":"loaded"})");
    CHECK(client.adapter->pushed(http::json_request(http::Method::post, "/webhooks/august", body), noon,
                                 client.effects) == 400);
    CHECK(client.effects.pushes.empty());
}

TEST_CASE("august adapter: with a webhook every command names its address", "[august][adapter][push]") {
    auto capabilities = polled();
    capabilities.confirmation = engine::Confirmation::push;
    Client client{august_vendor(), a_setup(Profile::calm, capabilities)};
    CHECK(json(client.start(a_put(1, "0420")).body)["webhook"] == "/webhooks/august");
}

}  // namespace
}  // namespace lockstep::providers::august
