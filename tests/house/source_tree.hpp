// The files of this tree, as the house tests read them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::house {

struct SourceFile {
    std::string path;  // from the root of the tree, with forward slashes
    std::vector<std::string> lines;
};

// All files with one of these endings, sorted by path; without build/, hidden folders and approved outputs.
std::vector<SourceFile> files_ending_in(std::vector<std::string_view> const& endings);

// Whether the path names a file or folder of the tree.
bool exists(std::string_view path);

// A line without its comment and the contents of its string literals, so that words in prose are not taken for code.
std::string code_of(std::string_view line);

}  // namespace lockstep::house
