// Stories about the wire itself: credentials, HTTP, locks, lists, a lock that is full.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/conform/open_lock.hpp"
#include "harness/conform/stories.hpp"
#include "http/target.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

// Shaped like a token of a served world's, so that this one, too, knows it for a forgery.
constexpr std::string_view forged_token = "at_0_0_0000000000000000";
constexpr std::string_view no_such_lock = "conform-no-such-lock";
constexpr int codes_for_pages = 7;

bool is_instant_or_null(WireJson const& value) {
    return value.is_null() || (value.is_string() && parse_instant(value.get<std::string>()).ok());
}

void judge_listed(Bench& bench, OpenList const& list) {
    std::string bad_status, bad_lock, bad_pin, bad_instant;
    for (auto const& code : list.codes) {
        auto const id = member_of(&code, "access_code_id");
        auto const status = member_of(&code, "status");
        if (status != "active" && status != "pending" && status != "removing")
            bad_status = fmt::format("`{}` has status `{}`", id, status);
        if (code.contains("lock_id") && member_of(&code, "lock_id") != bench.lock)
            bad_lock = fmt::format("`{}` says {}", id, code["lock_id"].dump());
        if (code.contains("code") && !code["code"].is_string() && !code["code"].is_null())
            bad_pin = fmt::format("`{}` has the PIN {}", id, code["code"].dump());
        for (char const* const member : {"starts_at", "ends_at"})
            if (code.contains(member) && !is_instant_or_null(code[member]))
                bad_instant = fmt::format("`{}` has {} {}", id, member, code[member].dump());
    }
    bench.expect("3.5/2", bad_status.empty(), bad_status);
    bench.expect("3.5/3", bad_lock.empty(), bad_lock);
    bench.expect("3.5/4", bad_pin.empty(), bad_pin);
    bench.expect("3.5/5", bad_instant.empty(), bad_instant);
}

}  // namespace

void play_credentials(Bench& bench) {
    OpenStory story{bench};
    auto& lock = story.lock;
    auto const bare = bench.wire.send_without_token({http::Method::get, lock.codes_target(), {}, {}});
    bench.expect("2.1/1", bare.is(401), bare.answered());
    http::Request forged{http::Method::get, lock.codes_target(), {}, {}};
    http::set_bearer(forged.headers, forged_token);
    auto const refused = bench.wire.send_without_token(std::move(forged));
    bench.expect("2.1/2", refused.is(401), refused.answered());

    auto const pin = bench.new_pin();
    auto const name = bench.new_name("stranger");
    auto const written = bench.wire.send_without_token(
        http::json_request(http::Method::post, lock.codes_target(), WireJson{{"name", name}, {"code", pin}}.dump()));
    auto const after = lock.list();
    if (after.ok()) {
        std::string stored;
        for (auto const& code : after.codes)
            if (member_of(&code, "name") == name || (bench.tells_pins && member_of(&code, "code") == pin)) {
                stored = "the code is listed";
                lock.erase(member_of(&code, "access_code_id"));
            }
        bench.expect("2.1/3", stored.empty(), stored);
    }

    if (bench.options.refresh_token.empty()) {
        bench.unobserved("2.1/4", "no refresh token was given (--refresh-token)");
        bench.unobserved("2.1/5", "no refresh token was given (--refresh-token)");
        return;
    }
    http::Query form;
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", bench.options.refresh_token);
    http::Request refresh{http::Method::post, "/oauth/token", {}, form.text()};
    refresh.headers.add(http::field::content_type, http::form_type);
    auto const fresh = bench.wire.send_without_token(std::move(refresh));
    auto const token = fresh.text("access_token");
    bool good = fresh.ok() && !token.empty();
    auto seen_instead = fresh.answered();
    if (good) {
        http::Request with_it{http::Method::get, lock.codes_target(), {}, {}};
        http::set_bearer(with_it.headers, token);
        auto const used = bench.wire.send_without_token(std::move(with_it));
        good = used.ok();
        seen_instead = fmt::format("a request with the new token is {}", used.answered());
    }
    if (!bench.expect("2.1/4", good, seen_instead)) return;
    auto const old = bench.wire.get(lock.codes_target());
    if (!bench.expect("2.1/5", old.ok(), fmt::format("a request with the token before is {}", old.answered())))
        bench.wire.use_token(token);
}

