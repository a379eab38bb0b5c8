// What the tests of this vendor share: a setup, a cloud with locks, requests, and the two halves joined by legs.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "providers/contract.hpp"
#include "providers/smartthings/adapter.hpp"
#include "providers/smartthings/mock.hpp"
#include "providers/smartthings/vendor.hpp"
#include "sim/cloud.hpp"

namespace lockstep::providers::smartthings {

inline constexpr Instant noon{Duration{1'893'499'200'000'000}};  // 2030-01-01T12:00:00Z

inline VendorSetup a_setup(Profile profile = Profile::calm, engine::Confirmation confirm = engine::Confirmation::push,
                           std::uint32_t locks = 2, std::uint32_t slots = 3) {
    VendorSetup setup{.provider = "hub", .profile = profile, .devices = {}, .accounts = {engine::AccountId{0}}};
    setup.capabilities.native_scheduling = false;
    setup.capabilities.reads = engine::Reads::names;
    setup.capabilities.confirmation = confirm;
    setup.capabilities.slots = slots;
    for (std::uint32_t lock = 0; lock < locks; ++lock)
        setup.devices.push_back(
            {engine::DeviceId{lock}, engine::AccountId{0}, setup.capabilities, "lock " + std::to_string(lock)});
    return setup;
}

inline sim::Cloud a_cloud(VendorSetup const& setup, sim::OfflineMode offline = sim::OfflineMode::reject) {
    sim::Cloud cloud{{.stores_windows = false, .history_max = 8}, 1, setup.provider};
    for (auto const& device : setup.devices)
        cloud.add_lock(device.device.value, device.account.value,
                       {.slots = device.capabilities.slots, .apply = 3s, .erase = 2s, .offline = offline}, noon);
    return cloud;
}

inline std::string lock_0() { return id_of(IdKind::device, 0); }

inline engine::ProviderCall a_call(engine::CallKind kind, std::uint64_t id, std::string ref = {},
                                   std::string_view digits = "0420", std::string name = "guest") {
    return {.id = {id},
            .kind = kind,
            .account = engine::AccountId{0},
            .device = engine::DeviceId{0},
            .vendor_ref = std::move(ref),
            .record = {.pin = engine::Pin::parse(digits).value(), .window = {}, .name = std::move(name)}};
}
inline engine::ProviderCall a_put(std::uint64_t id, std::string ref = {}, std::string_view digits = "0420",
                                  std::string name = "guest") {
    return a_call(engine::CallKind::put, id, std::move(ref), digits, std::move(name));
}
inline engine::ProviderCall a_removal(std::uint64_t id, std::string ref = {}, std::string name = "guest") {
    return a_call(engine::CallKind::remove, id, std::move(ref), "0420", std::move(name));
}
inline engine::ProviderCall a_read(std::uint64_t id) { return a_call(engine::CallKind::read, id); }

inline http::Response const& response(Message const& message) { return std::get<http::Response>(message); }
inline http::Request const& request_in(Message const& message) { return std::get<http::Request>(message); }

// The server by itself: what a client from outside sees of it.
class Served {
  public:
    explicit Served(VendorSetup const& setup = a_setup(), sim::OfflineMode offline = sim::OfflineMode::reject)
        : cloud(a_cloud(setup, offline)), mock(setup) {}

    http::Response ask(http::Method method, std::string target, std::string body = {}, std::string_view token = "any") {
        auto request = body.empty() ? http::Request{method, std::move(target), {}, {}}
                                    : http::json_request(method, std::move(target), std::move(body));
        if (!token.empty()) http::set_bearer(request.headers, token);
        return ask(request);
    }
    http::Response ask(http::Request const& request) {
        MockEffects effects;
        mock.handle({++exchanges_}, request, handling, cloud, now, effects);
        take(effects);
        return response(effects.replies.at(0).message);
    }
    http::Response get(std::string target) { return ask(http::Method::get, std::move(target)); }
    Json get_json(std::string target) { return read_json(get(std::move(target)).body).value(); }
    http::Response command(std::string name, Json arguments, std::string capability = "lockCodes") {
        return ask(http::Method::post, path::commands(lock_0()),
                   write_commands({{.capability = std::move(capability),
                                    .command = std::move(name),
                                    .arguments = std::move(arguments)}}));
    }
    LockCodes codes() { return read_lock_codes(get(path::lock_codes_status(lock_0())).body).value(); }

    void run_for(Duration duration) {
        auto const until = now + duration;
        for (;;) {
            auto const due = std::min(cloud.next_due(), mock.next_due());
            if (due > until) break;
            now = std::max(now, due);
            MockEffects effects;
            for (auto const& completion : cloud.run_due(now))
                mock.completed(completion, cloud, now, effects);
            mock.run_due(cloud, now, effects);
            take(effects);
        }
        now = until;
    }
    std::vector<std::string> changes() const {
        std::vector<std::string> all;
        for (auto const& push : pushes)
            if (auto const event = read_event(request_in(push.message).body);
                event && event->attribute == "codeChanged")
                all.push_back(event->value);
        return all;
    }

    sim::Cloud cloud;
    SmartThingsMock mock;
    Handling handling;
    Instant now = noon;
    std::vector<PushedMessage> pushes;
    std::vector<StreamPiece> stream;

  private:
    void take(MockEffects& effects) {
        for (auto& push : effects.pushes)
            pushes.push_back(std::move(push));
        for (auto& piece : effects.stream)
            stream.push_back(std::move(piece));
    }
    std::uint64_t exchanges_ = 0;
};

// Our client by itself: what it sends is looked at, what it hears is made up.
class Asked {
  public:
    explicit Asked(VendorSetup const& setup = a_setup(), bool knows_lock = true)
        : adapter(smartthings_vendor().make_adapter(setup, engine::AccountId{0})) {
        if (!knows_lock) return;
        start(a_read(1'000'000));
        hear(http::json_response(200, R"({"lockCodes": {"value": "{}"}})"));
        sent.clear();
        answers.clear();
    }

    void start(engine::ProviderCall const& call) {
        AdapterEffects effects{.next_exchange = &exchanges_};
        adapter->start(call, now, effects);
        take(effects);
    }
    // The answer to the request that left last.
    void hear(http::Response const& heard) { hear(sent.back().exchange, heard); }
    void hear(ExchangeId exchange, http::Response const& heard) {
        AdapterEffects effects{.next_exchange = &exchanges_};
        adapter->received(exchange, heard, now, effects);
        take(effects);
    }
    void hear_nothing() {
        AdapterEffects effects{.next_exchange = &exchanges_};
        adapter->broke(sent.back().exchange, Broken::connection_reset, now, effects);
        take(effects);
    }
    int hear_event(std::string_view value, std::string name = {}, std::string id = {}, Instant at = never) {
        DeviceEvent event{.event_id = id.empty() ? std::to_string(++events_) : std::move(id),
                          .at = at == never ? now : at,
                          .location_id = "home",
                          .device_id = lock_0(),
                          .capability = "lockCodes",
                          .attribute = "codeChanged",
                          .value = std::string{value},
                          .code_name = std::move(name)};
        return hear_push(http::json_request(http::Method::post, std::string{path::webhook}, write_event(event)));
    }
    int hear_push(http::Request const& push) {
        AdapterEffects effects{.next_exchange = &exchanges_};
        auto const status = adapter->pushed(push, now, effects);
        take(effects);
        return status;
    }

    http::Request const& last() const { return request_in(sent.back().message); }
    Command command() const { return read_commands(last().body).value().at(0); }

    std::unique_ptr<Adapter> adapter;
    Instant now = noon;
    std::vector<Outgoing> sent;
    std::vector<engine::Answer> answers;
    std::vector<engine::Push> pushes;

  private:
    void take(AdapterEffects& effects) {
        for (auto& one : effects.outgoing)
            sent.push_back(std::move(one));
        for (auto& one : effects.answers)
            answers.push_back(std::move(one));
        for (auto& one : effects.pushes)
            pushes.push_back(std::move(one));
    }
    std::uint64_t exchanges_ = 0;
    int events_ = 0;
};

inline http::Response listing(std::vector<NamedSlot> const& codes, Json last = nullptr, Json codes_max = 3) {
    Json body{{"lockCodes", {{"value", lock_codes_text(codes)}}}, {"maxCodes", {{"value", std::move(codes_max)}}}};
    if (!last.is_null()) body["codeChanged"] = std::move(last);
    return http::json_response(200, write_json(body));
}
inline http::Response accepted() { return http::json_response(200, write_results({{"one", CommandStatus::accepted}})); }

}  // namespace lockstep::providers::smartthings
