// The adapter around its operations: tokens shared and refreshed once, abandoned calls, pushes taken or turned away.
#include "providers/open/adapter.hpp"

#include "http/target.hpp"
#include "tests/catch.hpp"
#include "tests/providers/open/fixtures.hpp"

namespace lockstep::providers::open {
namespace {

using engine::Refusal;
using engine::Verdict;

// An adapter whose other side is the test.
struct Client {
    explicit Client(Instant token_ends = never)
        : adapter(AdapterSettings{
              .account = engine::AccountId{0},
              .credentials = {.access_token = "first", .refresh_token = "r", .expires_at = token_ends}}) {}

    void start(engine::ProviderCall const& call) { adapter.start(call, now, fresh()); }
    void respond(ExchangeId exchange, http::Response response) {
        adapter.received(exchange, std::move(response), now, fresh());
    }
    void grant(ExchangeId login, std::string_view token = "second", std::string_view more = "") {
        respond(login,
                http::json_response(200, R"({"access_token":")" + std::string{token} + "\"" + std::string{more} + "}"));
    }
    void refuse(ExchangeId exchange, int status) { respond(exchange, http::json_response(status, "{}")); }

    Outgoing const& only_request() const { return effects.outgoing.at(effects.outgoing.size() == 1 ? 0 : 999); }
    static std::string_view token_of(Outgoing const& outgoing) {
        return http::bearer(std::get<http::Request>(outgoing.message).headers);
    }

    AdapterEffects& fresh() {
        effects.clear();
        effects.next_exchange = &exchanges;
        return effects;
    }

