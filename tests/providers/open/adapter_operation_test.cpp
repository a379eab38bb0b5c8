// One call's state machine: what it sends, and what each way of answering it proves.
#include "providers/open/adapter_operation.hpp"

#include "tests/catch.hpp"
#include "tests/providers/open/fixtures.hpp"

namespace lockstep::providers::open {
namespace {

using engine::Refusal;
using engine::Verdict;

http::Response answer_with(int status, std::string body) { return http::json_response(status, std::move(body)); }

constexpr std::string_view pending = R"({"access_code_id":"ac_0_1","lock_id":"lk_0","status":"pending"})";
constexpr std::string_view active =
    R"({"access_code_id":"ac_0_1","lock_id":"lk_0","name":"guest","code":"0420","status":"active",
        "starts_at":"2030-01-01T12:00:00.000Z","ends_at":null})";

TEST_CASE("open operation: a new code is posted with its bounds only", "[open][adapter]") {
    auto call = a_put(1, "0420");
    call.record.window.ends = noon;

    auto const request = Operation{call, true}.request();

    CHECK(request.method == http::Method::post);
    CHECK(request.target == "/locks/lk_0/access_codes");
    CHECK(http::is_json(request.headers));
    CHECK_FALSE(request.headers.has(http::field::idempotency_key));
    CHECK(json(request.body) == json(R"({"name":"guest","code":"0420","ends_at":"2030-01-01T12:00:00.000Z"})"));
}

TEST_CASE("open operation: an edit says what shall be no more", "[open][adapter]") {
    auto call = a_put(1, "0420");
    call.vendor_ref = "ac_0_1";
    call.idempotency_key = 0x2a;

    auto const request = Operation{call, true}.request();

    CHECK(request.method == http::Method::patch);
    CHECK(request.target == "/access_codes/ac_0_1");
    CHECK(request.headers.find(http::field::idempotency_key) == "000000000000002a");
    CHECK(json(request.body) == json(R"({"name":"guest","code":"0420","starts_at":null,"ends_at":null})"));
}

TEST_CASE("open operation: a vendor without schedules is sent none", "[open][adapter]") {
    auto call = a_put(1, "0420");
    call.vendor_ref = GENERATE("", "ac_0_1");
    call.record.window = {noon, noon + 1h};

    CHECK(json((Operation{call, false}.request().body)) == json(R"({"name":"guest","code":"0420"})"));
}