void play_http(Bench& bench) {
    OpenStory story{bench};
    auto& lock = story.lock;
    auto const nowhere = bench.wire.send_beside_the_api({http::Method::get, "/conform/no/such/path", {}, {}});
    bench.expect("2.2/2", nowhere.is(404), nowhere.answered());
    auto const wrong = bench.wire.send_beside_the_api({http::Method::put, lock.codes_target(), {}, {}});
    bench.expect("2.2/3", wrong.is(405), wrong.answered());
    auto broken = http::json_request(http::Method::post, lock.codes_target(), R"({"name": "conform-broken", "code)");
    auto const garbled = bench.wire.send(std::move(broken));
    bench.expect("2.2/4", garbled.refused(), garbled.answered());
    auto const generous = lock.create(
        {{"name", bench.new_name("extra")}, {"code", bench.new_pin()}, {"x_conform", {{"deep", {1, 2, 3}}}}});
    bench.expect("2.2/5", generous.ok(), generous.answered());
}

void play_locks(Bench& bench) {
    auto const all = bench.wire.get("/locks");
    std::string problem = all.ok() ? "there is no list `locks`" : all.answered();
    if (all.ok() && all.body.is_object() && all.body.contains("locks") && all.body["locks"].is_array()) {
        problem = fmt::format("`{}` is not in the list", bench.lock);
        for (auto const& lock : all.body["locks"])
            if (member_of(&lock, "lock_id") == bench.lock)
                problem = member_of(&lock, "name").empty() ? "the lock has no name" : "";
    }
    bench.expect("3.1/1", problem.empty(), problem);

    auto const one = bench.wire.get(fmt::format("/locks/{}", http::percent_encoded(bench.lock)));
    auto const id = one.text("lock_id").empty() ? one.text("device_id") : one.text("lock_id");
    bool const told = bench.expect("3.1/2", one.ok() && id == bench.lock,
                                   one.ok() ? fmt::format("it tells of `{}`", id) : one.answered());
    if (told)
        bench.expect("3.1/3", one.body.contains("online") && one.body["online"].is_boolean(), "there is no `online`");

    auto const stranger = bench.wire.get(fmt::format("/locks/{}", no_such_lock));
    bench.expect("3.1/4", stranger.is(404), stranger.answered());
    auto const codes = bench.wire.get(fmt::format("/locks/{}/access_codes", no_such_lock));
    bench.expect("3.1/5", codes.is(404), codes.answered());
    auto const code = bench.wire.send_json(http::Method::post, fmt::format("/locks/{}/access_codes", no_such_lock),
                                           {{"name", bench.new_name("nowhere")}, {"code", bench.new_pin()}});
    bench.expect("3.1/6", code.is(404), code.answered());
}

void play_listing(Bench& bench) {
    OpenStory story{bench};
    auto& lock = story.lock;
    auto const raw = bench.wire.get(lock.codes_target());
    auto const empty = lock.list();
    if (!bench.expect("3.5/1", empty.ok(), empty.problem)) return;
    std::vector<std::string> ids;
    for (int i = 0; i < codes_for_pages; ++i) {
        WireJson body{{"name", bench.new_name("page")}, {"code", bench.new_pin()}};
        if (i == 0 && bench.native) body["ends_at"] = format_instant(later_by(bench.now(), std::chrono::hours{24}));
        auto const heard = lock.create(body);
        if (heard.text("access_code_id").empty()) break;
        ids.push_back(heard.text("access_code_id"));
    }
    if (ids.empty()) return bench.unobserved("3.5/", "no code could be created to be listed");
    bool const all_there = lock.until([&](OpenList const& list) {
        return std::all_of(ids.begin(), ids.end(), [&](auto const& id) { return is_settled(list.find(id)); });
    });
    auto const& list = lock.last;
    if (!bench.expect("3.5/8", !list.ok() || list.ends, "the same cursor comes again, or pages without end")) return;
    if (!list.ok()) return bench.unobserved("3.5/", list.problem);
    judge_listed(bench, list);
    auto const listed = std::count_if(ids.begin(), ids.end(), [&](auto const& id) { return list.find(id) != nullptr; });
    bench.expect("3.5/6", all_there || listed == static_cast<std::ptrdiff_t>(ids.size()),
                 fmt::format("{} of {} are listed", listed, ids.size()));
    auto const twice = std::find_if(ids.begin(), ids.end(), [&](auto const& id) { return list.count(id) > 1; });
    bench.expect("3.5/7", twice == ids.end(), twice == ids.end() ? "" : fmt::format("`{}` is", *twice));
    if (list.pages == 1) return bench.unsupported("3.5/9", "the list comes on one page");
    auto const nonsense = bench.wire.get(fmt::format("{}?cursor=conform-no-such-cursor", lock.codes_target()));
    bench.expect("3.5/9", nonsense.refused(), nonsense.answered());
}

