// Documents that point somewhere point at something, and every room says what lives in it.
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/house/source_tree.hpp"

namespace lockstep::house {
namespace {

TEST_CASE("docs: every link to a file of the tree leads there", "[house][docs]") {
    std::regex const link{R"(\]\(([^)#\s]+)(#[^)]*)?\))"};
    for (auto const& file : files_ending_in({".md"})) {
        bool inside_code = false;
        for (std::size_t line = 0; line < file.lines.size(); ++line) {
            auto const& text = file.lines[line];
            if (text.starts_with("```")) inside_code = !inside_code;
            if (inside_code) continue;
            for (std::sregex_iterator found{text.begin(), text.end(), link}, end; found != end; ++found) {
                auto const target = (*found)[1].str();
                if (target.find("://") != std::string::npos || target.starts_with("mailto:")) continue;
                auto const path = (std::filesystem::path{file.path}.parent_path() / target).lexically_normal();
                if (!exists(path.generic_string()))
                    FAIL_CHECK(file.path << ":" << line + 1 << ": the link leads nowhere: " << target);
            }
        }
    }
}

TEST_CASE("docs: a room with sources has a README, and so has each vendor", "[house][docs]") {
    std::set<std::string> rooms;
    for (auto const& file : files_ending_in({".hpp", ".cpp"})) {
        auto const slash = file.path.find('/');
        auto const room = file.path.substr(0, slash);
        if (room == "tests" || room == "cmake") continue;
        rooms.insert(room);
        auto const next = file.path.find('/', slash + 1);
        if (room == "providers" && next != std::string::npos) rooms.insert(file.path.substr(0, next));
    }

    for (auto const& room : rooms) {
        INFO("missing: " << room << "/README.md");
        CHECK(exists(room + "/README.md"));
    }
}

}  // namespace
}  // namespace lockstep::house
