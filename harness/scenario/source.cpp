#include "harness/scenario/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace lockstep::harness {
namespace {

constexpr bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0u) == 0x80u; }

}  // namespace

Source::Source(std::string printed_path, std::string text) : path_(std::move(printed_path)), text_(std::move(text)) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.erase(0, 3);
    line_starts_.push_back(0);
    for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
        line_starts_.push_back(at + 1);
}

std::string_view Source::line(std::size_t number) const {
    if (number == 0 || number > line_starts_.size()) return {};
    std::size_t const start = line_starts_[number - 1];
    std::size_t const end = number < line_starts_.size() ? line_starts_[number] - 1 : text_.size();
    std::string_view found = std::string_view{text_}.substr(start, end - start);
    if (found.ends_with('\r')) found.remove_suffix(1);
    return found;
}

std::uint32_t Source::column(std::size_t line_number, std::size_t offset) const {
    std::string_view const whole = line(line_number);
    return static_cast<std::uint32_t>(1 + count_code_points(whole.substr(0, std::min(offset, whole.size()))));
}

Source::Position Source::position(std::size_t byte) const {
    auto const next = std::upper_bound(line_starts_.begin(), line_starts_.end(), byte);
    std::size_t const line = static_cast<std::size_t>(next - line_starts_.begin());
    return {line, byte - line_starts_[line - 1]};
}

std::size_t Source::byte(std::size_t line_number, std::size_t offset) const {
    if (line_number == 0) return 0;
    if (line_number > line_starts_.size()) return text_.size();
    return std::min(line_starts_[line_number - 1] + offset, text_.size());
}

SourceSpan Source::span(std::size_t byte, std::size_t bytes) const {
    auto const [line_number, offset] = position(std::min(byte, text_.size()));
    std::string_view const whole = line(line_number);
    std::string_view const part = offset < whole.size() ? whole.substr(offset, bytes) : std::string_view{};
    return {path_, static_cast<std::uint32_t>(line_number), column(line_number, offset),
            static_cast<std::uint32_t>(count_code_points(part))};
}

std::size_t count_code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char byte) { return !is_continuation(byte); }));
}

std::size_t utf8_valid_length(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        auto const first = static_cast<unsigned char>(text[at]);
        std::size_t length = 1;
        std::uint32_t code_point = first;
        std::uint32_t smallest = 0;
        if (first >= 0x80) {
            if (first >= 0xf5 || first < 0xc2) return at;
            length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
            smallest = length == 4 ? 0x10000u : length == 3 ? 0x800u : 0x80u;
            code_point = first & (0xffu >> (length + 1));
        }
        if (at + length > text.size()) return at;
        for (std::size_t more = 1; more < length; ++more) {
            if (!is_continuation(text[at + more])) return at;
            code_point = code_point << 6 | (static_cast<unsigned char>(text[at + more]) & 0x3fu);
        }
        if (code_point < smallest || code_point > 0x10ffff || (code_point >= 0xd800 && code_point < 0xe000)) return at;
        at += length;
    }
    return at;
}

std::string message(ReadProblem problem, std::size_t bytes_max) {
    switch (problem) {
        case ReadProblem::not_found:
            return "there is no such file";
        case ReadProblem::is_folder:
            return "this is a folder, not a file";
        case ReadProblem::unreadable:
            return "the file cannot be read";
        case ReadProblem::too_large:
            return fmt::format("the file is larger than {} MiB", bytes_max >> 20);
    }
    return "";
}

Result<std::string, ReadProblem> read_whole_file(std::filesystem::path const& path, std::size_t bytes_max) {
    std::error_code error;
    auto const status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) return failure(ReadProblem::not_found);
    if (error) return failure(ReadProblem::unreadable);
    if (std::filesystem::is_directory(status)) return failure(ReadProblem::is_folder);
    std::ifstream in{path, std::ios::binary};
    if (!in) return failure(ReadProblem::unreadable);
    // Read in pieces instead of asking for the size first: pipes and devices have none.
    std::string text;
    std::string piece(64u << 10, '\0');
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        text.append(piece, 0, static_cast<std::size_t>(in.gcount()));
        if (text.size() > bytes_max) return failure(ReadProblem::too_large);
    }
    if (in.bad()) return failure(ReadProblem::unreadable);
    return text;
}

}  // namespace lockstep::harness
