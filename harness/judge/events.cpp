// `events`: the log, as a complete list or `exactly`, with `never` and `count`.
#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/bench.hpp"
#include "harness/judge/event_family.hpp"

namespace lockstep::harness {
namespace {

// Whose event it is: the code before the device before the account.
std::string subject_of(EventEntry const& event, RunNames const& names) {
    auto const named = [](std::vector<std::string> const& table, std::uint32_t number) {
        return number < table.size() ? table[number] : std::string();
    };
    if (event.code != nobody) return named(names.codes, event.code);
    if (event.device != nobody) return named(names.devices, event.device);
    if (event.account != nobody) return named(names.accounts, event.account);
    return {};
}

std::string word_of(EventEntry const& event, RunNames const& names) {
    std::string const subject = subject_of(event, names);
    std::string word{engine::name_of(event.type)};
    if (!subject.empty()) word += fmt::format(" ({})", subject);
    return word;
}

GotLine line_of(EventEntry const& event, RunNames const& names) {
    return {event.at, word_of(event, names), event.trace};
}

void judge_event_list(Bench& bench, EventExpectation const& expected) {
    std::vector<EventItem> const& items = *expected.list;
    std::vector<std::string_view> types;
    std::vector<WantedLine> want;
    for (EventItem const& item : items) {
        if (!item.rest) types.push_back(item.type);
        want.push_back({item.rest, item.when ? &*item.when : nullptr, item.type, item.place, item.place});
    }
    auto const families = families_of(types);

    std::vector<GotLine> got;
    std::vector<std::string_view> got_types;
    for (EventEntry const& event : bench.record().events) {
        std::string_view const type = engine::name_of(event.type);
        if (families.find(family_of(type)) == families.end()) continue;
        got.push_back(line_of(event, bench.record().names));
        got_types.push_back(type);
    }
    judge_list(bench, expected.exactly ? "events.exactly" : "events", want, got, expected.list_place,
               [&](std::size_t w, std::size_t g) { return items[w].type == got_types[g]; });
}

void judge_never(Bench& bench, EventItem const& item) {
    std::vector<Row> rows;
    bool family_seen = false;
    for (EventEntry const& event : bench.record().events) {
        std::string_view const type = engine::name_of(event.type);
        family_seen = family_seen || family_of(type) == family_of(item.type);
        if (type != item.type || (item.when && !item.when->contains(event.at))) continue;
        GotLine const line = line_of(event, bench.record().names);
        rows.push_back({true, item.when ? bench.when(*item.when) : "", "never", bench.at(line.at), line.word,
                        bench.because(line.trace)});
    }
    if (!rows.empty()) {
        std::string text = fmt::format("events.never: want no {}, got one at {}", item.type, rows.front().got_at);
        bench.fail(item.place, std::move(text), std::move(rows));
    } else if (!family_seen) {
        bench.warn(item.place, fmt::format("vacuous: the run has no {} events at all", family_of(item.type)));
    }
}

void judge_count(Bench& bench, EventCount const& expected) {
    std::vector<Row> rows;
    for (EventEntry const& event : bench.record().events) {
        if (engine::name_of(event.type) != expected.type) continue;
        GotLine const line = line_of(event, bench.record().names);
        rows.push_back({false, "", "", bench.at(line.at), line.word, bench.because(line.trace)});
    }
    if (expected.count.contains(rows.size())) return;
    auto const count = rows.size();
    if (rows.empty()) rows.push_back({});
    rows.front().wrong = true;
    rows.front().want = expected.count.text;
    bench.fail(expected.count.place.known() ? expected.count.place : expected.place,
               fmt::format("events.count.{}: want {}, got {}", expected.type, expected.count.text, count),
               std::move(rows));
}

}  // namespace

void judge_events(Bench& bench) {
    EventExpectation const& expected = bench.scenario().expect.events;
    if (!expected.given) return;
    if (!bench.record().has_details) {
        bench.fail(expected.place, "events: this run did not keep its events, so they cannot be judged");
        return;
    }
    if (expected.list) judge_event_list(bench, expected);
    for (EventItem const& item : expected.never)
        judge_never(bench, item);
    for (EventCount const& count : expected.counts)
        judge_count(bench, count);
}

}  // namespace lockstep::harness