    OpenAdapter adapter;
    AdapterEffects effects;  // of the last step
    std::uint64_t exchanges = 0;
    Instant now = noon;
};

TEST_CASE("open adapter: a call leaves at once, with the token that is there", "[open][adapter]") {
    Client client;
    client.start(a_put(1, "0420"));

    auto const request = client.only_request();
    CHECK(request.op == Op::write);
    CHECK(request.operation_start);
    CHECK(request.call.value == 1);
    CHECK(request.device.value == 0);
    CHECK(Client::token_of(request) == "first");
}

TEST_CASE("open adapter: a 401 is answered by one refresh and the same request again", "[open][adapter]") {
    Client client;
    client.start(a_put(1, "0420"));
    auto const first = client.only_request();

    client.refuse(first.exchange, 401);
    auto const login = client.only_request();
    CHECK(login.op == Op::login);
    CHECK(login.operation_start);
    CHECK_FALSE(login.device);
    auto const& form = std::get<http::Request>(login.message);
    CHECK(form.target == "/oauth/token");
    CHECK(http::Query::parse(form.body)->find("refresh_token") == "r");
    CHECK_FALSE(form.headers.has(http::field::authorization));

    client.grant(login.exchange);
    auto const second = client.only_request();
    CHECK(second.op == Op::write);
    CHECK_FALSE(second.operation_start);
    CHECK(Client::token_of(second) == "second");
    auto expected = std::get<http::Request>(first.message);
    http::set_bearer(expected.headers, "second");
    CHECK(std::get<http::Request>(second.message).body == expected.body);
    CHECK(std::get<http::Request>(second.message).target == expected.target);

    client.refuse(second.exchange, 401);
    REQUIRE(client.effects.answers.size() == 1);
    CHECK(client.effects.outgoing.empty());
    CHECK(client.effects.answers[0].verdict == Verdict::refused);
    CHECK(client.effects.answers[0].refusal == Refusal::unauthorized);
}

TEST_CASE("open adapter: how a refresh can end for the calls that wait for it", "[open][adapter]") {
    struct Row {
        std::string_view name;
        int status;
        std::string_view body;
        Verdict verdict;
        Refusal refusal;
    };
    auto const row = GENERATE(values<Row>({
        {"refused", 401, "{}", Verdict::refused, Refusal::unauthorized},
        {"bad grant", 400, "{}", Verdict::refused, Refusal::unauthorized},
        {"too many", 429, "{}", Verdict::refused, Refusal::rate_limited},
        {"outage", 503, "{}", Verdict::unknown, Refusal::none},
        {"garbage", 200, "<html>", Verdict::unknown, Refusal::none},
        {"no token", 200, "{}", Verdict::unknown, Refusal::none},
    }));
    CAPTURE(row.name);
    Client client;
    client.start(a_put(1, "0420"));
    auto const first = client.only_request();
    client.start(a_read(2));
    auto const second = client.only_request();
    client.refuse(first.exchange, 401);
    auto const login = client.only_request();
    client.refuse(second.exchange, 401);
    CHECK(client.effects.outgoing.empty());  // shares the refresh

    client.respond(login.exchange, http::json_response(row.status, std::string{row.body}));

    REQUIRE(client.effects.answers.size() == 2);
    for (auto const& answer : client.effects.answers) {
        CHECK(answer.verdict == row.verdict);
        CHECK(answer.refusal == row.refusal);
    }
    // Whatever became of it, the next call tries again with what there is.
    client.start(a_read(3));
    CHECK(Client::token_of(client.only_request()) == "first");
}

TEST_CASE("open adapter: a reset refresh leaves the outcome open", "[open][adapter]") {
    Client client;
    client.start(a_put(1, "0420"));
    client.refuse(client.only_request().exchange, 401);
    auto const login = client.only_request();

    client.adapter.broke(login.exchange, Broken::connection_reset, client.now, client.fresh());

    REQUIRE(client.effects.answers.size() == 1);
    CHECK(client.effects.answers[0].verdict == Verdict::unknown);
}

TEST_CASE("open adapter: a 401 to a request that left with an older token needs no new refresh", "[open][adapter]") {
    Client client;
    client.start(a_put(1, "0420"));
    auto const first = client.only_request();
    client.start(a_read(2));
    auto const second = client.only_request();
    client.refuse(first.exchange, 401);
    client.grant(client.only_request().exchange);

    client.refuse(second.exchange, 401);

    CHECK(client.only_request().op == Op::read);
    CHECK(Client::token_of(client.only_request()) == "second");
}

TEST_CASE("open adapter: an expired token is renewed before the request, a new one lives as long as it says",
          "[open][adapter]") {
    Client client{noon + 1h};
    client.now = noon + 1h;
    client.start(a_put(1, "0420"));
    CHECK(client.only_request().op == Op::login);
    client.grant(client.only_request().exchange, "second", R"(,"expires_in":60,"refresh_token":"r2")");
    CHECK(client.only_request().op == Op::write);
    CHECK(client.only_request().operation_start);

    client.now += 59s;
    client.start(a_read(2));
    CHECK(client.only_request().op == Op::read);
    client.now += 1s;
    client.start(a_read(3));
    CHECK(client.only_request().op == Op::login);
    CHECK(std::get<http::Request>(client.only_request().message).body.find("refresh_token=r2") != std::string::npos);
}

TEST_CASE("open adapter: a refresh that never comes back holds up nobody for ever", "[open][adapter]") {
    Client client;
    client.start(a_put(1, "0420"));
    client.refuse(client.only_request().exchange, 401);
    auto const lost = client.only_request();

    client.adapter.abandon({1});
    client.start(a_read(2));
    client.refuse(client.only_request().exchange, 401);
    auto const again = client.only_request();
    CHECK(again.op == Op::login);

    client.grant(lost.exchange);  // too late for the one who asked
    CHECK(client.effects.outgoing.empty());
    client.grant(again.exchange);
    CHECK(client.only_request().op == Op::read);
}

TEST_CASE("open adapter: what comes for an abandoned call is ignored", "[open][adapter]") {
    Client client;
    client.start(a_put(1, "0420"));
    auto const request = client.only_request();
    client.adapter.abandon({1});

    client.respond(request.exchange, http::json_response(200, R"({"access_code_id":"a","status":"pending"})"));
    CHECK(client.effects.answers.empty());
    client.refuse(request.exchange, 401);
    CHECK(client.effects.outgoing.empty());
    client.adapter.broke(request.exchange, Broken::timed_out, client.now, client.fresh());
    CHECK(client.effects.answers.empty());
}

TEST_CASE("open adapter: a broken connection leaves the outcome open", "[open][adapter]") {
    Client client;
    client.start(GENERATE(a_put(1, "0420"), a_removal(1, "x"), a_read(1)));
    auto const how = GENERATE(Broken::connection_reset, Broken::truncated, Broken::timed_out);
    auto const request = client.only_request();

    client.adapter.broke(request.exchange, how, client.now, client.fresh());

    REQUIRE(client.effects.answers.size() == 1);
    CHECK(client.effects.answers[0].verdict == Verdict::unknown);
}

TEST_CASE("open adapter: a restart forgets calls and keeps credentials", "[open][adapter]") {
    Client client;
    client.start(a_put(1, "0420"));
    auto const before = client.only_request();
    client.refuse(before.exchange, 401);
    client.grant(client.only_request().exchange);
    auto const request = client.only_request();

    client.adapter.restarted();

    client.refuse(request.exchange, 500);
    CHECK(client.effects.answers.empty());
    client.start(a_read(2));
    CHECK(Client::token_of(client.only_request()) == "second");
}

TEST_CASE("open adapter: a copy lives its own life and hashes like its original until then", "[open][adapter]") {
    auto const hash_of = [](Adapter const& adapter) {
        StateHash hash;
        adapter.hash(hash);
        return hash.value();
    };
    Client client;
    client.start(a_put(1, "0420"));
    auto const request = client.only_request();
    auto const copy = client.adapter.clone();
    CHECK(hash_of(*copy) == hash_of(client.adapter));

    client.refuse(request.exchange, 500);
    CHECK(hash_of(*copy) != hash_of(client.adapter));
    copy->received(request.exchange, http::json_response(500, ""), client.now, client.fresh());
    CHECK(client.effects.answers.size() == 1);
    CHECK(hash_of(*copy) == hash_of(client.adapter));
}

// --- pushes ---

http::Request a_push(std::string_view body) {
    return http::json_request(http::Method::post, std::string{path::webhook}, std::string{body});
}

std::string an_event(std::string_view type, std::string_view rest, std::string_view id = "evt_1") {
    return R"({"event_id":")" + std::string{id} + R"(","event_type":")" + std::string{type} + "\"," +
           std::string{rest} + "}";
}

