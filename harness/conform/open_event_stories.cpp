// Stories about what a provider tells of its own accord, and about writes that come twice.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/conform/listener.hpp"
#include "harness/conform/open_lock.hpp"
#include "harness/conform/stories.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

constexpr std::string_view created = "access_code.created";
constexpr std::string_view updated = "access_code.updated";
constexpr std::string_view deleted = "access_code.deleted";

std::string what_is_missing(HeardEvent const& event) {
    for (char const* const member : {"event_id", "event_type", "occurred_at", "status"})
        if (event.member(member).empty()) return fmt::format("`{}` has no {}", event.type(), member);
    if (!parse_instant(event.member("occurred_at")))
        return fmt::format("occurred_at is `{}`", event.member("occurred_at"));
    return {};
}

void judge_ids(Bench& bench, std::vector<HeardEvent> const& events) {
    std::map<std::string, std::string> told;  // by id
    std::string twice;
    for (auto const& event : events) {
        auto const id = event.member("event_id");
        auto const about = fmt::format("{} of {}", event.type(), event.code_id());
        if (id.empty()) continue;
        auto const [at, fresh] = told.emplace(id, about);
        if (!fresh && at->second != about) twice = fmt::format("`{}` is {} and {}", id, at->second, about);
    }
    if (!told.empty()) bench.expect("5.2/7", twice.empty(), twice);
}

void play_redelivery(Bench& bench, EventListener& listener, OpenLock& lock) {
    listener.refuse_next(std::string(created));
    auto const heard = lock.create_code(bench.new_name("again"), bench.new_pin());
    auto const id = heard.text("access_code_id");
    std::vector<HeardEvent const*> deliveries;
    auto const came_twice = [&] {
        deliveries.clear();
        for (auto const& event : listener.events())
            if (event.type() == created && event.code_id() == id) deliveries.push_back(&event);
        return deliveries.size() >= 2;
    };
    bool const again = bench.wire.wait_until(came_twice, bench.options.deadline + bench.options.redelivery);
    came_twice();
    if (deliveries.empty()) return bench.unobserved("5.3/", "the event did not come at all");
    if (!bench.expect("5.3/1", again, fmt::format("it did not within {}", format_duration(bench.options.redelivery))))
        return;
    bench.expect("5.3/2", deliveries[0]->text == deliveries[1]->text, "the second delivery has another body");
}

}  // namespace

