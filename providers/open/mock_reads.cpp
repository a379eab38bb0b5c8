// What the virtual lock maker answers when nothing is to change: locks, lists of codes, tokens, subscriptions.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "http/target.hpp"
#include "providers/open/mock.hpp"

namespace lockstep::providers::open {

namespace {

CodeStatus status_of(sim::EntryState state) {
    switch (state) {
        case sim::EntryState::pending:
            return CodeStatus::pending;
        case sim::EntryState::removing:
            return CodeStatus::removing;
        case sim::EntryState::active:
            break;
    }
    return CodeStatus::active;
}

// Where a page ends: lists are shuffled by a salt drawn at the first page, and every code has its place in that order
// whatever else comes or goes. So a code that stays is on exactly one page.
struct Cursor {
    std::uint64_t salt = 0;
    std::uint64_t after = 0;  // the place of the last code of the page before
    bool first = true;

    std::uint64_t place(sim::Key key) const { return mix_bits(key ^ salt); }

    std::string text() const { return fmt::format("{:x}-{:x}", salt, after); }

    static std::optional<Cursor> parse(std::string_view text) {
        Cursor cursor{.first = false};
        auto const* const end = text.data() + text.size();
        auto const salt = std::from_chars(text.data(), end, cursor.salt, 16);
        if (salt.ec != std::errc{} || salt.ptr == end || *salt.ptr != '-') return std::nullopt;
        auto const after = std::from_chars(salt.ptr + 1, end, cursor.after, 16);
        if (after.ec != std::errc{} || after.ptr != end) return std::nullopt;
        return cursor;
    }
};

// Leaves one page of the listing and says where the next one begins; nothing on the last.
std::string take_page(std::vector<sim::Entry>& entries, Cursor cursor) {
    auto const before = [&](sim::Entry const& a, sim::Entry const& b) {
        return cursor.place(a.key) < cursor.place(b.key);
    };
    if (!cursor.first)
        std::erase_if(entries, [&](sim::Entry const& entry) { return cursor.place(entry.key) <= cursor.after; });
    std::sort(entries.begin(), entries.end(), before);
    if (entries.size() <= awkward_page_size) return {};
    entries.resize(awkward_page_size);
    cursor.after = cursor.place(entries.back().key);
    return cursor.text();
}

}  // namespace

OpenMock::Reply OpenMock::list_codes(Visit const& visit) const {
    if (capabilities_.reads == engine::Reads::nothing) return error_response(ErrorCode::method_not_allowed);
    auto const query = http::Query::parse(http::split_target(visit.request.target).query);
    if (!query) return error_response(ErrorCode::invalid_request);
    auto entries = visit.cloud.list(visit.lock, visit.handling.as_of.value_or(visit.now));

    CodeList list;
    if (profile_ == Profile::awkward) {
        Cursor cursor{.salt = mix_bits(seed_ ^ static_cast<std::uint64_t>(microseconds(visit.now)))};
        if (auto const text = query->find("cursor")) {
            auto const given = Cursor::parse(*text);
            if (!given) return error_response(ErrorCode::invalid_request);
            cursor = *given;
        }
        list.next_cursor = take_page(entries, cursor);
    }
    list.codes.reserve(entries.size());
    for (auto const& entry : entries)
        list.codes.push_back(body_of(visit.lock, entry.key, entry.record, status_of(entry.state)));
    return http::json_response(200, write_list(list, dress_));
}

OpenMock::Reply OpenMock::list_locks(Visit const& visit) const {
    JsonWriter writer;
    writer.begin_object().begin_list("locks");
    for (auto const& lock : locks_) {
        if (visit.cloud.may_serve(visit.account, lock.lock, visit.now) != sim::Refused::no) continue;
        writer.begin_object().text("lock_id", lock_id(lock.lock)).text("name", lock.name);
        writer.text("model", "virtual keypad").null("address").end_object();
    }
    writer.end_list().end_object();
    return http::json_response(200, writer.take());
}

OpenMock::Reply OpenMock::get_lock(Visit const& visit) const {
    auto const* known = facts(visit.lock);
    auto const& lock = visit.cloud.lock(visit.lock);
    JsonWriter writer;
    writer.begin_object().text("lock_id", lock_id(visit.lock)).text("device_id", lock_id(visit.lock));
    writer.text("name", known == nullptr ? std::string_view{} : std::string_view{known->name});
    writer.text("device_type", "smart_lock").text("device_model", "virtual keypad");
    writer.boolean("online", lock.online()).number("battery_level", battery(visit.lock)).text("lock_state", "locked");
    writer.text("timezone", visit.cloud.lock_settings(visit.lock).zone);
    writer.instant("device_time", lock.local_time(visit.now)).instant("updated_at", visit.now);
    writer.end_object();
    return http::json_response(200, writer.take());
}

OpenMock::Reply OpenMock::token(Visit const& visit) const {
    auto const form = http::Query::parse(visit.request.body);
    if (!form || form->find("grant_type") != std::string_view{"refresh_token"})
        return error_response(ErrorCode::invalid_request);
    auto const account = tokens_.account_of_refresh(form->find("refresh_token").value_or(""));
    if (!account || !visit.cloud.connected(*account)) return error_response(ErrorCode::unauthorized);

    TokenAnswer answer;
    auto expires_at = never;
    if (profile_ == Profile::awkward) {
        answer.expires_in = awkward_token_lifetime;
        expires_at = later_by(visit.handling.credential_time(visit.now), awkward_token_lifetime);
    }
    answer.access_token = tokens_.access_token(*account, expires_at);
    answer.refresh_token = tokens_.refresh_token(*account);
    return http::json_response(200, write_token(answer));
}

OpenMock::Reply OpenMock::subscribe(Visit const& visit) {
    auto const body = http::is_json(visit.request.headers) ? read_subscribe(visit.request.body) : std::nullopt;
    if (!body) return error_response(ErrorCode::invalid_request);
    // One subscription an account, and one more for somebody from outside: a new one takes the place of the old.
    bool const from_outside = visit.handling.credential_now.has_value();
    std::erase_if(subscriptions_, [&](Subscription const& one) {
        return one.account == visit.account && one.url.empty() != from_outside;
    });
    auto& subscription = subscriptions_.emplace_back();
    subscription.account = visit.account;
    (from_outside ? subscription.url : subscription.path) =
        from_outside ? body->url : std::string{http::split_target(body->url).path};
    JsonWriter writer;
    writer.begin_object().text("webhook_id", fmt::format("wh_{}", visit.account)).text("status", "active").end_object();
    return http::json_response(200, writer.take());
}

}  // namespace lockstep::providers::open
