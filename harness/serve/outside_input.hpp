// What somebody outside does to a served world: one value for everything that can change it, with a text form.
//
// A served world follows from its case, its seed and these. Journals keep them, restarts replay them, recordings turn
// them into scenarios. A new kind is a struct with a `kind` below and in OutsideAction, a pair of functions in
// outside_input.cpp, and an `act` in ServedWorld.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "api/api.hpp"
#include "harness/clock/simulated_clock.hpp"
#include "harness/scenario/model.hpp"
#include "http/message.hpp"
#include "providers/contract.hpp"
#include "runtime/result.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

struct ApiCall {
    static constexpr std::string_view kind = "api";
    http::Request request;
};
struct VendorCall {  // by a client of the vendor's own
    static constexpr std::string_view kind = "vendor";
    std::size_t provider = 0;
    http::Request request;
};
struct PollReleased {  // a client has waited long enough for something to happen
    static constexpr std::string_view kind = "release";
    providers::ExchangeId exchange;
};
struct PushAnswered {  // by somebody who subscribed at a vendor
    static constexpr std::string_view kind = "push_answered";
    std::uint64_t push = 0;  // the n-th that left the world
    int status = 0;          // 0: nobody was there
};
struct EventAnswered {  // a webhook's receiver, to one attempt to tell it of an event
    static constexpr std::string_view kind = "event_answered";
    api::DeliveryId delivery;
    api::DeliveryAnswer answer;
};
struct WebhookLogCleared {
    static constexpr std::string_view kind = "webhook_log_cleared";
    api::WebhookId webhook;
};
struct LinkSet {
    static constexpr std::string_view kind = "link";
    DeviceIndex device = 0;
    bool online = true;
};
struct AccountSet {
    static constexpr std::string_view kind = "account";
    AccountIndex account = 0;
    bool connected = true;
};
struct OutageSet {  // a vendor's cloud is down, or up again
    static constexpr std::string_view kind = "outage";
    std::size_t provider = 0;
    bool outage = true;
};
struct HandEdit {
    static constexpr std::string_view kind = "edit";
    EditByHand change;
};
struct KeysPressed {
    static constexpr std::string_view kind = "press";
    DeviceIndex device = 0;
    std::string pin;
};
struct FaultsReplaced {
    static constexpr std::string_view kind = "faults";
    std::string rules;  // as JSON
};
struct ClockSet {  // from here on the clock shows `now` and runs in this mode
    static constexpr std::string_view kind = "clock";
    ClockMode mode;
    Instant now{};
};
struct WorldReset {
    static constexpr std::string_view kind = "reset";
    std::uint64_t seed = 1;
    ClockMode mode;
};

using OutsideAction =
    std::variant<ApiCall, VendorCall, PollReleased, PushAnswered, EventAnswered, WebhookLogCleared, LinkSet, AccountSet,
                 OutageSet, HandEdit, KeysPressed, FaultsReplaced, ClockSet, WorldReset>;

struct OutsideInput {
    Instant at{};  // where the world stood
    Instant real_at{};
    std::uint64_t played = 0;  // so many things had happened in the world by themselves before
    OutsideAction action;
};

std::string_view kind_of(OutsideAction const& action);
// JSON; things of the scenario go by their names.
std::string text_of(OutsideAction const& action, Scenario const& scenario);
// Fails with what is wrong with it.
Result<OutsideAction, std::string> parse_action(std::string_view kind, std::string_view text, Scenario const& scenario);

}  // namespace lockstep::harness
