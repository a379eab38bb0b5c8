// Bodies: read back as they were written, whatever their dress; and any other bytes end in nothing.
#include "providers/open/protocol_messages.hpp"

#include "http/limits.hpp"
#include "runtime/time_text.hpp"
#include "tests/catch.hpp"
#include "tests/providers/open/fixtures.hpp"

namespace lockstep::providers::open {
namespace {

CodeBody a_body() {
    return {.access_code_id = "ac_0_1",
            .lock_id = "lk_0",
            .status = CodeStatus::active,
            .name = "Anna \"A\" \\ \n \x01 \u00e9",
            .code = "0420",
            .starts_at = noon,
            .ends_at = noon + 1us};
}

void check_same(CodeBody const& left, CodeBody const& right) {
    CHECK(left.access_code_id == right.access_code_id);
    CHECK(left.lock_id == right.lock_id);
    CHECK(left.status == right.status);
    CHECK(left.name == right.name);
    CHECK(left.code == right.code);
    CHECK(left.starts_at == right.starts_at);
    CHECK(left.ends_at == right.ends_at);
}

TEST_CASE("open messages: an access code reads back as it was written", "[open][messages]") {
    auto const dress = GENERATE(Dress::plain, Dress::awkward);
    auto open_ended = a_body();
    open_ended.starts_at = always;
    open_ended.ends_at = never;
    open_ended.code.reset();

    for (auto const& body : {a_body(), open_ended}) {
        auto const read = read_code(write_code(body, dress));
        REQUIRE(read.has_value());
        check_same(*read, body);
    }
}

TEST_CASE("open messages: times have milliseconds, and microseconds only where there are any", "[open][messages]") {
    auto const written = json(write_code(a_body(), Dress::plain));
    CHECK(written["starts_at"] == "2030-01-01T12:00:00.000Z");
    CHECK(written["ends_at"] == "2030-01-01T12:00:00.000001Z");
}

TEST_CASE("open messages: a list reads back in its order, with its cursor", "[open][messages]") {
    auto const dress = GENERATE(Dress::plain, Dress::awkward);
    CodeList list;
    list.codes = {a_body(), a_body(), a_body()};
    list.codes[1].access_code_id = "ac_0_2";
    list.codes[2].status = CodeStatus::removing;
    list.next_cursor = GENERATE("", "12-ab");

    auto const read = read_list(write_list(list, dress));

    REQUIRE(read.has_value());
    REQUIRE(read->codes.size() == 3);
    for (std::size_t i = 0; i < 3; ++i)
        check_same(read->codes[i], list.codes[i]);
    CHECK(read->next_cursor == list.next_cursor);
    CHECK(read_list(R"({"access_codes":[]})")->codes.empty());
}

TEST_CASE("open messages: an event reads back as it was written", "[open][messages]") {
    auto const dress = GENERATE(Dress::plain, Dress::awkward);
    EventBody event{.event_id = "evt_1",
                    .type = EventType::code_updated,
                    .occurred_at = noon,
                    .succeeded = GENERATE(true, false),
                    .error = ErrorCode::no_space,
                    .code = a_body()};

    auto const read = read_event(write_event(event, dress));

    REQUIRE(read.has_value());
    CHECK(read->event_id == event.event_id);
    CHECK(read->type == event.type);
    CHECK(read->occurred_at == event.occurred_at);
    CHECK(read->succeeded == event.succeeded);
    if (!event.succeeded) CHECK(read->error == ErrorCode::no_space);
    check_same(read->code, event.code);
}

TEST_CASE("open messages: requests tell a bound that is null from one that is absent", "[open][messages]") {
    auto const absent = read_code_request(R"({"name":"a","code":"0420"})");
    REQUIRE(absent.has_value());
    CHECK_FALSE(absent->starts_at.has_value());

    auto const null = read_code_request(R"({"starts_at":null,"ends_at":null})");
    REQUIRE(null.has_value());
    CHECK(null->starts_at == always);
    CHECK(null->ends_at == never);
    CHECK_FALSE(null->code.has_value());

    CHECK(json(write_code_request(*null)) == json(R"({"starts_at":null,"ends_at":null})"));
}

TEST_CASE("open messages: an access code that makes no sense is none", "[open][messages]") {
    struct Row {
        std::string_view name, text;
        bool readable;
    };
    auto const row = GENERATE(values<Row>({
        {"enough", R"({"access_code_id":"a","status":"active"})", true},
        {"unknown members", R"({"access_code_id":"a","status":"active","x":{"status":5,"y":[[1,{}]]},"z":null})", true},
        {"an offset", R"({"access_code_id":"a","status":"active","starts_at":"2030-01-01T13:00:00+01:00"})", true},
        {"a member with a dot", R"({"access_code_id":"a","status":"active","status.x":1,"a[":2})", true},
        {"no id", R"({"status":"active"})", false},
        {"an empty id", R"({"access_code_id":"","status":"active"})", false},
        {"an id of another type", R"({"access_code_id":5,"status":"active"})", false},
        {"no status", R"({"access_code_id":"a"})", false},
        {"a status nobody knows", R"({"access_code_id":"a","status":"on"})", false},
        {"a PIN that lost its type", R"({"access_code_id":"a","status":"active","code":420})", false},
        {"a name that is an object", R"({"access_code_id":"a","status":"active","name":{}})", false},
        {"a time that is a number", R"({"access_code_id":"a","status":"active","starts_at":5})", false},
        {"a time without zone", R"({"access_code_id":"a","status":"active","starts_at":"2030-01-01T13:00:00"})", false},
        {"a time that is none", R"({"access_code_id":"a","status":"active","ends_at":"soon"})", false},
        {"a list", R"([{"access_code_id":"a","status":"active"}])", false},
        {"a word", R"("active")", false},
        {"two bodies", R"({"access_code_id":"a","status":"active"}{})", false},
        {"bad UTF-8", "{\"access_code_id\":\"\xff\",\"status\":\"active\"}", false},
        {"nothing", "", false},
    }));
    CAPTURE(row.name);

    CHECK(read_code(row.text).has_value() == row.readable);
}

TEST_CASE("open messages: a list that makes no sense is none", "[open][messages]") {
    struct Row {
        std::string_view name, text;
        bool readable;
    };
    auto const row = GENERATE(values<Row>({
        {"empty", R"({"access_codes":[]})", true},
        {"a null cursor", R"({"access_codes":[],"next_cursor":null})", true},
        {"no list", R"({})", false},
        {"an error with a good status", R"({"error_code":"DEVICE_OFFLINE","message":""})", false},
        {"not a list", R"({"access_codes":{}})", false},
        {"null", R"({"access_codes":null})", false},
        {"entries of another type", R"({"access_codes":["a"]})", false},
        {"a list in the list", R"({"access_codes":[[]]})", false},
        {"one bad entry among good", R"({"access_codes":[{"access_code_id":"a","status":"active"},{}]})", false},
        {"one bad entry before good", R"({"access_codes":[{},{"access_code_id":"a","status":"active"}]})", false},
        {"a cursor that is a number", R"({"access_codes":[],"next_cursor":3})", false},
    }));
    CAPTURE(row.name);

    CHECK(read_list(row.text).has_value() == row.readable);
}

TEST_CASE("open messages: members of one entry never leak into the next", "[open][messages]") {
    auto const list = read_list(
        R"({"access_codes":[{"access_code_id":"a","status":"active","code":"1111","name":"x"},
                            {"access_code_id":"b","status":"pending"}]})");
    REQUIRE(list.has_value());
    REQUIRE(list->codes.size() == 2);
    CHECK(list->codes[0].code == "1111");
    CHECK_FALSE(list->codes[1].code.has_value());
    CHECK_FALSE(list->codes[1].name.has_value());
}

TEST_CASE("open messages: events about other things are read as such, whatever they hold", "[open][messages]") {
    for (auto const* text : {R"({"event_type":"device.offline","device_id":"lk_1"})",
                             R"({"event_type":"access_code.incorrect_attempt","access_code":null})",
                             R"({"event_type":"access_code.used","access_code":{"access_code_id":7}})",
                             R"({"status":"jammed","error_code":5,"event_type":"lock.action_completed"})"}) {
        CAPTURE(text);
        auto const event = read_event(text);
        REQUIRE(event.has_value());
        CHECK(event->type == EventType::other);
    }
    for (auto const* text : {R"({})", R"({"event_type":5})", R"({"event_type":"access_code.created"})",
                             R"({"event_id":"e","event_type":"access_code.created","status":"success"})",
                             R"({"event_id":"e","event_type":"access_code.created","status":"maybe",
                                 "access_code":{"access_code_id":"a","status":"active"}})",
                             R"({"event_type":"access_code.created","status":"success",
                                 "access_code":{"access_code_id":"a","status":"active"}})"}) {
        CAPTURE(text);
        CHECK_FALSE(read_event(text).has_value());
    }
}

