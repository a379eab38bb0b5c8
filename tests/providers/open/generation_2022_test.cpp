// The 2022 generation: its bodies, each half alone, and both on one road.
#include "providers/open/protocol_2022.hpp"
#include "tests/catch.hpp"
#include "tests/providers/open/fixtures.hpp"

namespace lockstep::providers::open {
namespace {

using engine::Refusal;
using engine::Verdict;

constexpr std::string_view a_code_body =
    R"({"access_code_id":"ac_0_1","lock_id":"lk_0","owner_id":"us_0","code":"0420","name":"guest"})";

// --- bodies ---

TEST_CASE("open_2022 messages: a code is read with or without a name, and is on the lock", "[open][2022]") {
    auto const named = read_code_2022(a_code_body);
    REQUIRE(named);
    CHECK(named->status == CodeStatus::active);
    CHECK(named->code == "0420");
    CHECK(named->name == "guest");
    CHECK(json(write_code_2022(*named, "us_0", Dress::plain)) == json(a_code_body));

    auto const nameless =
        read_code_2022(R"({"access_code_id":"a","lock_id":"l","owner_id":"o","code":"1","more":[{}]})");
    REQUIRE(nameless);
    CHECK_FALSE(nameless->name);
    CHECK_FALSE(json(write_code_2022(*nameless, "o", Dress::plain)).contains("name"));
}

TEST_CASE("open_2022 messages: what misses a member, or has another type, is not read", "[open][2022]") {
    auto const text =
        GENERATE(as<std::string>{}, "", "{}", "[]", "null", R"({"lock_id":"lk_0","owner_id":"us_0","code":"0420"})",
                 R"({"access_code_id":"ac_0_1","owner_id":"us_0","code":"0420"})",
                 R"({"access_code_id":"ac_0_1","lock_id":"lk_0","code":"0420"})",
                 R"({"access_code_id":"ac_0_1","lock_id":"lk_0","owner_id":"us_0"})",
                 R"({"access_code_id":"ac_0_1","lock_id":"lk_0","owner_id":"us_0","code":420})",
                 R"({"access_code_id":"ac_0_1","lock_id":"lk_0","owner_id":"us_0","code":null})",
                 R"({"access_code_id":"","lock_id":"lk_0","owner_id":"us_0","code":"0420"})");
    CAPTURE(text);
    CHECK_FALSE(read_code_2022(text));
    CHECK(read_list_2022(R"({"access_codes":[)" + text + "]}").has_value() == text.empty());
    CHECK_FALSE(read_ok(text));
}

TEST_CASE("open_2022 messages: a list is a list, and only true is ok", "[open][2022]") {
    CHECK(read_list_2022(R"({"access_codes":[]})")->codes.empty());
    CHECK_FALSE(read_list_2022(R"({})"));
    CHECK_FALSE(read_list_2022(R"({"access_codes":{}})"));
    CHECK_FALSE(read_list_2022(R"({"access_codes":[1]})"));
    CHECK(read_ok(write_ok(Dress::plain)));
    CHECK(read_ok(write_ok(Dress::awkward)));
    CHECK_FALSE(read_ok(R"({"ok":false})"));
    CHECK_FALSE(read_ok(R"({"ok":"true"})"));
    CHECK_FALSE(read_ok(R"({"ok":true)"));
}

TEST_CASE("open_2022 messages: each generation reads its own errors", "[open][2022]") {
    auto const text = write_error(ErrorCode::access_code_removal_failed, Generation::of_2022);
    CHECK(json(text).at("error_id") == "ACCESS_CODE_REMOVAL_FAILED");
    CHECK(json(text).contains("error_message"));
    CHECK(read_error(text, Generation::of_2022)->code == ErrorCode::access_code_removal_failed);
    CHECK_FALSE(read_error(text));
    CHECK_FALSE(read_error(write_error(ErrorCode::no_space), Generation::of_2022));
}

// --- the adapter alone ---

struct LoneAdapter {
    std::unique_ptr<Adapter> adapter = open_2022_vendor().make_adapter(a_setup(), engine::AccountId{0});
    std::uint64_t exchanges = 0;
    AdapterEffects effects{.next_exchange = &exchanges};

