// The virtual lock maker's answers: who may ask, what is accepted, what is refused with which word, what lists show.
#include "providers/open/mock.hpp"

#include <set>

#include "http/target.hpp"
#include "runtime/time_text.hpp"
#include "tests/catch.hpp"
#include "tests/providers/open/fixtures.hpp"

namespace lockstep::providers::open {
namespace {

// A mock whose other side is the test.
struct Server {
    explicit Server(VendorSetup made = a_setup(), sim::LockSettings lock = {.slots = 5, .apply = 3s, .erase = 1s})
        : setup(std::move(made)), cloud(a_cloud(setup, std::move(lock))), mock(setup) {}

    http::Request request(http::Method method, std::string target, std::string body = "") const {
        auto made = body.empty() ? http::Request{method, std::move(target), {}, {}}
                                 : http::json_request(method, std::move(target), std::move(body));
        http::set_bearer(made.headers, TokenOffice{setup.provider, setup.seed}.access_token(0, never));
        return made;
    }
    // The answer that is given at once.
    http::Response ask(http::Request const& asked, Handling const& handling = {}) {
        effects.clear();
        mock.handle({++exchanges}, asked, handling, cloud, now, effects);
        return effects.replies.size() == 1 ? response(effects.replies[0].message) : http::Response{0, {}, ""};
    }
    http::Response create(std::string_view digits, std::string_view name = "guest", std::string_view more = "") {
        return ask(request(http::Method::post, "/locks/lk_0/access_codes",
                           R"({"name":")" + std::string{name} + R"(","code":")" + std::string{digits} + "\"" +
                               std::string{more} + "}"));
    }
    http::Response list(std::string_view query = "") {
        return ask(request(http::Method::get, "/locks/lk_0/access_codes" + std::string{query}));
    }
    http::Response edit(std::string_view id, std::string body) {
        return ask(request(http::Method::patch, "/access_codes/" + std::string{id}, std::move(body)));
    }
    http::Response erase(std::string_view id) {
        return ask(request(http::Method::delete_, "/access_codes/" + std::string{id}));
    }
    // Lets the locks work; what the mock says about it is in `effects`.
    void work(Duration duration) {
        effects.clear();
        auto const until = now + duration;
        for (auto due = cloud.next_due(); due <= until; due = cloud.next_due()) {
            now = due;
            for (auto const& completion : cloud.run_due(now))
                mock.completed(completion, cloud, now, effects);
        }
        now = until;
    }
    std::string stored(std::string_view digits, std::string_view name = "guest", std::string_view more = "") {
        auto const id = json(create(digits, name, more).body).value("access_code_id", "");
        work(3s);
        return id;
    }

    VendorSetup setup;
    sim::Cloud cloud;
    OpenMock mock;
    MockEffects effects;
    std::uint64_t exchanges = 0;
    Instant now = noon;
};

std::string error_of(http::Response const& answer) { return json(answer.body).value("error_code", ""); }

engine::Capabilities with(auto change) {
    engine::Capabilities capabilities;
    change(capabilities);
    return capabilities;
}

TEST_CASE("open mock: a create is acknowledged at once and listed as pending until it is stored", "[open][mock]") {
    Server server;

    auto const created = server.create("0420", "guest", R"(,"starts_at":"2030-01-01T13:00:00+01:00")");

    CHECK(created.status == 202);
    auto const body = json(created.body);
    CHECK(body["status"] == "pending");
    CHECK(body["lock_id"] == "lk_0");
    CHECK(body["code"] == "0420");
    CHECK(body["starts_at"] == "2030-01-01T12:00:00.000Z");
    CHECK(body["ends_at"].is_null());

    auto const id = body["access_code_id"];
    CHECK(json(server.list().body)["access_codes"][0]["status"] == "pending");
    server.work(3s);
    auto const listed = json(server.list().body)["access_codes"];
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["status"] == "active");
    CHECK(listed[0]["access_code_id"] == id);
    CHECK(server.erase(id.get<std::string>()).status == 202);
    CHECK(json(server.list().body)["access_codes"][0]["status"] == "removing");
    server.work(1s);
    CHECK(json(server.list().body)["access_codes"].empty());
}

