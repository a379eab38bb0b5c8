#include "harness/scenario/what_shows.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "harness/scenario/any_step.hpp"
#include "harness/scenario/faults.hpp"
#include "harness/scenario/provider_settings.hpp"
#include "harness/scenario/steps.hpp"
#include "harness/scenario/traffic.hpp"
#include "harness/scenario/world_settings.hpp"

namespace lockstep::harness {
namespace {

template <typename Asked>
bool any_fault(Scenario const& scenario, Asked asked) {
    return std::any_of(scenario.faults.begin(), scenario.faults.end(), asked);
}

// A raw call says anywhere what it is about.
bool is_call_about(Action const& action, std::string_view word) {
    auto const* const call = std::get_if<HttpCall>(&action);
    if (call == nullptr) return false;
    return call->path.find(word) != std::string::npos ||
           (call->body && call->body->json.find(word) != std::string::npos);
}

bool has_window(CodeFields const& fields) {
    bool const ours_alone = fields.prefer_native_scheduling.has_value() && !*fields.prefer_native_scheduling;
    return (fields.starts.given || fields.ends.given) && !ours_alone;
}

bool keeps_windows(Scenario const& scenario) {
    if (scenario.workload) return true;
    return any_step(scenario, [](Action const& action) {
        if (auto const* const create = std::get_if<CreateCode>(&action)) return has_window(create->fields);
        if (auto const* const update = std::get_if<UpdateCode>(&action)) return has_window(update->fields);
        if (auto const* const edit = std::get_if<EditByHand>(&action)) return edit->starts.given || edit->ends.given;
        return is_call_about(action, "starts_at") || is_call_about(action, "ends_at");
    });
}

// Something stored becomes another by the engine's hand: asked for, or to repair it.
bool edits(Scenario const& scenario) {
    return has_verb<UpdateCode>(scenario) || has_verb<EditByHand>(scenario) ||
           any_fault(scenario, [](Fault const& fault) { return fault.lose_starts || fault.lose_ends; }) ||
           any_step(scenario, [](Action const& action) {
               return is_call_about(action, "/update") || is_call_about(action, "backup");
           });
}

bool loses_answers(Scenario const& scenario) {
    return !scenario.faults.empty() || has_verb<Disconnect>(scenario) || has_verb<Outage>(scenario) ||
           has_verb<RestartEngine>(scenario) || has_verb<ResetDevice>(scenario);
}

bool loses_links(Scenario const& scenario) {
    return has_verb<LinkDown>(scenario) ||
           any_fault(scenario, [](Fault const& fault) { return fault.reject == RejectKind::device_offline; }) ||
           any_step(scenario, [](Action const& action) { return is_call_about(action, "/simulate/disconnect"); });
}

bool has_quotas(Scenario const& scenario) {
    return std::any_of(scenario.providers.begin(), scenario.providers.end(), [](ProviderSettings const& provider) {
        return provider.rate_limit.has_value() || provider.concurrency.has_value();
    });
}

}  // namespace

bool can_show(Scenario const& scenario, std::string_view setting) {
    if (setting == "native_scheduling" || setting == "rounding" || setting == "device.expired")
        return keeps_windows(scenario);
    if (setting == "edit") return edits(scenario);
    if (setting == "reads")
        return edits(scenario) ||
               any_step(scenario, [](Action const& action) { return is_call_about(action, "unmanaged"); });
    if (setting == "idempotency_keys") return loses_answers(scenario);
    if (setting == "device.offline") return loses_links(scenario);
    return setting != "confirm";
}

bool is_troubled(Scenario const& scenario) {
    return loses_answers(scenario) || loses_links(scenario) || has_quotas(scenario) || fills_locks(scenario);
}

bool fills_locks(Scenario const& scenario) {
    auto const codes =
        static_cast<std::size_t>(std::count_if(scenario.steps.begin(), scenario.steps.end(), [](Step const& step) {
            return std::holds_alternative<CreateCode>(step.action) || std::holds_alternative<EditByHand>(step.action);
        }));
    return std::any_of(scenario.devices.begin(), scenario.devices.end(),
                       [&](Device const& device) { return device.code.slots < codes; });
}

std::size_t tries_of(Scenario const& scenario) {
    constexpr std::size_t without_number = 5;  // as long as it lasts: back-off grows
    std::size_t tries = 1;
    for (Fault const& fault : scenario.faults) {
        if (fault.op == TrafficKind::push) continue;
        auto const hits = fault.nth ? fault.nth->max - fault.nth->min + 1 : without_number;
        tries += std::min<std::size_t>(hits, without_number);
    }
    for (Step const& step : scenario.steps) {
        if (std::holds_alternative<LinkDown>(step.action) || std::holds_alternative<Outage>(step.action))
            tries += without_number;
        if (std::holds_alternative<Disconnect>(step.action) || std::holds_alternative<RestartEngine>(step.action) ||
            std::holds_alternative<ResetDevice>(step.action))
            ++tries;
    }
    return tries;
}

}  // namespace lockstep::harness