    engine::Answer answer_to(engine::ProviderCall const& call, int status, std::string body) {
        adapter->start(call, noon, effects);
        adapter->received(effects.outgoing.back().exchange, http::json_response(status, std::move(body)), noon,
                          effects);
        return effects.answers.size() == 1 ? effects.answers[0] : engine::Answer{.call = {999}};
    }
};

TEST_CASE("open_2022 adapter: what the answers mean", "[open][2022][adapter]") {
    struct Row {
        std::string what;
        engine::ProviderCall call;
        int status;
        std::string body;
        Verdict verdict;
        Refusal refusal;
    };
    std::string const failed = R"({"error_id":"ACCESS_CODE_REMOVAL_FAILED","error_message":"no"})";
    auto const row = GENERATE_REF(values<Row>({
        {"a code", a_put(1, "0420"), 200, std::string{a_code_body}, Verdict::done, Refusal::none},
        {"a code of another lock", a_put(1, "0420"), 200,
         R"({"access_code_id":"ac_1_1","lock_id":"lk_1","owner_id":"us_0","code":"0420","name":"guest"})",
         Verdict::unknown, Refusal::none},
        {"a code of the other generation", a_put(1, "0420"), 202,
         R"({"access_code_id":"ac_0_1","lock_id":"lk_0","name":"guest","code":"0420","status":"pending"})",
         Verdict::unknown, Refusal::none},
        {"no room", a_put(1, "0420"), 409, R"({"error_id":"NO_SPACE","error_message":""})", Verdict::refused,
         Refusal::no_space},
        {"removed", a_removal(1, "ac_0_1"), 200, R"({"ok":true})", Verdict::done, Refusal::none},
        {"not ok", a_removal(1, "ac_0_1"), 200, R"({"ok":false})", Verdict::unknown, Refusal::none},
        {"nothing", a_removal(1, "ac_0_1"), 200, "{}", Verdict::unknown, Refusal::none},
        {"removal failed", a_removal(1, "ac_0_1"), 500, failed, Verdict::unknown, Refusal::none},
        {"removal refused by that word", a_removal(1, "ac_0_1"), 409, failed, Verdict::refused, Refusal::other},
        {"no such code", a_removal(1, "ac_0_1"), 404, R"({"error_id":"ACCESS_CODE_NOT_FOUND"})", Verdict::refused,
         Refusal::not_found},
        {"no list", a_read(1), 200, R"({"ok":true})", Verdict::unknown, Refusal::none},
    }));
    CAPTURE(row.what);
    auto const answer = LoneAdapter{}.answer_to(row.call, row.status, row.body);
    CHECK(answer.call == row.call.id);
    CHECK(answer.verdict == row.verdict);
    CHECK(answer.refusal == row.refusal);
}

TEST_CASE("open_2022 adapter: a filter that is not heeded puts no code on another lock", "[open][2022][adapter]") {
    auto const answer = LoneAdapter{}.answer_to(a_read(1), 200, R"({"access_codes":[
        {"access_code_id":"ac_1_1","lock_id":"lk_1","owner_id":"us_0","code":"1111"},
        {"access_code_id":"ac_0_2","lock_id":"lk_0","owner_id":"us_0","code":"2222"}]})");
    CHECK(answer.verdict == Verdict::done);
    REQUIRE(answer.listed.size() == 1);
    CHECK(answer.listed[0].vendor_ref == "ac_0_2");
}

TEST_CASE("open_2022 adapter: it takes no pushes", "[open][2022][adapter]") {
    LoneAdapter lone;
    auto const push = http::json_request(http::Method::post, "/webhooks/open", "{}");
    CHECK(lone.adapter->pushed(push, noon, lone.effects) == 404);
    CHECK(lone.effects.pushes.empty());
}

// --- the mock alone ---

struct LoneMock {
    explicit LoneMock(sim::LockSettings lock = {.slots = 5, .apply = 3s, .erase = 1s})
        : setup(a_setup()), cloud(a_cloud(setup, std::move(lock))), mock(open_2022_vendor().make_mock(setup)) {}

