// The two vendors that stand at the end of a benchmark's road.
#pragma once

#include <stdexcept>
#include <utility>
#include <variant>

#include "bench/road.hpp"
#include "providers/direct/direct_mock.hpp"
#include "sim/cloud.hpp"

namespace lockstep::bench {

// The direct vendor: a cloud and its locks, which take their time. It pushes when a lock is done.
class DirectVendor {
  public:
    static engine::Capabilities capabilities() { return {.confirmation = engine::Confirmation::push}; }

    DirectVendor(std::uint32_t doors, Instant start) : cloud_{{}, 1, "direct"}, mock_{setup()} {
        for (std::uint32_t door = 0; door < doors; ++door)
            cloud_.add_lock(door, 0, {.apply = 3s, .erase = 1s}, start);
    }

    void take(engine::ProviderCall call, Instant now, Said& said) {
        providers::ExchangeId const exchange{call.id.value};
        mock_.handle(exchange, std::move(call), {}, cloud_, now, effects_);
        pass_on(said);
    }
    Instant next_due() const { return cloud_.next_due(); }
    void run_due(Instant now, Said& said) {
        completions_.clear();
        cloud_.run_due(now, completions_);
        for (auto const& completion : completions_)
            mock_.completed(completion, cloud_, now, effects_);
        pass_on(said);
    }

  private:
    static providers::VendorSetup setup() { return {.provider = "direct", .capabilities = capabilities()}; }

    void pass_on(Said& said) {
        for (auto& reply : effects_.replies)
            said.answers.push_back(std::get<engine::Answer>(std::move(reply.message)));
        for (auto& push : effects_.pushes)
            said.pushes.push_back(std::get<engine::Push>(std::move(push.message)));
        effects_.clear();
    }

    sim::Cloud cloud_;
    providers::direct::DirectMock mock_;
    providers::MockEffects effects_;
    std::vector<sim::Completion> completions_;
};

// A vendor without substance: whatever it is asked for is done at once. What is left is the engine.
class ObligingVendor {
  public:
    static engine::Capabilities capabilities() { return {.confirmation = engine::Confirmation::answer}; }

    ObligingVendor(std::uint32_t, Instant) {}

    void take(engine::ProviderCall call, Instant, Said& said) {
        if (call.kind == engine::CallKind::read) throw std::logic_error("it has nothing to list");
        said.answers.push_back({.call = call.id,
                                .verdict = engine::Verdict::done,
                                .vendor_ref = call.vendor_ref.empty() ? "k1" : std::move(call.vendor_ref),
                                .record = std::move(call.record)});
    }
    Instant next_due() const { return never; }
    void run_due(Instant, Said&) {}
};

}  // namespace lockstep::bench