TEST_CASE("open operation: how a write's answer ends the call", "[open][adapter]") {
    struct Row {
        std::string_view name;
        int status;
        std::string_view body;
        Verdict verdict;
        Refusal refusal;
    };
    auto const row = GENERATE(values<Row>({
        {"acknowledged", 202, pending, Verdict::accepted, Refusal::none},
        {"acknowledged with another 2xx", 200, pending, Verdict::accepted, Refusal::none},
        {"done", 200, active, Verdict::done, Refusal::none},
        {"done without a name", 200, R"({"access_code_id":"a","code":"1","status":"active"})", Verdict::unknown,
         Refusal::none},
        {"done with a PIN that is none", 200, R"({"access_code_id":"a","name":"n","code":"x","status":"active"})",
         Verdict::unknown, Refusal::none},
        {"another lock's", 202, R"({"access_code_id":"a","lock_id":"lk_1","status":"pending"})", Verdict::unknown,
         Refusal::none},
        {"being removed", 200, R"({"access_code_id":"a","status":"removing"})", Verdict::unknown, Refusal::none},
        {"an error called success", 200, R"({"error_code":"DEVICE_OFFLINE","message":""})", Verdict::unknown,
         Refusal::none},
        {"garbage", 200, "<html>", Verdict::unknown, Refusal::none},
        {"nothing", 204, "", Verdict::unknown, Refusal::none},
        {"moved", 302, "", Verdict::unknown, Refusal::none},
        {"offline", 409, R"({"error_code":"DEVICE_OFFLINE"})", Verdict::refused, Refusal::device_offline},
        {"conflict", 409, R"({"error_code":"PIN_CONFLICT"})", Verdict::refused, Refusal::pin_conflict},
        {"bad PIN", 400, R"({"error_code":"INVALID_PIN"})", Verdict::refused, Refusal::invalid_pin},
        {"full", 409, R"({"error_code":"NO_SPACE"})", Verdict::refused, Refusal::no_space},
        {"name taken", 422, R"({"error_code":"NAME_CONFLICT"})", Verdict::refused, Refusal::name_conflict},
        {"no such code", 404, R"({"error_code":"ACCESS_CODE_NOT_FOUND"})", Verdict::refused, Refusal::not_found},
        {"no such lock", 404, R"({"error_code":"DEVICE_NOT_FOUND"})", Verdict::refused, Refusal::other},
        {"only a 404", 404, "", Verdict::refused, Refusal::not_found},
        {"only a 409", 409, "garbage", Verdict::refused, Refusal::other},
        {"an unknown word", 418, R"({"error_code":"TEAPOT"})", Verdict::refused, Refusal::other},
        {"forbidden", 403, R"({"error_code":"NO_SPACE"})", Verdict::refused, Refusal::forbidden},
        {"too many", 429, "", Verdict::refused, Refusal::rate_limited},
        {"unauthorized", 401, "", Verdict::refused, Refusal::unauthorized},
        {"broken server", 500, R"({"error_code":"NO_SPACE"})", Verdict::unknown, Refusal::none},
        {"outage", 503, "", Verdict::unknown, Refusal::none},
        {"impossible", 999, "", Verdict::unknown, Refusal::none},
    }));
    CAPTURE(row.name);
    Operation operation{a_put(7, "0420"), true};

    auto const answer = operation.received(answer_with(row.status, std::string{row.body}), noon);

    REQUIRE(answer.has_value());
    CHECK(answer->call.value == 7);
    CHECK(answer->verdict == row.verdict);
    CHECK(answer->refusal == row.refusal);
    if (row.verdict == Verdict::accepted) CHECK(answer->vendor_ref == "ac_0_1");
}

TEST_CASE("open operation: a confirmation carries the stored record", "[open][adapter]") {
    Operation operation{a_put(7, "0420"), true};
    auto const told = operation.received(answer_with(200, std::string{active}), noon);
    REQUIRE(told.has_value());
    CHECK(told->pin_known);
    CHECK(told->record.pin == pin("0420"));
    CHECK(told->record.name == "guest");
    CHECK(told->record.window == engine::Window{noon, never});

    Operation discreet{a_put(7, "0420"), true};
    auto const untold =
        discreet.received(answer_with(200, R"({"access_code_id":"a","name":"guest","status":"active"})"), noon);
    REQUIRE(untold.has_value());
    CHECK(untold->verdict == Verdict::done);
    CHECK_FALSE(untold->pin_known);
    CHECK(untold->record.pin.empty());
}

TEST_CASE("open operation: an edit answered about another code proves nothing", "[open][adapter]") {
    auto call = a_put(7, "0420");
    call.vendor_ref = "ac_0_2";
    Operation operation{call, true};

    CHECK(operation.received(answer_with(202, std::string{pending}), noon)->verdict == Verdict::unknown);
}

TEST_CASE("open operation: success under a wrong label is not believed", "[open][adapter]") {
    Operation operation{a_put(7, "0420"), true};
    http::Response response{200, {}, std::string{active}};
    response.headers.add(http::field::content_type, GENERATE("text/html", ""));

    CHECK(operation.received(response, noon)->verdict == Verdict::unknown);
}

TEST_CASE("open operation: Retry-After is handed on", "[open][adapter]") {
    struct Row {
        int status;
        std::string_view field;
        Duration wait;
    };
    auto const row = GENERATE(values<Row>({
        {429, "7", 7s},
        {503, "7", 7s},
        {429, "Tue, 01 Jan 2030 12:01:00 GMT", 60s},
        {429, "soon", 0s},
    }));
    CAPTURE(row.status, row.field);
    Operation operation{a_put(7, "0420"), true};
    auto response = answer_with(row.status, "{}");
    response.headers.add(http::field::retry_after, row.field);

    CHECK(operation.received(response, noon)->retry_after == row.wait);
}