void play_full_lock(Bench& bench) {
    OpenStory story{bench};
    auto& lock = story.lock;
    // Codes that are on their way off still have their places.
    lock.until([](OpenList const& list) {
        return std::none_of(list.codes.begin(), list.codes.end(),
                            [](WireJson const& code) { return status_of_code(&code) == "removing"; });
    });
    auto const before = lock.last;
    if (!before.ok()) return bench.unobserved("3.6/", before.problem);
    std::vector<std::string> ids;
    Heard refused;
    while (ids.size() < bench.options.fill_max && !bench.wire.over()) {
        refused = lock.create_code(bench.new_name("full"), bench.new_pin());
        auto const id = refused.text("access_code_id");
        if (!refused.ok() || id.empty()) break;
        ids.push_back(id);
        if (auto const claimed = bench.options.claims.slots; claimed && before.codes.size() + ids.size() > *claimed) {
            bench.found["code.slots"] = fmt::format("{} codes or more", before.codes.size() + ids.size());
            return bench.fail("3.6/1", fmt::format("it takes {} codes", before.codes.size() + ids.size()));
        }
    }
    if (refused.ok())
        return bench.unobserved("3.6/", fmt::format("{} more codes do not fill it (--fill-max)", ids.size()));
    if (ids.empty()) return bench.unobserved("3.6/", fmt::format("no code could be created: {}", refused.seen()));
    bench.found["code.slots"] = std::to_string(before.codes.size() + ids.size());
    bench.expect("3.6/1", refused.refused(), refused.answered());
    bench.expect("3.6/2", refused.is(409) && refused.text("error_code") == "NO_SPACE", refused.answered());
    auto const full = before.codes.size() + ids.size();
    auto const now = lock.list();
    bench.expect("3.6/3", now.ok() && now.codes.size() >= full,
                 now.ok() ? fmt::format("{} of {} are listed", now.codes.size(), full) : now.problem);
    lock.until_active(ids.back());
    if (!lock.erase(ids.back()).ok() || !lock.until_absent(ids.back()))
        return bench.unobserved("3.6/4", "no place could be freed");
    // The list may have been quicker than the lock.
    Heard again;
    lock.until([&](OpenList const&) {
        again = lock.create_code(bench.new_name("full"), bench.new_pin());
        return !again.refused();
    });
    bench.expect("3.6/4", again.ok(), again.answered());
}

std::vector<Story> const& open_stories() {
    static std::vector<Story> const all{
        {{"2.1/"}, play_credentials},  {{"2.2/"}, play_http},          {{"3.1/"}, play_locks},
        {{"3.2/"}, play_creating},     {{"3.2/"}, play_refused_codes}, {{"3.3/"}, play_updating},
        {{"3.4/"}, play_deleting},     {{"3.5/"}, play_listing},       {{"3.6/", "7.1/8"}, play_full_lock, true},
        {{"4.1/"}, play_told_windows}, {{"4.2/"}, play_kept_windows},  {{"5."}, play_events},
        {{"6.1/"}, play_idempotency},
    };
    return all;
}

}  // namespace lockstep::harness