TEST_CASE("open mock: the door knows who may come in", "[open][mock]") {
    struct Row {
        std::string_view name;
        http::Method method;
        std::string target, token;
        int status;
        std::string_view error;
    };
    TokenOffice const office{"maker", 1};
    auto const good = office.access_token(0, never);
    auto const row = GENERATE_COPY(values<Row>({
        {"a good token", http::Method::get, "/locks/lk_0/access_codes", good, 200, ""},
        {"no token", http::Method::get, "/locks/lk_0/access_codes", "", 401, "UNAUTHORIZED"},
        {"a made-up token", http::Method::get, "/locks/lk_0", "at_0_7fffffffffffffff_0", 401, "UNAUTHORIZED"},
        {"somebody else's office", http::Method::get, "/locks/lk_0", TokenOffice{"maker", 2}.access_token(0, never),
         401, "UNAUTHORIZED"},
        {"a refresh token", http::Method::get, "/locks/lk_0", office.refresh_token(0), 401, "UNAUTHORIZED"},
        {"an expired token", http::Method::get, "/locks/lk_0", office.access_token(0, noon), 401, "UNAUTHORIZED"},
        {"another account's lock", http::Method::get, "/locks/lk_0", office.access_token(1, never), 404,
         "DEVICE_NOT_FOUND"},
        {"another account's code", http::Method::delete_, "/access_codes/ac_0_1", office.access_token(1, never), 404,
         "DEVICE_NOT_FOUND"},
        {"no such lock", http::Method::get, "/locks/lk_99/access_codes", good, 404, "DEVICE_NOT_FOUND"},
        {"no such code", http::Method::delete_, "/access_codes/ac_0_77", good, 404, "ACCESS_CODE_NOT_FOUND"},
        {"an id that is none", http::Method::patch, "/access_codes/x", good, 404, "ACCESS_CODE_NOT_FOUND"},
        {"no such path", http::Method::get, "/doors", good, 404, "NOT_FOUND"},
        {"the wrong method", http::Method::put, "/locks/lk_0", good, 405, "METHOD_NOT_ALLOWED"},
    }));
    CAPTURE(row.name);
    Server server;
    http::Request request{row.method, row.target, {}, {}};
    if (!row.token.empty()) http::set_bearer(request.headers, row.token);

    auto const answer = server.ask(request);

    CHECK(answer.status == row.status);
    CHECK(http::is_json(answer.headers));
    CHECK(error_of(answer) == row.error);
    CHECK(answer.headers.has(http::field::allow) == (row.status == 405));
}

TEST_CASE("open mock: outage and revoked credentials shut everybody out, tokens included", "[open][mock]") {
    Server server;
    auto const refresh = [&] {
        http::Request login{http::Method::post, std::string{path::token}, {}, {}};
        login.body =
            "grant_type=refresh_token&refresh_token=" + http::percent_encoded(TokenOffice{"maker", 1}.refresh_token(0));
        return server.ask(login);
    };
    CHECK(refresh().status == 200);

    server.cloud.set_connected(0, false);
    CHECK(server.list().status == 401);
    CHECK(refresh().status == 401);
    server.cloud.set_outage(true);
    CHECK(server.list().status == 503);
    CHECK(refresh().status == 503);

    server.cloud.set_outage(false);
    server.cloud.set_connected(0, true);
    CHECK(server.list().status == 200);  // the old token is good again
}

TEST_CASE("open mock: tokens from a refresh end under the awkward profile only", "[open][mock]") {
    auto const profile = GENERATE(Profile::calm, Profile::awkward);
    Server server{a_setup({}, profile)};
    http::Request login{http::Method::post, std::string{path::token}, {}, {}};
    login.body = "grant_type=refresh_token&refresh_token=" + TokenOffice{"maker", 1}.refresh_token(0);

    auto const token = read_token(server.ask(login).body);
    REQUIRE(token.has_value());
    CHECK(token->expires_in.has_value() == (profile == Profile::awkward));
    auto asked = server.request(http::Method::get, "/locks/lk_0");
    http::set_bearer(asked.headers, token->access_token);
    server.now += awkward_token_lifetime - 1us;
    CHECK(server.ask(asked).status == 200);
    server.now += 1us;
    CHECK(server.ask(asked).status == (profile == Profile::awkward ? 401 : 200));
}

