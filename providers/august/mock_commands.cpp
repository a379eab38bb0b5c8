// What the August cloud does when it is told to: PIN commands, in a batch or in the app's way, and what they become on
// the lock.
#include <algorithm>
#include <utility>

#include "http/target.hpp"
#include "providers/august/mock.hpp"
#include "providers/august/protocol_json.hpp"

namespace lockstep::providers::august {

namespace {

ErrorCode error_of(sim::Refused refused) {
    switch (refused) {
        case sim::Refused::unauthorized:
            return ErrorCode::unauthorized;
        case sim::Refused::unavailable:
            return ErrorCode::unavailable;
        case sim::Refused::device_offline:
            return ErrorCode::bridge_offline;
        case sim::Refused::no_such_lock:
            return ErrorCode::unknown_lock;
        case sim::Refused::no_such_code:
            return ErrorCode::unknown_pin;
        case sim::Refused::pin_conflict:
            return ErrorCode::pin_taken;
        case sim::Refused::invalid_pin:
            return ErrorCode::bad_pin;
        case sim::Refused::no_space:
            return ErrorCode::pins_full;
        case sim::Refused::name_conflict:
        case sim::Refused::no:
            break;
    }
    return ErrorCode::internal_error;
}

constexpr std::size_t guests_max = 1000;
constexpr std::size_t reserved_max = 1000;

}  // namespace

// The commands of a request run in order; the first that is refused speaks for the rest, and what was accepted before
// it stays accepted. A PIN that is loaded by the request that deletes the one before waits for that, with a calm cloud.
AugustMock::Reply AugustMock::pin_commands(Visit& visit) {
    if (auto const wait = flooded(visit)) return too_many(*wait);
    auto const body = http::is_json(visit.request.headers) ? read_commands(visit.request.body) : std::nullopt;
    if (!body) return error_response(ErrorCode::invalid_request);
    for (auto const& command : body->commands) {
        auto const outcome = run(command, body->webhook, visit);
        if (!outcome.accepted) return error_response(outcome.error);
        visit.has_deleted = visit.has_deleted || command.action == PinAction::remove;
    }
    return http::json_response(202, write_accepted(uuid_of('t', ++last_number_)));
}

// The app's way: one PIN of a user who is known by an id, be it a guest who was made for it.
AugustMock::Reply AugustMock::user_pin(Visit& visit) {
    if (auto const wait = flooded(visit)) return too_many(*wait);
    auto command = http::is_json(visit.request.headers) ? read_user_pin(visit.request.body) : std::nullopt;
    if (!command) return error_response(ErrorCode::invalid_request);
    command->partner_id.clear();
    command->user_id = visit.parameters[1];
    auto const guest = std::find_if(guests_.begin(), guests_.end(), [&](Guest const& one) {
        return one.user_id == command->user_id && one.lock == visit.lock;
    });
    if (guest != guests_.end()) {
        command->first_name = guest->person.first;
        command->last_name = guest->person.last;
    }
    auto const outcome = run(*command, {}, visit);
    if (!outcome.accepted) return error_response(outcome.error);
    return http::json_response(200, write_accepted(uuid_of('t', ++last_number_)));
}

AugustMock::Reply AugustMock::new_guest(Visit& visit) {
    auto const body = visit.request.body;
    auto const lock = lock_number(read_text_member(body, "lockID").value_or(""));
    if (!lock || state_of(*lock) == nullptr ||
        visit.cloud.may_serve(visit.account, *lock, visit.now) != sim::Refused::no)
        return error_response(ErrorCode::unknown_lock);
    if (guests_.size() == guests_max) guests_.erase(guests_.begin());
    Guest guest{visit.parameters[0], *lock, {}};
    guest.person.first = read_text_member(body, "firstName").value_or("");
    guest.person.last = read_text_member(body, "lastName").value_or("");
    guests_.push_back(std::move(guest));
    return http::json_response(200, text_of(Json{{"userID", visit.parameters[0]}, {"lockID", lock_id(*lock)}}));
}

// A PIN that nobody has and nobody else is offered for three minutes.
AugustMock::Reply AugustMock::reserve_pin(Visit& visit) {
    auto& state = *state_of(visit.lock);
    follow(state, visit.cloud, visit.now, visit.effects);
    std::erase_if(reserved_, [&](Reserved const& one) { return one.until <= visit.now; });
    auto const of_lock = static_cast<std::size_t>(
        std::count_if(reserved_.begin(), reserved_.end(), [&](Reserved const& one) { return one.lock == visit.lock; }));
    if (state.pins.count() + of_lock >= state.slots || reserved_.size() >= reserved_max)
        return error_response(ErrorCode::pins_full);
    for (;;) {
        auto text = std::to_string(1'000'000 + mix_bits(seed_ ^ ++last_number_) % 1'000'000).substr(1);
        bool const offered = std::any_of(reserved_.begin(), reserved_.end(), [&](Reserved const& one) {
            return one.lock == visit.lock && one.pin == text;
        });
        if (offered || state.pins.pin_taken(text, nullptr)) continue;
        reserved_.push_back({visit.lock, text, later_by(visit.now, reservation)});
        return http::json_response(200, text_of(Json{{"pin", text}}));
    }
}

// Asks the lock what it has done: what the cloud had not heard yet, it hears now.
AugustMock::Reply AugustMock::sync_pins(Visit& visit) {
    auto& state = *state_of(visit.lock);
    if (!visit.cloud.lock(visit.lock).online()) return error_response(ErrorCode::bridge_offline);
    for (auto& record : state.pins.records())
        if (!record.gone() && record.heard_at != never) record.heard_at = visit.now;
    follow(state, visit.cloud, visit.now, visit.effects);
    return http::json_response(202, write_accepted(uuid_of('t', ++last_number_)));
}

AugustMock::Outcome AugustMock::run(PinCommand const& command, std::string const& webhook, Visit& visit) {
    if (command.partner_id.empty() && command.user_id.empty()) return {ErrorCode::invalid_request, false};
    bool const busy = std::any_of(running_.begin(), running_.end(),
                                  [&](Running const& running) { return running.lock == visit.lock; });
    if (busy) return {ErrorCode::bridge_busy, false};
    bool const rejects = visit.cloud.lock_settings(visit.lock).offline == sim::OfflineMode::reject;
    if (rejects && !visit.cloud.lock(visit.lock).online()) return {ErrorCode::bridge_offline, false};
    auto& state = *state_of(visit.lock);
    follow(state, visit.cloud, visit.now, visit.effects);
    if (command.action == PinAction::load) return load(command, webhook, visit);
    auto* const record = state.pins.by_user(command.partner_id, command.user_id);
    if (record == nullptr) return {ErrorCode::unknown_pin, false};
    switch (command.action) {
        case PinAction::update:
            return update(*record, command, webhook, visit);
        case PinAction::remove:
            return remove(*record, webhook, visit);
        case PinAction::disable:
            return disable(*record, webhook, visit);
        default:
            return enable(*record, webhook, visit);
    }
}

bool AugustMock::accepts_pin(LockState const& state, std::string_view pin) const {
    return sim::can_be_typed(pin) && state.rules.accepts_length(pin.size());
}

std::optional<AugustMock::Schedule> AugustMock::schedule_of(PinCommand const& command, Visit const& visit) const {
    Schedule schedule{.access = *command.access,
                      .times = command.times,
                      .recurrence = command.recurrence,
                      .weekly = {},
                      .bounds = {}};
    if (schedule.access != AccessType::always && !capabilities_.native_scheduling) return std::nullopt;
    switch (schedule.access) {
        case AccessType::always:
            break;
        case AccessType::temporary: {
            auto const bounds = read_times(command.times);
            if (!bounds || !is_finite(bounds->starts) || !is_finite(bounds->ends) || bounds->starts >= bounds->ends)
                return std::nullopt;
            schedule.bounds = opened(*bounds);  // a far bound is none to a lock
            break;
        }
        case AccessType::recurring:
            schedule.weekly = read_recurrence(command.times, command.recurrence);
            if (!schedule.weekly) return std::nullopt;
            schedule.bounds = next_occurrence(*schedule.weekly, visit.cloud.lock_settings(visit.lock).zone, visit.now);
            break;
        case AccessType::one_time:
            if (command.times.empty()) break;
            auto const bounds = read_times(command.times);
            if (!bounds) return std::nullopt;
            schedule.bounds = *bounds;
            break;
    }
    return schedule;
}

AugustMock::Outcome AugustMock::load(PinCommand const& command, std::string const& webhook, Visit& visit) {
    auto& state = *state_of(visit.lock);
    if (!command.pin || !command.access) return {ErrorCode::invalid_request, false};
    if (!accepts_pin(state, *command.pin)) return {ErrorCode::bad_pin, false};
    auto schedule = schedule_of(command, visit);
    if (!schedule) return {ErrorCode::bad_schedule, false};
    // What is still on its way out cannot be set anew yet.
    bool const patient = visit.has_deleted && profile_ == Profile::calm;
    bool behind = false;
    auto const in_the_way = [&](PinRecord const* record, ErrorCode error) {
        if (record == nullptr) return ErrorCode::other;
        if (record->stage != Stage::deleting) return error;
        behind = true;
        return patient ? ErrorCode::other : ErrorCode::intent_race;
    };
    for (auto const error :
         {in_the_way(state.pins.by_user(command.partner_id, command.user_id), ErrorCode::user_has_pin),
          in_the_way(state.pins.by_pin(*command.pin), ErrorCode::pin_taken)})
        if (error != ErrorCode::other) return {error, false};
    if (!behind && state.pins.count() >= state.slots) return {ErrorCode::pins_full, false};

    auto const number = ++last_number_;
    PinRecord record{.id = object_id(number),
                     .user_id = command.user_id.empty() ? uuid_of('g', number) : command.user_id,
                     .partner_id = command.partner_id,
                     .person = {command.first_name, command.last_name},
                     .access = schedule->access,
                     .times = std::move(schedule->times),
                     .recurrence = std::move(schedule->recurrence),
                     .weekly = schedule->weekly,
                     .sent = {.pin = *command.pin, .starts = schedule->bounds.starts, .ends = schedule->bounds.ends}};
    record.sent.name = joined_name(record.person);
    record.slot = state.pins.free_slot();
    record.created_at = record.updated_at = visit.now;
    record.webhook = webhook;
    record.from_outside = visit.from_outside();
    record.behind = behind;
    if (behind) {
        record.stage = Stage::creating;
        state.pins.add(std::move(record));
        return {};
    }
    auto const outcome = hand_to_lock(record, Stage::creating, state, visit.handling, visit.cloud, visit.now);
    if (outcome.accepted) state.pins.add(std::move(record));
    return outcome;
}

AugustMock::Outcome AugustMock::update(PinRecord& record, PinCommand const& command, std::string const& webhook,
                                       Visit& visit) {
    auto& state = *state_of(visit.lock);
    bool const leaving = record.stage == Stage::deleting || record.stage == Stage::disabling;
    if (leaving || record.behind) return {ErrorCode::intent_race, false};
    auto changed = record;
    if (command.pin) {
        if (!accepts_pin(state, *command.pin)) return {ErrorCode::bad_pin, false};
        if (state.pins.pin_taken(*command.pin, &record)) return {ErrorCode::pin_taken, false};
        changed.sent.pin = *command.pin;
    }
    if (command.access) {
        auto schedule = schedule_of(command, visit);
        if (!schedule) return {ErrorCode::bad_schedule, false};
        changed.access = schedule->access;
        changed.times = std::move(schedule->times);
        changed.recurrence = std::move(schedule->recurrence);
        changed.weekly = schedule->weekly;
        changed.sent.starts = schedule->bounds.starts;
        changed.sent.ends = schedule->bounds.ends;
    }
    if (!command.first_name.empty() || !command.last_name.empty())
        changed.person = {command.first_name, command.last_name};
    changed.sent.name = joined_name(changed.person);
    changed.webhook = webhook;
    changed.from_outside = visit.from_outside();
    changed.action = PinAction::update;
    // Seen in the field: a partner's user comes back from an update as somebody else.
    if (profile_ == Profile::awkward && !record.partner_id.empty() && mix_bits(++last_number_ ^ seed_) % 4 == 0)
        changed.user_id = uuid_of('g', last_number_);
    auto const stage = record.stage == Stage::disabled   ? Stage::enabling
                       : record.stage == Stage::creating ? Stage::creating
                                                         : Stage::updating;
    auto const outcome = hand_to_lock(changed, stage, state, visit.handling, visit.cloud, visit.now);
    if (outcome.accepted) record = std::move(changed);
    return outcome;
}

// Gives the lock the record's PIN, new or over what it has of it.
AugustMock::Outcome AugustMock::hand_to_lock(PinRecord& record, Stage stage, LockState const& state,
                                             Handling const& handling, sim::Cloud& cloud, Instant now) {
    auto wanted = record.sent;
    if (handling.lose_starts) wanted.starts = always;
    if (handling.lose_ends) wanted.ends = never;
    bool const on_lock = record.key != 0 && sim::standing_of(cloud.lock(state.lock), record.key);
    auto const accepted =
        cloud.put(state.lock, on_lock ? std::optional{record.key} : std::nullopt, std::move(wanted), now);
    if (!accepted) return {error_of(accepted.refused), false};
    record.key = accepted.key;
    record.job = accepted.job;
    record.heard_at = never;
    record.updated_at = now;
    // Work that a lock without its link swallows changes nothing that is there; what is new waits for ever.
    if (accepted.job != 0 || !on_lock) record.stage = stage;
    pins_have_timers_ = pins_have_timers_ || record.weekly || record.access == AccessType::one_time;
    return {};
}

AugustMock::Outcome AugustMock::remove(PinRecord& record, std::string const& webhook, Visit& visit) {
    auto& pins = state_of(visit.lock)->pins;
    record.webhook = webhook;
    record.from_outside = visit.from_outside();
    record.action = PinAction::remove;
    if (record.stage == Stage::deleting) return {};
    bool const nowhere = record.key == 0 || !sim::standing_of(visit.cloud.lock(visit.lock), record.key);
    if (nowhere && record.stage != Stage::disabling) {
        pins.bury(record, visit.now);
        push_result(*state_of(visit.lock), record, record.sent, true, visit.effects);
        return {};
    }
    auto const accepted = visit.cloud.remove(visit.lock, record.key, visit.now);
    if (!accepted && accepted.refused != sim::Refused::no_such_code) return {error_of(accepted.refused), false};
    if (accepted && accepted.job == 0) return {};  // swallowed
    record.stage = Stage::deleting;
    record.updated_at = visit.now;
    record.job = accepted.job;
    record.heard_at = accepted ? never : visit.now;
    return {};
}

AugustMock::Outcome AugustMock::disable(PinRecord& record, std::string const& webhook, Visit& visit) {
    if (record.stage != Stage::idle) return {ErrorCode::intent_race, false};
    auto const accepted = visit.cloud.remove(visit.lock, record.key, visit.now);
    if (!accepted) return {error_of(accepted.refused), false};
    if (accepted.job == 0) return {};
    record.webhook = webhook;
    record.action = PinAction::disable;
    record.stage = Stage::disabling;
    record.updated_at = visit.now;
    record.job = accepted.job;
    return {};
}

AugustMock::Outcome AugustMock::enable(PinRecord& record, std::string const& webhook, Visit& visit) {
    if (record.stage != Stage::disabled) return {ErrorCode::intent_race, false};
    record.webhook = webhook;
    record.action = PinAction::enable;
    return hand_to_lock(record, Stage::enabling, *state_of(visit.lock), visit.handling, visit.cloud, visit.now);
}

// PINs that were loaded together with a removal, now that this is done.
void AugustMock::hand_over_what_waited(LockState& state, sim::Cloud& cloud, Instant now, MockEffects& effects) {
    for (auto& record : state.pins.records()) {
        if (record.gone() || !record.behind || state.pins.is_behind(record)) continue;
        record.behind = false;
        if (hand_to_lock(record, Stage::creating, state, {}, cloud, now).accepted) continue;
        push_result(state, record, record.sent, false, effects);
        state.pins.bury(record, now);
    }
}

}  // namespace lockstep::providers::august
