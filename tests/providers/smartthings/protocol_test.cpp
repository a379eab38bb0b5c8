// Words, ids and bodies of the protocol; and that any other bytes are nothing.
#include "tests/catch.hpp"
#include "tests/providers/smartthings/fixtures.hpp"

namespace lockstep::providers::smartthings {

TEST_CASE("smartthings protocol: ids are UUIDs that give back their number", "[smartthings][protocol]") {
    for (std::uint32_t const number : {0u, 1u, 6u, 4711u, 0xfffffffeu}) {
        auto const id = id_of(IdKind::device, number);
        CAPTURE(id);
        CHECK(id.size() == 36);
        CHECK(id[14] == '4');
        CHECK(id[19] == '8');
        CHECK(number_of(IdKind::device, id) == number);
        CHECK_FALSE(number_of(IdKind::location, id));
    }
    for (auto const* const wrong : {"", "0", "00000000-0000-4000-8000-000000000000", "front"}) {
        CAPTURE(wrong);
        CHECK_FALSE(number_of(IdKind::device, wrong));
    }
}

TEST_CASE("smartthings protocol: other ids and instants look like the vendor's", "[smartthings][protocol]") {
    CHECK(uuid_of(1, 1) != uuid_of(1, 2));
    CHECK(uuid_of(1, 1).substr(0, 8) != uuid_of(1, 2).substr(0, 8));
    CHECK(uuid_of(7, 7).size() == 36);
    CHECK(timestamp(noon + 1234567us) == "2030-01-01T12:00:01.234Z");
    CHECK(whole_seconds(noon + 1999ms) == "2030-01-01T12:00:01Z");
}

TEST_CASE("smartthings protocol: changes of codes are a slot and a word", "[smartthings][protocol]") {
    struct Row {
        std::string_view text;
        bool read;
        std::optional<std::uint32_t> slot;
        Change change;
    };
    auto const row = GENERATE(values<Row>({
        {"3 set", true, 3, Change::set},
        {"12 changed", true, 12, Change::changed},
        {"0 changed", true, 0, Change::changed},
        {"all deleted", true, std::nullopt, Change::deleted},
        {"3 failed", true, 3, Change::failed},
        {"3 danced", true, 3, Change::other},
        {"3", false, {}, {}},
        {" set", false, {}, {}},
        {"03 set", false, {}, {}},
        {"-3 set", false, {}, {}},
        {"99999 set", false, {}, {}},
    }));
    CAPTURE(row.text);
    auto const read = read_code_change(row.text);
    REQUIRE(read.has_value() == row.read);
    if (!read) return;
    CHECK(read->slot == row.slot);
    CHECK(read->change == row.change);
}

TEST_CASE("smartthings protocol: a client names itself in base64", "[smartthings][protocol]") {
    CHECK(basic_credentials("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    CHECK(basic_credentials("a", "b") == "Basic YTpi");
    CHECK(basic_credentials("ab", "c") == "Basic YWI6Yw==");
    CHECK(basic_credentials("ab", "cd") == "Basic YWI6Y2Q=");
}

TEST_CASE("smartthings protocol: the codes of a lock are JSON in a string", "[smartthings][protocol]") {
    auto const read = read_lock_codes(
        R"({"lockCodes": {"value": "{\"0\":\"Master\",\"10\":\"B \\\"x\\\"\",\"2\":\"A\"}"}, "maxCodes": {"value": 50},
            "codeChanged": {"value": "2 set", "data": {"codeName": "A"}, "timestamp": "2030-01-01T12:00:00.250Z"}})");

    REQUIRE(read);
    CHECK(read->codes == std::vector<NamedSlot>{{2, "A"}, {10, "B \"x\""}});  // by number, without the master code
    CHECK(read->codes_max == 50u);
    REQUIRE(read->last);
    CHECK(read->last->at == noon + 250ms);
    CHECK(read->last->name == "A");
    CHECK(lock_codes_text({{2, "A"}}) == R"({"2":"A"})");
}

TEST_CASE("smartthings protocol: a status that is none is not read", "[smartthings][protocol]") {
    struct Row {
        std::string_view name;
        std::string_view text;
        bool read;
    };
    auto const row = GENERATE(values<Row>({
        {"nothing known yet", R"({"lockCodes": {"value": null}, "maxCodes": {"value": null}})", true},
        {"empty", R"({"lockCodes": {"value": "{}"}})", true},
        {"no attribute", "{}", false},
        {"an object, not a text", R"({"lockCodes": {"value": {"1": "Ada"}}})", false},
        {"a text that is no JSON", R"({"lockCodes": {"value": "{1"}})", false},
        {"a slot that is none", R"({"lockCodes": {"value": "{\"x\":\"Ada\"}"}})", false},
        {"a name that is none", R"({"lockCodes": {"value": "{\"1\":7}"}})", false},
        {"no JSON", "<html>", false},
        {"a list", "[]", false},
        {"a last change that nobody understands",
         R"({"lockCodes": {"value": "{}"}, "codeChanged": {"value": 7, "timestamp": "x"}})", true},
    }));
    CAPTURE(row.name);
    CHECK(read_lock_codes(row.text).has_value() == row.read);
}

TEST_CASE("smartthings protocol: bodies nested without end are refused", "[smartthings][protocol]") {
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "[";
    CHECK_FALSE(read_json(deep));
    CHECK_FALSE(read_json("{\"a\":" + deep));
    CHECK_FALSE(read_json(""));
    CHECK(write_json("\xff") == "\"\xef\xbf\xbd\"");
}

TEST_CASE("smartthings protocol: results, tokens, errors and events need what they are about",
          "[smartthings][protocol]") {
    CHECK(read_results(R"({"results":[{"id":"1","status":"ACCEPTED"},{"status":"FAILED"}]})")->size() == 2);
    CHECK_FALSE(read_results(R"({"results":[{"id":"1","status":"MAYBE"}]})"));
    CHECK_FALSE(read_results(R"({"results":{}})"));
    CHECK(read_token(R"({"access_token":"a","refresh_token":"b","expires_in":60})")->expires_in == 60s);
    CHECK_FALSE(read_token(R"({"access_token":"a","expires_in":60})"));
    CHECK_FALSE(read_token(R"({"access_token":"a","refresh_token":"b","expires_in":-1})"));
    CHECK_FALSE(read_token(R"({"access_token":"a","refresh_token":"b","expires_in":9e99})"));
    CHECK(read_error(write_error(ErrorName::conflict, "X"))->code == "ConflictError");
    CHECK_FALSE(read_error(R"({"error":"invalid_grant"})"));
    CHECK_FALSE(read_event("{}"));
    CHECK(read_event(R"({"event":{"eventType":"TIMER_EVENT"}})")->capability.empty());
    CHECK_FALSE(read_event(R"({"event":{"eventType":"DEVICE_EVENT","eventTime":"soon","deviceEvent":{}}})"));
    CHECK_FALSE(read_commands(R"({"commands":[{"capability":"lock"}]})"));
    CHECK_FALSE(read_commands(R"({"commands":[{"capability":"lock","command":"lock","arguments":{}}]})"));
    CHECK(read_commands(R"({"commands":[{"capability":"lock","command":"lock"}]})")->at(0).component == "main");
}

}  // namespace lockstep::providers::smartthings
