// Stories about windows that the lock keeps by itself: as they are told, and at the door while time passes.
#include <fmt/format.h>

#include "harness/conform/open_lock.hpp"
#include "harness/conform/patience.hpp"
#include "harness/conform/stories.hpp"
#include "http/target.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

// A vendor may round outwards; one that rounds by more than this is not waited for.
constexpr Duration rounding_waited_for = std::chrono::minutes{1};
constexpr Duration press_again_after = std::chrono::milliseconds{100};

struct ToldWindow {
    Instant starts = always;
    Instant ends = never;
    bool readable = true;

    std::string text() const {
        auto const bound = [](Instant at) { return is_finite(at) ? format_instant(at) : std::string{"-"}; };
        return readable ? fmt::format("[{}, {})", bound(starts), bound(ends)) : "not readable";
    }
};

ToldWindow window_of(WireJson const* code) {
    ToldWindow told;
    if (code == nullptr) return {.readable = false};
    auto const bound = [&](char const* member, Instant& into) {
        if (!code->contains(member) || (*code)[member].is_null()) return;
        auto const at = parse_instant(member_of(code, member));
        if (at)
            into = *at;
        else
            told.readable = false;
    };
    bound("starts_at", told.starts);
    bound("ends_at", told.ends);
    return told;
}

// What a list says of a code's window; where it says nothing that can be read, other checks have failed for that.
void judge_told(Bench& bench, std::string_view number, OpenList const& list, std::string_view id,
                std::function<bool(ToldWindow const&)> const& is_right) {
    auto const* const code = list.ok() ? list.find(id) : nullptr;
    if (code == nullptr) return bench.unobserved(number, list.ok() ? "the code is not listed" : list.problem);
    auto const told = window_of(code);
    if (!told.readable) return bench.unobserved(number, "its instants cannot be read");
    bench.expect(number, is_right(told), fmt::format("it says {}", told.text()));
}

// Whole minutes, so that nobody has anything to round.
Instant at_minute(Instant at) {
    return Instant{std::chrono::duration_cast<std::chrono::minutes>(at.time_since_epoch())};
}
Instant up_to_second(Instant at) { return Instant{std::chrono::ceil<std::chrono::seconds>(at.time_since_epoch())}; }

// What time the lock thinks it is, where it tells; else what we do.
Instant lock_time(Bench& bench) {
    auto const heard = bench.wire.get(fmt::format("/locks/{}", http::percent_encoded(bench.lock)));
    if (auto const told = parse_instant(heard.text("device_time"))) return *told;
    return bench.now();
}

bool wait_for_lock_time(Bench& bench, Instant at, Duration at_most) {
    Patience const patience{bench.wire, at_most};
    while (lock_time(bench) < at) {
        if (patience.over() || bench.wire.over()) return false;
        bench.wire.rest(press_again_after);
    }
    return true;
}

}  // namespace