TEST_CASE("open operation: how a removal's answer ends the call", "[open][adapter]") {
    struct Row {
        std::string_view name;
        int status;
        std::string_view body;
        Verdict verdict;
        Refusal refusal;
    };
    auto const row = GENERATE(values<Row>({
        {"acknowledged", 202, R"({"access_code_id":"ac_0_1","status":"pending"})", Verdict::accepted, Refusal::none},
        {"in progress", 202, R"({"access_code_id":"ac_0_1","status":"removing"})", Verdict::accepted, Refusal::none},
        {"done", 200, R"({"access_code_id":"ac_0_1","status":"deleted"})", Verdict::done, Refusal::none},
        {"still there", 200, R"({"access_code_id":"ac_0_1","status":"active"})", Verdict::unknown, Refusal::none},
        {"another code", 200, R"({"access_code_id":"ac_0_2","status":"deleted"})", Verdict::unknown, Refusal::none},
        {"empty", 204, "", Verdict::unknown, Refusal::none},
        {"gone", 404, R"({"error_code":"ACCESS_CODE_NOT_FOUND"})", Verdict::refused, Refusal::not_found},
        {"lock gone", 404, R"({"error_code":"DEVICE_NOT_FOUND"})", Verdict::refused, Refusal::other},
        {"offline", 409, R"({"error_code":"DEVICE_OFFLINE"})", Verdict::refused, Refusal::device_offline},
        {"outage", 503, "", Verdict::unknown, Refusal::none},
    }));
    CAPTURE(row.name);
    Operation operation{a_removal(7, "ac_0_1"), true};
    CHECK(operation.request().method == http::Method::delete_);
    CHECK(operation.request().target == "/access_codes/ac_0_1");

    auto const answer = operation.received(answer_with(row.status, std::string{row.body}), noon);

    REQUIRE(answer.has_value());
    CHECK(answer->verdict == row.verdict);
    CHECK(answer->refusal == row.refusal);
}

TEST_CASE("open operation: a removal without id finds the code by name first", "[open][adapter]") {
    struct Row {
        std::string_view name, list;
        std::optional<Verdict> verdict;  // nothing: goes on to erase
    };
    auto const row = GENERATE(values<Row>({
        {"there", R"({"access_codes":[{"access_code_id":"x","name":"other","status":"active"},
                                      {"access_code_id":"y","name":"guest","status":"active"}]})",
         std::nullopt},
        {"being written", R"({"access_codes":[{"access_code_id":"y","name":"guest","status":"pending"}]})",
         std::nullopt},
        {"being removed", R"({"access_codes":[{"access_code_id":"y","name":"guest","status":"removing"}]})",
         Verdict::accepted},
        {"not there", R"({"access_codes":[{"access_code_id":"x","name":"other","status":"active"}]})", Verdict::done},
    }));
    CAPTURE(row.name);
    Operation operation{a_removal(7, ""), true};
    REQUIRE(operation.request().method == http::Method::get);

    auto const answer = operation.received(answer_with(200, std::string{row.list}), noon);

    CHECK(answer.has_value() == row.verdict.has_value());
    if (answer) {
        CHECK(answer->verdict == *row.verdict);
        CHECK(answer->listed.empty());
    } else {
        CHECK(operation.request().method == http::Method::delete_);
        CHECK(operation.request().target == "/access_codes/y");
    }
}

TEST_CASE("open operation: a missing lock does not make a nameless removal a success", "[open][adapter]") {
    Operation operation{a_removal(7, ""), true};
    auto const answer = operation.received(answer_with(404, ""), noon);
    CHECK(answer->verdict == Verdict::refused);
    CHECK(answer->refusal == Refusal::other);
}

