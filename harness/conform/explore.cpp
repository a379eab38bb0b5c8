// What a server of the open API can do: asked of the server, whatever its maker says.
#include <fmt/format.h>

#include <array>

#include "harness/conform/open_lock.hpp"
#include "harness/conform/stories.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

std::string yes_or_no(bool yes) { return yes ? "true" : "false"; }

void claim(Bench& bench, std::string_view number, std::optional<std::string> const& claimed, std::string_view key) {
    auto const found = bench.found.find(std::string(key));
    if (!claimed)
        return bench.unsupported(
            number, found == bench.found.end() ? "not claimed" : fmt::format("not claimed; found: {}", found->second));
    if (found == bench.found.end()) return bench.unobserved(number, "it could not be found out");
    bench.expect(number, *claimed == found->second, fmt::format("claimed: {}, found: {}", *claimed, found->second));
}

std::optional<std::string> as_text(std::optional<bool> const& value) {
    return value ? std::optional{yes_or_no(*value)} : std::nullopt;
}

// The first PIN that is taken tells of a length that works.
OpenLock::Stored first_code(Bench& bench, OpenLock& lock, Heard& heard) {
    std::vector<std::size_t> lengths{likely_pin_lengths.begin(), likely_pin_lengths.end()};
    if (bench.options.claims.length_min)
        lengths = {std::clamp<std::size_t>(6, *bench.options.claims.length_min, *bench.options.claims.length_max)};
    for (auto const length : lengths) {
        bench.pin_length = length;
        OpenLock::Stored made{{}, bench.new_name("explore"), bench.new_pin()};
        heard = lock.create_code(made.name, made.pin);
        made.id = heard.text("access_code_id");
        if (heard.ok() && made) return made;
        if (!heard.is(400) && !heard.is(422)) break;
    }
    return {};
}

void explore_lengths(Bench& bench, OpenLock& lock) {
    auto const& claims = bench.options.claims;
    if (!claims.length_min) return;
    auto const takes = [&](std::size_t length) {
        auto const usual = bench.pin_length;
        bench.pin_length = length;
        auto const heard = lock.create_code(bench.new_name("length"), bench.new_pin());
        bench.pin_length = usual;
        if (auto const id = heard.text("access_code_id"); heard.ok() && !id.empty()) lock.erase(id);
        return heard.ok();
    };
    auto const [low, high] = std::pair{*claims.length_min, *claims.length_max};
    std::string found = fmt::format("{}..{}", low, high);
    if (!takes(low))
        found = fmt::format("{} digits are refused", low);
    else if (high != low && !takes(high))
        found = fmt::format("{} digits are refused", high);
    else if (low > 1 && takes(low - 1))
        found = fmt::format("{} digits are taken too", low - 1);
    else if (takes(high + 1))
        found = fmt::format("{} digits are taken too", high + 1);
    bench.found["code.length"] = found;
}

void explore_windows(Bench& bench, OpenLock& lock) {
    auto const now = bench.now();
    WireJson const body{{"name", bench.new_name("window")},
                        {"code", bench.new_pin()},
                        {"starts_at", format_instant(later_by(now, std::chrono::hours{24}))},
                        {"ends_at", format_instant(later_by(now, std::chrono::hours{48}))}};
    auto const heard = lock.create(body);
    bool taken = heard.ok() && !heard.text("access_code_id").empty();
    auto const told = taken ? lock.list() : OpenList{};
    auto const* const code = taken && told.ok() ? told.find(heard.text("access_code_id")) : nullptr;
    bool const dropped = code != nullptr && member_of(code, "starts_at").empty() && member_of(code, "ends_at").empty();
    bench.found["native_scheduling"] = yes_or_no(taken && !dropped);
    // Whoever takes a window and drops it opens doors too early: that has to be seen.
    bench.native = bench.options.claims.native_scheduling.value_or(taken);
}

void explore_edit(Bench& bench, OpenLock& lock, OpenLock::Stored const& code) {
    auto const heard = lock.update(code.id, {{"code", bench.new_pin()}});
    bool const none = heard.is(405) || heard.is(501) || heard.is(404);
    bench.found["edit"] = none ? "recreate" : "in_place";
    bench.edits = bench.options.claims.edit ? *bench.options.claims.edit == "in_place" : !none;
}

void explore_keys(Bench& bench, OpenLock& lock) {
    WireJson const body{{"name", bench.new_name("key")}, {"code", bench.new_pin()}};
    auto const key = bench.new_key();
    auto const first = lock.create(body, key);
    auto const second = lock.create(body, key);
    auto const id = first.text("access_code_id");
    bool const known = first.ok() && second.ok() && !id.empty() && second.text("access_code_id") == id;
    bench.found["idempotency_keys"] = yes_or_no(known);
    bench.idempotent = bench.options.claims.idempotency_keys.value_or(known);
}

}  // namespace

void explore_open(Bench& bench) {
    OpenStory story{bench};
    auto& lock = story.lock;
    Heard heard;
    auto const code = first_code(bench, lock, heard);
    if (!code) {
        bench.notes.push_back(
            fmt::format("no code could be created to find out what the provider can do: {}", heard.seen()));
        return;
    }
    bench.found["confirm"] = heard.text("status") == "active" ? "answer" : "later";
    bool const active = lock.until_active(code.id);
    auto const* const told = lock.last.ok() ? lock.last.find(code.id) : nullptr;
    if (active && told != nullptr) {
        bool const pins = told->contains("code") && !(*told)["code"].is_null();
        bench.found["reads"] = pins ? "pins" : told->contains("name") ? "names" : "nothing";
        bench.tells_pins = bench.options.claims.reads.value_or("pins") == "pins" && pins;
    }
    explore_edit(bench, lock, code);
    explore_windows(bench, lock);
    explore_keys(bench, lock);
    explore_lengths(bench, lock);
}

// After all stories: some of them have found out more.
void judge_claims(Bench& bench) {
    auto const& claims = bench.options.claims;
    claim(bench, "7.1/1", as_text(claims.native_scheduling), "native_scheduling");
    claim(bench, "7.1/2", claims.edit, "edit");
    claim(bench, "7.1/3", claims.reads, "reads");
    claim(bench, "7.1/4", claims.confirm, "confirm");
    claim(bench, "7.1/5", as_text(claims.idempotency_keys), "idempotency_keys");
    claim(bench, "7.1/6", as_text(claims.push), "push");
    claim(
        bench, "7.1/7",
        claims.length_min ? std::optional{fmt::format("{}..{}", *claims.length_min, *claims.length_max)} : std::nullopt,
        "code.length");
    claim(bench, "7.1/8", claims.slots ? std::optional{fmt::format("{}", *claims.slots)} : std::nullopt, "code.slots");
}

}  // namespace lockstep::harness