TEST_CASE("open adapter: what a push says to the engine", "[open][adapter]") {
    using What = engine::Push::What;
    struct Row {
        std::string_view name, body;
        std::optional<What> what;
        int status;
    };
    auto const row = GENERATE(values<Row>({
        {"stored",
         R"("event_type":"access_code.created","status":"success","access_code":
            {"access_code_id":"ac_0_1","lock_id":"lk_3","name":"guest","code":"0420","status":"active"})",
         What::stored, 200},
        {"edited",
         R"("event_type":"access_code.updated","status":"success","access_code":
            {"access_code_id":"ac_0_1","lock_id":"lk_3","name":"guest","code":"0420","status":"active"})",
         What::stored, 200},
        {"removed",
         R"("event_type":"access_code.deleted","status":"success","access_code":
            {"access_code_id":"ac_0_1","lock_id":"lk_3","status":"deleted"})",
         What::removed, 200},
        {"not stored",
         R"("event_type":"access_code.created","status":"failed","error_code":"NO_SPACE","access_code":
            {"access_code_id":"ac_0_1","lock_id":"lk_3","status":"failed"})",
         What::failed_to_store, 200},
        {"not removed",
         R"("event_type":"access_code.deleted","status":"failed","access_code":
            {"access_code_id":"ac_0_1","lock_id":"lk_3","status":"failed"})",
         What::failed_to_remove, 200},
        {"of a link", R"("event_type":"device.offline","device_id":"lk_3")", std::nullopt, 200},
        {"of a lock without id",
         R"("event_type":"access_code.created","status":"success","access_code":
            {"access_code_id":"ac_0_1","code":"0420","status":"active"})",
         std::nullopt, 400},
        {"stored and gone at once",
         R"("event_type":"access_code.created","status":"success","access_code":
            {"access_code_id":"ac_0_1","lock_id":"lk_3","status":"deleted"})",
         std::nullopt, 400},
        {"a PIN that is none",
         R"("event_type":"access_code.created","status":"success","access_code":
            {"access_code_id":"ac_0_1","lock_id":"lk_3","code":"12#4","status":"active"})",
         std::nullopt, 400},
    }));
    CAPTURE(row.name);
    Client client;

    auto const status =
        client.adapter.pushed(a_push(R"({"event_id":"evt_1",)" + std::string{row.body} + "}"), noon, client.fresh());

    CHECK(status == row.status);
    REQUIRE(client.effects.pushes.size() == (row.what ? 1u : 0u));
    if (!row.what) return;
    auto const& push = client.effects.pushes[0];
    CHECK(push.what == *row.what);
    CHECK(push.vendor_ref == "ac_0_1");
    CHECK(push.device.value == 3);
    CHECK(push.refusal == (row.name == "not stored"    ? Refusal::no_space
                           : row.name == "not removed" ? Refusal::other
                                                       : Refusal::none));
    if (row.what == What::stored) {
        CHECK(push.pin_known);
        CHECK(push.record.pin == pin("0420"));
        CHECK(push.record.name == "guest");
    }
}

