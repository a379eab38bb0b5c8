// docs/requirements.md as data: each line an id, a sentence, and its witness: the marks that a run must leave.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::harness {

struct RequirementLine {
    std::string id;    // "TRANS-9"
    std::string text;  // what must hold
    std::vector<std::string> marks;
    std::uint32_t line = 0;
};

struct Requirements {
    std::vector<RequirementLine> lines;  // in order of the file
    std::vector<std::string> problems;   // "line 12: TRANS-9 stands twice", "line 14: no witness"
};

// Lines of the form `* ID: what must hold. {mark, mark}`; all other lines are prose.
Requirements parse_requirements(std::string_view text);

}  // namespace lockstep::harness
