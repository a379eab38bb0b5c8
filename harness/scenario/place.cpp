#include "harness/scenario/place.hpp"

#include <fmt/format.h>

namespace lockstep::harness {
namespace {

std::string text_of(std::uint32_t file, std::uint32_t line, std::uint32_t column,
                    std::vector<std::string> const& files) {
    std::string const name = file < files.size() ? files[file] : "";
    return line == 0 ? name : fmt::format("{}:{}:{}", name, line, column);
}

}  // namespace

std::string text_of(Place const& place, std::vector<std::string> const& files) {
    return text_of(place.file, place.line, place.column, files);
}

std::string origin_text_of(Place const& place, std::vector<std::string> const& files) {
    return place.substituted() ? text_of(place.from_file, place.from_line, place.from_column, files) : "";
}

}  // namespace lockstep::harness
