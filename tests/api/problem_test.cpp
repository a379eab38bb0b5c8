// Refusals as clients see them.
#include "api/problem.hpp"

#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using engine::CommandError;
using engine::CommandReply;
using engine::PinConstraint;

TEST_CASE("problem: each refusal of the engine has its type, status and field", "[api][problem]") {
    struct Row {
        std::string_view name;
        CommandError error;
        int status;
        std::string_view type;
        std::string_view field;
    };
    auto const row = GENERATE(values<Row>({
        {"no code", CommandError::code_not_found, 404, "access_code_not_found", ""},
        {"no device", CommandError::device_not_found, 404, "device_not_found", ""},
        {"removed", CommandError::device_cannot_program_codes, 400, "device_type_not_supported", ""},
        {"offline", CommandError::device_offline, 400, "device_offline", ""},
        {"length", CommandError::pin_length, 400, "invalid_input", "code"},
        {"constraint", CommandError::pin_constraint, 400, "invalid_input", "code"},
        {"not choosable", CommandError::pin_not_choosable, 400, "invalid_input", "code"},
        {"none left", CommandError::no_pin_left, 409, "duplicate_access_code", ""},
        {"backwards", CommandError::window_ends_before_start, 400, "invalid_input", "ends_at"},
        {"over", CommandError::window_in_the_past, 400, "invalid_input", "ends_at"},
        {"started", CommandError::start_not_in_future, 400, "invalid_input", "starts_at"},
        {"name length", CommandError::name_length, 400, "invalid_input", "name"},
        {"name taken", CommandError::name_taken, 400, "invalid_input", "name"},
        {"taken", CommandError::duplicate_pin, 409, "duplicate_access_code", ""},
        {"going", CommandError::being_deleted, 400, "access_code_being_deleted", ""},
        {"left alone", CommandError::device_unmanaged, 400, "device_unmanaged", ""},
    }));
    CAPTURE(row.name);
    CommandReply const reply{.error = row.error, .constraint = PinConstraint::no_zeros, .code = {}, .attempt = {}};
    engine::Capabilities const capabilities;

    auto const refusal = problem_of(reply, &capabilities);

    CHECK(status_of(refusal.type) == row.status);
    CHECK(name_of(refusal.type) == row.type);
    CHECK_FALSE(refusal.message.empty());
    CHECK(refusal.field_messages.size() == (row.field.empty() ? 0 : 1));
    if (!row.field.empty()) CHECK(refusal.field_messages.front().first == row.field);
}

TEST_CASE("problem: every constraint is named in its message", "[api][problem]") {
    engine::Capabilities const capabilities;
    for (std::size_t i = 0; i < engine::pin_constraint_count; ++i) {
        auto const constraint = static_cast<PinConstraint>(i);
        auto const refusal =
            problem_of({.error = CommandError::pin_constraint, .constraint = constraint, .code = {}, .attempt = {}},
                       &capabilities);

        CHECK_THAT(refusal.message, Catch::Contains(std::string{engine::name_of(constraint)}));
        CHECK(refusal.data["constraint_type"] == engine::name_of(constraint));
    }
}

TEST_CASE("problem: supported lengths are listed", "[api][problem]") {
    engine::Capabilities capabilities;
    CommandReply const reply{.error = CommandError::pin_length, .constraint = {}, .code = {}, .attempt = {}};

    capabilities.pins.lengths = 1u << 4 | 1u << 6 | 1u << 7;
    CHECK_THAT(problem_of(reply, &capabilities).message, Catch::Contains("4, 6 or 7 digits"));
    capabilities.pins.lengths = 1u << 5;
    CHECK_THAT(problem_of(reply, &capabilities).message, Catch::Contains("of 5 digits"));
}

TEST_CASE("problem: the envelope of a wrong input lists its fields", "[api][problem]") {
    auto refusal = invalid("code", "is odd");
    refusal.add("code", "is long");
    refusal.add("", "is late");

    CHECK(text_of(envelope(refusal, "r-1")) ==
          R"({"error":{"type":"invalid_input","message":"code: is odd","validation_errors":)"
          R"({"_errors":["is late"],"code":{"_errors":["is odd","is long"]}},"request_id":"r-1"},"ok":false})");
}

TEST_CASE("problem: the envelope of anything else is short", "[api][problem]") {
    CHECK(text_of(envelope(problem(ProblemType::device_not_found, "No."), "r-2")) ==
          R"({"error":{"type":"device_not_found","message":"No.","request_id":"r-2"},"ok":false})");
}

}  // namespace
}  // namespace lockstep::api
