// The vendor's words and ids: each has one spelling, and whatever else comes is told apart.
#include "providers/open/protocol.hpp"

#include "http/target.hpp"
#include "providers/open/mock.hpp"
#include "tests/catch.hpp"

namespace lockstep::providers::open {
namespace {

TEST_CASE("open protocol: every word leads back to what it stands for", "[open][protocol]") {
    for (auto const status :
         {CodeStatus::pending, CodeStatus::active, CodeStatus::removing, CodeStatus::deleted, CodeStatus::failed})
        CHECK(code_status_from(name_of(status)) == status);
    CHECK_FALSE(code_status_from("Active").has_value());
    CHECK_FALSE(code_status_from("").has_value());

    for (auto const type : {EventType::code_created, EventType::code_updated, EventType::code_deleted})
        CHECK(event_type_from(name_of(type)) == type);
    CHECK(event_type_from("device.offline") == EventType::other);

    for (auto code = ErrorCode::other; code <= ErrorCode::service_unavailable;
         code = static_cast<ErrorCode>(static_cast<int>(code) + 1)) {
        CAPTURE(facts_of(code).word);
        CHECK(error_code_from(facts_of(code).word) == code);
        CHECK(facts_of(code).status >= 400);
        CHECK_FALSE(facts_of(code).message.empty());
    }
    CHECK(error_code_from("LOCK_JAMMED") == ErrorCode::other);
}

TEST_CASE("open protocol: an id has one spelling", "[open][protocol]") {
    CHECK(lock_id(6) == "lk_6");
    CHECK(lock_number("lk_6") == 6u);
    CHECK(lock_number("lk_0") == 0u);
    for (auto const* stranger : {"lk_06", "lk_", "lk_6x", "lk_-1", "lk_+6", "6", "", "lk_4294967296", "LK_6"}) {
        CAPTURE(stranger);
        CHECK_FALSE(lock_number(stranger).has_value());
    }

    auto const place = place_of(access_code_id(6, 0x2a));
    REQUIRE(place.has_value());
    CHECK(place->lock == 6);
    CHECK(place->key == 0x2a);
    for (auto const* stranger : {"ac_6_2A", "ac_06_2a", "ac_6_", "ac_6", "ac__2a", "", "ac_6_2a ", "ac_6_02a"}) {
        CAPTURE(stranger);
        CHECK_FALSE(place_of(stranger).has_value());
    }
}

TEST_CASE("open protocol: what a client writes takes the route it means", "[open][protocol]") {
    struct Row {
        http::Method method;
        std::string target;
        Call call;
        std::string_view parameter;
    };
    auto const row = GENERATE(values<Row>({
        {http::Method::get, path::codes_of_lock("lk_1"), Call::list_codes, "lk_1"},
        {http::Method::get, path::codes_of_lock("lk_1", "a/b&c"), Call::list_codes, "lk_1"},
        {http::Method::post, path::codes_of_lock("lk_1"), Call::create_code, "lk_1"},
        {http::Method::patch, path::code("a/c 1"), Call::update_code, "a/c 1"},
        {http::Method::delete_, path::code("ac_0_1"), Call::delete_code, "ac_0_1"},
        {http::Method::post, std::string{path::token}, Call::token, ""},
    }));
    CAPTURE(row.target);

    auto const split = http::split_target(row.target);
    auto const found = http::match(routes, row.method, split.path);

    REQUIRE(found.routed == http::Routed::found);
    CHECK(found.handler == row.call);
    CHECK(found.parameters[0] == row.parameter);
    if (!split.query.empty()) CHECK(http::Query::parse(split.query)->find("cursor") == "a/b&c");
}

}  // namespace
}  // namespace lockstep::providers::open