    void ask(http::Method method, std::string target, std::string body = {}) {
        http::Request request = body.empty() ? http::Request{.method = method, .target = std::move(target)}
                                             : http::json_request(method, std::move(target), std::move(body));
        http::set_bearer(request.headers, TokenOffice{setup.provider, setup.seed}.access_token(0, never));
        mock->handle({++asked}, request, {}, cloud, now, effects);
    }
    void run(Instant until) {
        for (;;) {
            auto const due = std::min(cloud.next_due(), mock->next_due());
            if (due > until) break;
            now = std::max(now, due);
            for (auto const& completion : cloud.run_due(now))
                mock->completed(completion, cloud, now, effects);
            if (mock->next_due() <= now) mock->run_due(cloud, now, effects);
        }
        now = until;
    }
    // The answer to the request of that number; 0 as long as there is none.
    http::Response answer(std::uint64_t number) const {
        for (auto const& reply : effects.replies)
            if (reply.exchange.value == number) return response(reply.message);
        return {.status = 0};
    }

    VendorSetup setup;
    sim::Cloud cloud;
    std::unique_ptr<Mock> mock;
    Instant now = noon;
    std::uint64_t asked = 0;
    MockEffects effects;
};

constexpr char const* a_create = R"({"lock_id":"lk_0","code":"0420","name":"guest"})";

TEST_CASE("open_2022 mock: who looks at a lock that is at work waits for it", "[open][2022][mock]") {
    LoneMock lone;
    lone.ask(http::Method::post, "/access_codes", a_create);
    lone.ask(http::Method::get, "/access_codes?lock_id=lk_0");
    lone.ask(http::Method::get, "/access_codes/ac_0_1");
    lone.ask(http::Method::get, "/access_codes/ac_0_2");
    lone.ask(http::Method::get, "/access_codes?lock_id=lk_1");  // not at work
    CHECK(lone.effects.replies.size() == 1);
    CHECK(json(lone.answer(5).body) == json(R"({"access_codes":[]})"));
    lone.run(noon + 3s - 1us);
    CHECK(lone.effects.replies.size() == 1);
    lone.run(noon + 3s);
    CHECK(json(lone.answer(1).body) == json(a_code_body));
    CHECK(json(lone.answer(2).body).at("access_codes").at(0) == json(a_code_body));
    CHECK(json(lone.answer(3).body) == json(a_code_body));
    CHECK(lone.answer(4).status == 404);

    lone.ask(http::Method::delete_, "/access_codes/ac_0_1");
    lone.ask(http::Method::get, "/access_codes/ac_0_1");
    CHECK(lone.answer(7).status == 0);
    lone.run(noon + 4s);
    CHECK(lone.answer(6).status == 200);
    CHECK(json(lone.answer(6).body) == json(R"({"ok":true})"));
    CHECK(lone.answer(7).status == 404);
}

TEST_CASE("open_2022 mock: bounds are members that nobody knows", "[open][2022][mock]") {
    LoneMock lone;
    lone.ask(http::Method::post, "/access_codes",
             R"({"lock_id":"lk_0","code":"0420","starts_at":"2031-01-01T00:00:00Z","ends_at":7})");
    lone.run(noon + 3s);
    CHECK(lone.answer(1).status == 200);
    CHECK_FALSE(json(lone.answer(1).body).contains("name"));
    auto const listed = lone.cloud.list(0, lone.now);
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].record.starts == always);
    CHECK(listed[0].record.ends == never);
}