TEST_CASE("open mock: a token is not given for less than a refresh token", "[open][mock]") {
    auto const form = GENERATE(as<std::string>{}, "", "grant_type=refresh_token", "grant_type=password&refresh_token=x",
                               "grant_type=refresh_token&refresh_token=rt_0_0", "%", "{}");
    CAPTURE(form);
    Server server;
    http::Request login{http::Method::post, std::string{path::token}, {}, form};
    auto const status = server.ask(login).status;
    CHECK((status == 400 || status == 401));
}

TEST_CASE("open mock: what a create is refused for", "[open][mock]") {
    struct Row {
        std::string_view name, body;
        int status;
        std::string_view error;
    };
    auto const row = GENERATE(values<Row>({
        {"a PIN that is taken", R"({"name":"b","code":"1111"})", 409, "PIN_CONFLICT"},
        {"a PIN too short", R"({"name":"b","code":"111"})", 400, "INVALID_PIN"},
        {"a PIN too long", R"({"name":"b","code":"123456789"})", 400, "INVALID_PIN"},
        {"a PIN of letters", R"({"name":"b","code":"12ab"})", 400, "INVALID_PIN"},
        {"an empty PIN", R"({"name":"b","code":""})", 400, "INVALID_PIN"},
        {"no PIN", R"({"name":"b"})", 400, "INVALID_REQUEST"},
        {"no name", R"({"code":"2222"})", 400, "INVALID_REQUEST"},
        {"a number for a PIN", R"({"name":"b","code":2222})", 400, "INVALID_REQUEST"},
        {"a window upside down",
         R"({"name":"b","code":"2222","starts_at":"2030-01-02T00:00:00Z","ends_at":"2030-01-02T00:00:00Z"})", 400,
         "INVALID_REQUEST"},
        {"garbage", "<xml>", 400, "INVALID_REQUEST"},
    }));
    CAPTURE(row.name);
    Server server;
    server.stored("1111", "a");
    StateHash before, after;
    server.cloud.hash(before);

    auto const answer =
        server.ask(server.request(http::Method::post, "/locks/lk_0/access_codes", std::string{row.body}));

    CHECK(answer.status == row.status);
    CHECK(error_of(answer) == row.error);
    server.cloud.hash(after);
    CHECK(before.value() == after.value());
}

TEST_CASE("open mock: a body under another label is not read", "[open][mock]") {
    Server server;
    auto request = server.request(http::Method::post, "/locks/lk_0/access_codes", R"({"name":"b","code":"2222"})");
    request.headers.set(http::field::content_type, "text/plain");
    CHECK(server.ask(request).status == 400);
}

TEST_CASE("open mock: a full lock and an offline lock say so", "[open][mock]") {
    Server server{a_setup(), {.slots = 1, .apply = 3s, .erase = 1s}};
    server.stored("1111");
    CHECK(error_of(server.create("2222")) == "NO_SPACE");

    server.cloud.set_online(0, false, server.now);
    auto const offline = server.create("2222");
    CHECK(offline.status == 409);
    CHECK(error_of(offline) == "DEVICE_OFFLINE");
    CHECK(server.list().status == 200);  // the cloud tells what it knows, link or not
}

TEST_CASE("open mock: an edit keeps what it does not name", "[open][mock]") {
    Server server;
    auto const id = server.stored("1111", "a", R"(,"ends_at":"2030-02-01T00:00:00Z")");

    auto const edited = server.edit(id, R"({"code":"2222","starts_at":"2030-01-15T00:00:00Z"})");

    CHECK(edited.status == 202);
    CHECK(json(edited.body)["access_code_id"] == id);
    server.work(3s);
    auto const listed = json(server.list().body)["access_codes"][0];
    CHECK(listed["name"] == "a");
    CHECK(listed["code"] == "2222");
    CHECK(listed["starts_at"] == "2030-01-15T00:00:00.000Z");
    CHECK(listed["ends_at"] == "2030-02-01T00:00:00.000Z");

    server.edit(id, R"({"starts_at":null,"ends_at":null})");
    server.work(3s);
    CHECK(json(server.list().body)["access_codes"][0]["ends_at"].is_null());
}