void play_events(Bench& bench) {
    if (!bench.wants_any("5.") && !bench.options.claims.push) return;
    auto started = EventListener::start(bench.wire, bench.options);
    if (!started) return bench.unobserved("5.", fmt::format("pushes cannot be heard: {}", started.error()));
    auto& listener = **started;
    OpenStory story{bench};
    auto& lock = story.lock;
    auto const without_url =
        bench.wire.send_json(http::Method::post, "/webhooks", {{"events", WireJson::array({created})}});
    bench.expect("5.1/2", without_url.refused(), without_url.answered());
    auto const heard =
        bench.wire.send_json(http::Method::post, "/webhooks",
                             {{"url", listener.url()}, {"events", WireJson::array({created, updated, deleted})}});
    bool const subscribed = heard.ok() && !heard.text("webhook_id").empty() && heard.text("status") == "active";
    bench.expect("5.1/1", subscribed,
                 heard.ok()
                     ? fmt::format("webhook_id `{}`, status `{}`", heard.text("webhook_id"), heard.text("status"))
                     : heard.answered());
    if (!heard.ok()) return;

    auto const code = lock.create_code(bench.new_name("event"), bench.new_pin());
    auto const id = code.text("access_code_id");
    if (!code.ok() || id.empty()) return bench.unobserved("5.", "no code could be created to be told of");
    auto const arrives = [&](std::string_view type) {
        return bench.wire.wait_until([&] { return listener.find(type, id) != nullptr; }, bench.options.deadline);
    };
    bool const told = arrives(created);
    bench.found["push"] = told ? "true" : "false";
    if (!bench.expect("5.2/1", told, fmt::format("{} events came, none of them that", listener.events().size())))
        return;
    auto const at_that_moment = lock.list();
    auto const event = *listener.find(created, id);
    auto const* const body = event.body.contains("access_code") ? &event.body["access_code"] : nullptr;
    bench.expect("5.2/3",
                 event.member("status") == "success" && member_of(body, "access_code_id") == id &&
                     member_of(body, "status") == "active",
                 fmt::format("status `{}`, access_code `{}` with status `{}`", event.member("status"),
                             member_of(body, "access_code_id"), member_of(body, "status")));
    if (at_that_moment.ok() && event.member("status") == "success") {
        auto const now = status_of_code(at_that_moment.find(id));
        bench.expect("5.2/4", is_settled(at_that_moment.find(id)),
                     now.empty() ? "it is not listed" : fmt::format("it says `{}`", now));
    }
    if (!bench.edits) {
        bench.unsupported("5.2/5", "codes cannot be edited in place");
    } else if (lock.update(id, {{"code", bench.new_pin()}}).ok()) {
        bench.expect("5.2/5", arrives(updated), "it did not come");
    }
    lock.until_active(id);
    auto const removed = lock.create_code(bench.new_name("gone"), bench.new_pin());
    auto const removed_id = removed.text("access_code_id");
    if (!removed_id.empty() && lock.until_active(removed_id) && lock.erase(removed_id).ok())
        bench.expect("5.2/6",
                     bench.wire.wait_until([&] { return listener.find(deleted, removed_id) != nullptr; },
                                           bench.options.deadline),
                     "it did not come");
    play_redelivery(bench, listener, lock);

    std::string missing;
    for (auto const& one : listener.events())
        if (missing.empty()) missing = what_is_missing(one);
    bench.expect("5.2/2", missing.empty(), missing);
    judge_ids(bench, listener.events());
    auto const copies = std::count_if(listener.events().begin(), listener.events().end(),
                                      [&](auto const& one) { return one.type() == created && one.code_id() == id; });
    bench.expect("5.3/3", copies == 1, fmt::format("it came {} times", copies));
}

void play_idempotency(Bench& bench) {
    if (!bench.idempotent) return;
    OpenStory story{bench};
    auto& lock = story.lock;
    auto const pin = bench.new_pin();
    auto const key = bench.new_key();
    WireJson const body{{"name", bench.new_name("once")}, {"code", pin}};
    auto const first = lock.create(body, key);
    auto const id = first.text("access_code_id");
    if (!first.ok() || id.empty()) return bench.unobserved("6.1/", "no code could be created");
    auto const second = lock.create(body, key);
    bench.expect("6.1/1", second.ok() && second.text("access_code_id") == id,
                 second.ok() ? fmt::format("`{}`, then `{}`", id, second.text("access_code_id")) : second.answered());
    lock.until_active(id);
    if (lock.last.ok()) {
        auto const name = member_of(&body, "name");
        std::set<std::string> copies;
        for (auto const& code : lock.last.codes)
            if (member_of(&code, "name") == name || (bench.tells_pins && member_of(&code, "code") == pin))
                copies.insert(member_of(&code, "access_code_id"));
        bench.expect("6.1/2", copies.size() <= 1, fmt::format("{} codes are listed", copies.size()));
    }
    auto const other = lock.create({{"name", bench.new_name("other")}, {"code", bench.new_pin()}}, key);
    bench.expect("6.1/3", other.refused(), other.answered());
    auto const third = lock.create({{"name", bench.new_name("third")}, {"code", bench.new_pin()}}, bench.new_key());
    auto const third_id = third.text("access_code_id");
    bench.expect("6.1/4", third.ok() && !third_id.empty() && third_id != id,
                 third.ok() ? fmt::format("answered with `{}`", third_id) : third.answered());
    if (third_id.empty() || third_id == id || !lock.until_active(third_id)) return;
    auto const erase_key = bench.new_key();
    auto const erased = lock.erase(third_id, erase_key);
    auto const erased_again = lock.erase(third_id, erase_key);
    bench.expect("6.1/5", erased.ok() && (erased_again.ok() || erased_again.is(404)),
                 fmt::format("answered with {}, then {}", erased.seen(), erased_again.seen()));
}

}  // namespace lockstep::harness
