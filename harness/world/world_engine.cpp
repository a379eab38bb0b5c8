// What a step of the engine leads to: into the record, to whoever watches, and out to the vendors once it is durable.
#include <algorithm>

#include "harness/world/world.hpp"

namespace lockstep::harness {
namespace {

bool did_nothing(engine::Effects const& effects) {
    return effects.transitions.empty() && effects.attempts.empty() && effects.issues.empty() &&
           effects.events.empty() && effects.calls.empty() && effects.abandoned.empty() && effects.touched.empty() &&
           effects.touched_devices.empty() && effects.touched_accounts.empty();
}

}  // namespace

CodeNumber World::number_of(engine::CodeId code) const {
    return code.serial < by_serial_.size() ? by_serial_[code.serial] : nobody;
}

// A decision that a crash may lose has to be undone by going back to the engine as it was before.
void World::keep_checkpoint() {
    if (!commits_slowly()) return;
    for (auto const& step : scenario().steps)
        if (auto const* const restart = std::get_if<RestartEngine>(&step.action); restart && restart->lose_unsynced) {
            checkpoint_ = Checkpoint{engine_, api_, marks_, record_.totals, watch_->memory_of_decisions()};
            return;
        }
}

// Works through `effects_`. What comes back in the same instant waits in `letters_`.
TraceId World::carry_out(TraceId cause, About const& about) {
    ++record_.totals.engine_steps;
    if (did_nothing(effects_)) return 0;
    for (auto const& transition : effects_.transitions)
        if (transition.from == engine::Status::gone) register_code(transition.code);
    change_hands();

    auto const step = note_step(cause, about);
    watch_->stepped(*this, effects_);
    if (observes_for_api_) api_.observe(effects_, now_, engine_, later_by(now_, scenario().engine.commit));

    for (auto const code : effects_.touched) {
        touch(code);
        auto const number = number_of(code);
        if (number == nobody) continue;
        codes_[number].last_step = step;
        if (engine_.exists(code)) codes_[number].pin = engine_.record(code).pin;
    }
    for (auto const device : effects_.touched_devices)
        touch(device);
    for (auto const account : effects_.touched_accounts)
        touched_.accounts.push_back(account);

    for (auto const& transition : effects_.transitions)
        note_transition(transition, step);
    for (auto const& change : effects_.attempts)
        note_attempt(change, step);
    note_issues(step);
    for (auto const call : effects_.abandoned)
        give_up(call, step);

    if (!commits_slowly()) {
        if (options_.log != nullptr) options_.log->settled();
        for (auto const& happened : effects_.events)
            note_event(happened, step);
        for (auto const& call : effects_.calls)
            send_call(call, step);
        return step;
    }
    if (options_.log != nullptr) options_.log->waits();
    auto& decision = unsynced_.emplace_back();
    decision.due = later_by(now_, scenario().engine.commit);
    decision.step = step;
    decision.calls = effects_.calls;
    decision.events = effects_.events;
    decision.before = std::move(checkpoint_);
    checkpoint_.reset();
    return step;
}

TraceId World::note_step(TraceId cause, About const& about) {
    auto happened = event(TraceKind::engine, cause);
    happened.word = static_cast<std::uint8_t>(effects_.because);
    happened.code = number_of(effects_.subject);
    happened.op = static_cast<std::uint8_t>(providers::op_of(about.kind));
    happened.number = about.number;
    happened.word2 = about.verdict;
    happened.detail = about.refusal;
    if (about.number == 0) {
        // A timer or a push speaks of what was last asked for this code; a read that was given up names itself.
        if (auto const* const call = effects_.abandoned.empty() ? nullptr : calls_.find(effects_.abandoned.front())) {
            happened.op = static_cast<std::uint8_t>(providers::op_of(call->kind));
            happened.number = call->number;
            if (cause == 0) happened.cause = call->trace;
        } else if (happened.code != nobody && codes_[happened.code].last_number != 0) {
            auto const& code = codes_[happened.code];
            happened.op = static_cast<std::uint8_t>(providers::op_of(code.last_kind));
            happened.number = code.last_number;
            using engine::Because;
            // No call was open that could have timed out: it is the push that has not come.
            if (effects_.because == Because::timed_out) happened.word2 = 1;
            if (cause == 0 && (effects_.because == Because::timed_out || effects_.because == Because::backed_off ||
                               effects_.because == Because::poll_due))
                happened.cause = code.last_operation;
        }
        if (happened.cause == 0 && happened.code != nobody) happened.cause = codes_[happened.code].last_step;
    }
    if (happened.code != nobody) happened.device = codes_[happened.code].device;
    return note(happened);
}

// The engine has accepted a new code: it gets the number of the name it was created under, or one of its own.
void World::register_code(engine::CodeId code) {
    auto number = creating_;
    creating_ = nobody;
    if (number == nobody && !to_be_made_.empty()) {
        number = to_be_made_.front();
        to_be_made_.pop_front();
    }
    if (number == nobody) {
        number = static_cast<CodeNumber>(codes_.size());
        codes_.emplace_back();
        record_.codes.emplace_back();
        record_.names.codes.push_back("code-" + std::to_string(code.serial));
    }
    if (by_serial_.size() <= code.serial) by_serial_.resize(code.serial + std::size_t{1}, nobody);
    by_serial_[code.serial] = number;
    auto& known = codes_[number];
    known.id = code;
    known.device = record_.codes[number].device = engine_.record(code).device.value;
    known.shown = {};
    ++record_.totals.created;
    record_.totals.codes_peak = std::max<std::uint64_t>(record_.totals.codes_peak, engine_.live_codes());
}

// What a lock stores is ours from the step on in which the engine takes it over, and a stranger's once it has let go.
void World::change_hands() {
    for (auto const code : effects_.adopted) {
        auto const number = number_of(code);
        if (number == nobody || !engine_.exists(code)) continue;
        codes_[number].was_stored = true;
        auto const device = engine_.record(code).device;
        for (auto const& slot : lock(device).slots())
            if (owner_of(device, slot.key) == nobody && slot.record.pin == engine_.record(code).held_pin.text())
                vendors_[doors_[device.value].vendor].owners[slot.key] = number;
    }
    for (auto const code : effects_.released) {
        auto const number = number_of(code);
        if (number == nobody) continue;
        engine::DeviceId const device{codes_[number].device};
        for (auto const& slot : lock(device).slots())
            if (owner_of(device, slot.key) == number) vendors_[doors_[device.value].vendor].owners.erase(slot.key);
        touch(device);
    }
}

void World::note_transition(engine::Transition const& transition, TraceId step) {
    auto const number = number_of(transition.code);
    auto& code = codes_[number];
    auto happened = event(TraceKind::status, step);
    happened.code = number;
    happened.device = code.device;
    happened.word = static_cast<std::uint8_t>(transition.from);
    happened.word2 = static_cast<std::uint8_t>(transition.to);
    record_.codes[number].status.push_back({now_, turn_, transition.to, note(happened)});
    marks_.moved(transition.from, transition.to);
    code.seen = static_cast<std::uint8_t>(code.seen | 1u << static_cast<unsigned>(transition.to));
    ++record_.totals.transitions;
}

void World::note_attempt(engine::AttemptChange const& change, TraceId step) {
    auto const& attempt = engine_.attempt(change.attempt);
    auto happened = event(TraceKind::attempt, step);
    happened.number = change.attempt.value;
    happened.word = static_cast<std::uint8_t>(change.to);
    happened.code = number_of(attempt.code);
    happened.device = attempt.device.value;
    auto const trace = note(happened);
    marks_.ended(attempt.kind, change.to, attempt.error);

    for (auto& history : record_.attempts) {
        if (history.attempt != change.attempt.value) continue;
        auto& entry = history.states.emplace_back(AttemptEntry{now_, turn_, change.to, trace, {}, {}, {}});
        fill_attempt_result(change.attempt, entry);
    }
}

// The issues that the API shows: the code's own, and those of its device and account.
void World::note_issues(TraceId step) {
    for (auto const& change : effects_.issues) {
        auto const number = number_of(change.code);
        if (number != nobody) note_shown_issues(number, step);
    }
    for (auto const& transition : effects_.transitions)
        note_shown_issues(number_of(transition.code), step);
    auto const refresh = [&](engine::DeviceId device) {
        auto const& record = engine_.device(device);
        auto const issues = record.issues | engine_.account(record.account).issues;
        if (issues == doors_[device.value].issues) return;
        doors_[device.value].issues = issues;
        touch(device);
        for (auto const code : engine_.codes_on(device))
            note_shown_issues(number_of(code), step);
    };
    for (auto const device : effects_.touched_devices)
        refresh(device);
    for (auto const account : effects_.touched_accounts)
        for (std::uint32_t i = 0; i < doors_.size(); ++i)
            if (engine_.device(engine::DeviceId{i}).account == account) refresh(engine::DeviceId{i});
}

void World::note_shown_issues(CodeNumber number, TraceId step) {
    auto& code = codes_[number];
    auto const shown = engine_.exists(code.id) ? engine_.issues_shown(code.id) : engine::IssueSet{};
    if (shown == code.shown) return;
    for (std::size_t i = 0; i < engine::issue_count; ++i) {
        auto const issue = static_cast<engine::Issue>(i);
        if (shown.has(issue) == code.shown.has(issue)) continue;
        auto happened = event(TraceKind::issue, step);
        happened.code = number;
        happened.device = code.device;
        happened.word = static_cast<std::uint8_t>(issue);
        happened.word2 = shown.has(issue) ? 1 : 0;
        record_.codes[number].issues.push_back({now_, turn_, issue, shown.has(issue), note(happened)});
        if (shown.has(issue)) marks_.listed(issue);
    }
    code.shown = shown;
}

void World::note_event(engine::Event const& sent, TraceId step) {
    auto happened = event(TraceKind::event, step);
    happened.word = static_cast<std::uint8_t>(sent.type);
    happened.code = number_of(sent.code);
    happened.device = sent.device.value;
    happened.account = sent.account.value;
    auto const trace = note(happened);
    marks_.sent(sent.type);
    if (options_.keep_details)
        record_.events.push_back({now_, sent.type, happened.code, sent.device.value, sent.account.value, trace});
}

// --- what comes to the engine ---

World::Letter& World::put_letter(TraceId cause) {
    auto& letter = letters_.emplace_back();
    letter.cause = cause;
    return letter;
}

void World::open_letters() {
    // Reading one may bring more; they are read in the order in which they came.
    for (std::size_t i = 0; i < letters_.size(); ++i) {
        auto letter = std::move(letters_[i]);
        read_letter(letter);
    }
    letters_.clear();
}

void World::read_letter(Letter& letter) {
    About about;
    keep_checkpoint();
    if (auto const* const answer = std::get_if<engine::Answer>(&letter.content)) {
        watch_->answer_arrives(*this, *answer);
        if (auto const* const call = calls_.find(answer->call)) {
            about = {call->kind, call->number, static_cast<std::uint8_t>(answer->verdict),
                     static_cast<std::uint64_t>(answer->refusal)};
            calls_.close(answer->call);
        }
        log_input(*answer);
        engine_.answered(*answer, now_, effects_);
    } else if (auto const* const push = std::get_if<engine::Push>(&letter.content)) {
        watch_->push_arrives(*this, *push);
        log_input(*push);
        engine_.pushed(*push, now_, effects_);
    } else if (auto const* const notice = std::get_if<engine::Notice>(&letter.content)) {
        auto happened = event(TraceKind::notice, letter.cause);
        happened.word = static_cast<std::uint8_t>(notice->what);
        happened.device = notice->device.value;
        happened.account = notice->account.value;
        letter.cause = note(happened);
        log_input(*notice);
        engine_.noticed(*notice, now_, effects_);
    }
    carry_out(letter.cause, about);
    // News is thanked for when all that it was judged by is durable. An answer is not news: a new process asks again.
    bool const news = !std::holds_alternative<engine::Answer>(letter.content);
    if (news && !unsynced_.empty()) unsynced_.back().heard.push_back(std::move(letter));
}

// --- durability ---

// The oldest decision is durable: what waited for that leaves.
void World::sync_due() {
    auto decision = std::move(unsynced_.front());
    unsynced_.pop_front();
    if (options_.log != nullptr) options_.log->synced();
    note(event(TraceKind::synced, decision.step));
    let_go(decision);
    open_letters();
}

void World::let_go(Unsynced& decision) {
    for (auto const& happened : decision.events)
        note_event(happened, decision.step);
    for (auto const& call : decision.calls) {
        // Given up before it left: the account was cut off, or the engine was told to forget.
        bool const withdrawn = std::find(withdrawn_.begin(), withdrawn_.end(), call.id) != withdrawn_.end();
        if (!withdrawn) send_call(call, decision.step);
    }
    std::erase_if(withdrawn_, [&](engine::CallId call) {
        return std::any_of(decision.calls.begin(), decision.calls.end(),
                           [call](engine::ProviderCall const& left) { return left.id == call; });
    });
    for (auto const& reply : decision.replies)
        judge_reply(reply);
}

}  // namespace lockstep::harness