TEST_CASE("open operation: a read turns all pages and answers once", "[open][adapter]") {
    Operation operation{a_read(7), true};
    CHECK(operation.request().target == "/locks/lk_0/access_codes");
    CHECK_FALSE(operation
                    .received(answer_with(200, R"({"next_cursor":"a b","access_codes":[
        {"access_code_id":"x","name":"one","code":"1111","status":"active"},
        {"access_code_id":"y","name":"two","code":"2222","status":"pending"}]})"),
                              noon)
                    .has_value());
    CHECK(operation.request().target == "/locks/lk_0/access_codes?cursor=a%20b");

    auto const answer = operation.received(answer_with(200, R"({"access_codes":[
        {"access_code_id":"y","name":"two","code":"2222","status":"active"},
        {"access_code_id":"z","name":null,"code":"12#4","status":"removing"}]})"),
                                           noon);

    REQUIRE(answer.has_value());
    CHECK(answer->verdict == Verdict::done);
    REQUIRE(answer->listed.size() == 3);
    CHECK(answer->listed[0].vendor_ref == "x");
    CHECK(answer->listed[1].state == engine::ListedState::active);  // the later page knows better
    CHECK(answer->listed[2].record.pin.empty());                    // a stranger's PIN that no keypad of ours has
    CHECK(answer->listed[2].state == engine::ListedState::removing);
}

TEST_CASE("open operation: a read is not believed when its pages lead nowhere or one of them fails",
          "[open][adapter]") {
    struct Row {
        std::string_view name;
        int status;
        std::string_view body;
        Verdict verdict;
    };
    auto const row = GENERATE(values<Row>({
        {"the same page again", 200, R"({"access_codes":[],"next_cursor":"a"})", Verdict::unknown},
        {"a status of events", 200, R"({"access_codes":[{"access_code_id":"x","status":"deleted"}]})",
         Verdict::unknown},
        {"garbage", 200, "{", Verdict::unknown},
        {"outage", 503, "", Verdict::unknown},
        {"too many", 429, "", Verdict::refused},
    }));
    CAPTURE(row.name);
    Operation operation{a_read(7), true};
    REQUIRE_FALSE(operation.received(answer_with(200, R"({"access_codes":[],"next_cursor":"a"})"), noon).has_value());

    auto const answer = operation.received(answer_with(row.status, std::string{row.body}), noon);

    REQUIRE(answer.has_value());
    CHECK(answer->verdict == row.verdict);
    CHECK(answer->listed.empty());
}

TEST_CASE("open operation: a list without end is given up", "[open][adapter]") {
    Operation operation{a_read(7), true};
    std::optional<engine::Answer> answer;
    std::uint32_t pages = 0;
    while (!answer) {
        REQUIRE(pages <= pages_max);
        answer = operation.received(
            answer_with(200, R"({"access_codes":[],"next_cursor":")" + std::to_string(pages++) + "\"}"), noon);
    }
    CHECK(answer->verdict == Verdict::unknown);
}

TEST_CASE("open operation: no truncated success is ever taken for one", "[open][adapter]") {
    std::string const list =
        R"({"access_codes":[{"access_code_id":"x","name":"one","code":"1111","status":"active"}]})";
    auto const never_done = [](engine::ProviderCall const& call, std::string const& body) {
        for (std::size_t bytes = 0; bytes < body.size(); ++bytes) {
            CAPTURE(bytes);
            Operation operation{call, true};
            auto const answer = operation.received(answer_with(200, body.substr(0, bytes)), noon);
            REQUIRE(answer.has_value());
            CHECK(answer->verdict == Verdict::unknown);
        }
    };
    never_done(a_put(1, "0420"), std::string{active});
    never_done(a_put(1, "0420"), std::string{pending});
    never_done(a_removal(1, "ac_0_1"), R"({"access_code_id":"ac_0_1","status":"deleted"})");
    never_done(a_removal(1, ""), list);
    never_done(a_read(1), list);
}

}  // namespace
}  // namespace lockstep::providers::open
