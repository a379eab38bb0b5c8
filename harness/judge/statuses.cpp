// `codes: NAME: status` and `polled`: every transition in order, and what somebody sees who only asks now and then.
#include <fmt/format.h>

#include "harness/judge/bench.hpp"
#include "harness/judge/polling.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

void judge_transitions(Bench& bench, CodeExpectation const& expected, std::string const& name,
                       CodeHistory const& history) {
    std::vector<StatusItem> const& items = *expected.status;
    std::vector<WantedLine> want;
    want.reserve(items.size());
    for (StatusItem const& item : items)
        want.push_back({item.rest, item.rest ? nullptr : &item.when, std::string(engine::name_of(item.status)),
                        item.place, item.status_place});
    std::vector<GotLine> got;
    got.reserve(history.status.size());
    for (StatusEntry const& entry : history.status)
        got.push_back({entry.at, std::string(engine::name_of(entry.status)), entry.trace});

    judge_list(bench, name + ".status", want, got, expected.status_place,
               [&](std::size_t w, std::size_t g) { return items[w].status == history.status[g].status; });
}

void judge_polled(Bench& bench, PolledExpectation const& expected, std::string const& name,
                  CodeHistory const& history) {
    std::vector<Poll> const seen = polls(history, bench.scenario().epoch, expected.every, bench.record().ended_at);

    // A subsequence is a complete list with a `...` at every joint.
    static MomentRange const any;
    std::vector<WantedLine> want{{.rest = true}};
    for (std::size_t i = 0; i < expected.sees.size(); ++i) {
        Place const place = i < expected.sees_places.size() ? expected.sees_places[i] : expected.place;
        want.push_back({false, nullptr, std::string(engine::name_of(expected.sees[i])), place, place});
        want.push_back({.rest = true});
    }
    std::vector<bool> rest;
    for (WantedLine const& line : want)
        rest.push_back(line.rest);
    Alignment const alignment = align(rest, seen.size(), [&](std::size_t w, std::size_t g) {
        return expected.sees[w / 2] == seen[g].status ? Fit::fits : Fit::neither;
    });

    std::vector<Row> rows;
    bool told = false;
    for (AlignedLine const& line : alignment.lines) {
        Row row{.wrong = line.wrong()};
        if (line.want && !line.rest) row.want = want[*line.want].word;
        if (line.got) {
            Poll const& poll = seen[*line.got];
            row.got_at = bench.at(poll.at);
            row.got = engine::name_of(poll.status);
            row.because = bench.because(poll.trace);
        }
        rows.push_back(std::move(row));
    }
    for (AlignedLine const& line : alignment.lines) {
        if (line.rest) continue;
        if (!line.wrong()) {
            bench.asserted(seen[*line.got].trace);
        } else if (!told) {
            // One finding is enough: what follows the first value that is not seen depends on it.
            told = true;
            std::size_t const index = *line.want / 2;
            bench.fail(
                want[*line.want].place,
                fmt::format("{}.polled.sees[{}]: want {}, a poll every {} does not see it{}", name, index + 1,
                            want[*line.want].word, format_duration(expected.every), index == 0 ? "" : " in this order"),
                rows);
        }
    }
}

}  // namespace

void judge_statuses(Bench& bench) {
    for (CodeExpectation const& expected : bench.scenario().expect.codes) {
        std::string const& name = bench.scenario().codes[expected.code].name;
        static CodeHistory const never_created;
        auto const& codes = bench.record().codes;
        CodeHistory const& history = expected.code < codes.size() ? codes[expected.code] : never_created;
        if (expected.status) judge_transitions(bench, expected, name, history);
        if (expected.polled) judge_polled(bench, *expected.polled, name, history);
    }
}

}  // namespace lockstep::harness
