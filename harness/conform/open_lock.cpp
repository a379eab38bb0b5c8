#include "harness/conform/open_lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/conform/patience.hpp"
#include "http/target.hpp"

namespace lockstep::harness {

namespace {

constexpr std::size_t list_pages_max = 200;

bool any_removing(OpenList const& list) {
    return std::any_of(list.codes.begin(), list.codes.end(),
                       [](WireJson const& code) { return status_of_code(&code) == "removing"; });
}

}  // namespace

WireJson const* OpenList::find(std::string_view id) const {
    for (auto const& code : codes)
        if (member_of(&code, "access_code_id") == id) return &code;
    return nullptr;
}

std::size_t OpenList::count(std::string_view id) const {
    return static_cast<std::size_t>(std::count_if(
        codes.begin(), codes.end(), [&](WireJson const& code) { return member_of(&code, "access_code_id") == id; }));
}

std::size_t OpenList::count_pin(std::string_view pin) const {
    std::set<std::string> holders;
    for (auto const& code : codes)
        if (member_of(&code, "code") == pin && status_of_code(&code) != "removing")
            holders.insert(member_of(&code, "access_code_id"));
    return holders.size();
}

std::string member_of(WireJson const* code, std::string_view member) {
    if (code == nullptr || !code->is_object()) return {};
    auto const found = code->find(member);
    // A PIN that is told as a number has a check of its own; elsewhere it counts as what it means.
    if (found != code->end() && member == "code" && found->is_number_integer()) return found->dump();
    return found != code->end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string status_of_code(WireJson const* code) {
    if (code == nullptr) return {};
    return code->contains("status") ? member_of(code, "status") : "active";
}

bool is_settled(WireJson const* code) {
    auto const status = status_of_code(code);
    return code != nullptr && status != "pending" && status != "removing";
}

std::string OpenLock::codes_target() const {
    return fmt::format("/locks/{}/access_codes", http::percent_encoded(bench_.lock));
}

std::string OpenLock::code_target(std::string_view id) {
    return fmt::format("/access_codes/{}", http::percent_encoded(id));
}

Heard OpenLock::create(WireJson const& body, std::string_view key) {
    auto heard = bench_.wire.send_json(http::Method::post, codes_target(), body, key);
    auto const id = heard.text("access_code_id");
    if (heard.ok() && !id.empty() && std::find(created_.begin(), created_.end(), id) == created_.end())
        created_.push_back(id);
    if (heard.text("error_code") == "NO_SPACE") bench_.no_space();
    return heard;
}

Heard OpenLock::create_code(std::string const& name, std::string const& pin) {
    return create({{"name", name}, {"code", pin}});
}

Heard OpenLock::update(std::string_view id, WireJson const& body, std::string_view key) {
    return bench_.wire.send_json(http::Method::patch, code_target(id), body, key);
}

Heard OpenLock::erase(std::string_view id, std::string_view key) {
    http::Request request{http::Method::delete_, code_target(id), {}, {}};
    if (!key.empty()) request.headers.add(http::field::idempotency_key, key);
    return bench_.wire.send(std::move(request));
}

OpenList OpenLock::list() {
    OpenList list;
    std::string cursor;
    for (;; ++list.pages) {
        auto const target = cursor.empty() ? codes_target()
                                           : fmt::format("{}?cursor={}", codes_target(), http::percent_encoded(cursor));
        auto const heard = bench_.wire.get(target);
        auto const bad = [&](std::string why) {
            list.problem = fmt::format("a read-back was answered with {}{}", heard.seen(), why);
            return list;
        };
        if (!heard.ok()) return bad("");
        if (!heard.body.is_object() || !heard.body.contains("access_codes") || !heard.body["access_codes"].is_array())
            return bad(" and without a list access_codes");
        for (auto const& code : heard.body["access_codes"]) {
            if (member_of(&code, "access_code_id").empty()) return bad(" and a code without access_code_id");
            list.codes.push_back(code);
        }
        auto const next = heard.text("next_cursor");
        if (next.empty()) return list;
        if (next == cursor || list.pages == list_pages_max) {
            list.ends = false;
            return list;
        }
        cursor = next;
    }
}

bool OpenLock::until(std::function<bool(OpenList const&)> const& holds) {
    Patience const patience{bench_.wire, bench_.deadline()};
    for (auto nap = bench_.first_nap(); !bench_.wire.over(); nap = std::min<Duration>(nap * 3 / 2, 5s)) {
        bool const last_look = patience.over();
        last = list();
        if (last.ok() && holds(last)) return true;
        if (last_look) {
            bench_.waited(true);
            return false;
        }
        // What cannot be read now will hardly be readable later; one look at the end has to do.
        if (!last.ok() && last.problem.find("without") != std::string::npos) return false;
        bench_.wire.wait_until([&] { return patience.over(); }, nap);
    }
    return false;
}

bool OpenLock::until_active(std::string_view id) {
    return until([&](OpenList const& now) { return is_settled(now.find(id)); });
}

bool OpenLock::until_active_with_pin(std::string_view id, std::string_view pin) {
    if (!bench_.tells_pins) return until_active(id);
    return until(
        [&](OpenList const& now) { return is_settled(now.find(id)) && member_of(now.find(id), "code") == pin; });
}

bool OpenLock::until_absent(std::string_view id) {
    return until([&](OpenList const& now) { return now.find(id) == nullptr; });
}

OpenLock::Stored OpenLock::stored(std::string_view what) {
    Stored made{.id = {}, .name = bench_.new_name(what), .pin = bench_.new_pin()};
    auto const heard = create_code(made.name, made.pin);
    auto const id = heard.text("access_code_id");
    if (!heard.ok() || id.empty() || !until_active(id)) return {};
    made.id = id;
    return made;
}

std::vector<std::string> OpenLock::clean_up() {
    auto const mine = std::move(created_);
    created_.clear();
    if (mine.empty()) return {};
    bench_.wire.tidy(true);
    auto left = mine;
    // Twice, so that one deletion that was not heard leaves nothing behind.
    for (int round = 0; round < 2 && !left.empty(); ++round) {
        // Also what is not listed: a list that is not whole must leave nothing behind.
        for (auto const& id : left)
            erase(id);
        until([&](OpenList const& seen) {
            std::erase_if(left, [&](auto const& id) { return seen.find(id) == nullptr; });
            return left.empty();
        });
    }
    // What goes on being removed, under whatever id, still has its place: the next story waits a little for it.
    for (int looks = 0; looks < 10 && any_removing(last); ++looks) {
        bench_.wire.rest(bench_.options.poll);
        last = list();
    }
    bench_.wire.tidy(false);
    return left;
}

OpenStory::~OpenStory() {
    for (auto const& id : lock.clean_up())
        bench_.left_behind(id);
}

}  // namespace lockstep::harness
