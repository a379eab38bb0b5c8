// What a terminal gets to see of texts that could steer it.
#include "harness/scenario/printable.hpp"

#include "tests/catch.hpp"

namespace lockstep::harness {

TEST_CASE("printable: what could steer a terminal is spelt out, all else stays", "[harness][scenario]") {
    struct Example {
        std::string_view text;
        std::string_view shown;
    };
    auto const row = GENERATE(values<Example>({
        {"", ""},
        {"Zimmer f\xc3\xbcr \xc3\x85sa \xf0\x9f\x9a\xaa", "Zimmer f\xc3\xbcr \xc3\x85sa \xf0\x9f\x9a\xaa"},
        {"\x1b[31mred", "\\x1b[31mred"},
        {"a\tb\nc\x7f", "a\\tb\\nc\\x7f"},
        {"\xc2\x9b"
         "2J",
         "\\xc2\\x9b2J"},
        {"\xff\xc3", "\\xff\\xc3"},
        {"\xe2\x80\xae"
         "live",
         "\\xe2\\x80\\xaelive"},
    }));
    CAPTURE(row.text);

    CHECK(printable(row.text) == row.shown);
}

TEST_CASE("printable: line ends may be kept", "[harness][scenario]") {
    CHECK(printable("a\nb\r\n", LineEnds::kept) == "a\nb\\x0d\n");
}

}  // namespace lockstep::harness
