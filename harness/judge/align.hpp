// Lines up a list of what was wanted with the list of what happened, so that a mismatch can name the line that is
// wrong.
//
// An edit distance whose prices follow how people err: a right thing at a wrong instant is the smallest slip, a wrong
// thing at a right instant the next, and a missing or an extra item costs more than either. An item `rest` (written
// `...`) takes any number of things for free, so price zero means exactly: the expectation holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace lockstep::harness {

// How one wanted item and one thing that happened go together.
enum class Fit : std::uint8_t {
    fits,
    wrong_time,   // the right thing at another instant
    wrong_thing,  // another thing at the right instant
    neither,
};

// One line of the comparison. `want` alone: it never happened. `got` alone: nobody wanted it, unless `rest` took it.
struct AlignedLine {
    std::optional<std::size_t> want;
    std::optional<std::size_t> got;
    Fit fit = Fit::neither;
    bool rest = false;  // taken by a `...`; `want` is that item

    bool wrong() const { return !rest && fit != Fit::fits; }
};

struct Alignment {
    std::vector<AlignedLine> lines;  // in the order of both lists

    bool holds() const;
};

// `rest[i]` says that wanted item i is a `...`; `fit` is asked for every other pair of indices, in any order.
Alignment align(std::vector<bool> const& rest, std::size_t got_count,
                std::function<Fit(std::size_t want, std::size_t got)> const& fit);

}  // namespace lockstep::harness
