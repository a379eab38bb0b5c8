// Stories for any vendor: the adapter writes, reads, edits and removes as the engine would have it do.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/conform/patience.hpp"
#include "harness/conform/stories.hpp"

namespace lockstep::harness {

namespace {

using engine::Answer;
using engine::ListedCode;
using engine::ListedState;

bool is_taken(std::optional<Answer> const& answer) {
    return answer && (answer->verdict == engine::Verdict::done || answer->verdict == engine::Verdict::accepted);
}
bool is_done(std::optional<Answer> const& answer) { return answer && answer->verdict == engine::Verdict::done; }
bool is_refused(std::optional<Answer> const& answer) { return answer && answer->verdict == engine::Verdict::refused; }

ListedCode const* listed(std::optional<Answer> const& read, std::string const& ref) {
    if (!is_done(read)) return nullptr;
    auto const found = std::find_if(read->listed.begin(), read->listed.end(),
                                    [&](ListedCode const& code) { return code.vendor_ref == ref; });
    return found == read->listed.end() ? nullptr : &*found;
}

std::vector<std::string> refs_of(std::optional<Answer> const& read) {
    std::vector<std::string> refs;
    if (read)
        for (auto const& code : read->listed)
            refs.push_back(code.vendor_ref);
    std::sort(refs.begin(), refs.end());
    return refs;
}

// A lock as the adapter shows it, with the codes that a story wrote.
class AdapterStory {
  public:
    explicit AdapterStory(Bench& bench) : bench_(bench) {}
    ~AdapterStory() { clean_up(); }
    AdapterStory(AdapterStory const&) = delete;
    AdapterStory& operator=(AdapterStory const&) = delete;

    struct Code {
        std::string ref, name, pin;
        explicit operator bool() const { return !ref.empty(); }
    };

    engine::StoredRecord record(std::string const& name, std::string const& pin) const {
        return {.pin = engine::Pin::parse(pin).value_or(engine::Pin{}), .window = {}, .name = name};
    }

    std::optional<Answer> put(std::string const& name, std::string const& pin) {
        auto answer = bench_.driver->put(record(name, pin));
        if (answer && answer->refusal == engine::Refusal::no_space) bench_.no_space();
        if (is_taken(answer) && !answer->vendor_ref.empty()) mine_.push_back({answer->vendor_ref, name, pin});
        return answer;
    }

    // Polls read-backs until one says so, or the deadline has passed; the last read-back is left in `last`.
    template <class Holds>
    bool until(Holds const& holds) {
        Patience const patience{bench_.wire, bench_.deadline()};
        for (auto nap = bench_.first_nap(); !bench_.wire.over(); nap = std::min<Duration>(nap * 3 / 2, 5s)) {
            bool const last_look = patience.over();
            last = bench_.driver->read();
            if (is_done(last) && holds()) return true;
            if (last_look) {
                bench_.waited(true);
                return false;
            }
            bench_.wire.wait_until([&] { return patience.over(); }, nap);
        }
        return false;
    }
    bool until_active(std::string const& ref) {
        return until([&] {
            auto const* const code = listed(last, ref);
            return code != nullptr && code->state == ListedState::active;
        });
    }
    bool until_absent(std::string const& ref) {
        return until([&] { return listed(last, ref) == nullptr; });
    }

    // A code that is there and active, for checks that need one.
    Code stored(std::string_view what) {
        Code code{{}, bench_.new_name(what), bench_.new_pin()};
        auto const answer = put(code.name, code.pin);
        if (!is_taken(answer) || answer->vendor_ref.empty() || !until_active(answer->vendor_ref)) return {};
        code.ref = answer->vendor_ref;
        return code;
    }

    std::string state_of(std::string const& ref) const {
        if (!is_done(last)) return fmt::format("the read-back ended so: {}", seen(last));
        auto const* const code = listed(last, ref);
        if (code == nullptr) return "it is not listed";
        return code->state == ListedState::active    ? "it is listed as active"
               : code->state == ListedState::pending ? "it is still pending"
                                                     : "it is listed as removing";
    }

    std::optional<Answer> last;

