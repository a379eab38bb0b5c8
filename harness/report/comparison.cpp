#include "harness/report/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lockstep::harness {
namespace {

std::string padded(std::string_view text, std::size_t width) {
    std::string out{text};
    std::size_t const have = width_of(text);
    if (have < width) out.append(width - have, ' ');
    return out;
}

struct Widths {
    std::size_t want_at = 0;
    std::size_t want = 0;
    std::size_t got_at = 0;
    std::size_t got = 0;
};

// "T+10.4s set", the instant padded so that the words stand below each other.
std::string cell(std::string_view at, std::size_t at_width, std::string_view word) {
    if (at.empty() && word.empty()) return {};
    if (at_width == 0) return std::string{word};
    return padded(at, at_width) + " " + std::string{word};
}

void append_line(std::string& out, std::string_view mark, std::string_view want, std::size_t want_width,
                 std::string_view got, std::size_t got_width, std::string_view because) {
    std::string line = fmt::format("{}{}  {}  {}", mark, padded(want, want_width), padded(got, got_width), because);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line;
    out += '\n';
}

// Which rows to show: the wrong ones, two neighbours on either side, the first and the last.
std::vector<bool> shown(std::vector<Row> const& rows, std::size_t rows_max) {
    std::vector<bool> show(rows.size(), rows.size() <= rows_max);
    if (rows.size() <= rows_max) return show;
    std::size_t count = 0;
    for (std::size_t i = 0; i < rows.size() && count < rows_max; ++i) {
        if (!rows[i].wrong) continue;
        for (std::size_t near = i < 2 ? 0 : i - 2; near <= i + 2 && near < rows.size() && count < rows_max; ++near) {
            if (show[near]) continue;
            show[near] = true;
            ++count;
        }
    }
    return show;
}

}  // namespace

std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;  // not a continuation byte
    }));
}

std::string comparison_text(std::vector<Row> const& rows, std::size_t rows_max) {
    if (rows.empty()) return {};
    std::vector<bool> const show = shown(rows, rows_max);

    Widths widths;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!show[i]) continue;
        widths.want_at = std::max(widths.want_at, width_of(rows[i].want_at));
        widths.got_at = std::max(widths.got_at, width_of(rows[i].got_at));
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!show[i]) continue;
        Row const& row = rows[i];
        widths.want = std::max(widths.want, width_of(cell(row.want_at, widths.want_at, row.want)));
        widths.got = std::max(widths.got, width_of(cell(row.got_at, widths.got_at, row.got)));
    }
    widths.want = std::max<std::size_t>(widths.want, 4);
    widths.got = std::max<std::size_t>(widths.got, 3);

    std::string out;
    append_line(out, "     ", "want", widths.want, "got", widths.got, "because");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!show[i]) {
            std::size_t hidden = 0;
            while (i + hidden < rows.size() && !show[i + hidden])
                ++hidden;
            out += fmt::format("     ({} more {})\n", hidden, hidden == 1 ? "line" : "lines");
            i += hidden - 1;
            continue;
        }
        Row const& row = rows[i];
        append_line(out, row.wrong ? "   ! " : "     ", cell(row.want_at, widths.want_at, row.want), widths.want,
                    cell(row.got_at, widths.got_at, row.got), widths.got, row.because);
    }
    return out;
}

}  // namespace lockstep::harness
