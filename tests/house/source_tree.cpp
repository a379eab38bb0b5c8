#include "tests/house/source_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace lockstep::house {
namespace {

std::filesystem::path const root{LOCKSTEP_ROOT};

bool is_passed_over(std::filesystem::path const& folder) {
    auto const name = folder.filename().string();
    return name.starts_with('.') || name == "build" || name == "approved" || name == "corpus";
}

}  // namespace

std::vector<SourceFile> files_ending_in(std::vector<std::string_view> const& endings) {
    std::vector<SourceFile> files;
    std::filesystem::recursive_directory_iterator entry{root};
    for (; entry != std::filesystem::recursive_directory_iterator{}; ++entry) {
        if (entry->is_directory() && is_passed_over(entry->path())) {
            entry.disable_recursion_pending();
            continue;
        }
        auto const path = entry->path().lexically_relative(root).generic_string();
        auto const wanted = [&](std::string_view ending) { return path.ends_with(ending); };
        if (!entry->is_regular_file() || std::none_of(endings.begin(), endings.end(), wanted)) continue;
        SourceFile file{path, {}};
        std::ifstream text{entry->path()};
        for (std::string line; std::getline(text, line);)
            file.lines.push_back(line);
        files.push_back(std::move(file));
    }
    std::sort(files.begin(), files.end(), [](auto const& left, auto const& right) { return left.path < right.path; });
    return files;
}

bool exists(std::string_view path) { return std::filesystem::exists(root / path); }

std::string code_of(std::string_view line) {
    std::string code;
    char quote = '\0';
    for (std::size_t at = 0; at < line.size(); ++at) {
        char const character = line[at];
        if (quote != '\0') {
            if (character == '\\') {
                ++at;
            } else if (character == quote) {
                quote = '\0';
                code += character;
            }
            continue;
        }
        if (character == '/' && line.substr(at, 2) == "//") break;
        // An apostrophe between digits groups them; it opens nothing.
        bool const groups_digits =
            character == '\'' && at > 0 && std::isalnum(static_cast<unsigned char>(line[at - 1]));
        if ((character == '"' || character == '\'') && !groups_digits) quote = character;
        code += character;
    }
    return code;
}

}  // namespace lockstep::house
