// One text that the loader reads: its lines, and columns counted in code points, which is how people count.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/diagnostic.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

// Nothing hostile may cost more than this.
inline constexpr std::size_t yaml_bytes_max = 1u << 20;
inline constexpr std::size_t bookings_bytes_max = 64u << 20;

class Source {
  public:
    // `text` without its byte order mark; line ends may be \n or \r\n.
    Source(std::string printed_path, std::string text);

    std::string const& path() const { return path_; }
    std::string const& text() const { return text_; }
    std::size_t line_count() const { return line_starts_.size(); }

    // Without its line end; lines count from 1, and beyond the last one there are empty ones.
    std::string_view line(std::size_t number) const;

    // The column, in code points from 1, of the byte at `offset` (from 0) of that line.
    std::uint32_t column(std::size_t line_number, std::size_t offset) const;

    // From a byte of the text to line and byte offset, both as the functions above count them.
    struct Position {
        std::size_t line = 1;
        std::size_t offset = 0;
    };
    Position position(std::size_t byte) const;
    std::size_t byte(std::size_t line_number, std::size_t offset) const;

    // A span of `bytes` bytes from that byte on, cut at the end of its line.
    SourceSpan span(std::size_t byte, std::size_t bytes) const;

  private:
    std::string path_;
    std::string text_;
    std::vector<std::size_t> line_starts_;
};

std::size_t count_code_points(std::string_view text);

// The byte at which `text` stops being UTF-8; its size when it never does.
std::size_t utf8_valid_length(std::string_view text);

enum class ReadProblem : std::uint8_t { not_found, is_folder, unreadable, too_large };
std::string message(ReadProblem problem, std::size_t bytes_max);

// A whole file, or why not; never more than `bytes_max` of it.
Result<std::string, ReadProblem> read_whole_file(std::filesystem::path const& path, std::size_t bytes_max);

}  // namespace lockstep::harness
