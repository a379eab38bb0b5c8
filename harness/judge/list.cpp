// One complete list against what happened: finds the wrong lines and explains each in a sentence.
#include <fmt/format.h>

#include "harness/judge/bench.hpp"

namespace lockstep::harness {
namespace {

// The item that an unlisted happening would have to stand before or after: the nearest place that the reader can go to.
struct Neighbour {
    Place place;
    std::string_view side;
};

Neighbour neighbour_of(std::size_t line, Alignment const& alignment, std::vector<WantedLine> const& want,
                       Place const& list_place) {
    for (std::size_t next = line + 1; next < alignment.lines.size(); ++next)
        if (auto const index = alignment.lines[next].want) return {want[*index].place, " before this line"};
    for (std::size_t before = line; before-- > 0;)
        if (auto const index = alignment.lines[before].want) return {want[*index].place, " after this line"};
    return {want.empty() ? list_place : want.front().place, ""};
}

using Same = std::function<bool(std::size_t want, std::size_t got)>;

class ListJudge {
  public:
    ListJudge(Bench& bench, std::string_view path, std::vector<WantedLine> const& want, std::vector<GotLine> const& got,
              Place const& list_place, Same const& same)
        : bench_(bench), path_(path), want_(want), got_(got), list_place_(list_place), same_(same) {}

    void fail(Alignment const& alignment) {
        std::vector<std::size_t> wrong;
        for (std::size_t i = 0; i < alignment.lines.size(); ++i)
            if (alignment.lines[i].wrong()) wrong.push_back(i);
        for (std::size_t const line : wrong)
            fail_line(line, alignment, line == wrong.back() ? rows(alignment) : std::vector<Row>{});
    }

  private:
    std::string wanted(WantedLine const& want) const {
        return want.when == nullptr ? want.word : fmt::format("{} {}", want.word, bench_.wanted(*want.when));
    }

    // The first such thing that no item asked for.
    GotLine const* came_elsewhere(std::size_t want, Alignment const& alignment) const {
        for (AlignedLine const& line : alignment.lines)
            if (line.got && (!line.want || line.rest) && same_(want, *line.got)) return &got_[*line.got];
        return nullptr;
    }

    void fail_line(std::size_t line, Alignment const& alignment, std::vector<Row> rows) {
        auto const& [want_index, got_index, fit, rest] = alignment.lines[line];
        if (!want_index) {
            GotLine const& got = got_[*got_index];
            Neighbour const near = neighbour_of(line, alignment, want_, list_place_);
            bench_.fail(
                near.place,
                fmt::format("{}: got {} at {}, which is not listed{}", path_, got.word, bench_.at(got.at), near.side),
                std::move(rows));
            return;
        }
        WantedLine const& want = want_[*want_index];
        std::string const path = fmt::format("{}[{}]", path_, *want_index + 1);
        if (!got_index) {
            // It may have come at another time, where a `...` or a later item took it.
            GotLine const* const elsewhere = came_elsewhere(*want_index, alignment);
            bench_.fail(want.place,
                        elsewhere == nullptr
                            ? fmt::format("{}: want {}, it never came", path, wanted(want))
                            : fmt::format("{}: want {}, it came at {}", path, wanted(want), bench_.at(elsewhere->at)),
                        std::move(rows));
            return;
        }
        GotLine const& got = got_[*got_index];
        switch (fit) {
            case Fit::wrong_time:
                bench_.fail(want.when->place.known() ? want.when->place : want.place,
                            fmt::format("{}: want {}, got it at {}", path, wanted(want), bench_.at(got.at)),
                            std::move(rows));
                return;
            case Fit::wrong_thing:
                bench_.fail(want.word_place.known() ? want.word_place : want.place,
                            fmt::format("{}: want {}, got {}", path, wanted(want), got.word), std::move(rows));
                return;
            case Fit::neither:
            case Fit::fits:
                bench_.fail(want.place,
                            fmt::format("{}: want {}, got {} at {}", path, wanted(want), got.word, bench_.at(got.at)),
                            std::move(rows));
                return;
        }
    }

    // The whole table. What a `...` took is shown too: it is what the reader would otherwise ask for next.
    std::vector<Row> rows(Alignment const& alignment) const {
        std::vector<Row> rows;
        for (AlignedLine const& line : alignment.lines) {
            Row row;
            row.wrong = line.wrong();
            if (line.rest) {
                row.want = "...";
            } else if (line.want) {
                WantedLine const& want = want_[*line.want];
                if (want.when != nullptr) row.want_at = bench_.when(*want.when);
                row.want = want.word;
            }
            if (line.got) {
                GotLine const& got = got_[*line.got];
                row.got_at = bench_.at(got.at);
                row.got = got.word;
                row.because = bench_.because(got.trace);
            }
            rows.push_back(std::move(row));
        }
        return rows;
    }

    Bench& bench_;
    std::string_view path_;
    std::vector<WantedLine> const& want_;
    std::vector<GotLine> const& got_;
    Place const& list_place_;
    Same const& same_;
};

}  // namespace

bool judge_list(Bench& bench, std::string_view path, std::vector<WantedLine> const& want,
                std::vector<GotLine> const& got, Place const& list_place,
                std::function<bool(std::size_t want, std::size_t got)> const& same) {
    std::vector<bool> rest;
    rest.reserve(want.size());
    for (WantedLine const& line : want)
        rest.push_back(line.rest);

    Alignment const alignment = align(rest, got.size(), [&](std::size_t w, std::size_t g) {
        bool const alike = same(w, g);
        // Without an instant to go by, a different thing is simply another thing.
        if (want[w].when == nullptr) return alike ? Fit::fits : Fit::neither;
        bool const in_time = want[w].when->contains(got[g].at);
        if (in_time) return alike ? Fit::fits : Fit::wrong_thing;
        return alike ? Fit::wrong_time : Fit::neither;
    });

    for (AlignedLine const& line : alignment.lines)
        if (!line.rest && line.fit == Fit::fits) bench.asserted(got[*line.got].trace);
    if (alignment.holds()) return true;
    ListJudge(bench, path, want, got, list_place, same).fail(alignment);
    return false;
}

}  // namespace lockstep::harness
