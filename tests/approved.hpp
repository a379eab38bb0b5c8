// Output under test: compared with an approved file, byte by byte.
//
// When it differs, what came is written beside the approved file as `<name>.received`; `tests/approve` moves every
// received file over the approved one, for whoever has read the difference and likes it.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/catch.hpp"

namespace lockstep {

inline std::string content_of(std::filesystem::path const& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream content;
    content << in.rdbuf();
    return content.str();
}

// `name` is relative to tests/, like "bench/approved/work.txt".
inline void check_approved_file(std::string const& name, std::string const& got) {
    std::filesystem::path const approved = std::filesystem::path(LOCKSTEP_ROOT) / "tests" / name;
    std::filesystem::path const received = approved.string() + ".received";
    std::string const want = content_of(approved);
    if (want == got) {
        std::filesystem::remove(received);
    } else {
        std::filesystem::create_directories(approved.parent_path());
        std::ofstream(received, std::ios::binary) << got;
        INFO("differs from tests/" << name << "; see the .received file beside it");
        CHECK(want == got);
    }
}

}  // namespace lockstep
