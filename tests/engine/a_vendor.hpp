// A vendor that obeys: each call waits until the test says how it ends. And short words for what a test hands in.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "engine/engine.hpp"

namespace lockstep::engine::test {

inline constexpr Instant noon{std::chrono::seconds{1'900'022'400}};

struct House {
    Engine engine;
    Effects effects;
    AccountId account;
    DeviceId door;
    Instant now = noon;
    std::deque<ProviderCall> calls;     // not answered yet
    std::vector<std::string> statuses;  // of every transition, as "T+<seconds> status"
    std::vector<std::string> events;

    explicit House(Capabilities capabilities = {}, Settings settings = quiet()) : engine{settings} {
        account = engine.add_account();
        door = engine.add_device(account, engine.add_profile(std::move(capabilities)));
    }

    static Settings quiet() {
        Settings settings;
        settings.resync = Duration::zero();
        settings.epoch = noon;
        return settings;
    }

    void note() {
        for (auto const& transition : effects.transitions) {
            auto const ms = (now - noon) / std::chrono::milliseconds{1};
            statuses.push_back(std::to_string(ms) + " " + std::string{name_of(transition.to)});
        }
        for (auto const& event : effects.events)
            events.emplace_back(name_of(event.type));
        for (auto const& call : effects.calls)
            calls.push_back(call);
        for (CallId const gone : effects.abandoned)
            std::erase_if(calls, [&](ProviderCall const& call) { return call.id == gone; });
    }

    // Lets time pass: the engine's timers up to and including `until`.
    void wait_until(Instant until) {
        while (engine.next_due() <= until) {
            now = std::max(now, engine.next_due());
            engine.timer_due(now, effects);
            note();
        }
        now = until;
    }
    // Lets time pass until the engine calls; an hour at most.
    void wait_for_call() {
        Instant const limit = now + 1h;
        while (calls.empty() && engine.next_due() <= limit)
            wait_until(engine.next_due());
    }
    void wait(Duration duration) { wait_until(now + duration); }

    CommandReply create(char const* pin, Window window = {}, bool native = true) {
        CreateCode command;
        command.device = door;
        command.pin = Pin::parse(pin);
        command.window = window;
        command.prefer_native_scheduling = native;
        auto const reply = engine.create(command, now, effects);
        note();
        return reply;
    }
    CommandReply update(UpdateCode command) {
        auto const reply = engine.update(command, now, effects);
        note();
        return reply;
    }
    CommandReply remove(CodeId code) {
        auto const reply = engine.remove({code}, now, effects);
        note();
        return reply;
    }

    ProviderCall take_call() {
        ProviderCall call = calls.front();
        calls.pop_front();
        return call;
    }
    void answer(Answer answer) {
        engine.answered(answer, now, effects);
        note();
    }
    static Answer to(ProviderCall const& call, Verdict verdict) {
        Answer answer;
        answer.call = call.id;
        answer.verdict = verdict;
        answer.vendor_ref = call.vendor_ref.empty() ? "k" + std::to_string(call.id.value) : call.vendor_ref;
        answer.record = call.record;
        return answer;
    }
    // The oldest open call ends well, at once.
    ProviderCall succeed() {
        ProviderCall const call = take_call();
        answer(to(call, Verdict::done));
        return call;
    }
    ProviderCall refuse(Refusal refusal, Duration retry_after = {}) {
        ProviderCall const call = take_call();
        Answer no = to(call, Verdict::refused);
        no.vendor_ref.clear();
        no.refusal = refusal;
        no.retry_after = retry_after;
        answer(no);
        return call;
    }
    ProviderCall lose_answer() {
        ProviderCall const call = take_call();
        answer({.call = call.id,
                .verdict = Verdict::unknown,
                .refusal = {},
                .retry_after = {},
                .pin_known = true,
                .vendor_ref = {},
                .record = {},
                .listed = {}});
        return call;
    }
    ProviderCall list(std::vector<ListedCode> listed) {
        ProviderCall const call = take_call();
        Answer answer_ = to(call, Verdict::done);
        answer_.listed = std::move(listed);
        answer(answer_);
        return call;
    }
    void notice(Notice::What what) {
        engine.noticed({what, account, door}, now, effects);
        note();
    }
    Status status(CodeId code) const { return engine.status(code); }
};

}  // namespace lockstep::engine::test
