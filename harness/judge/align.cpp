#include "harness/judge/align.hpp"

#include <algorithm>

namespace lockstep::harness {
namespace {

using Price = std::uint32_t;

constexpr Price gap = 10;  // a missing or an extra item

constexpr Price price_of(Fit fit) {
    switch (fit) {
        case Fit::fits:
            return 0;
        case Fit::wrong_time:
            return 6;
        case Fit::wrong_thing:
            return 8;
        // Just under two gaps: alone in its place, an item stands for what came instead of it, but beside a `...` that
        // takes what came for free, it is simply missing.
        case Fit::neither:
            return 19;
    }
    return 2 * gap;
}

// Beyond this many pairs the table of prices is not built; the lists are compared from the front instead.
constexpr std::size_t pairs_max = 8'000'000;

using FitOf = std::function<Fit(std::size_t, std::size_t)>;

class Table {
  public:
    Table(std::vector<bool> const& rest, std::size_t first, std::size_t wants, std::size_t gots, FitOf const& fit)
        : rest_(rest), first_(first), wants_(wants), gots_(gots), fit_(fit), price_((wants + 1) * (gots + 1)) {
        for (std::size_t want = wants_ + 1; want-- > 0;)
            for (std::size_t got = gots_ + 1; got-- > 0;)
                at(want, got) = best(want, got);
    }

    // Walks the cheapest way; where several are equally cheap, pairing comes first, then what is missing, then extras.
    void walk(std::vector<AlignedLine>& lines) const {
        std::size_t want = 0;
        std::size_t got = 0;
        while (want < wants_ || got < gots_) {
            Price const price = at(want, got);
            bool const more = got < gots_;
            if (want < wants_ && rest_[first_ + want]) {
                if (more && price == at(want, got + 1)) {
                    // Ends as late as it can, unless ending here costs the same and fits what follows.
                    if (price == at(want + 1, got) && want + 1 < wants_ && !rest_[first_ + want + 1] &&
                        fit_(first_ + want + 1, first_ + got) == Fit::fits) {
                        ++want;
                        continue;
                    }
                    lines.push_back({first_ + want, first_ + got, Fit::fits, true});
                    ++got;
                } else {
                    ++want;
                }
                continue;
            }
            if (want < wants_ && more) {
                Fit const fit = fit_(first_ + want, first_ + got);
                if (price == price_of(fit) + at(want + 1, got + 1)) {
                    lines.push_back({first_ + want, first_ + got, fit, false});
                    ++want;
                    ++got;
                    continue;
                }
            }
            if (want < wants_ && price == gap + at(want + 1, got)) {
                lines.push_back({first_ + want, std::nullopt, Fit::neither, false});
                ++want;
            } else {
                lines.push_back({std::nullopt, first_ + got, Fit::neither, false});
                ++got;
            }
        }
    }

  private:
    Price& at(std::size_t want, std::size_t got) { return price_[want * (gots_ + 1) + got]; }
    Price at(std::size_t want, std::size_t got) const { return price_[want * (gots_ + 1) + got]; }

    Price best(std::size_t want, std::size_t got) const {
        if (want == wants_) return static_cast<Price>(gots_ - got) * gap;
        bool const more = got < gots_;
        if (rest_[first_ + want]) return more ? std::min(at(want + 1, got), at(want, got + 1)) : at(want + 1, got);
        Price price = gap + at(want + 1, got);
        if (!more) return price;
        price = std::min(price, gap + at(want, got + 1));
        return std::min(price, price_of(fit_(first_ + want, first_ + got)) + at(want + 1, got + 1));
    }

    std::vector<bool> const& rest_;
    std::size_t first_;
    std::size_t wants_;
    std::size_t gots_;
    FitOf const& fit_;
    std::vector<Price> price_;
};

// The plain way for lists too long for the table: item against item until something is wrong, then everything after.
void compare_from_front(std::vector<bool> const& rest, std::size_t first, std::size_t got_count, FitOf const& fit,
                        std::vector<AlignedLine>& lines) {
    std::size_t want = first;
    std::size_t got = first;
    for (; want < rest.size() && got < got_count; ++got) {
        if (rest[want]) {
            if (want + 1 < rest.size() && fit(want + 1, got) == Fit::fits) {
                ++want;
            } else {
                lines.push_back({want, got, Fit::fits, true});
                continue;
            }
        }
        lines.push_back({want, got, fit(want, got), false});
        ++want;
    }
    for (; want < rest.size(); ++want)
        if (!rest[want]) lines.push_back({want, std::nullopt, Fit::neither, false});
    for (; got < got_count; ++got)
        lines.push_back({std::nullopt, got, Fit::neither, false});
}

}  // namespace

bool Alignment::holds() const {
    return std::none_of(lines.begin(), lines.end(), [](AlignedLine const& line) { return line.wrong(); });
}

Alignment align(std::vector<bool> const& rest, std::size_t got_count, FitOf const& fit) {
    Alignment alignment;
    // What fits from the front needs no table: pairing it is never dearer than not pairing it.
    std::size_t same = 0;
    while (same < rest.size() && same < got_count && !rest[same] && fit(same, same) == Fit::fits) {
        alignment.lines.push_back({same, same, Fit::fits, false});
        ++same;
    }
    std::size_t const wants = rest.size() - same;
    std::size_t const gots = got_count - same;
    if (wants != 0 && gots > pairs_max / wants) {
        compare_from_front(rest, same, got_count, fit, alignment.lines);
        return alignment;
    }
    Table(rest, same, wants, gots, fit).walk(alignment.lines);
    return alignment;
}

}  // namespace lockstep::harness
