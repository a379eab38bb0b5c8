// How a world comes about from its case: names, vendors, doors, codes, and what is to be looked at.
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <tuple>

#include "harness/world/setup.hpp"
#include "harness/world/step_text.hpp"
#include "harness/world/world.hpp"
#include "providers/offline_pin.hpp"

namespace lockstep::harness {

namespace {

engine::Settings with_mutation(engine::Settings settings, engine::Mutation mutation) {
    settings.mutation = mutation;
    return settings;
}

}  // namespace

std::string World::unknown_vendor(Scenario const& scenario) {
    for (auto const& provider : scenario.providers)
        if (providers::find_vendor(provider.vendor) == nullptr) return provider.vendor;
    return {};
}

World::World(Case const& the_case, std::uint64_t seed, WorldOptions options)
    : case_(&the_case),
      seed_(seed),
      options_(options),
      now_(the_case.scenario.epoch),
      engine_(with_mutation(engine_settings(the_case.scenario, seed), options.mutation)),
      api_({.seed = seed, .receivers = options.receivers}),
      faults_(the_case.scenario.faults, seed) {
    record_.seed = seed;
    record_.trace.keep_events(options_.keep_trace);
    if (options_.trace_events_max != 0) record_.trace.keep_first(options_.trace_events_max);
    if (options_.trace_events_last != 0) record_.trace.keep_last(options_.trace_events_last);
    record_.has_details = options_.keep_details;
    add_names();
    add_vendors();
    add_switches();
    add_bookings();
    add_wanted_looks();

    auto const size = 1000 + scenario().steps.size() + bookings_.size() + doors_.size() + codes_.size();
    if (options_.turns_per_instant_max == 0) options_.turns_per_instant_max = 200 * size;
    // A run of minutes, and for larger cases years of polling and read-backs of each of their locks.
    if (options_.turns_max == 0) options_.turns_max = 50'000'000 + 1'000'000 * (bookings_.size() + doors_.size());
    // A workload asks the API nothing.
    observes_for_api_ = !scenario().steps.empty() || options_.receivers != api::Receivers::none;
    if (options_.log != nullptr) options_.log->begins({engine_, api_, observes_for_api_, scenario().engine.commit});
    if (!bookings_.empty()) now_ = std::min(now_, bookings_.front().at);
    record_.totals.doors = doors_.size();
}

void World::add_names() {
    auto const& from = scenario();
    auto& names = record_.names;
    names.epoch = from.epoch;
    for (auto const& code : from.codes) {
        names.codes.push_back(code.name);
        codes_.emplace_back().device = static_cast<std::uint32_t>(code.device);
    }
    if (from.workload) {
        first_stay_ = static_cast<CodeNumber>(codes_.size());
        for (auto const& stay : from.workload->stays) {
            names.codes.push_back(fmt::format("stay-{}", stay.line));
            codes_.emplace_back().device = static_cast<std::uint32_t>(stay.device);
        }
        record_.totals.skipped = from.workload->skipped;
    }
    record_.codes.resize(codes_.size());
    for (std::size_t i = 0; i < codes_.size(); ++i)
        record_.codes[i].device = codes_[i].device;
    for (auto const& device : from.devices)
        names.devices.push_back(device.name);
    for (auto const& account : from.accounts)
        names.accounts.push_back(account.name);
    for (auto const& provider : from.providers)
        names.providers.push_back(provider.name);
    for (std::size_t i = 0; i < from.faults.size(); ++i)
        names.faults.push_back(fmt::format("faults[{}]", i + 1));
    for (auto const& step : from.steps) {
        names.steps.push_back(step_text(step, from));
        if (!step.label.empty()) record_.attempts.push_back({step.label, nobody, nobody, {}});
    }
}

void World::add_vendors() {
    auto const& from = scenario();
    for (std::size_t i = 0; i < from.providers.size(); ++i) {
        auto const& settings = from.providers[i];
        auto const* const kind = providers::find_vendor(settings.vendor);
        assert(kind != nullptr);
        auto const setup = vendor_setup(from, i, seed_);
        vendors_.push_back({.kind = kind,
                            .mock = kind->make_mock(setup),
                            .cloud = sim::Cloud(cloud_settings(settings, from), seed_, settings.name),
                            .owners = {},
                            .request_leg = RandomStream(seed_, settings.name + "/request"),
                            .response_leg = RandomStream(seed_, settings.name + "/response"),
                            .request_time = settings.http.request,
                            .response_time = settings.http.response,
                            .push_time = settings.confirm.webhook});
    }
    for (std::size_t i = 0; i < from.accounts.size(); ++i) {
        auto const& account = from.accounts[i];
        auto const id = engine_.add_account();
        auto const& vendor = vendors_[account.provider];
        clients_.push_back({.vendor = static_cast<std::uint32_t>(account.provider),
                            .adapter = vendor.kind->make_adapter(vendor_setup(from, account.provider, seed_), id)});
        api_.directory().put(id, {.name = account.name,
                                  .provider = account_type_of(from.providers[account.provider]),
                                  .provider_name = from.providers[account.provider].name,
                                  .created_at = from.epoch,
                                  .workspace = workspace_of(from, i)});
    }
    api_.access() = access_of(from, api_.identity());
    // Devices that are alike share a profile.
    std::vector<std::optional<std::uint32_t>> profiles(from.providers.size());
    for (std::size_t i = 0; i < from.devices.size(); ++i) {
        auto const& device = from.devices[i];
        auto const& provider = from.providers[device.provider];
        bool const own = device.code.slots != provider.code.slots || !(device.code.rules == provider.code.rules) ||
                         device.offline_codes != provider.offline_codes ||
                         (device.offline_codes && !(zone_of(device) == Zone{}));
        auto& shared = profiles[device.provider];
        std::uint32_t profile = 0;
        if (own)
            profile = engine_.add_profile(capabilities_of(provider, device));
        else
            profile = shared ? *shared : *(shared = engine_.add_profile(capabilities_of(provider)));
        auto const id = engine_.add_device(engine::AccountId{static_cast<std::uint32_t>(device.account)}, profile);
        assert(id == device_id(i));

        auto& vendor = vendors_[device.provider];
        vendor.cloud.add_lock(id.value, static_cast<std::uint32_t>(device.account), lock_settings(device), from.epoch);
        if (device.offline_codes)
            vendor.cloud.works_pins_out(
                id.value, providers::offline_secret_of_lock(providers::offline_secret(provider.name), id.value),
                zone_of(device));
        vendor.drops_expired = vendor.drops_expired || device.behaviour.expired == WhenExpired::drop;
        auto const stream = [&](char const* leg) {
            return RandomStream(seed_, fmt::format("{}/{}/{}", provider.name, device.name, leg));
        };
        doors_.push_back({.vendor = static_cast<std::uint32_t>(device.provider),
                          .request_leg = stream("request"),
                          .response_leg = stream("response"),
                          .push_leg = stream("push"),
                          .bolt_leg = stream("bolt"),
                          .request_time = device.http.request,
                          .response_time = device.http.response,
                          .issues = {}});
        auto entry = device_entry(device, provider, from.epoch);
        entry.battery = vendor.mock->battery(id.value) / 100.0;
        api_.directory().put(id, std::move(entry));
    }
}

void World::add_switches() {
    for (std::size_t i = 0; i < scenario().faults.size(); ++i) {
        auto const& fault = scenario().faults[i];
        auto const number = static_cast<std::uint32_t>(i);
        if (is_finite(fault.from)) switches_.push_back({fault.from, TraceKind::fault_began, number});
        if (is_finite(fault.to)) switches_.push_back({fault.to, TraceKind::fault_ended, number});
    }
    std::stable_sort(switches_.begin(), switches_.end(),
                     [](Switch const& left, Switch const& right) { return left.at < right.at; });
}

void World::add_bookings() {
    if (!scenario().workload) return;
    auto const& stays = scenario().workload->stays;
    for (std::size_t i = 0; i < stays.size(); ++i) {
        auto const number = static_cast<std::uint32_t>(i);
        bookings_.push_back({stays[i].created, number, false});
        if (stays[i].deleted) bookings_.push_back({std::max(*stays[i].deleted, stays[i].created), number, true});
    }
    std::sort(bookings_.begin(), bookings_.end(), [](Booking const& left, Booking const& right) {
        return std::tie(left.at, left.stay, left.cancels) < std::tie(right.at, right.stay, right.cancels);
    });
}

void World::add_wanted_looks() {
    wanted_.resize(doors_.size());
    for (auto const& expected : scenario().expect.devices)
        for (auto const& item : expected.items) {
            if (item.at_end) continue;
            auto const device = static_cast<std::uint32_t>(expected.device);
            wanted_[device].push_back({item.when.from, item.when.to});
            if (is_finite(item.when.from)) looks_.insert({item.when.from, device});
            if (is_finite(item.when.to)) looks_.insert({item.when.to, device});
            if (!is_finite(item.when.from)) looks_.insert({now_, device});
        }
}

}  // namespace lockstep::harness
