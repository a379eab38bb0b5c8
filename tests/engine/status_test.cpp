// The truth table of the status, all sixteen rows.
#include "engine/status.hpp"

#include "tests/catch.hpp"

using namespace lockstep::engine;

TEST_CASE("status: a function of four facts", "[engine][status]") {
    struct Row {
        bool stale, delete_requested, in_range, on_provider;
        Status expected;
    };
    auto const row = GENERATE(values<Row>({
        {true, false, false, false, Status::unknown},
        {true, false, false, true, Status::unknown},
        {true, false, true, false, Status::unknown},
        {true, false, true, true, Status::unknown},
        {true, true, false, false, Status::unknown},
        {true, true, false, true, Status::unknown},
        {true, true, true, false, Status::unknown},
        {true, true, true, true, Status::unknown},
        {false, true, false, true, Status::removing},
        {false, true, true, true, Status::removing},
        {false, true, false, false, Status::unset},
        {false, true, true, false, Status::unset},
        {false, false, true, true, Status::set},
        {false, false, true, false, Status::setting},
        {false, false, false, true, Status::removing},
        {false, false, false, false, Status::unset},
    }));
    CAPTURE(row.stale, row.delete_requested, row.in_range, row.on_provider);

    CHECK(status_of({row.stale, row.delete_requested, row.in_range, row.on_provider}) == row.expected);
}
