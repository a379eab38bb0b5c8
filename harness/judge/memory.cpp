// `device: NAME`: what a lock's memory holds at an instant, in a range of instants, or at the end.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/judge/bench.hpp"

namespace lockstep::harness {
namespace {

std::string got_word(SlotSnapshot const& slot, Bench const& bench, bool with_window) {
    std::string word = fmt::format("\"{}\" {}", slot.pin, slot.usable ? "usable" : "not usable");
    if (with_window && slot.starts != always) word += fmt::format(" from {}", bench.at(slot.starts));
    if (with_window && slot.ends != never) word += fmt::format(" to {}", bench.at(slot.ends));
    return word;
}

std::string bound(Field<Moment> const& field, Bench const& bench) {
    return field.null ? "none" : bench.at(field->instant);
}

std::string want_word(StoredCode const& code, Bench const& bench) {
    std::string word = fmt::format("\"{}\"", code.pin);
    if (code.usable) word += *code.usable ? " usable" : " not usable";
    if (code.starts.given) word += " from " + bound(code.starts, bench);
    if (code.ends.given) word += " to " + bound(code.ends, bench);
    if (code.copies && *code.copies != 1) word += fmt::format(" x{}", *code.copies);
    return word;
}

bool speaks_of_windows(std::vector<StoredCode> const& codes) {
    return std::any_of(codes.begin(), codes.end(), [](StoredCode const& c) { return c.starts.given || c.ends.given; });
}

bool fits(StoredCode const& want, SlotSnapshot const& got) {
    if (want.pin != got.pin) return false;
    if (want.usable && *want.usable != got.usable) return false;
    if (want.starts.given && got.starts != (want.starts.null ? always : want.starts->instant)) return false;
    if (want.ends.given && got.ends != (want.ends.null ? never : want.ends->instant)) return false;
    return true;
}

// Which slot stands for which wanted code; nothing for a slot that nobody wanted.
struct Match {
    struct Line {
        std::optional<std::size_t> want;
        std::optional<std::size_t> slot;
        bool wrong = false;
    };
    std::vector<Line> lines;
    bool holds() const {
        return std::none_of(lines.begin(), lines.end(), [](Line const& line) { return line.wrong; });
    }
};

Match match(std::vector<StoredCode> const& codes, std::vector<SlotSnapshot> const& slots) {
    Match result;
    std::vector<bool> taken(slots.size());
    std::vector<std::uint64_t> short_of(codes.size());
    auto const take = [&](std::size_t code, bool exact) {
        for (std::size_t slot = 0; slot < slots.size() && short_of[code] != 0; ++slot) {
            if (taken[slot] || !(exact ? fits(codes[code], slots[slot]) : codes[code].pin == slots[slot].pin)) continue;
            taken[slot] = true;
            --short_of[code];
            result.lines.push_back({code, slot, !exact});
        }
    };
    // What fits is taken before a slot that merely has the PIN may stand for something.
    for (std::size_t code = 0; code < codes.size(); ++code) {
        if (codes[code].rest) continue;
        short_of[code] = codes[code].copies.value_or(1);
        take(code, true);
    }
    for (std::size_t code = 0; code < codes.size(); ++code) {
        if (codes[code].rest) continue;
        take(code, false);
        if (short_of[code] != 0) result.lines.push_back({code, std::nullopt, true});
    }
    std::stable_sort(result.lines.begin(), result.lines.end(),
                     [](Match::Line const& a, Match::Line const& b) { return *a.want < *b.want; });

    bool const rest = std::any_of(codes.begin(), codes.end(), [](StoredCode const& code) { return code.rest; });
    for (std::size_t slot = 0; slot < slots.size(); ++slot) {
        if (taken[slot]) continue;
        auto const named = std::find_if(codes.begin(), codes.end(), [&](StoredCode const& code) {
            return !code.rest && code.pin == slots[slot].pin;
        });
        // One copy too many of a listed code is wrong even beside a `...`.
        bool const listed = named != codes.end();
        result.lines.push_back({std::nullopt, slot, listed || !rest});
    }
    return result;
}

class MemoryJudge {
  public:
    MemoryJudge(Bench& bench, DeviceExpectation const& device, std::size_t index)
        : bench_(bench),
          device_(device),
          expected_(device.items[index]),
          path_(fmt::format("device.{}[{}]", bench.scenario().devices[device.device].name, index + 1)) {}

