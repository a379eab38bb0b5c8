// The whole direct road for tests: one lock, its cloud, the mock; calls go in, answers and pushes come out.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "providers/direct/direct_mock.hpp"

namespace lockstep::providers::direct {

inline constexpr Instant noon{Duration{1'893'499'200'000'000}};  // 2030-01-01T12:00:00Z

inline engine::Pin pin(std::string_view digits) { return engine::Pin::parse(digits).value_or(engine::Pin{}); }

inline engine::Capabilities confirmed_by(engine::Confirmation confirmation) {
    engine::Capabilities capabilities;
    capabilities.confirmation = confirmation;
    return capabilities;
}

inline VendorSetup setup_with(engine::Capabilities const& capabilities) {
    return {.provider = "some",
            .capabilities = capabilities,
            .devices = {{engine::DeviceId{0}, engine::AccountId{0}, capabilities, "front"}},
            .accounts = {engine::AccountId{0}}};
}

struct Road {
    sim::Cloud cloud;
    DirectMock mock;
    MockEffects effects;
    std::uint64_t last_exchange = 0;
    std::uint64_t last_call = 0;

    explicit Road(engine::Capabilities const& capabilities = confirmed_by(engine::Confirmation::push),
                  sim::LockSettings lock = {.slots = 3, .apply = 3s, .erase = 1s}, sim::CloudSettings settings = {})
        : cloud(settings, 1, "some"), mock(setup_with(capabilities)) {
        cloud.add_lock(0, 0, std::move(lock), noon);
    }

    // Sends a call; the exchange's number. What comes of it is in `effects`.
    ExchangeId send(engine::ProviderCall call, Instant now, Handling const& handling = {}) {
        call.id = {++last_call};
        call.account = {0};
        call.device = {0};
        ExchangeId const exchange{++last_exchange};
        mock.handle(exchange, call, handling, cloud, now, effects);
        return exchange;
    }
    ExchangeId put(std::string_view digits, Instant now, std::string vendor_ref = {}, std::uint64_t key = 0) {
        return send({.kind = engine::CallKind::put,
                     .vendor_ref = std::move(vendor_ref),
                     .record = {.pin = pin(digits), .window = {}, .name = "code " + std::string{digits}},
                     .idempotency_key = key},
                    now);
    }
    ExchangeId remove(std::string vendor_ref, Instant now, std::string name = {}) {
        return send({.kind = engine::CallKind::remove,
                     .vendor_ref = std::move(vendor_ref),
                     .record = {.pin = {}, .window = {}, .name = std::move(name)}},
                    now);
    }
    engine::Answer read(Instant now, Handling const& handling = {}) {
        auto const exchange = send({.kind = engine::CallKind::read}, now, handling);
        return answer_to(exchange).value_or(engine::Answer{});
    }

    // Lets the lock work until `now`.
    void run(Instant now) {
        while (cloud.next_due() <= now && cloud.next_due() != never) {
            auto const due = cloud.next_due();
            for (auto const& completion : cloud.run_due(due))
                mock.completed(completion, cloud, due, effects);
        }
    }

    std::optional<engine::Answer> answer_to(ExchangeId exchange) const {
        for (auto const& reply : effects.replies)
            if (reply.exchange == exchange) return std::get<engine::Answer>(reply.message);
        return std::nullopt;
    }
    engine::Push push(std::size_t index) const { return std::get<engine::Push>(effects.pushes.at(index).message); }
};

}  // namespace lockstep::providers::direct