TEST_CASE("open_2022 mock: after ten minutes nobody is kept waiting, and the lock goes on", "[open][2022][mock]") {
    LoneMock lone{{.slots = 5, .apply = 15min, .erase = 15min}};
    lone.ask(http::Method::post, "/access_codes", a_create);
    lone.ask(http::Method::get, "/access_codes?lock_id=lk_0");
    lone.run(noon + 10min - 1us);
    CHECK(lone.effects.replies.empty());
    lone.run(noon + 10min);
    CHECK(lone.answer(1).status == 504);
    CHECK(lone.answer(2).status == 504);
    lone.run(noon + 15min);
    CHECK(lone.effects.replies.size() == 2);

    lone.ask(http::Method::delete_, "/access_codes/ac_0_1");
    lone.run(noon + 25min);
    CHECK(lone.answer(3).status == 500);
    CHECK(json(lone.answer(3).body).at("error_id") == "ACCESS_CODE_REMOVAL_FAILED");
    CHECK(lone.cloud.list(0, lone.now).size() == 1);
    lone.run(noon + 30min);
    CHECK(lone.cloud.list(0, lone.now).empty());
    CHECK(lone.mock->next_due() == never);
}

TEST_CASE("open_2022 mock: what a lock has swallowed keeps no look waiting", "[open][2022][mock]") {
    LoneMock lone{{.slots = 5, .apply = 3s, .erase = 1s, .offline = sim::OfflineMode::swallow}};
    lone.cloud.set_online(0, false, noon);
    lone.ask(http::Method::post, "/access_codes", a_create);
    lone.ask(http::Method::get, "/access_codes?lock_id=lk_0");
    CHECK(lone.answer(1).status == 0);
    CHECK(json(lone.answer(2).body) == json(R"({"access_codes":[]})"));
    lone.run(noon + 10min);
    CHECK(lone.answer(1).status == 504);
}