TEST_CASE("open messages: a token answer needs a bearer token and a sane life", "[open][messages]") {
    CHECK(read_token(R"({"access_token":"t","token_type":"Bearer","expires_in":60})")->expires_in == 60s);
    CHECK_FALSE(read_token(R"({"access_token":"t"})")->expires_in.has_value());
    CHECK_FALSE(read_token(R"({"access_token":"t","expires_in":99999999999999})")->expires_in.has_value());
    for (auto const* text :
         {R"({})", R"({"access_token":""})", R"({"access_token":5})", R"({"access_token":"t","token_type":"mac"})",
          R"({"access_token":"t","expires_in":-1})", R"({"access_token":"t","expires_in":"60"})"}) {
        CAPTURE(text);
        CHECK_FALSE(read_token(text).has_value());
    }
}

TEST_CASE("open messages: no prefix of a body is a body", "[open][messages]") {
    auto const code = write_code(a_body(), Dress::awkward);
    auto const list = write_list({{a_body(), a_body()}, "c"}, Dress::awkward);
    auto const event =
        write_event({.event_id = "e", .type = EventType::code_created, .code = a_body()}, Dress::awkward);
    for (std::size_t length = 0; length < code.size(); ++length)
        CHECK_FALSE(read_code(std::string_view{code}.substr(0, length)).has_value());
    for (std::size_t length = 0; length < list.size(); ++length)
        CHECK_FALSE(read_list(std::string_view{list}.substr(0, length)).has_value());
    for (std::size_t length = 0; length < event.size(); ++length)
        CHECK_FALSE(read_event(std::string_view{event}.substr(0, length)).has_value());
}

TEST_CASE("open messages: a body may not be nested without end", "[open][messages]") {
    auto const nested = [](std::size_t depth) {
        return R"({"access_code_id":"a","status":"active","x":)" + std::string(depth, '[') + std::string(depth, ']') +
               "}";
    };
    CHECK(read_code(nested(http::limits::json_depth - 1)).has_value());
    CHECK_FALSE(read_code(nested(http::limits::json_depth)).has_value());
    CHECK_FALSE(read_code(nested(1'000'000)).has_value());
    CHECK_FALSE(read_code(std::string(1'000'000, '[')).has_value());
    CHECK_FALSE(read_code(R"({"access_code_id":"a","status":"active","x":1e9999})").has_value());
}

}  // namespace
}  // namespace lockstep::providers::open