TEST_CASE("open adapter: a push that makes no sense is turned away", "[open][adapter]") {
    Client client;
    for (auto const* body : {"", "{}", "[]", "<html>", R"({"event_type":"access_code.created"})"}) {
        CAPTURE(body);
        CHECK(client.adapter.pushed(a_push(body), noon, client.fresh()) == 400);
    }
    auto get = a_push("{}");
    get.method = http::Method::get;
    CHECK(client.adapter.pushed(get, noon, client.fresh()) == 405);
    CHECK(client.adapter.pushed(http::Request{}, noon, client.fresh()) == 400);
    CHECK(client.adapter.pushed(engine::Push{}, noon, client.fresh()) == 400);
    CHECK(client.effects.pushes.empty());
}

TEST_CASE("open adapter: a push that comes again is taken and says nothing new", "[open][adapter]") {
    Client client;
    auto const event = [](std::string_view id) {
        return a_push(an_event(
            "access_code.deleted",
            R"("status":"success","access_code":{"access_code_id":"a","lock_id":"lk_0","status":"deleted"})", id));
    };
    CHECK(client.adapter.pushed(event("evt_1"), noon, client.fresh()) == 200);
    CHECK(client.effects.pushes.size() == 1);
    CHECK(client.adapter.pushed(event("evt_1"), noon, client.fresh()) == 200);
    CHECK(client.effects.pushes.empty());
    CHECK(client.adapter.pushed(event("evt_2"), noon, client.fresh()) == 200);
    CHECK(client.effects.pushes.size() == 1);
}

TEST_CASE("open adapter: no prefix of a push is a push", "[open][adapter]") {
    Client client;
    auto const whole = an_event(
        "access_code.created",
        R"("status":"success","access_code":{"access_code_id":"a","lock_id":"lk_0","code":"0420","status":"active"})");
    for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
        CHECK(client.adapter.pushed(a_push(std::string_view{whole}.substr(0, bytes)), noon, client.fresh()) == 400);
        CHECK(client.effects.pushes.empty());
    }
}

}  // namespace
}  // namespace lockstep::providers::open