TEST_CASE("open_2022 mock: refusals are in the words of 2022", "[open][2022][mock]") {
    struct Row {
        std::string what;
        http::Method method;
        std::string target, body;
        int status;
        std::string error_id;
    };
    auto const row = GENERATE(values<Row>({
        {"no lock", http::Method::get, "/access_codes", "", 400, "INVALID_REQUEST"},
        {"no such lock", http::Method::get, "/access_codes?lock_id=lk_9", "", 404, "DEVICE_NOT_FOUND"},
        {"not a lock", http::Method::get, "/access_codes?lock_id=front", "", 404, "DEVICE_NOT_FOUND"},
        {"no body", http::Method::post, "/access_codes", "", 400, "INVALID_REQUEST"},
        {"no lock", http::Method::post, "/access_codes", R"({"code":"0420"})", 400, "INVALID_REQUEST"},
        {"no code", http::Method::post, "/access_codes", R"({"lock_id":"lk_0"})", 400, "INVALID_REQUEST"},
        {"letters", http::Method::post, "/access_codes", R"({"lock_id":"lk_0","code":"abcd"})", 400, "INVALID_PIN"},
        {"no such code", http::Method::get, "/access_codes/ac_0_9", "", 404, "ACCESS_CODE_NOT_FOUND"},
        {"no such code", http::Method::delete_, "/access_codes/ac_0_9", "", 404, "ACCESS_CODE_NOT_FOUND"},
        {"an edit", http::Method::patch, "/access_codes/ac_0_1", "{}", 405, "METHOD_NOT_ALLOWED"},
        {"the current list", http::Method::get, "/locks/lk_0/access_codes", "", 404, "NOT_FOUND"},
        {"a webhook", http::Method::post, "/webhooks", R"({"url":"http://a/b"})", 404, "NOT_FOUND"},
    }));
    CAPTURE(row.what);
    LoneMock lone;
    lone.ask(row.method, row.target, row.body);
    CHECK(lone.answer(1).status == row.status);
    CHECK(json(lone.answer(1).body).at("error_id") == row.error_id);
}

TEST_CASE("open_2022 mock: it says that it is well to whoever asks, or that it is not", "[open][2022][mock]") {
    LoneMock lone;
    http::Request const health{.method = http::Method::get, .target = "/health"};
    lone.mock->handle({1}, health, {}, lone.cloud, noon, lone.effects);
    lone.cloud.set_outage(true);
    lone.mock->handle({2}, health, {}, lone.cloud, noon, lone.effects);
    CHECK(json(lone.answer(1).body) == json(R"({"ok":true})"));
    CHECK(lone.answer(2).status == 503);
}

TEST_CASE("open_2022 mock: chaos speaks in its words", "[open][2022][mock]") {
    LoneMock lone;
    http::Request const removal{.method = http::Method::delete_, .target = "/access_codes/ac_0_1"};
    http::Request const list{.method = http::Method::get, .target = "/access_codes?lock_id=lk_0"};
    CHECK(json(lone.mock->error(removal, 500, {})).at("error_id") == "ACCESS_CODE_REMOVAL_FAILED");
    CHECK(json(lone.mock->error(list, 500, {})).at("error_id") == "INTERNAL_ERROR");
    CHECK(json(lone.mock->error(list, 404, {})).at("error_id") == "DEVICE_NOT_FOUND");
    CHECK(json(lone.mock->refusal(removal, Refusal::pin_conflict)).at("error_id") == "PIN_CONFLICT");
    Message read = http::json_response(200, "");
    lone.mock->empty_list(read);
    CHECK(read_list_2022(response(read).body)->codes.empty());
}

TEST_CASE("open_2022 mock: a copy is the same, and who waits is part of what it is", "[open][2022][mock]") {
    auto const hash_of_mock = [](Mock const& mock) {
        StateHash hash;
        mock.hash(hash);
        return hash.value();
    };
    LoneMock lone;
    lone.ask(http::Method::post, "/access_codes", a_create);
    auto const before = lone.mock->clone();
    CHECK(hash_of_mock(*before) == hash_of_mock(*lone.mock));
    lone.ask(http::Method::get, "/access_codes?lock_id=lk_0");
    CHECK(hash_of_mock(*before) != hash_of_mock(*lone.mock));
    CHECK(hash_of_mock(*lone.mock->clone()) == hash_of_mock(*lone.mock));
}

// --- both ---

TEST_CASE("open_2022 road: a life, and a removal by name", "[open][2022][road]") {
    Road road{a_setup({}, GENERATE(Profile::calm, Profile::awkward)),
              {.slots = 5, .apply = 3s, .erase = 1s},
              open_2022_vendor()};
    road.start(a_read(1));
    road.run(noon + 10s);
    road.answers.clear();

    road.start(a_put(2, "0420"));
    road.run(noon + 20s);
    CHECK(road.only_answer().at == noon + 13400ms);
    CHECK(road.only_answer().answer.verdict == Verdict::done);
    CHECK(road.only_answer().answer.record.pin == pin("0420"));
    CHECK(road.only_answer().answer.record.name == "guest");
    auto const ref = road.only_answer().answer.vendor_ref;

    for (std::uint64_t i = 0; i < 4; ++i)
        road.start(a_put(3 + i, std::to_string(1111 + i), "other " + std::to_string(i)));
    road.run(noon + 30s);
    road.answers.clear();
    road.start(a_read(8));
    road.run(noon + 31s);
    CHECK(road.only_answer().at == noon + 30400ms);
    CHECK(road.only_answer().answer.listed.size() == 5);

    road.answers.clear();
    road.start(a_removal(9, ""));
    road.run(noon + 40s);
    CHECK(road.only_answer().at == noon + 32800ms);  // the list, then the removal
    CHECK(road.only_answer().answer.verdict == Verdict::done);
    CHECK(road.only_answer().answer.vendor_ref == ref);
    CHECK(road.cloud.list(0, road.now).size() == 4);
    CHECK(road.pushes_carried == 0);
}

TEST_CASE("open_2022 road: a removal by name finds a code that is still on its way", "[open][2022][road]") {
    Road road{a_setup(), {.slots = 5, .apply = 3s, .erase = 1s}, open_2022_vendor()};
    road.start(a_put(1, "0420"));
    road.run(noon + 1s);
    road.adapter->abandon({1});
    road.start(a_removal(2, ""));
    road.run(noon + 10s);
    CHECK(road.only_answer().at == noon + 3200ms + 200ms + 1400ms);
    CHECK(road.only_answer().answer.verdict == Verdict::done);
    CHECK(road.cloud.list(0, road.now).empty());
}

}  // namespace
}  // namespace lockstep::providers::open
