#include "harness/invariants/manners.hpp"

#include <algorithm>

namespace lockstep::harness {

namespace {

bool mutates(engine::CallKind kind) { return kind != engine::CallKind::read; }

bool terminal(engine::Refusal refusal) {
    using enum engine::Refusal;
    return refusal == pin_conflict || refusal == invalid_pin || refusal == no_space || refusal == forbidden;
}

// Steps that somebody outside began: what follows is not a retry.
bool from_outside(engine::Because because) {
    using enum engine::Because;
    return because == request || because == notice || because == restart || because == forgotten;
}

}  // namespace

void CallBook::sent(World const& world, engine::Effects const& effects) {
    for (auto const& call : effects.calls) {
        if (keeps_ == Keeps::writes_only && !mutates(call.kind)) continue;
        open_[call.id.value] = {call.kind,      call.code ? world.number_of(call.code) : nobody,
                                call.code,      call.device,
                                call.account,   world.now(),
                                call.record,    call.idempotency_key,
                                effects.because};
    }
}

std::optional<CallBook::Entry> CallBook::take(engine::CallId call) {
    auto const found = open_.find(call.value);
    if (found == open_.end()) return std::nullopt;
    Entry entry = std::move(found->second);
    open_.erase(found);
    return entry;
}

// --- I-17 ---

void LookBeforeRepeat::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    for (auto const call : effects.abandoned)
        if (auto const entry = book_.take(call); entry && mutates(entry->kind) && entry->code != nobody)
            doubts_[entry->code] = {world.now(), entry->key};
    if (effects.because == engine::Because::push)  // the push has told how the call ended
        if (effects.subject) doubts_.erase(world.number_of(effects.subject));
    if (effects.because == engine::Because::restart) {
        for (auto const& [id, entry] : book_.open())
            if (mutates(entry.kind)) doubts_[entry.code] = {world.now(), entry.key};
        book_.clear();
    }
    for (auto const& call : effects.calls) {
        if (!mutates(call.kind) || effects.because == engine::Because::restart) continue;  // I-25's
        auto const doubt = doubts_.find(world.number_of(call.code));
        if (doubt == doubts_.end()) continue;
        bool const same_wish = call.idempotency_key != 0 && call.idempotency_key == doubt->second.key;
        if (!same_wish) report(findings, world, call.code, "is written again before anybody has looked");
        doubts_.erase(doubt);
    }
    book_.sent(world, effects);
}

void LookBeforeRepeat::answer_arrives(World const& world, engine::Answer const& answer, Findings&) {
    auto const entry = book_.take(answer.call);
    if (!entry) return;
    if (mutates(entry->kind)) {
        if (answer.verdict == engine::Verdict::unknown && entry->code != nobody)
            doubts_[entry->code] = {world.now(), entry->key};
        return;
    }
    if (answer.verdict != engine::Verdict::done) return;
    std::erase_if(doubts_, [&](auto const& doubt) {
        engine::CodeId const code = world.code_id(doubt.first);
        return !world.engine().exists(code) ||
               (world.engine().record(code).device == entry->device && doubt.second.since <= entry->sent);
    });
}

void LookBeforeRepeat::push_arrives(World const&, engine::Push const&, Findings&) {}

// --- I-18 ---

void RetryBudget::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    for (auto const call : effects.abandoned)
        book_.take(call);
    auto const& engine = world.engine();
    for (auto const& call : effects.calls) {
        if (!engine.account(call.account).connected)
            report(findings, world, call.code ? world.number_of(call.code) : nobody, call.device.value,
                   device_text(world, call.device) + " is called while its account is cut off");
        if (!mutates(call.kind)) continue;
        auto const floor = not_before_.find(world.number_of(call.code));
        if (floor == not_before_.end()) continue;
        if (world.now() < floor->second && effects.because == engine::Because::backed_off)
            report(findings, world, call.code, "is tried again too soon");
        not_before_.erase(floor);
    }
    book_.sent(world, effects);
}

void RetryBudget::answer_arrives(World const& world, engine::Answer const& answer, Findings&) {
    auto const entry = book_.take(answer.call);
    if (!entry || !mutates(entry->kind) || answer.verdict != engine::Verdict::refused) return;
    auto const& retry = world.engine().settings().retry;
    Duration const gap = std::max(std::min(retry.base, retry.cap), answer.retry_after);
    not_before_[entry->code] = later_by(world.now(), gap);
}

// --- I-19 ---

void NoMeansNo::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    for (auto const call : effects.abandoned)
        book_.take(call);
    for (auto const& call : effects.calls) {
        if (call.kind != engine::CallKind::put) continue;
        auto const refused = refused_.find(world.number_of(call.code));
        if (refused == refused_.end()) continue;
        bool const unchanged = refused->second == call.record;
        if (unchanged && effects.because == engine::Because::backed_off)
            report(findings, world, call.code, "is tried again unchanged after a refusal that time does not cure");
        refused_.erase(refused);
    }
    book_.sent(world, effects);
}

void NoMeansNo::answer_arrives(World const&, engine::Answer const& answer, Findings&) {
    auto const entry = book_.take(answer.call);
    if (!entry || entry->kind != engine::CallKind::put || answer.verdict != engine::Verdict::refused) return;
    if (terminal(answer.refusal)) refused_[entry->code] = entry->record;
}

// --- I-20 ---

