#include "harness/invariants/life.hpp"

#include <algorithm>

#include "engine/belief.hpp"

namespace lockstep::harness {

namespace {

using engine::Status;

// The moves of the two figures, and those that the decision tree implies. `gone` as a beginning is a creation.
bool may_move(Status from, Status to) {
    switch (from) {
        case Status::gone:
            return to == Status::unset || to == Status::setting || to == Status::unknown;
        case Status::set:
            return to != Status::unset;
        default:
            return true;
    }
}

bool is_among(std::vector<engine::CodeId> const& codes, engine::CodeId code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

// --- I-08 ---

void StatusIsTheFunction::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    for (auto const& move : effects.transitions) {
        bool const known = world.engine().exists(move.code);
        bool const honoured = known && world.engine().record(move.code).erase_honoured;
        bool const offline = known && world.engine().record(move.code).offline;  // nobody has to be asked
        bool const forgotten = effects.because == engine::Because::forgotten;
        // What a stranger put onto the lock may be there already, and what was let go of is there still.
        bool const adopted = is_among(effects.adopted, move.code);
        bool const let_go_of = forgotten || is_among(effects.released, move.code);
        bool const legal = may_move(move.from, move.to) || (move.from == Status::set && honoured) || adopted || offline;
        if (legal && (move.from != Status::set || move.to != Status::gone || let_go_of)) continue;
        report(findings, world, move.code,
               "moved from " + std::string(name_of(move.from)) + " to " + std::string(name_of(move.to)));
    }
}

void StatusIsTheFunction::instant_over(World const& world, Touched const& touched, Findings& findings) {
    auto const& engine = world.engine();
    for (auto const code : touched.codes) {
        if (!engine.exists(code)) continue;
        auto const& record = engine.record(code);
        auto const facts = engine.facts(code, world.now());
        Status want = engine::status_of(facts);
        bool const ended = record.window.ended(world.now());
        if (want == Status::setting && record.erase_honoured) want = Status::unset;
        bool const should_be_gone =
            want == Status::unset &&
            (record.delete_requested || (ended && engine.settings().regime == engine::Regime::legacy_404));
        if (should_be_gone) {
            report(findings, world, code, "should answer 404 by now");
        } else if (record.status != want) {
            report(findings, world, code,
                   "is " + std::string(name_of(record.status)) + ", and the facts say " + std::string(name_of(want)));
        } else if (want == Status::unset && !record.window.bounded() && !record.erase_honoured) {
            report(findings, world, code, "is ongoing and seen unset");
        }
    }
}

// --- I-09 ---

void NeverResurrect::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    for (auto const& move : effects.transitions) {
        auto const serial = move.code.serial;
        if (answered_404_.size() <= serial) answered_404_.resize(serial + std::size_t{1});
        if (move.from == Status::gone && answered_404_[serial])
            report(findings, world, move.code, "has an id that answered 404 before");
        if (move.to == Status::gone) answered_404_[serial] = true;
    }
}

// --- I-10 ---

void UnknownIffCutOff::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    for (auto const& move : effects.transitions) {
        if (move.from != Status::unknown || move.to == Status::gone) continue;
        bool const removed =
            world.engine().exists(move.code) && world.engine().device(world.engine().record(move.code).device).removed;
        if (effects.because != engine::Because::answer && !removed)
            report(findings, world, move.code, "left unknown without a read-back");
    }
}

void UnknownIffCutOff::instant_over(World const& world, Touched const& touched, Findings& findings) {
    auto const& engine = world.engine();
    auto const look = [&](engine::CodeId code) {
        if (!engine.exists(code)) return;
        auto const& record = engine.record(code);
        bool const connected = engine.account(engine.device(record.device).account).connected;
        bool const cut_off = world.trouble(record.device).cut_off;
        bool const unknown = record.status == Status::unknown;
        if ((cut_off || !connected) && !unknown)
            report(findings, world, code, "is " + std::string(name_of(record.status)) + ", and its account is cut off");
        if (!connected && !cut_off)
            report(findings, world, code, "is given up with its account, which its vendor has not refused");
        if (unknown && connected && !record.unread)
            report(findings, world, code, "is unknown, and its account is connected");
    };
    for (auto const code : touched.codes)
        look(code);
    for (auto const account : touched.accounts)
        for (std::uint32_t i = 0; i < engine.device_count(); ++i)
            if (engine.device(engine::DeviceId{i}).account == account)
                for (auto const code : engine.codes_on(engine::DeviceId{i}))
                    look(code);
}

// --- I-11 ---

void NativeTiming::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    auto const& engine = world.engine();
    for (auto const& call : effects.calls) {
        if (call.kind != engine::CallKind::put || !engine.exists(call.code)) continue;
        auto const& record = engine.record(call.code);
        if (!record.native || record.holds) continue;
        if (world.now() < later_by(record.window.starts, -engine.settings().preload))
            report(findings, world, call.code, "was written before its preload was due");
    }
    for (auto const& move : effects.transitions) {
        if (!engine.exists(move.code)) continue;
        auto const& record = engine.record(move.code);
        bool const early = record.native && world.now() < record.window.starts;
        if (early && (move.to == Status::setting || move.to == Status::set))
            report(findings, world, move.code, "is " + std::string(name_of(move.to)) + " before it starts");
    }
}

// --- I-12 ---

