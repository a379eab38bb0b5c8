// What a judge has to say about one item of a scenario: where it stands, what is wrong, and want beside got.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lockstep::harness {

// A place in a scenario file, ready to be printed. Line 0 means the whole file.
struct Spot {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    friend bool operator==(Spot const&, Spot const&) = default;
    friend auto operator<=>(Spot const&, Spot const&) = default;
};

// "file:line:col", as much of it as is known.
std::string text_of(Spot const& spot);

// One line of a comparison. A line of `got` always says why it happened.
struct Row {
    bool wrong = false;
    std::string want_at;
    std::string want;
    std::string got_at;
    std::string got;
    std::string because;

    friend bool operator==(Row const&, Row const&) = default;
};

struct Finding {
    Spot spot;
    std::string text;       // one line: "guest.status[2]: want set at T+10.4s, got it at T+13.3s"
    Spot origin;            // where the value was written, when the matrix brought it to `spot`; no file: nowhere else
    std::vector<Row> rows;  // of a list with several findings, the last one has them

    friend bool operator==(Finding const&, Finding const&) = default;
};

}  // namespace lockstep::harness
