// Stories about single codes on the wire: created, refused, updated, deleted.
#include <fmt/format.h>

#include "harness/conform/open_lock.hpp"
#include "harness/conform/stories.hpp"

namespace lockstep::harness {

namespace {

constexpr std::string_view no_such_code = "conform-no-such-code";

std::string where_is(OpenList const& list, std::string_view id) {
    if (!list.ok()) return list.problem;
    auto const* const code = list.find(id);
    return code == nullptr ? "it is not listed" : fmt::format("its status is `{}`", status_of_code(code));
}

bool is_among(std::string const& word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

void play_creating(Bench& bench) {
    OpenStory story{bench};
    auto& lock = story.lock;
    auto const name = bench.new_name("created");
    auto const pin = bench.new_pin();
    auto const heard = lock.create_code(name, pin);
    auto const id = heard.text("access_code_id");
    if (!bench.expect("3.2/1", heard.ok() && !id.empty(),
                      heard.ok() ? "the answer has no access_code_id" : heard.answered()))
        return;
    auto const status = heard.text("status");
    bench.expect("3.2/2", is_among(status, {"pending", "active"}), fmt::format("status is `{}`", status));
    bool const pin_repeated = heard.text("code") == pin || !bench.tells_pins;
    bench.expect("3.2/3", heard.text("name") == name && pin_repeated,
                 fmt::format("name `{}`, code `{}`", heard.text("name"), heard.text("code")));
    auto const at_once = lock.list();
    if (at_once.ok()) bench.expect("3.2/4", at_once.find(id) != nullptr, where_is(at_once, id));
    bool const active = lock.until_active(id);
    bench.expect("3.2/5", active, where_is(lock.last, id));

    auto zeros = bench.new_pin();
    zeros[0] = zeros[1] = '0';
    auto const second = lock.create_code(bench.new_name("zeros"), zeros);
    auto const second_id = second.text("access_code_id");
    if (second.ok() && !second_id.empty()) {
        bench.expect("3.2/14", second_id != id, fmt::format("both are `{}`", id));
        if (!bench.tells_pins) {
            bench.unsupported("3.2/6", "this provider tells no PINs");
        } else if (lock.until_active(second_id)) {
            auto const told = member_of(lock.last.find(second_id), "code");
            bench.expect("3.2/6", told == zeros, fmt::format("{} is told as {}", zeros, told));
        }
    } else {
        bench.fail("3.2/6", fmt::format("{} is answered with {}", zeros, second.seen()));
    }

    auto const other_script = bench.new_name("Zoë 部屋");
    auto const third = lock.create_code(other_script, bench.new_pin());
    auto const third_id = third.text("access_code_id");
    if (third.ok() && !third_id.empty() && lock.until_active(third_id)) {
        auto const* const code = lock.last.find(third_id);
        auto const told = member_of(code, "name");
        if (code != nullptr && !code->contains("name"))
            bench.unsupported("3.2/15", "lists tell no names");
        else
            bench.expect("3.2/15", told == other_script, fmt::format("it came back as `{}`", told));
    } else {
        if (third.ok())
            bench.unobserved("3.2/15", "the code did not become active");
        else
            bench.fail("3.2/15", third.answered());
    }
}

void play_refused_codes(Bench& bench) {
    OpenStory story{bench};
    auto& lock = story.lock;
    std::vector<std::string> refused_names;
    auto const refused = [&](std::string_view number, WireJson body) {
        auto const name = bench.new_name("refused");
        body["name"] = name;
        auto const heard = lock.create(body);
        bench.expect(number, heard.refused(), heard.answered());
        if (heard.refused()) refused_names.push_back(name);
        return heard;
    };
    refused("3.2/7", WireJson::object());
    auto letters = bench.new_pin();
    letters.back() = 'x';
    if (auto const heard = refused("3.2/8", {{"code", letters}}); heard.refused())
        bench.expect("3.2/16", heard.is(400) && heard.text("error_code") == "INVALID_PIN", heard.answered());
    refused("3.2/9", {{"code", std::stoll(bench.new_pin())}});
    refused("3.2/10", {{"code", std::string(30, '7')}});

    auto const holder = lock.stored("holder");
    bool conflict_refused = false;
    if (holder) {
        auto const name = bench.new_name("refused");
        auto const heard = lock.create_code(name, holder.pin);
        bench.expect("3.2/11", heard.refused(), heard.answered());
        conflict_refused = heard.refused();
        if (conflict_refused) {
            refused_names.push_back(name);
            bench.expect("3.2/12", heard.is(409) && heard.text("error_code") == "PIN_CONFLICT", heard.answered());
        }
    }
    auto const after = lock.list();
    if (!after.ok() || refused_names.empty()) return;
    std::string stored;
    for (auto const& name : refused_names)
        for (auto const& code : after.codes)
            if (member_of(&code, "name") == name) stored = fmt::format("`{}` is listed", name);
    if (conflict_refused && bench.tells_pins && after.count_pin(holder.pin) > 1)
        stored = fmt::format("{} codes have the PIN {}", after.count_pin(holder.pin), holder.pin);
    bench.expect("3.2/13", stored.empty(), stored);
}

void play_updating(Bench& bench) {
    if (!bench.edits) return bench.unsupported("3.3/", "codes cannot be edited in place");
    OpenStory story{bench};
    auto& lock = story.lock;
    auto const code = lock.stored("updated");
    if (!code) return bench.unobserved("3.3/", "no code could be stored to update");
    auto const pin = bench.new_pin();
    auto const heard = lock.update(code.id, {{"code", pin}});
    bool const taken = bench.expect(
        "3.3/1", heard.ok() && heard.text("access_code_id") == code.id,
        heard.ok() ? fmt::format("access_code_id is `{}`", heard.text("access_code_id")) : heard.answered());
    if (!taken && !heard.ok()) return;
    if (!bench.tells_pins) {
        bench.unsupported("3.3/2", "this provider tells no PINs");
        bench.unsupported("3.3/3", "this provider tells no PINs");
        lock.until_active(code.id);
    } else {
        bool const there = lock.until_active_with_pin(code.id, pin);
        bench.expect("3.3/2", there && lock.last.count_pin(code.pin) == 0,
                     there ? "the old PIN is still listed" : where_is(lock.last, code.id) + ", with another PIN");
        auto const renamed = bench.new_name("renamed");
        auto const second = lock.update(code.id, {{"name", renamed}});
        if (second.ok()) {
            bool const calm = lock.until_active(code.id);
            auto const told = calm ? member_of(lock.last.find(code.id), "code") : std::string{};
            bench.expect("3.3/3", told == (there ? pin : code.pin),
                         calm ? fmt::format("the PIN is `{}`", told) : where_is(lock.last, code.id));
        } else {
            bench.fail("3.3/3", second.answered());
        }
    }

    auto const unknown = lock.update(no_such_code, {{"code", bench.new_pin()}});
    bench.expect("3.3/5", unknown.is(404), unknown.answered());
    auto const holder = lock.stored("holder");
    bool judge_after = false;
    if (holder) {
        auto const conflict = lock.update(code.id, {{"code", holder.pin}});
        bench.expect("3.3/4", conflict.refused(), conflict.answered());
        judge_after = conflict.refused();
    }
    auto letters = bench.new_pin();
    letters.back() = 'x';
    auto const bad = lock.update(code.id, {{"code", letters}});
    bench.expect("3.3/6", bad.refused(), bad.answered());
    if (!judge_after || !bad.refused()) return bench.unobserved("3.3/7", "not every bad update was refused");
    auto const after = lock.list();
    if (!after.ok()) return;
    auto const* const left = after.find(code.id);
    auto const told = member_of(left, "code");
    bench.expect("3.3/7", is_settled(left) && told != letters && told != holder.pin,
                 left == nullptr ? "it is not listed any more"
                                 : fmt::format("status `{}`, PIN `{}`", status_of_code(left), told));
}

void play_deleting(Bench& bench) {
    OpenStory story{bench};
    auto& lock = story.lock;
    auto const neighbour = lock.stored("neighbour");
    auto const code = lock.stored("deleted");
    auto const missing = lock.erase(no_such_code);
    bench.expect("3.4/6", missing.is(404), missing.answered());
    if (!code || !neighbour) return bench.unobserved("3.4/", "no code could be stored to delete");
    auto const heard = lock.erase(code.id);
    bool const taken = heard.ok() && heard.text("access_code_id") == code.id;
    bench.expect("3.4/1", taken,
                 heard.ok() ? fmt::format("access_code_id is `{}`", heard.text("access_code_id")) : heard.answered());
    if (!heard.ok()) return;
    auto const status = heard.text("status");
    bench.expect("3.4/2", is_among(status, {"pending", "removing", "deleted"}), fmt::format("status is `{}`", status));
    bool const absent = lock.until_absent(code.id);
    if (!bench.expect("3.4/3", absent, where_is(lock.last, code.id))) return;
    bench.expect("3.4/4", lock.last.find(neighbour.id) != nullptr, "another code is not listed any more");
    auto const again = lock.erase(code.id);
    bench.expect("3.4/5", again.is(404) || again.ok(), again.answered());
    auto const reuse = lock.create_code(bench.new_name("reuse"), code.pin);
    bench.expect("3.4/7", reuse.ok(), reuse.answered());
    auto const reused = reuse.text("access_code_id");
    if (reuse.ok() && !reused.empty()) lock.until_active(reused);
    auto const later = lock.list();
    if (later.ok() && reused != code.id)
        bench.expect("3.4/8", later.find(code.id) == nullptr, where_is(later, code.id));
}

}  // namespace lockstep::harness