void StatusIsAFold::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    for (auto const& move : effects.transitions) {
        CodeNumber const number = world.number_of(move.code);
        if (number == nobody) continue;
        if (number >= folded_.size()) folded_.resize(number + 1, Status::gone);
        if (folded_[number] != move.from)
            report(findings, world, move.code,
                   "left " + std::string(name_of(move.from)) + ", which it was not in by its own log");
        folded_[number] = move.to;
    }
}

void StatusIsAFold::instant_over(World const& world, Touched const& touched, Findings& findings) {
    for (CodeNumber const number : touched.code_numbers) {
        Status const folded = number < folded_.size() ? folded_[number] : Status::gone;
        Status const actual = world.engine().status(world.code_id(number));
        if (folded == actual) continue;
        report(findings, world, number, nobody,
               code_text(world, number) + " is " + std::string(name_of(actual)) + ", and its log says " +
                   std::string(name_of(folded)));
        if (number >= folded_.size()) folded_.resize(number + 1, Status::gone);
        folded_[number] = actual;
    }
}

// --- I-13 ---

void OneEnding::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    for (auto const& change : effects.attempts) {
        auto const index = change.attempt.value;
        auto const& attempt = world.engine().attempt(change.attempt);
        if (index >= states_.size()) states_.resize(index + 1, engine::AttemptState::pending);
        if (states_[index] != engine::AttemptState::pending)
            report(findings, world, attempt.code, "has an attempt that ended twice");
        states_[index] = change.to;
        bool const early = change.to == engine::AttemptState::success &&
                           attempt.kind == engine::AttemptKind::create_access_code &&
                           world.now() < attempt.window.starts;
        if (early) report(findings, world, attempt.code, "has a creation that succeeded before its window");
    }
}

void OneEnding::ends(World const& world, Findings& findings) {
    for (std::uint32_t i = 0; i < world.engine().attempt_count(); ++i) {
        auto const& attempt = world.engine().attempt(engine::AttemptId{i});
        if (attempt.state == engine::AttemptState::pending && !world.engine().exists(attempt.code))
            report(findings, world, attempt.code, "is gone, and an attempt of it is still pending");
    }
}

// --- I-14 ---

EventOrder::Life& EventOrder::life(CodeNumber code) {
    if (code >= lives_.size()) lives_.resize(code + 1);
    return lives_[code];
}

void EventOrder::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    using enum engine::EventType;
    for (auto const& event : effects.events) {
        CodeNumber const number = event.code ? world.number_of(event.code) : nobody;
        if (number == nobody) continue;
        Life& own = life(number);
        auto const wrong = [&](std::string_view why) {
            report(findings, world, number, event.device.value,
                   code_text(world, number) + " sent " + std::string(name_of(event.type)) + " " + std::string(why));
        };
        if (event.type == code_created || event.type == code_unmanaged_converted_to_managed) {
            if (own.created) wrong("twice");
            own.created = true;
            continue;
        }
        // Subscribers hear of the end of a stranger's code that a caller wants off, and of what stands in its way.
        bool const foreign = world.engine().exists(event.code) && world.engine().record(event.code).foreign;
        if (!own.created && !foreign) wrong("before it was created");
        if (own.deleted) wrong("after it was deleted");
        switch (event.type) {
            case code_scheduled_on_device:
                if (own.scheduled) wrong("twice in a cycle");
                if (own.set) wrong("after it was set");
                own.scheduled = true;
                break;
            case code_set_on_device:
                if (own.set) wrong("twice in a cycle");
                own.set = true;
                break;
            case code_removed_from_device:
                if (!world.was_ever_stored(number)) wrong("and was never on a lock");
                own.scheduled = own.set = false;
                break;
            case code_deleted_external_to_seam:
                own.scheduled = own.set = false;
                break;
            case code_deleted:
                own.deleted = true;
                break;
            default:
                break;
        }
    }
}

// --- I-15 ---

void IssuesMatchFacts::instant_over(World const& world, Touched const& touched, Findings& findings) {
    using enum engine::Issue;
    auto const& engine = world.engine();
    for (auto const code : touched.codes) {
        if (!engine.exists(code)) continue;
        auto const& record = engine.record(code);
        auto const lists = [&](engine::Issue issue) { return record.issues.has(issue); };
        auto const wrong = [&](engine::Issue issue, std::string_view why) {
            report(findings, world, code, "lists " + std::string(facts_of(issue).name) + " " + std::string(why));
        };
        if (lists(being_deleted) != record.delete_requested)
            wrong(being_deleted, record.delete_requested ? "not, and is being deleted" : "and is not being deleted");
        bool const over = record.window.ended(world.now());
        if (lists(delay_in_setting_on_device) && record.status != Status::setting && !over)
            wrong(delay_in_setting_on_device, "and is not setting");
        if (lists(delay_in_removing_from_device) && record.status != Status::removing)
            wrong(delay_in_removing_from_device, "and is not removing");
        if (record.status == Status::set)
            for (auto const issue : {failed_to_set_on_device, duplicate_code_on_device, insufficient_permissions,
                                     no_space_for_access_code_on_device, conflicting_external_modification})
                if (lists(issue)) wrong(issue, "and is set");
        if (lists(failed_to_remove_from_device) && record.status == Status::set)
            wrong(failed_to_remove_from_device, "and is set");
    }
}

// --- I-16 ---

void TimeOnlyRises::traced(World const& world, TraceEvent const& event, Findings& findings) {
    if (event.at < last_) report(findings, world, event.code, event.device, "the log goes back in time");
    last_ = std::max(last_, event.at);
}

}  // namespace lockstep::harness
