// What the tests of this vendor share: a setup, a cloud with locks, requests as clients write them, and the two halves
// joined by legs of 200 ms.
#pragma once

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "providers/august/adapter.hpp"
#include "providers/august/mock.hpp"
#include "providers/august/vendor.hpp"
#include "providers/contract.hpp"
#include "sim/cloud.hpp"

namespace lockstep::providers::august {

inline constexpr Instant noon{Duration{1'893'499'200'000'000}};  // 2030-01-01T12:00:00Z, a Tuesday

inline engine::Capabilities polled() {
    engine::Capabilities capabilities;
    capabilities.confirmation = engine::Confirmation::poll;
    return capabilities;
}

inline VendorSetup a_setup(Profile profile = Profile::calm, engine::Capabilities capabilities = polled(),
                           std::size_t locks = 2) {
    VendorSetup setup{.provider = "cloud", .profile = profile, .capabilities = capabilities};
    setup.accounts = {engine::AccountId{0}};
    for (std::uint32_t lock = 0; lock < locks; ++lock)
        setup.devices.push_back(
            {engine::DeviceId{lock}, engine::AccountId{0}, capabilities, "Unit " + std::to_string(lock)});
    return setup;
}

inline sim::LockSettings queueing() {
    return {.slots = 30, .apply = 8s, .erase = 4s, .offline = sim::OfflineMode::queue};
}

inline sim::Cloud a_cloud(VendorSetup const& setup, sim::LockSettings lock = queueing()) {
    sim::Cloud cloud{{.history_max = 8}, 1, setup.provider};
    for (auto const& device : setup.devices)
        cloud.add_lock(device.device.value, device.account.value, lock, noon);
    return cloud;
}

inline engine::Pin pin(std::string_view digits) { return engine::Pin::parse(digits).value(); }

inline engine::ProviderCall a_put(std::uint64_t id, std::string_view digits, std::uint32_t serial = 1,
                                  std::string name = "Guest Twelve") {
    return {.id = {id},
            .kind = engine::CallKind::put,
            .account = engine::AccountId{0},
            .device = engine::DeviceId{0},
            .code = {0, serial},
            .vendor_ref = {},
            .record = {.pin = pin(digits), .window = {}, .name = std::move(name)}};
}
inline engine::ProviderCall a_removal(std::uint64_t id, std::uint32_t serial = 1, std::string vendor_ref = {}) {
    auto call = a_put(id, "0420", serial);
    call.kind = engine::CallKind::remove;
    call.vendor_ref = std::move(vendor_ref);
    return call;
}
inline engine::ProviderCall a_read(std::uint64_t id) {
    auto call = a_put(id, "0420");
    call.kind = engine::CallKind::read;
    call.code = {};
    return call;
}

// Bodies are compared as JSON, so that the order of members does not matter.
inline nlohmann::json json(std::string_view text) { return nlohmann::json::parse(text); }
inline http::Response const& response(Message const& message) { return std::get<http::Response>(message); }
inline nlohmann::json json(Message const& message) { return json(response(message).body); }

// A mock, its cloud and a clock, and a client's requests to it.
struct Desk {
    explicit Desk(Brand which = Brand::august, Profile profile = Profile::calm, sim::LockSettings lock = queueing())
        : brand(which), setup(a_setup(profile)), cloud(a_cloud(setup, std::move(lock))), mock(which, setup) {}

    // The answer, or nothing as long as the request is parked.
    std::optional<http::Response> ask(http::Request request) {
        MockEffects effects;
        auto const exchange = ExchangeId{++exchanges};
        mock.handle(exchange, request, handling, cloud, now, effects);
        keep(effects);
        return take(exchange);
    }
    std::optional<http::Response> take(ExchangeId exchange) {
        auto const found = answers.find(exchange.value);
        if (found == answers.end()) return std::nullopt;
        auto answer = std::move(found->second);
        answers.erase(found);
        return answer;
    }

    http::Request request(http::Method method, std::string target, std::string body = {}) const {
        http::Request made{method, std::move(target), {}, {}};
        if (!body.empty()) made = http::json_request(method, std::move(made.target), std::move(body));
        made.headers.add(facts_of(brand).token_header, token);
        return made;
    }
    http::Response get(std::string target) { return ask(request(http::Method::get, std::move(target))).value(); }
    http::Response post(std::string target, std::string body) {
        return ask(request(http::Method::post, std::move(target), std::move(body))).value();
    }
    http::Response put(std::string target, std::string body = {}) {
        return ask(request(http::Method::put, std::move(target), std::move(body))).value();
    }

    std::string pins_path(std::uint32_t lock = 0) const { return path::pins(lock_id(lock)); }
    http::Response command(std::string commands) {
        return post(pins_path(), R"({"commands":[)" + std::move(commands) + "]}");
    }
    nlohmann::json groups() { return json(get(pins_path()).body); }
    // In which group a PIN is listed; "" when in none.
    std::string group_of(std::string_view digits) {
        auto const all = groups();
        for (auto const& [group, list] : all.items())
            for (auto const& one : list)
                if (one.value("pin", "") == digits) return group;
        return "";
    }

    // Everything happens up to and including that instant.
    void pass(Duration duration) {
        auto const until = now + duration;
        for (;;) {
            auto const due = std::min(cloud.next_due(), mock.next_due());
            if (due > until) break;
            now = std::max(now, due);
            MockEffects effects;
            for (auto const& completion : cloud.run_due(now))
                mock.completed(completion, cloud, now, effects);
            if (mock.next_due() <= now) mock.run_due(cloud, now, effects);
            keep(effects);
        }
        now = until;
    }
    void keep(MockEffects& effects) {
        for (auto& reply : effects.replies)
            answers[reply.exchange.value] = response(reply.message);
        for (auto& push : effects.pushes) {
            pushes.push_back(std::get<http::Request>(push.message));
            push_urls.push_back(push.url);
        }
    }

    Brand brand;
    VendorSetup setup;
    sim::Cloud cloud;
    AugustMock mock;
    Handling handling;
    Instant now = noon;
    std::string token = TokenOffice{"cloud", 1}.token(0, known_install_id(0), true, never);
    std::uint64_t exchanges = 0;
    std::map<std::uint64_t, http::Response> answers;
    std::vector<http::Request> pushes;
    std::vector<std::string> push_urls;
};

// The world in small: carries messages between the halves, in order, and lets time pass.
class Road {
  public:
    explicit Road(VendorSetup const& setup, Vendor const& vendor = august_vendor(), sim::LockSettings lock = queueing())
        : cloud(a_cloud(setup, std::move(lock))),
          adapter(vendor.make_adapter(setup, engine::AccountId{0})),
          mock(vendor.make_mock(setup)) {}

    void start(engine::ProviderCall const& call) {
        AdapterEffects effects{.next_exchange = &exchanges_};
        adapter->start(call, now, effects);
        take(effects);
    }
    void run_for(Duration duration) {
        auto const until = now + duration;
        for (;;) {
            auto const due = next_due();
            if (due > until) break;
            now = std::max(now, due);
            turn();
        }
        now = until;
    }

    engine::Answer const& last() const { return answers.back(); }

    sim::Cloud cloud;
    std::unique_ptr<Adapter> adapter;
    std::unique_ptr<Mock> mock;
    Instant now = noon;
    std::vector<engine::Answer> answers;
    std::vector<engine::Push> pushes;
    std::vector<Outgoing> sent;  // every request, as it left
    // May change a response, or swallow it, on its way back.
    std::function<bool(http::Request const&, Message&)> chaos;

    std::size_t count(Op op) const {
        return static_cast<std::size_t>(
            std::count_if(sent.begin(), sent.end(), [&](auto const& one) { return one.op == op; }));
    }

  private:
    static constexpr Duration leg = 200ms;
    struct InFlight {
        Instant at;
        enum class To { mock, adapter, webhook } to;
        ExchangeId exchange;
        Message message;
    };

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
            return arrive(message);
        }
    }

    void arrive(InFlight const& message) {
        if (message.to == InFlight::To::mock) {
            MockEffects effects;
            requests_[message.exchange.value] = std::get<http::Request>(message.message);
            mock->handle(message.exchange, message.message, {}, cloud, now, effects);
            return take(effects);
        }
        AdapterEffects effects{.next_exchange = &exchanges_};
        if (message.to == InFlight::To::adapter)
            adapter->received(message.exchange, message.message, now, effects);
        else
            adapter->pushed(message.message, now, effects);
        take(effects);
    }

    void take(AdapterEffects& effects) {
        for (auto& outgoing : effects.outgoing) {
            sent.push_back(outgoing);
            flights_.push_back({now + leg, InFlight::To::mock, outgoing.exchange, std::move(outgoing.message)});
        }
        for (auto& answer : effects.answers)
            answers.push_back(std::move(answer));
        for (auto& push : effects.pushes)
            pushes.push_back(std::move(push));
    }

    void take(MockEffects& effects) {
        for (auto& reply : effects.replies) {
            if (chaos && !chaos(requests_[reply.exchange.value], reply.message)) continue;
            flights_.push_back({now + leg, InFlight::To::adapter, reply.exchange, std::move(reply.message)});
        }
        for (auto& push : effects.pushes)
            flights_.push_back({now + leg, InFlight::To::webhook, {}, std::move(push.message)});
    }

    std::uint64_t exchanges_ = 0;
    std::vector<InFlight> flights_;
    std::map<std::uint64_t, http::Request> requests_;
};

}  // namespace lockstep::providers::august