TEST_CASE("open mock: quirks of a profile are switches", "[open][mock]") {
    SECTION("no edit in place") {
        Server server{a_setup(with([](auto& c) { c.edit_in_place = false; }))};
        auto const answer = server.edit(server.stored("1111"), R"({"code":"2222"})");
        CHECK(answer.status == 405);
        CHECK(answer.headers.find(http::field::allow) == "DELETE");
    }
    SECTION("no native scheduling") {
        Server server{a_setup(with([](auto& c) { c.native_scheduling = false; }))};
        CHECK(error_of(server.create("1111", "a", R"(,"ends_at":"2030-02-01T00:00:00Z")")) == "INVALID_REQUEST");
        CHECK(server.create("1111", "a", R"(,"ends_at":null)").status == 202);
    }
    SECTION("names only") {
        Server server{a_setup(with([](auto& c) { c.reads = engine::Reads::names; }))};
        CHECK_FALSE(json(server.create("1111", "a").body).contains("code"));
        auto const listed = json(server.list().body)["access_codes"][0];
        CHECK_FALSE(listed.contains("code"));
        CHECK(listed["name"] == "a");
    }
    SECTION("no lists") {
        Server server{a_setup(with([](auto& c) { c.reads = engine::Reads::nothing; }))};
        CHECK(server.list().status == 405);
    }
    SECTION("lengths are the lock's own") {
        auto setup = a_setup();
        setup.devices[0].capabilities.pins.lengths = 1u << 6;
        Server server{setup};
        CHECK(error_of(server.create("1111")) == "INVALID_PIN");
        CHECK(server.create("111111").status == 202);
    }
}

TEST_CASE("open mock: a partial write stores without the bound it lost", "[open][mock]") {
    Server server;
    auto const lost = GENERATE(0, 1);
    Handling const handling{.as_of = std::nullopt, .lose_starts = lost == 0, .lose_ends = lost == 1};
    auto const request = server.request(
        http::Method::post, "/locks/lk_0/access_codes",
        R"({"name":"a","code":"1111","starts_at":"2030-01-02T00:00:00Z","ends_at":"2030-01-03T00:00:00Z"})");

    CHECK(server.ask(request, handling).status == 202);
    server.work(3s);

    auto const listed = json(server.list().body)["access_codes"][0];
    CHECK(listed["starts_at"].is_null() == handling.lose_starts);
    CHECK(listed["ends_at"].is_null() == handling.lose_ends);
}

TEST_CASE("open mock: a stale read answers what was known then", "[open][mock]") {
    Server server;
    server.stored("1111");
    auto const request = server.request(http::Method::get, "/locks/lk_0/access_codes");
    CHECK(json(server.ask(request, {.as_of = noon - 1s}).body)["access_codes"].empty());
    CHECK(json(server.ask(request, {.as_of = noon + 1s}).body)["access_codes"][0]["status"] == "pending");
    CHECK(json(server.ask(request).body)["access_codes"][0]["status"] == "active");
}

TEST_CASE("open mock: the rate limit slides over arrivals, refusals do not count", "[open][mock]") {
    Server server{a_setup(with([](auto& c) { c.rate_limit = {2, 10s}; }))};
    CHECK(server.list().status == 200);
    server.now += 4s;
    CHECK(server.list().status == 200);
    server.now += 500ms;
    auto const refused = server.list();
    CHECK(refused.status == 429);
    CHECK(refused.headers.find(http::field::retry_after) == "6");  // 5.5 s, rounded up
    server.now = noon + 10s - 1us;
    CHECK(server.list().status == 429);
    server.now = noon + 10s;
    CHECK(server.list().status == 200);
    CHECK(server.list().status == 429);
}

// --- confirmation ---

TEST_CASE("open mock: a push tells what the lock stores, when it is done", "[open][mock]") {
    Server server;
    server.create("0420", "guest");
    server.work(3s - 1us);
    CHECK(server.effects.pushes.empty());
    server.work(1us);

    REQUIRE(server.effects.pushes.size() == 1);
    auto const& push = server.effects.pushes[0];
    CHECK(push.account.value == 0);
    CHECK(push.device.value == 0);
    auto const& request = std::get<http::Request>(push.message);
    CHECK(request.target == path::webhook);
    auto const event = read_event(request.body);
    REQUIRE(event.has_value());
    CHECK(event->type == EventType::code_created);
    CHECK(event->occurred_at == noon + 3s);
    CHECK(event->succeeded);
    CHECK(event->code.status == CodeStatus::active);
    CHECK(event->code.code == "0420");

    server.edit(event->code.access_code_id, R"({"code":"0421"})");
    server.work(3s);
    REQUIRE(server.effects.pushes.size() == 1);
    CHECK(read_event(std::get<http::Request>(server.effects.pushes[0].message).body)->type == EventType::code_updated);

    server.erase(event->code.access_code_id);
    server.work(1s);
    REQUIRE(server.effects.pushes.size() == 1);
    auto const gone = read_event(std::get<http::Request>(server.effects.pushes[0].message).body);
    CHECK(gone->type == EventType::code_deleted);
    CHECK(gone->code.status == CodeStatus::deleted);
    CHECK(gone->code.lock_id == "lk_0");
}

