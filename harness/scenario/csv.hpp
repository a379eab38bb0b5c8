// Reads comma separated values one record at a time: quotes, quoted line ends, `;` or tabs where the header has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::harness {

struct CsvField {
    std::string text;
    std::uint32_t line = 0;
    std::uint32_t column = 0;  // in bytes from 1; code points are the same for the ASCII that matters here
};

class CsvReader {
  public:
    explicit CsvReader(std::string_view text);

    // False at the end, or when something is wrong. Empty lines are passed over.
    bool next(std::vector<CsvField>& record);

    // Why reading stopped; empty at a clean end.
    std::string const& problem() const { return problem_; }
    std::uint32_t line() const { return line_; }
    std::uint32_t column() const { return column(at_); }

  private:
    bool take_field(CsvField& field);
    bool take_quoted(CsvField& field);
    bool fail(std::string problem);
    bool at_line_end() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }
    void take_line_end();
    std::uint32_t column(std::size_t at) const { return static_cast<std::uint32_t>(at - line_start_ + 1); }

    std::string_view text_;
    char separator_ = ',';
    std::size_t at_ = 0;
    std::uint32_t line_ = 1;
    std::size_t line_start_ = 0;
    std::string problem_;
};

}  // namespace lockstep::harness