    void judge() {
        auto const snapshots = candidates();
        if (snapshots.empty()) {
            bench_.fail(expected_.place, fmt::format("{}: the run has no such instant", path_));
            return;
        }
        // A range holds if some instant of it does; the last one is the one to explain.
        for (DeviceSnapshot const* snapshot : snapshots) {
            if (!match(expected_.codes, snapshot->slots).holds()) continue;
            note_asserted(*snapshot);
            warn_if_vacuous();
            return;
        }
        explain(*snapshots.back(), snapshots.size() > 1);
    }

  private:
    std::uint32_t device_number() const { return static_cast<std::uint32_t>(device_.device); }

    std::vector<DeviceSnapshot const*> candidates() const {
        std::vector<DeviceSnapshot const*> found;
        DeviceSnapshot const* before = nullptr;  // what the lock held when the range began
        for (DeviceSnapshot const& snapshot : bench_.record().devices) {
            if (snapshot.device != device_number()) continue;
            if (expected_.at_end) {
                if (snapshot.at == bench_.record().ended_at) found = {&snapshot};
            } else if (expected_.when.contains(snapshot.at)) {
                found.push_back(&snapshot);
            } else if (snapshot.at < expected_.when.from) {
                before = &snapshot;
            }
        }
        if (found.empty() && !expected_.at_end && !expected_.when.exact() && before != nullptr) found = {before};
        return found;
    }

    // The event that last changed this code on this lock: the cause of what the memory shows.
    TraceEvent const* last_change(CodeNumber code, Instant at) const {
        TraceEvent const* last = nullptr;
        for (TraceEvent const& event : bench_.record().trace.events()) {
            if (event.at > at) break;
            bool const changes = event.kind == TraceKind::lock_stored || event.kind == TraceKind::lock_erased ||
                                 event.kind == TraceKind::lock_edge;
            if (changes && event.device == device_number() && event.code == code) last = &event;
        }
        return last;
    }

    std::string because(CodeNumber code, Instant at) const {
        auto const* const event = last_change(code, at);
        if (event == nullptr) return code == nobody ? "stored by somebody else" : "";
        std::string const why = bench_.because(event->id);
        std::string what;
        if (event->kind == TraceKind::lock_stored) what = "stored";
        if (event->kind == TraceKind::lock_erased) what = "erased";
        if (event->kind == TraceKind::lock_edge) what = "its window began or ended on the lock";
        return fmt::format("{} at {}{}{}", what, bench_.at(event->at), why.empty() ? "" : ": ", why);
    }

    // The managed code that has this PIN, for explaining why it is not there.
    CodeNumber code_with(std::string const& pin) const {
        for (DeviceSnapshot const& snapshot : bench_.record().devices)
            for (SlotSnapshot const& slot : snapshot.slots)
                if (snapshot.device == device_number() && slot.pin == pin && slot.code != nobody) return slot.code;
        CodeNumber only = nobody;
        for (CodeNumber code = 0; code < bench_.record().codes.size(); ++code) {
            if (bench_.record().codes[code].device != device_number()) continue;
            if (only != nobody) return nobody;
            only = code;
        }
        return only;
    }