TEST_CASE("open mock: work that a lock could not do is told as failed", "[open][mock]") {
    Server server{a_setup(), {.slots = 1, .apply = 3s, .erase = 1s}};
    server.create("0420");
    server.cloud.add_by_hand(0, {.pin = "9999"}, server.now);  // takes the slot first
    server.work(3s);

    REQUIRE(server.effects.pushes.size() == 1);
    auto const event = read_event(std::get<http::Request>(server.effects.pushes[0].message).body);
    CHECK_FALSE(event->succeeded);
    CHECK(event->error == ErrorCode::no_space);
    CHECK(event->code.status == CodeStatus::failed);
}

TEST_CASE("open mock: polling profiles push nothing", "[open][mock]") {
    Server server{a_setup(with([](auto& c) { c.confirmation = engine::Confirmation::poll; }))};
    server.create("0420");
    server.work(1h);
    CHECK(server.effects.pushes.empty());
    CHECK(server.mock.next_due() == never);
}

TEST_CASE("open mock: an answer that confirms is kept until the lock is done", "[open][mock]") {
    Server server{a_setup(with([](auto& c) { c.confirmation = engine::Confirmation::answer; })),
                  {.slots = 1, .apply = 3s, .erase = 1s}};
    CHECK(server.create("0420").status == 0);
    server.work(3s);
    REQUIRE(server.effects.replies.size() == 1);
    CHECK(server.effects.pushes.empty());
    auto const stored = json(server.effects.replies[0].message);
    CHECK(stored["status"] == "active");
    CHECK(stored["code"] == "0420");

    CHECK(server.erase(stored["access_code_id"].get<std::string>()).status == 0);
    server.work(1s);
    REQUIRE(server.effects.replies.size() == 1);
    CHECK(json(server.effects.replies[0].message)["status"] == "deleted");

    server.create("0420");
    server.cloud.add_by_hand(0, {.pin = "9999"}, server.now);
    server.work(3s);
    REQUIRE(server.effects.replies.size() == 1);
    CHECK(response(server.effects.replies[0].message).status == 409);
    CHECK(error_of(response(server.effects.replies[0].message)) == "NO_SPACE");
}

TEST_CASE("open mock: the front door does not wait for a lock for ever", "[open][mock]") {
    Server server{a_setup(with([](auto& c) { c.confirmation = engine::Confirmation::answer; })),
                  {.slots = 5,
                   .apply = 3s,
                   .erase = 1s,
                   .offline = GENERATE(sim::OfflineMode::queue, sim::OfflineMode::swallow)}};
    server.cloud.set_online(0, false, noon);
    CHECK(server.create("0420").status == 0);
    REQUIRE(server.mock.next_due() == noon + gateway_patience);

    server.effects.clear();
    server.mock.run_due(server.cloud, noon + gateway_patience, server.effects);

    REQUIRE(server.effects.replies.size() == 1);
    CHECK(response(server.effects.replies[0].message).status == 504);
    CHECK(server.mock.next_due() == never);
}

TEST_CASE("open mock: only so many requests of an account may wait for locks", "[open][mock]") {
    Server server{a_setup(with([](auto& c) {
        c.confirmation = engine::Confirmation::answer;
        c.concurrency_max = 1;
    }))};
    CHECK(server.create("1111", "a").status == 0);
    auto const second = server.create("2222", "b");
    CHECK(second.status == 429);
    CHECK(second.headers.find(http::field::retry_after) == "1");
    CHECK(server.list().status == 200);  // reads do not wait for locks
    server.work(3s);
    CHECK(server.create("2222", "b").status == 0);
}

