// What the tests of this vendor share: a setup, a cloud with locks, and the two halves joined by legs of 200 ms.
#pragma once

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "providers/contract.hpp"
#include "providers/open/adapter.hpp"
#include "providers/open/mock.hpp"
#include "providers/open/vendor.hpp"
#include "sim/cloud.hpp"

namespace lockstep::providers::open {

inline constexpr Instant noon{Duration{1'893'499'200'000'000}};  // 2030-01-01T12:00:00Z

inline VendorSetup a_setup(engine::Capabilities capabilities = {}, Profile profile = Profile::calm,
                           std::size_t locks = 2) {
    VendorSetup setup{.provider = "maker", .profile = profile, .capabilities = capabilities};
    setup.accounts = {engine::AccountId{0}};
    for (std::uint32_t lock = 0; lock < locks; ++lock)
        setup.devices.push_back(
            {engine::DeviceId{lock}, engine::AccountId{0}, capabilities, "lock " + std::to_string(lock)});
    return setup;
}

inline sim::Cloud a_cloud(VendorSetup const& setup, sim::LockSettings lock = {.slots = 5, .apply = 3s, .erase = 1s}) {
    sim::Cloud cloud{{.stores_windows = setup.capabilities.native_scheduling, .history_max = 8}, 1, setup.provider};
    for (auto const& device : setup.devices)
        cloud.add_lock(device.device.value, device.account.value, lock, noon);
    return cloud;
}

inline engine::Pin pin(std::string_view digits) { return engine::Pin::parse(digits).value(); }

inline engine::ProviderCall a_put(std::uint64_t id, std::string_view digits, std::string name = "guest") {
    return {.id = {id},
            .kind = engine::CallKind::put,
            .account = engine::AccountId{0},
            .device = engine::DeviceId{0},
            .vendor_ref = {},
            .record = {.pin = pin(digits), .window = {}, .name = std::move(name)}};
}
inline engine::ProviderCall a_removal(std::uint64_t id, std::string vendor_ref) {
    return {.id = {id},
            .kind = engine::CallKind::remove,
            .account = engine::AccountId{0},
            .device = engine::DeviceId{0},
            .vendor_ref = std::move(vendor_ref),
            .record = {.pin = {}, .window = {}, .name = "guest"}};
}
inline engine::ProviderCall a_read(std::uint64_t id) {
    return {.id = {id},
            .kind = engine::CallKind::read,
            .account = engine::AccountId{0},
            .device = engine::DeviceId{0},
            .vendor_ref = {},
            .record = {}};
}

// The world in small: carries messages between the halves, in order, and lets time pass.
class Road {
  public:
    explicit Road(VendorSetup const& setup, sim::LockSettings lock = {.slots = 5, .apply = 3s, .erase = 1s},
                  Vendor const& vendor = open_vendor())
        : cloud(a_cloud(setup, std::move(lock))),
          adapter(vendor.make_adapter(setup, engine::AccountId{0})),
          mock(vendor.make_mock(setup)) {}

    void start(engine::ProviderCall const& call) {
        auto effects = adapter_effects();
        adapter->start(call, now, effects);
        take(effects);
    }

    // Lets everything happen up to and including `until`.
    void run(Instant until) {
        for (;;) {
            auto const due = next_due();
            if (due > until) break;
            now = std::max(now, due);
            turn();
        }
        now = until;
    }
    void run_for(Duration duration) { run(now + duration); }

    sim::Cloud cloud;
    std::unique_ptr<Adapter> adapter;
    std::unique_ptr<Mock> mock;
    Instant now = noon;
    Duration leg = 200ms;
    Duration push_leg = 100ms;
    // What the webhook endpoint answers instead of asking the adapter; 0 asks it.
    int webhook_status = 0;

    struct Answered {
        Instant at;
        engine::Answer answer;
    };
    struct Pushed {
        Instant at;
        engine::Push push;
    };
    std::vector<Answered> answers;
    std::vector<Pushed> pushes;
    std::vector<Outgoing> sent;  // every request, as it left
    std::size_t pushes_carried = 0;
    // May change a response, or swallow it, on its way back.
    std::function<bool(http::Request const&, Message&)> chaos;

    // The one answer there is.
    Answered const& only_answer() const { return answers.at(answers.size() == 1 ? 0 : 999); }

  private:
    struct InFlight {
        Instant at;
        enum class To { mock, adapter, webhook } to;
        ExchangeId exchange;
        Message message;
        PushedMessage push;
    };

    AdapterEffects adapter_effects() { return {.next_exchange = &exchanges_}; }

    Instant next_due() const {
        auto due = std::min(cloud.next_due(), mock->next_due());
        for (auto const& message : flights_)
            due = std::min(due, message.at);
        return due;
    }

    // Locks first, then the vendor's timers, then the messages in the order in which they were sent.
    void turn() {
        MockEffects effects;
        for (auto const& completion : cloud.run_due(now))
            mock->completed(completion, cloud, now, effects);
        if (mock->next_due() <= now) mock->run_due(cloud, now, effects);
        take(effects);
        for (std::size_t i = 0; i < flights_.size(); ++i) {
            if (flights_[i].at > now) continue;
            auto const message = std::move(flights_[i]);
            flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(i));
            arrive(message);
            return;
        }
    }

    void arrive(InFlight const& message) {
        if (message.to == InFlight::To::mock) {
            MockEffects effects;
            requests_[message.exchange.value] = std::get<http::Request>(message.message);
            mock->handle(message.exchange, message.message, {}, cloud, now, effects);
            return take(effects);
        }
        auto effects = adapter_effects();
        if (message.to == InFlight::To::adapter) {
            adapter->received(message.exchange, message.message, now, effects);
        } else {
            ++pushes_carried;
            auto const status =
                webhook_status != 0 ? webhook_status : adapter->pushed(message.push.message, now, effects);
            mock->push_answered(message.push, status, now);
        }
        take(effects);
    }

    void take(AdapterEffects& effects) {
        for (auto& outgoing : effects.outgoing) {
            sent.push_back(outgoing);
            flights_.push_back({now + leg, InFlight::To::mock, outgoing.exchange, std::move(outgoing.message), {}});
        }
        for (auto& answer : effects.answers)
            answers.push_back({now, std::move(answer)});
        for (auto& push : effects.pushes)
            pushes.push_back({now, std::move(push)});
    }

    void take(MockEffects& effects) {
        for (auto& reply : effects.replies) {
            if (chaos && !chaos(requests_[reply.exchange.value], reply.message)) continue;
            flights_.push_back({now + leg, InFlight::To::adapter, reply.exchange, std::move(reply.message), {}});
        }
        for (auto& push : effects.pushes)
            flights_.push_back({now + push_leg, InFlight::To::webhook, {}, {}, std::move(push)});
    }

    std::uint64_t exchanges_ = 0;
    std::vector<InFlight> flights_;
    std::map<std::uint64_t, http::Request> requests_;
};

// Bodies are compared as JSON, so that the order of members does not matter.
inline nlohmann::json json(std::string_view text) { return nlohmann::json::parse(text); }
inline nlohmann::json json(Message const& message) { return json(std::get<http::Response>(message).body); }
inline http::Response const& response(Message const& message) { return std::get<http::Response>(message); }

}  // namespace lockstep::providers::open