  private:
    void clean_up() {
        if (mine_.empty()) return;
        bench_.wire.tidy(true);
        // Also what is not listed: a list that is not whole must leave nothing behind. Twice, so that one removal that
        // was not heard leaves nothing either.
        auto const is_gone = [&](Code const& code) { return is_done(last) && listed(last, code.ref) == nullptr; };
        for (int round = 0; round < 2 && !mine_.empty(); ++round) {
            for (auto const& code : mine_)
                bench_.driver->remove(code.ref, code.name);
            until([&] { return std::all_of(mine_.begin(), mine_.end(), is_gone); });
            std::erase_if(mine_, is_gone);
        }
        for (auto const& code : mine_)
            bench_.left_behind(code.ref);
        bench_.wire.tidy(false);
    }

    Bench& bench_;
    std::vector<Code> mine_;
};

void judge_door(Bench& bench, std::string_view number, std::string const& pin, bool should_open) {
    if (!bench.door->can_press()) return bench.unobserved(number, bench.door->how());
    auto const opens = bench.door->opens(pin);
    if (!opens) return bench.unobserved(number, "the door could not be pressed");
    bench.expect(number, *opens == should_open, *opens ? "the door opens" : "the door does not open");
}

void play_adapter_reading(Bench& bench) {
    auto const first = bench.driver->read();
    if (!bench.expect("1.1/1", is_done(first), seen(first))) return;
    // Work that was accepted before may still come to its end: only what goes on changing is no list.
    auto before = first;
    std::optional<Answer> after;
    for (int tried = 0; tried < 3; ++tried) {
        after = bench.driver->read();
        if (!is_done(after) || refs_of(before) == refs_of(after)) break;
        before = after;
        bench.wire.rest(bench.options.poll);
    }
    bench.expect("1.1/2", is_done(after) && refs_of(before) == refs_of(after),
                 is_done(after) ? "each tells of other codes than the one before" : seen(after));
}

void play_adapter_life(Bench& bench) {
    AdapterStory story{bench};
    auto const before = bench.driver->read();
    auto const name = bench.new_name("life");
    auto const pin = bench.new_pin();
    auto const answer = story.put(name, pin);
    bool const taken = is_taken(answer) && !answer->vendor_ref.empty();
    if (!bench.expect("1.2/1", taken, is_taken(answer) ? "no id was told" : seen(answer))) return;
    auto const ref = answer->vendor_ref;

    bool const active = story.until_active(ref);
    if (!bench.expect("1.2/2", active, story.state_of(ref))) return;
    auto const* const code = listed(story.last, ref);
    if (!bench.tells_pins)
        bench.unsupported("1.2/3", "this provider tells no PINs");
    else
        bench.expect("1.2/3", code->record.pin.text() == pin,
                     code->record.pin.empty() ? "no PIN is told"
                                              : fmt::format("it says {} instead of {}", code->record.pin.text(), pin));
    bench.expect("1.2/4", code->record.name == name,
                 code->record.name.empty() ? "no name is told" : fmt::format("it says `{}`", code->record.name));
    judge_door(bench, "1.2/5", pin, true);
    auto const kept = [&](std::optional<Answer> const& now) {
        auto const all = refs_of(now);
        auto const old = refs_of(before);
        return std::includes(all.begin(), all.end(), old.begin(), old.end());
    };
    if (is_done(before)) bench.expect("1.2/6", kept(story.last), "one of them is not listed any more");

    auto const neighbour = story.stored("neighbour");
    auto const removal = bench.driver->remove(ref, name);
    if (!bench.expect("1.5/1", is_taken(removal), seen(removal))) return;
    bool const absent = story.until_absent(ref);
    if (!bench.expect("1.5/2", absent, story.state_of(ref))) return;
    judge_door(bench, "1.5/3", pin, false);
    if (neighbour)
        bench.expect("1.5/5", listed(story.last, neighbour.ref) != nullptr, "another code is not listed any more");
    auto const again = bench.driver->remove(ref, name);
    bool const harmless = is_taken(again) || (is_refused(again) && again->refusal == engine::Refusal::not_found);
    bench.expect("1.5/4", harmless, seen(again));
}

void play_adapter_editing(Bench& bench) {
    if (!bench.edits) return bench.unsupported("1.3/", "codes cannot be edited in place");
    AdapterStory story{bench};
    auto const code = story.stored("edit");
    if (!code) return bench.unobserved("1.3/", "no code could be stored to edit");
    auto const pin = bench.new_pin();
    auto const answer = bench.driver->put(story.record(code.name, pin), code.ref);
    if (!bench.expect("1.3/1", is_taken(answer), seen(answer))) return;
    auto const has_new_pin = [&] {
        auto const* const now = listed(story.last, code.ref);
        if (now == nullptr || now->state != ListedState::active) return false;
        return !bench.tells_pins || now->record.pin.text() == pin;
    };
    if (!bench.expect("1.3/2", story.until(has_new_pin),
                      listed(story.last, code.ref) == nullptr ? story.state_of(code.ref)
                                                              : story.state_of(code.ref) + ", with another PIN"))
        return;
    if (!bench.tells_pins && !bench.door->can_press())
        return bench.unobserved("1.3/3", "neither the PIN nor the door can be seen");
    judge_door(bench, "1.3/3", pin, true);
    judge_door(bench, "1.3/3", code.pin, false);
}

void play_adapter_conflict(Bench& bench) {
    AdapterStory story{bench};
    auto const code = story.stored("first");
    if (!code) return bench.unobserved("1.4/", "no code could be stored to be in conflict with");
    auto const answer = story.put(bench.new_name("second"), code.pin);
    bench.expect("1.4/2", is_refused(answer) && answer->refusal == engine::Refusal::pin_conflict, seen(answer));
    if (is_refused(answer)) {
        auto const now = bench.driver->read();
        std::set<std::string> holders;
        if (is_done(now))
            for (auto const& one : now->listed)
                if (one.record.pin.text() == code.pin) holders.insert(one.vendor_ref);
        bench.expect("1.4/1", is_done(now) && holders.size() <= 1,
                     is_done(now) ? "it is refused, and listed all the same" : seen(now));
        return;
    }
    if (!is_taken(answer)) return bench.fail("1.4/1", seen(answer));
    // Some say so later: what counts is that it never becomes active.
    auto const& ref = answer->vendor_ref;
    bool active = false;
    story.until([&] {
        auto const* const second = listed(story.last, ref);
        active = second != nullptr && second->state == ListedState::active;
        return active || bench.driver->has_failed(ref);
    });
    bench.expect("1.4/1", !active, "both are active");
}

void play_adapter_many(Bench& bench) {
    AdapterStory story{bench};
    constexpr int how_many = 4;
    std::vector<std::string> wanted;
    for (int i = 0; i < how_many; ++i) {
        auto const answer = story.put(bench.new_name("many"), bench.new_pin());
        if (!is_taken(answer) || answer->vendor_ref.empty())
            return bench.unobserved("1.6/", fmt::format("only {} codes could be written", i));
        wanted.push_back(answer->vendor_ref);
    }
    auto const all_active = [&] {
        return std::all_of(wanted.begin(), wanted.end(), [&](std::string const& ref) {
            auto const* const code = listed(story.last, ref);
            return code != nullptr && code->state == ListedState::active;
        });
    };
    bool const all = story.until(all_active);
    auto const refs = refs_of(story.last);
    auto const there = std::count_if(wanted.begin(), wanted.end(), [&](std::string const& ref) {
        return std::count(refs.begin(), refs.end(), ref) == 1;
    });
    bench.expect("1.6/1", all && there == how_many,
                 is_done(story.last) ? fmt::format("{} of {} are listed once", there, how_many) : seen(story.last));
}

}  // namespace

std::vector<Story> const& adapter_stories() {
    static std::vector<Story> const all{
        {{"1.1/"}, play_adapter_reading},  {{"1.2/", "1.5/"}, play_adapter_life}, {{"1.3/"}, play_adapter_editing},
        {{"1.4/"}, play_adapter_conflict}, {{"1.6/"}, play_adapter_many, false},
    };
    return all;
}

}  // namespace lockstep::harness
