// Bytes as letters and back.
#include "http/base64.hpp"

#include "tests/catch.hpp"

namespace lockstep::http {

TEST_CASE("base64: the vectors of RFC 4648, there and back", "[http][base64]") {
    struct Row {
        std::string_view bytes, text;
    };
    auto const row = GENERATE(values<Row>({{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {std::string_view{"\xff\xfe\x00\xfb", 4}, "//4A+w=="}}));
    CAPTURE(row.text);
    CHECK(base64_encoded(row.bytes) == row.text);
    CHECK(base64_decoded(row.text) == row.bytes);
}

TEST_CASE("base64: what is none is none, and padding may be left out", "[http][base64]") {
    CHECK(base64_decoded("Zm8") == "fo");
    for (auto const* const text : {"Z", "Zm9v!", "Zm9 v", "Zm9vZ", "Zg==="}) {
        CAPTURE(text);
        CHECK_FALSE(base64_decoded(text));
    }
}

}  // namespace lockstep::http
