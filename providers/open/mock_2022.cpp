// What the virtual lock maker of 2022 does otherwise: nothing is said of work that is under way, so whoever asks about
// a lock that is at work is answered when it has finished.
#include <algorithm>
#include <utility>

#include "http/target.hpp"
#include "providers/open/mock.hpp"
#include "providers/open/protocol_2022.hpp"

namespace lockstep::providers::open {

// The id of the lock that a request is about; nothing when it names none.
std::optional<std::string> OpenMock::named_lock_2022(http::Request const& request) {
    if (request.method == http::Method::post) {
        auto body = http::is_json(request.headers) ? read_create_2022(request.body) : std::nullopt;
        if (!body) return std::nullopt;
        return std::move(body->lock_id);
    }
    auto const query = http::Query::parse(http::split_target(request.target).query);
    auto const id = query ? query->find("lock_id") : std::nullopt;
    if (!id) return std::nullopt;
    return std::string{*id};
}

OpenMock::Reply OpenMock::create_code_2022(Visit& visit) {
    auto body = read_create_2022(visit.request.body);
    if (!body) return error_response(ErrorCode::invalid_request);
    return put(visit, std::nullopt,
               {.pin = std::move(body->code), .starts = always, .ends = never, .name = body->name.value_or("")});
}

OpenMock::Reply OpenMock::look_2022(Visit const& visit, std::optional<sim::Key> key) {
    Held look{visit.exchange, visit.account, visit.lock, key, visit.now};
    bool const old_news = visit.handling.as_of && *visit.handling.as_of < visit.now;
    if (!old_news && !visit.cloud.lock(visit.lock).open_jobs().empty()) {
        held_.push_back(std::move(look));
        return std::nullopt;
    }
    return seen_2022(look, visit.cloud, visit.handling.as_of.value_or(visit.now));
}

// What is on the lock, and not what is on its way there.
http::Response OpenMock::seen_2022(Held const& look, sim::Cloud const& cloud, Instant as_of) const {
    auto entries = cloud.list(look.lock, as_of);
    std::erase_if(entries, [&](sim::Entry const& entry) {
        return entry.state == sim::EntryState::pending || (look.key && entry.key != *look.key);
    });
    if (profile_ == Profile::awkward) {
        auto const salt = mix_bits(seed_ ^ static_cast<std::uint64_t>(microseconds(as_of)));
        std::sort(entries.begin(), entries.end(),
                  [&](auto const& a, auto const& b) { return mix_bits(a.key ^ salt) < mix_bits(b.key ^ salt); });
    }
    CodeList list;
    for (auto const& entry : entries)
        list.codes.push_back(body_of(look.lock, entry.key, entry.record, CodeStatus::active));
    auto const owner = owner_id(look.account);
    if (!look.key) return http::json_response(200, write_list_2022(list, owner, dress_));
    if (list.codes.empty()) return error_response(ErrorCode::access_code_not_found);
    return http::json_response(200, write_code_2022(list.codes.front(), owner, dress_));
}

// A lock has finished: who waited to see it sees it now.
void OpenMock::show_held(sim::LockNumber lock, sim::Cloud const& cloud, Instant now, MockEffects& effects) {
    if (held_.empty() || !cloud.lock(lock).open_jobs().empty()) return;
    for (auto const& look : held_)
        if (look.lock == lock) effects.replies.push_back({look.exchange, seen_2022(look, cloud, now)});
    std::erase_if(held_, [&](Held const& look) { return look.lock == lock; });
}

}  // namespace lockstep::providers::open
