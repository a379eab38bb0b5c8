#include "harness/report/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>

#include "harness/report/comparison.hpp"
#include "harness/scenario/printable.hpp"

namespace lockstep::harness {

Progress::Progress(std::ostream& out, bool is_terminal, std::size_t columns)
    : out_(out), is_terminal_(is_terminal), columns_(std::max<std::size_t>(columns, 20)) {}

Progress::~Progress() { clear(); }

void Progress::show(std::size_t done, std::size_t all, std::size_t failed, std::string_view current) {
    if (!is_terminal_ || all == 0) return;
    // A terminal is slow: of many short cases only every so many is worth a line.
    std::size_t const stride = all / 500;
    if (visible_ && done < all && done < shown_done_ + stride) return;
    shown_done_ = done;

    constexpr std::size_t bar_width = 20;
    std::size_t const filled = bar_width * done / all;
    std::string text =
        fmt::format("[{}{}] {}/{}", std::string(filled, '#'), std::string(bar_width - filled, '.'), done, all);
    if (failed != 0) text += fmt::format(", {} failed", failed);
    text += "  ";
    text += printable(current);
    // Cut by code points, one column short of the edge, so that the line never wraps.
    while (width_of(text) > columns_ - 1) {
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0u) == 0x80u)
            text.pop_back();
        text.pop_back();
    }
    out_ << "\r\x1b[K" << text << std::flush;
    visible_ = true;
}

void Progress::clear() {
    if (!visible_) return;
    out_ << "\r\x1b[K" << std::flush;
    visible_ = false;
}

}  // namespace lockstep::harness
