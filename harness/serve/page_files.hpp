// The files of the page, which stand in harness/serve/page/ and are part of the program.
#pragma once

#include <span>
#include <string_view>

namespace lockstep::harness {

struct PageFile {
    std::string_view name;     // "page.css"
    std::string_view version;  // changes when the content does
    std::string_view content;
};

// Made at build time by cmake/embed.cmake.
std::span<PageFile const> embedded_page_files();

}  // namespace lockstep::harness