void SingleFile::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    if (effects.because == engine::Because::restart) book_.clear();
    for (auto const call : effects.abandoned)
        book_.take(call);
    for (auto const& call : effects.calls) {
        if (mutates(call.kind)) {
            for (auto const& [id, entry] : book_.open())
                if (mutates(entry.kind) && entry.id == call.code)
                    report(findings, world, call.code, "has a second mutating call in flight");
        }
        auto const limit = world.engine().account(call.account).rate_limit;
        if (limit.requests == 0) continue;
        auto& recent = recent_[call.account];
        std::erase_if(recent, [&](Instant sent) { return later_by(sent, limit.per) <= world.now(); });
        recent.push_back(world.now());
        if (recent.size() > limit.requests)
            report(findings, world, world.number_of(call.code), call.device.value,
                   "more calls than the account's quota allows");
    }
    book_.sent(world, effects);
    for (auto const& call : effects.calls) {
        auto const here_max = world.engine().capabilities(call.device).device_concurrency_max;
        auto const account_max = world.engine().account(call.account).concurrency_max;
        if (here_max == 0 && account_max == 0) continue;
        std::uint32_t here = 0, in_account = 0;
        for (auto const& [id, entry] : book_.open()) {
            here += entry.device == call.device ? 1 : 0;
            in_account += entry.account == call.account ? 1 : 0;
        }
        if (here_max != 0 && here > here_max)
            report(findings, world, nobody, call.device.value,
                   device_text(world, call.device) + " has more calls at once than it may");
        if (account_max != 0 && in_account > account_max)
            report(findings, world, nobody, nobody, "more calls at once than the account allows");
    }
}

void SingleFile::answer_arrives(World const&, engine::Answer const& answer, Findings&) { book_.take(answer.call); }

// --- I-21 ---

// Calls <= 24 + 12 per change + 2 per shortest wait since the code was created. Changes are transitions of the code and
// whatever somebody outside did to it; the shortest wait is the least of poll interval, back-off base, timeout, resync.
void BoundedLoad::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    for (auto const& move : effects.transitions) {
        CodeNumber const number = world.number_of(move.code);
        if (move.to == engine::Status::gone)
            loads_.erase(number);
        else
            ++loads_.try_emplace(number, Load{0, 0, world.now(), false}).first->second.changes;
    }
    if (from_outside(effects.because))
        for (auto const code : effects.touched)
            if (auto const load = loads_.find(world.number_of(code)); load != loads_.end()) ++load->second.changes;
    for (auto const& call : effects.calls) {
        if (!call.code) continue;
        CodeNumber const number = world.number_of(call.code);
        auto const found = loads_.find(number);
        if (found == loads_.end()) continue;
        Load& load = found->second;
        ++load.calls;
        auto const& settings = world.engine().settings();
        Duration wait = std::min(settings.retry.base, settings.timeout);
        wait = std::min(wait, world.engine().capabilities(call.device).poll_interval);
        if (settings.resync > Duration{}) wait = std::min(wait, settings.resync);
        auto const waits = (world.now() - load.since) / std::max(wait, Duration{1});
        std::uint64_t const allowed = 24 + 12 * load.changes + 2 * static_cast<std::uint64_t>(waits);
        if (load.calls <= allowed || load.reported) continue;
        load.reported = true;
        report(findings, world, call.code, "causes a storm: " + std::to_string(load.calls) + " calls");
    }
}

// --- I-23 ---

void NoLostWakeUp::instant_over(World const& world, Touched const& touched, Findings& findings) {
    auto const& engine = world.engine();
    for (auto const code : touched.codes) {
        if (!engine.exists(code)) continue;
        auto const& record = engine.record(code);
        auto const& device = engine.device(record.device);
        if (device.removed || !device.exists || !engine.account(device.account).connected) continue;
        using enum engine::Phase;
        bool const waits = record.phase == sent || record.phase == accepted || record.phase == looking ||
                           record.phase == blind || record.phase == backoff;
        bool const will_wake = record.timer_at != never || record.call || record.unread;
        bool const deadline = record.op_due != never || record.call || record.unread;
        if (waits && !(will_wake && deadline)) report(findings, world, code, "waits, and nothing will wake it");
        if (record.unread && !device.own_read && device.reread_at == never && device.open_reads == 0)
            report(findings, world, code, "waits for a read that nobody will make");
    }
}

// --- I-24 ---

void NoLeak::instant_over(World const& world, Touched const& touched, Findings& findings) {
    auto const& engine = world.engine();
    if (touched.codes.empty() || engine.live_codes() != 0) return;
    std::size_t reads = 0, device_timers = 0;
    for (std::uint32_t i = 0; i < engine.device_count(); ++i) {
        auto const& device = engine.device(engine::DeviceId{i});
        reads += device.open_reads;
        device_timers += device.timer_at != never ? 1 : 0;
    }
    if (engine.open_calls() > reads) report(findings, world, nobody, nobody, "calls are open, and no code is left");
    if (engine.pending_timers() > 1 + device_timers + engine.account_count())
        report(findings, world, nobody, nobody, "timers are set, and no code is left");
}

// --- I-25 ---

void CrashAnywhere::stepped(World const& world, engine::Effects const& effects, Findings& findings) {
    for (auto const call : effects.abandoned)
        book_.take(call);
    if (effects.because == engine::Because::restart) {
        for (auto const& call : effects.calls) {
            if (!mutates(call.kind)) continue;
            for (auto const& [id, entry] : book_.open())
                if (mutates(entry.kind) && entry.id == call.code)
                    report(findings, world, call.code, "is written again by the restart, with its last call open");
        }
        book_.clear();
    }
    book_.sent(world, effects);
}

void CrashAnywhere::answer_arrives(World const&, engine::Answer const& answer, Findings&) { book_.take(answer.call); }

}  // namespace lockstep::harness
