// Which line gets the blame when a list of expectations does not match what happened.
#include "harness/judge/align.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

// "0 setting" is an item, "..." a rest, "* set" is a set at any instant, "3-4 set" one between 3 and 4.
struct Item {
    int from = 0;
    int to = 0;
    std::string word;
};

std::vector<Item> items(std::string_view text) {
    std::vector<Item> list;
    while (!text.empty()) {
        auto const end = std::min(text.find(", "), text.size());
        std::string const one{text.substr(0, end)};
        text.remove_prefix(std::min(end + 2, text.size()));
        auto const space = one.find(' ');
        if (space == std::string::npos) {
            list.push_back({0, 0, one});
            continue;
        }
        Item item{0, 1'000'000, one.substr(space + 1)};
        if (one[0] != '*') {
            item.from = item.to = std::stoi(one);
            if (auto const dash = one.find('-'); dash != std::string::npos) item.to = std::stoi(one.substr(dash + 1));
        }
        list.push_back(item);
    }
    return list;
}

// "=0:0" fits, "~1:1" wrong time, "#1:1" wrong thing, "!1:1" neither, "-1" missing, "+1" extra; what a rest took is
// left out.
std::string outcome(std::string_view want_text, std::string_view got_text) {
    auto const want = items(want_text);
    auto const got = items(got_text);
    std::vector<bool> rest;
    for (Item const& item : want)
        rest.push_back(item.word == "...");
    auto const alignment = align(rest, got.size(), [&](std::size_t w, std::size_t g) {
        bool const in_time = want[w].from <= got[g].from && got[g].from <= want[w].to;
        bool const same = want[w].word == got[g].word;
        return in_time ? (same ? Fit::fits : Fit::wrong_thing) : (same ? Fit::wrong_time : Fit::neither);
    });

    std::string out;
    for (AlignedLine const& line : alignment.lines) {
        if (line.rest) continue;
        if (!out.empty()) out += ' ';
        if (!line.got) {
            out += "-" + std::to_string(*line.want);
        } else if (!line.want) {
            out += "+" + std::to_string(*line.got);
        } else {
            std::string_view const signs = "=~#!";
            out += signs[static_cast<std::size_t>(line.fit)];
            out += std::to_string(*line.want) + ":" + std::to_string(*line.got);
        }
    }
    CHECK(alignment.holds() == (out.find_first_of("~#!-+") == std::string::npos));
    return out;
}

TEST_CASE("align: the line that is wrong is the one that is blamed", "[harness][judge][align]") {
    struct Case {
        char const* name;
        char const* want;
        char const* got;
        char const* expected;
    };
    auto const c = GENERATE(values<Case>({
        {"nothing wanted, nothing happened", "", "", ""},
        {"all as wanted", "0 setting, 3 set, 30 removing", "0 setting, 3 set, 30 removing", "=0:0 =1:1 =2:2"},
        {"a range and any instant", "0 setting, 3-4 set, * removing", "0 setting, 4 set, 30 removing",
         "=0:0 =1:1 =2:2"},
        {"past the end of a range", "0 setting, 3-4 set", "0 setting, 5 set", "=0:0 ~1:1"},
        {"one instant is wrong", "0 setting, 9 set, 30 removing", "0 setting, 3 set, 30 removing", "=0:0 ~1:1 =2:2"},
        {"one word is wrong", "0 setting, 3 unknown, 30 removing", "0 setting, 3 set, 30 removing", "=0:0 #1:1 =2:2"},
        {"the first is wrong", "0 unset, 3 set", "0 setting, 3 set", "#0:0 =1:1"},
        {"the last is missing", "0 setting, 3 set, 30 404", "0 setting, 3 set", "=0:0 =1:1 -2"},
        {"one too many in the middle of the list", "0 setting, 2 unknown, 3 set", "0 setting, 3 set", "=0:0 -1 =2:1"},
        {"one too many, its word again", "0 setting, 0 setting, 3 set", "0 setting, 3 set", "=0:0 -1 =2:1"},
        {"one line was taken out", "0 setting, 30 removing, 31 404", "0 setting, 3 set, 30 removing, 31 404",
         "=0:0 +1 =1:2 =2:3"},
        {"the last line was taken out", "0 setting, 3 set", "0 setting, 3 set, 30 removing", "=0:0 =1:1 +2"},
        {"nothing happened", "0 setting, 3 set", "", "-0 -1"},
        {"nothing was wanted", "", "0 setting", "+0"},
        {"all else wrong, the order still pairs", "0 setting, 5 set", "1 setting, 6 set", "~0:0 ~1:1"},
        {"something else at another instant", "0 setting, 3 set", "0 setting, 9 removing", "=0:0 !1:1"},
        {"missing here, extra there", "0 a, 1 b, 2 c", "0 a, 2 c, 3 d", "=0:0 -1 =2:1 +2"},
        {"two neighbours swapped", "0 a, 1 b, 1 c, 2 d", "0 a, 1 c, 1 b, 2 d", "=0:0 #1:1 #2:2 =3:3"},
        {"rest takes nothing", "0 setting, ..., 3 set", "0 setting, 3 set", "=0:0 =2:1"},
        {"rest takes several", "0 unset, ..., 9 set", "0 unset, 5 setting, 6 set, 7 setting, 9 set", "=0:0 =2:4"},
        {"rest at the end", "0 unset, ...", "0 unset, 5 setting, 6 set", "=0:0"},
        {"rest at the start", "..., 6 set", "0 unset, 5 setting, 6 set", "=1:2"},
        {"only rest", "...", "0 unset, 5 setting", ""},
        {"rest twice in a row", "..., ..., 6 set", "0 unset, 6 set", "=2:1"},
        {"two rests around one", "..., 5 setting, ...", "0 unset, 5 setting, 6 set", "=1:1"},
        {"rest does not hide a wrong instant", "0 unset, ..., 9 set", "0 unset, 5 setting, 8 set", "=0:0 ~2:2"},
        {"rest does not hide a wrong word", "0 unset, ..., 9 404", "0 unset, 5 setting, 9 set", "=0:0 #2:2"},
        {"after a rest, what never came is missing", "0 unset, ..., 9 404", "0 unset, 5 setting, 8 set", "=0:0 -2"},
        {"what follows the wanted end is extra", "..., 6 set", "0 unset, 6 set, 7 setting", "=1:1 +2"},
        {"the same word twice around a rest", "1 set, ..., 5 set", "1 set", "=0:0 -2"},
        {"two items want the one that came: the later one is missing", "* set, 5 set", "5 set", "=0:0 -1"},
    }));
    CAPTURE(c.name, c.want, c.got);

    CHECK(outcome(c.want, c.got) == c.expected);
}

TEST_CASE("align: very long lists are still compared", "[harness][judge][align]") {
    std::vector<bool> const rest(5'000, false);
    auto const alignment = align(rest, 6'000, [](std::size_t want, std::size_t got) {
        return want == got && want != 100 ? Fit::fits : Fit::neither;
    });

    REQUIRE(alignment.lines.size() == 6'000);
    CHECK(alignment.lines[99].fit == Fit::fits);
    CHECK(alignment.lines[100].wrong());
    CHECK(alignment.lines[101].fit == Fit::fits);
    CHECK_FALSE(alignment.lines[5'500].want);
}

}  // namespace
}  // namespace lockstep::harness