void play_told_windows(Bench& bench) {
    if (!bench.native) return;
    OpenStory story{bench};
    auto& lock = story.lock;
    auto const starts = at_minute(later_by(bench.now(), std::chrono::hours{24}));
    auto const ends = later_by(starts, std::chrono::hours{24});
    auto const pin = bench.new_pin();
    auto const heard = lock.create({{"name", bench.new_name("stay")},
                                    {"code", pin},
                                    {"starts_at", format_instant(starts)},
                                    {"ends_at", format_instant(ends)}});
    auto const id = heard.text("access_code_id");
    auto const answered = heard.answered();
    if (!bench.expect("4.1/1", heard.ok() && !id.empty(), answered))
        return bench.unobserved("4.", "no code with a window could be created");
    auto const holds = [](ToldWindow const& told, Instant from, Instant to) {
        return told.starts <= from && told.ends >= to;
    };
    lock.until_active(id);
    // A missing bound holds any; it has to be told all the same.
    judge_told(bench, "4.1/2", lock.last, id, [&](ToldWindow const& told) {
        return holds(told, starts, ends) && is_finite(told.starts) && is_finite(told.ends);
    });

    auto const created = [&](std::string_view number, WireJson body) {
        body["name"] = bench.new_name("window");
        body["code"] = bench.new_pin();
        auto const answer = lock.create(body);
        auto const made = answer.text("access_code_id");
        if (!answer.ok() || made.empty())
            bench.fail(number, answer.answered());
        else
            lock.until_active(made);
        return answer.ok() ? made : std::string{};
    };
    if (auto const half = created("4.1/3", {{"ends_at", format_instant(ends)}}); !half.empty())
        judge_told(bench, "4.1/3", lock.last, half, [&](ToldWindow const& told) {
            return !is_finite(told.starts) && is_finite(told.ends) && told.ends >= ends;
        });
    // 02:30 at +02:30 is 00:00 in UTC.
    auto const local = format_instant(later_by(starts, std::chrono::minutes{150}));
    auto const offset = created(
        "4.1/4", {{"starts_at", local.substr(0, local.find('.')) + "+02:30"}, {"ends_at", format_instant(ends)}});
    if (!offset.empty())
        judge_told(bench, "4.1/4", lock.last, offset, [&](ToldWindow const& told) {
            return told.starts <= starts && told.starts > later_by(starts, -std::chrono::hours{1});
        });

    auto const refused = [&](std::string_view number, WireJson window) {
        window["name"] = bench.new_name("bad");
        window["code"] = bench.new_pin();
        auto const bad = lock.create(window);
        bench.expect(number, bad.refused(), bad.answered());
    };
    refused("4.1/7", {{"starts_at", format_instant(ends)}, {"ends_at", format_instant(starts)}});
    auto const without_zone = format_instant(starts);
    refused("4.1/8", {{"starts_at", without_zone.substr(0, without_zone.find('.'))}});
    refused("4.1/9", {{"starts_at", "tomorrow"}});

    if (!bench.edits) {
        bench.unsupported("4.1/5", "codes cannot be edited in place");
        bench.unsupported("4.1/6", "codes cannot be edited in place");
        return;
    }
    // Told by the list at last; until then the lock may be at work.
    auto const update = [&](std::string_view number, WireJson const& body, auto const& is_right) {
        auto const answer = lock.update(id, body);
        if (!answer.ok()) return bench.fail(number, answer.answered());
        lock.until([&](OpenList const& list) {
            auto const* const code = list.find(id);
            if (code == nullptr) return false;
            auto const told = window_of(code);
            return !told.readable || is_right(told);
        });
        judge_told(bench, number, lock.last, id, is_right);
    };
    auto const later = later_by(ends, std::chrono::hours{24});
    update("4.1/5", {{"ends_at", format_instant(later)}}, [&](ToldWindow const& told) {
        return holds(told, starts, later) && is_finite(told.starts) && is_finite(told.ends);
    });
    if (bench.tells_pins && lock.last.ok()) {
        auto const pin_now = member_of(lock.last.find(id), "code");
        if (!pin_now.empty()) bench.expect("4.1/5", pin_now == pin, fmt::format("the PIN is `{}`", pin_now));
    }
    update("4.1/6", {{"ends_at", nullptr}}, [&](ToldWindow const& told) { return !is_finite(told.ends); });
}

void play_kept_windows(Bench& bench) {
    if (!bench.native) return;
    if (!bench.door->can_press()) return bench.unobserved("4.2/", fmt::format("the door is {}", bench.door->how()));
    OpenStory story{bench};
    auto& lock = story.lock;
    auto starts = up_to_second(later_by(lock_time(bench), bench.options.lead));
    auto ends = up_to_second(later_by(starts, bench.options.lead));
    auto const pin = bench.new_pin();
    auto const heard = lock.create({{"name", bench.new_name("door")},
                                    {"code", pin},
                                    {"starts_at", format_instant(starts)},
                                    {"ends_at", format_instant(ends)}});
    auto const id = heard.text("access_code_id");
    if (!heard.ok() || id.empty()) return bench.unobserved("4.2/", "no code with a window could be created");
    // What is still on its way to the lock keeps every door shut.
    lock.until([&](OpenList const& seen) { return is_settled(seen.find(id)) || lock_time(bench) >= starts; });
    auto const told = window_of(lock.last.ok() ? lock.last.find(id) : nullptr);
    // Rounded outwards: what the lock says is what it has to keep.
    bool const rounded = told.readable && is_finite(told.starts) && is_finite(told.ends) && told.starts <= starts &&
                         told.ends >= ends && starts - told.starts <= rounding_waited_for &&
                         told.ends - ends <= rounding_waited_for;
    if (rounded) starts = told.starts, ends = told.ends;

    auto const early = bench.door->opens(pin);
    if (!early)
        bench.unobserved("4.2/", "the door could not be pressed");
    else if (lock_time(bench) >= starts)
        bench.unobserved("4.2/1", "the window had begun before the door was pressed (--lead)");
    else
        bench.expect("4.2/1", !*early, "the door opens");

    auto const patience = bench.options.deadline + bench.options.lead * 3;
    if (!wait_for_lock_time(bench, starts, patience))
        return bench.unobserved("4.2/", "the lock's clock did not get there in time");
    bool opened = false;
    while (!opened && lock_time(bench) < ends && !bench.wire.over()) {
        opened = bench.door->opens(pin).value_or(false);
        if (!opened) bench.wire.rest(press_again_after);
    }
    bench.expect("4.2/2", opened, "the door does not open");
    if (!wait_for_lock_time(bench, later_by(ends, press_again_after), patience))
        return bench.unobserved("4.2/", "the lock's clock did not get there in time");
    auto const late = bench.door->opens(pin);
    if (late) bench.expect("4.2/3", !*late, "the door opens");
}

}  // namespace lockstep::harness
