// An engine and one vendor, joined by the shortest road there is: no HTTP, no latency on the way, no harness and no
// trace. What remains is the engine's work, and the work of whoever answers it.
//
//     Road<DirectVendor> road{1'000, noon};
//     road.create({.device = road.door(0), .pin = engine::Pin::parse("0420"), .window = window});
//     road.pass_until(noon + 24h);
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <stdexcept>
#include <utility>
#include <vector>

#include "engine/effects.hpp"
#include "engine/engine.hpp"

namespace lockstep::bench {

// What the vendor says to the engine in one instant.
struct Said {
    std::vector<engine::Answer> answers;
    std::vector<engine::Push> pushes;
};

// What one engine did so far, in units that are equal on every machine and in every build.
struct EngineWork {
    std::uint64_t steps = 0;
    std::uint64_t calls = 0;  // asked of the vendor
    std::uint64_t events = 0;
    std::uint64_t transitions = 0;
    std::uint64_t ended = 0;  // codes that are gone: 404
};

// A Vendor takes calls and answers them, now or when a timer of its own is due:
//     static engine::Capabilities capabilities();
//     Vendor(std::uint32_t doors, Instant start);
//     void take(engine::ProviderCall call, Instant now, Said& said);
//     Instant next_due() const;
//     void run_due(Instant now, Said& said);
template <class Vendor>
class Road {
  public:
    Road(std::uint32_t doors, Instant start) : engine_{settings(start)}, vendor_{doors, start}, now_{start} {
        auto const account = engine_.add_account();
        auto const profile = engine_.add_profile(Vendor::capabilities());
        for (std::uint32_t door = 0; door < doors; ++door)
            engine_.add_device(account, profile);
    }

    static engine::DeviceId door(std::uint32_t number) { return engine::DeviceId{number}; }

    engine::CodeId create(engine::CreateCode const& command) {
        auto const reply = engine_.create(command, now_, effects_);
        if (!reply.ok()) throw std::logic_error("a code of the plan was refused");
        carry_out();
        return reply.code;
    }

    // Plays everything up to and including `until`. At one instant locks come before timers, as in a scenario.
    void pass_until(Instant until) {
        for (;;) {
            Instant const next = std::min(vendor_.next_due(), engine_.next_due());
            if (next > until) break;
            now_ = std::max(now_, next);
            if (vendor_.next_due() <= now_) {
                vendor_.run_due(now_, said_);
                hear();
                answer_calls();
            } else {
                engine_.timer_due(now_, effects_);
                carry_out();
            }
        }
        now_ = until;
    }

    engine::Engine const& engine() const { return engine_; }
    EngineWork const& work() const { return work_; }

  private:
    // Without the periodic read-back, which costs the same whether codes live or not.
    static engine::Settings settings(Instant start) {
        engine::Settings settings;
        settings.resync = Duration::zero();
        settings.epoch = start;
        return settings;
    }

    // Carries out what the last step wants.
    void carry_out() {
        take_effects();
        answer_calls();
    }
    void take_effects() {
        ++work_.steps;
        work_.events += effects_.events.size();
        work_.transitions += effects_.transitions.size();
        work_.calls += effects_.calls.size();
        for (auto const& transition : effects_.transitions)
            if (transition.to == engine::Status::gone) ++work_.ended;
        std::move(effects_.calls.begin(), effects_.calls.end(), std::back_inserter(calls_));
    }
    // Each call is answered before the next one leaves; calls that an answer leads to queue behind them.
    void answer_calls() {
        for (std::size_t next = 0; next < calls_.size(); ++next) {
            vendor_.take(std::move(calls_[next]), now_, said_);
            hear();
        }
        calls_.clear();
    }
    void hear() {
        for (auto const& answer : said_.answers) {
            engine_.answered(answer, now_, effects_);
            take_effects();
        }
        for (auto const& push : said_.pushes) {
            engine_.pushed(push, now_, effects_);
            take_effects();
        }
        said_.answers.clear();
        said_.pushes.clear();
    }

    engine::Engine engine_;
    Vendor vendor_;
    Instant now_;
    engine::Effects effects_;
    std::vector<engine::ProviderCall> calls_;
    Said said_;
    EngineWork work_;
};

}  // namespace lockstep::bench