TEST_CASE("open mock: a repeated idempotency key answers the same work", "[open][mock]") {
    auto const confirmation = GENERATE(engine::Confirmation::answer, engine::Confirmation::push);
    Server server{a_setup(with([&](auto& c) {
        c.idempotency_keys = true;
        c.confirmation = confirmation;
    }))};
    bool const parked = confirmation == engine::Confirmation::answer;
    auto request = server.request(http::Method::post, "/locks/lk_0/access_codes", R"({"name":"a","code":"1111"})");
    request.headers.set(http::field::idempotency_key, "k1");

    auto const first = server.ask(request);
    auto const again = server.ask(request);
    CHECK(first.status == (parked ? 0 : 202));
    CHECK(again.status == first.status);
    CHECK(again.body == first.body);
    server.work(3s);
    CHECK(server.effects.replies.size() == (parked ? 2 : 0));

    // Done by now: the answer says so, and nothing is written a second time.
    auto const late = server.ask(request);
    CHECK(late.status == 200);
    CHECK(json(late.body)["status"] == "active");
    CHECK(json(server.list().body)["access_codes"].size() == 1);

    // What it named is gone: a new wish.
    server.erase(json(late.body)["access_code_id"].get<std::string>());
    server.work(1s);
    server.ask(request);
    server.work(3s);
    CHECK(json(server.list().body)["access_codes"].size() == 1);
}

TEST_CASE("open mock: failed work and vendors without the feature do not remember keys", "[open][mock]") {
    bool const feature = GENERATE(true, false);
    Server server{a_setup(with([&](auto& c) { c.idempotency_keys = feature; })),
                  {.slots = 1, .apply = 3s, .erase = 1s}};
    auto request = server.request(http::Method::post, "/locks/lk_0/access_codes", R"({"name":"a","code":"1111"})");
    request.headers.set(http::field::idempotency_key, "k1");
    CHECK(server.ask(request).status == 202);
    if (!feature) {
        CHECK(error_of(server.ask(request)) == "PIN_CONFLICT");
        return;
    }
    server.cloud.add_by_hand(0, {.pin = "9999"}, server.now);
    server.work(3s);
    CHECK(error_of(server.ask(request)) == "NO_SPACE");
}

// --- awkward ---

TEST_CASE("open mock: awkward lists come in pages of three, shuffled, and lose nobody", "[open][mock]") {
    Server server{a_setup({}, Profile::awkward), {.slots = 20, .apply = 3s, .erase = 1s}};
    std::set<std::string> wanted;
    for (int i = 0; i < 10; ++i)
        wanted.insert(server.stored(std::to_string(1000 + i), "n" + std::to_string(i)));

    std::set<std::string> seen;
    std::vector<std::string> order;
    std::string cursor;
    int pages = 0;
    do {
        auto const page = read_list(server.list(cursor.empty() ? "" : "?cursor=" + cursor).body);
        REQUIRE(page.has_value());
        CHECK(page->codes.size() <= awkward_page_size);
        for (auto const& code : page->codes) {
            CHECK(seen.insert(code.access_code_id).second);
            order.push_back(code.access_code_id);
        }
        cursor = page->next_cursor;
        // One that goes while the pages are turned does not move the others.
        if (++pages == 1) {
            auto const gone = page->codes[0].access_code_id;
            server.erase(gone);
            server.work(1s);
        }
        REQUIRE(pages < 10);
    } while (!cursor.empty());

    CHECK(pages == 4);
    CHECK(seen == wanted);
    CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
    CHECK(server.list("?cursor=zzz").status == 400);
    CHECK(server.list("?cursor=%").status == 400);
}

TEST_CASE("open mock: some awkward pushes come a second time, late and unchanged", "[open][mock]") {
    Server server{a_setup({}, Profile::awkward), {.slots = 20, .apply = 3s, .erase = 1s}};
    std::vector<PushedMessage> first;
    for (int i = 0; i < 12; ++i) {
        server.stored(std::to_string(1000 + i), "n" + std::to_string(i));
        REQUIRE(server.effects.pushes.size() == 1);
        first.push_back(server.effects.pushes[0]);
    }
    server.effects.clear();
    server.mock.run_due(server.cloud, server.now + 1h, server.effects);

    auto const& copies = server.effects.pushes;
    CHECK(copies.size() > 0);
    CHECK(copies.size() < 12);
    auto const request_of = [](PushedMessage const& push) { return std::get<http::Request>(push.message); };
    for (auto const& copy : copies)
        CHECK(std::any_of(first.begin(), first.end(),
                          [&](auto const& one) { return request_of(one) == request_of(copy); }));
    CHECK(server.mock.next_due() == never);
}