    void explain(DeviceSnapshot const& snapshot, bool one_of_many) {
        Match const matched = match(expected_.codes, snapshot.slots);
        bool const windows = speaks_of_windows(expected_.codes);
        std::vector<Row> rows;
        for (Match::Line const& line : matched.lines) {
            Row row{.wrong = line.wrong};
            if (line.want) row.want = want_word(expected_.codes[*line.want], bench_);
            if (line.slot) {
                SlotSnapshot const& slot = snapshot.slots[*line.slot];
                row.got = got_word(slot, bench_, windows);
                row.because = because(slot.code, snapshot.at);
            } else {
                CodeNumber const code = code_with(expected_.codes[*line.want].pin);
                if (code != nobody) row.because = because(code, snapshot.at);
            }
            rows.push_back(std::move(row));
        }
        auto const wrong = std::find_if(matched.lines.begin(), matched.lines.end(),
                                        [](Match::Line const& line) { return line.wrong; });
        std::string const when = expected_.at_end ? "at the end" : fmt::format("at {}", bench_.at(snapshot.at));
        std::string const scope =
            one_of_many ? fmt::format(", and nothing fits {}", bench_.wanted(expected_.when)) : "";
        auto const [place, text] = sentence(*wrong, snapshot, windows);
        bench_.fail(place, fmt::format("{}: {} {}{}", path_, text, when, scope), std::move(rows));
    }

    struct Sentence {
        Place place;
        std::string text;
    };
    Sentence sentence(Match::Line const& line, DeviceSnapshot const& snapshot, bool windows) const {
        if (line.want) {
            StoredCode const& want = expected_.codes[*line.want];
            std::string const wanted = want_word(want, bench_);
            if (!line.slot) {
                auto const stored = std::count_if(snapshot.slots.begin(), snapshot.slots.end(),
                                                  [&](SlotSnapshot const& slot) { return slot.pin == want.pin; });
                return {want.place,
                        stored == 0 ? fmt::format("want {}, the lock does not store it", wanted)
                                    : fmt::format("want {}, the lock stores it {}", wanted,
                                                  stored == 1 ? std::string{"once"} : fmt::format("{} times", stored))};
            }
            return {want.place,
                    fmt::format("want {}, got {}", wanted, got_word(snapshot.slots[*line.slot], bench_, windows))};
        }
        SlotSnapshot const& slot = snapshot.slots[*line.slot];
        for (StoredCode const& want : expected_.codes)
            if (!want.rest && want.pin == slot.pin)
                return {want.place,
                        fmt::format(
                            "want \"{}\" {}, the lock stores it {} times", slot.pin,
                            want.copies.value_or(1) == 1 ? std::string("once") : fmt::format("{} times", *want.copies),
                            std::count_if(snapshot.slots.begin(), snapshot.slots.end(),
                                          [&](SlotSnapshot const& s) { return s.pin == slot.pin; }))};
        Place const& place = expected_.codes_place.known() ? expected_.codes_place : expected_.place;
        return {place, fmt::format("got \"{}\", which is not listed,", slot.pin)};
    }

    void note_asserted(DeviceSnapshot const& snapshot) {
        for (SlotSnapshot const& slot : snapshot.slots)
            if (auto const* const event = last_change(slot.code, snapshot.at)) bench_.asserted(event->id);
    }

    void warn_if_vacuous() {
        if (!expected_.codes.empty()) return;
        auto const& stored = bench_.record().ever_stored;
        bool const ever = std::any_of(stored.begin(), stored.end(),
                                      [&](EverStored const& entry) { return entry.device == device_number(); });
        if (!ever)
            bench_.warn(expected_.codes_place.known() ? expected_.codes_place : expected_.place,
                        fmt::format("{}: vacuous: this lock never stored a code in this run", path_));
    }

    Bench& bench_;
    DeviceExpectation const& device_;
    MemoryExpectation const& expected_;
    std::string path_;
};

}  // namespace

void judge_memory(Bench& bench) {
    for (DeviceExpectation const& device : bench.scenario().expect.devices)
        for (std::size_t item = 0; item < device.items.size(); ++item)
            MemoryJudge(bench, device, item).judge();
}

}  // namespace lockstep::harness