// --- other calls ---

TEST_CASE("open mock: locks are told, a subscription moves the pushes", "[open][mock]") {
    Server server;
    auto const locks = json(server.ask(server.request(http::Method::get, "/locks")).body)["locks"];
    REQUIRE(locks.size() == 2);
    CHECK(locks[1]["lock_id"] == "lk_1");
    CHECK(locks[1]["name"] == "lock 1");
    auto const lock = json(server.ask(server.request(http::Method::get, "/locks/lk_1")).body);
    CHECK(lock["online"] == true);
    CHECK(lock["timezone"] == "UTC");
    CHECK(lock["device_time"] == "2030-01-01T12:00:00.000Z");

    auto const hook = server.ask(server.request(
        http::Method::post, "/webhooks", R"({"url":"https://house/hooks/7?a=b","events":["access_code.created"]})"));
    CHECK(json(hook.body)["status"] == "active");
    server.stored("0420");
    REQUIRE(server.effects.pushes.size() == 1);
    CHECK(std::get<http::Request>(server.effects.pushes[0].message).target == "/hooks/7");
    CHECK(server.ask(server.request(http::Method::post, "/webhooks", "{}")).status == 400);
}

TEST_CASE("open mock: what is not a request at all is refused", "[open][mock]") {
    Server server;
    server.mock.handle({1}, http::Response{}, {}, server.cloud, noon, server.effects);
    REQUIRE(server.effects.replies.size() == 1);
    CHECK(response(server.effects.replies[0].message).status == 400);
}

TEST_CASE("open mock: a copy lives its own life and hashes like its original until then", "[open][mock]") {
    auto const hash_of = [](Mock const& mock) {
        StateHash hash;
        mock.hash(hash);
        return hash.value();
    };
    Server server;
    server.create("0420");
    auto const copy = server.mock.clone();
    CHECK(hash_of(*copy) == hash_of(server.mock));
    server.create("0421", "other");
    CHECK(hash_of(*copy) != hash_of(server.mock));
}

// --- chaos ---

TEST_CASE("open mock: chaos speaks this vendor's language", "[open][mock]") {
    Server const server;
    auto const create = server.request(http::Method::post, "/locks/lk_0/access_codes", "{}");
    auto const erase = server.request(http::Method::delete_, "/access_codes/ac_0_1");

    auto const outage = server.mock.error(create, 503, 2500ms);
    CHECK(response(outage).status == 503);
    CHECK(response(outage).headers.find(http::field::retry_after) == "3");
    CHECK(error_of(response(outage)) == "SERVICE_UNAVAILABLE");
    CHECK_FALSE(response(server.mock.error(create, 500, std::nullopt)).headers.has(http::field::retry_after));
    CHECK(error_of(response(server.mock.error(create, 404, std::nullopt))) == "DEVICE_NOT_FOUND");
    CHECK(error_of(response(server.mock.error(erase, 404, std::nullopt))) == "ACCESS_CODE_NOT_FOUND");
    CHECK(response(server.mock.error(create, 200, std::nullopt)).status == 200);

    using engine::Refusal;
    for (auto const refusal :
         {Refusal::device_offline, Refusal::pin_conflict, Refusal::invalid_pin, Refusal::no_space, Refusal::forbidden,
          Refusal::not_found, Refusal::unauthorized, Refusal::rate_limited, Refusal::name_conflict, Refusal::other}) {
        CAPTURE(static_cast<int>(refusal));
        auto const message = server.mock.refusal(create, refusal);
        CHECK(failure(engine::CallId{1}, response(message), noon).refusal == refusal);
    }

    Message list =
        http::json_response(200, R"({"access_codes":[{"access_code_id":"a","status":"active"}],"next_cursor":"b"})");
    CHECK_FALSE(read_list(response(server.mock.malformed(list)).body).has_value());
    CHECK(response(server.mock.malformed(list)).status == 200);
    server.mock.empty_list(list);
    REQUIRE(read_list(response(list).body).has_value());
    CHECK(read_list(response(list).body)->codes.empty());
    CHECK(read_list(response(list).body)->next_cursor.empty());
}

}  // namespace
}  // namespace lockstep::providers::open
