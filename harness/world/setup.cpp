#include "harness/world/setup.hpp"

#include <algorithm>

#include "providers/offline_pin.hpp"

namespace lockstep::harness {
namespace {

// How many listings of a lock are kept for reads that a fault makes stale.
constexpr std::size_t history_for_stale_reads = 256;

struct Make {
    std::string_view vendor, account_type, device_type, manufacturer, model;
    bool has_hub;
};
constexpr Make makes[] = {
    {"august", "august", "august_lock", "August", "Smart Lock with keypad", true},
    {"yale_access", "yale", "yale_lock", "Yale", "Smart Lock with keypad", true},
    {"yale_global", "yale", "yale_lock", "Yale", "Smart Lock with keypad", true},
    {"smartthings", "smartthings", "smartthings_lock", "SmartThings", "Lock with keypad on a hub", true},
};

}  // namespace

engine::Settings engine_settings(Scenario const& scenario, std::uint64_t seed) {
    auto const& wanted = scenario.engine;
    engine::Settings settings;
    settings.regime = wanted.regime == Regime::retained ? engine::Regime::retained : engine::Regime::legacy_404;
    settings.preload = wanted.preload;
    settings.jit_lead = wanted.jit_lead;
    settings.retry = {.base = wanted.retry.base,
                      .factor = wanted.retry.factor,
                      .cap = wanted.retry.cap,
                      .jitter = wanted.retry.jitter};
    settings.timeout = wanted.timeout;
    settings.delay_warning = wanted.delay_warning;
    settings.fail_after = wanted.fail_after;
    settings.resync = wanted.resync.value_or(Duration{});
    settings.epoch = scenario.epoch;
    settings.same_pin =
        wanted.same_pin == SamePin::disjoint_windows ? engine::SamePin::disjoint_windows : engine::SamePin::refuse;
    settings.backup_pool = wanted.backup_pool;
    settings.mutations_requested = wanted.mutations_requested;
    settings.seed = seed;
    return settings;
}

engine::Capabilities capabilities_of(ProviderSettings const& provider) {
    engine::Capabilities can;
    can.native_scheduling = provider.native_scheduling;
    can.edit_in_place = provider.edit == EditMode::in_place;
    can.idempotency_keys = provider.idempotency_keys;
    can.convert_unmanaged = provider.convert_unmanaged;
    can.backup_pool = provider.backup_pool;
    can.reads = provider.reads == ReadMode::pins ? engine::Reads::pins : engine::Reads::names;
    switch (provider.confirm.by) {
        case ConfirmSettings::By::answer:
            can.confirmation = engine::Confirmation::answer;
            break;
        case ConfirmSettings::By::webhook:
            can.confirmation = engine::Confirmation::push;
            break;
        case ConfirmSettings::By::poll:
            can.confirmation = engine::Confirmation::poll;
            break;
    }
    can.poll_interval = provider.confirm.poll;
    can.rounding = provider.rounding;
    can.slots = provider.code.slots;
    can.pins = provider.code.rules;
    if (provider.offline_codes) can.offline = {providers::offline_pin, providers::offline_secret(provider.name)};
    if (provider.rate_limit) can.rate_limit = {provider.rate_limit->requests, provider.rate_limit->per};
    if (provider.concurrency) {
        bool const by_account = provider.concurrency->per == ConcurrencySettings::Per::account;
        (by_account ? can.concurrency_max : can.device_concurrency_max) = provider.concurrency->max;
    }
    return can;
}

Zone zone_of(Device const& device) {
    auto const zone = find_zone(device.zone);
    return zone ? *zone : Zone{};
}

engine::Capabilities capabilities_of(ProviderSettings const& provider, Device const& device) {
    auto can = capabilities_of(provider);
    can.slots = device.code.slots;
    can.pins = device.code.rules;
    can.offline = {};
    if (device.offline_codes)
        can.offline = {providers::offline_pin, providers::offline_secret(provider.name), zone_of(device)};
    return can;
}

sim::CloudSettings cloud_settings(ProviderSettings const& provider, Scenario const& scenario) {
    sim::CloudSettings settings;
    settings.stores_windows = provider.native_scheduling;
    settings.unique_names = provider.code.rules.has(engine::PinConstraint::name_must_be_unique);
    settings.rounding = provider.rounding;
    bool const stale_reads = std::any_of(scenario.faults.begin(), scenario.faults.end(),
                                         [](Fault const& fault) { return fault.stale.has_value(); });
    settings.history_max = stale_reads ? history_for_stale_reads : 0;
    return settings;
}

sim::LockSettings lock_settings(Device const& device) {
    sim::LockSettings settings;
    settings.slots = device.code.slots;
    settings.apply = device.behaviour.apply;
    settings.erase = device.behaviour.erase;
    switch (device.behaviour.offline) {
        case WhenOffline::reject:
            settings.offline = sim::OfflineMode::reject;
            break;
        case WhenOffline::queue:
            settings.offline = sim::OfflineMode::queue;
            break;
        case WhenOffline::swallow:
            settings.offline = sim::OfflineMode::swallow;
            break;
    }
    settings.keeps_expired = device.behaviour.expired == WhenExpired::keep;
    settings.clock_skew = device.clock_skew;
    settings.clock_drift = device.clock_drift;
    settings.zone = device.zone;
    return settings;
}

api::Access access_of(Scenario const& scenario, api::Identity const& identity) {
    api::Access access;
    std::vector<api::Workspace> workspaces(std::max<std::size_t>(scenario.workspaces.size(), 1));
    for (std::size_t i = 0; i < workspaces.size(); ++i) {
        if (i < scenario.workspaces.size()) workspaces[i].name = scenario.workspaces[i].name;
        workspaces[i].company_name = workspaces[i].name;
        workspaces[i].publishable_key = api::publishable_key(identity, static_cast<api::WorkspaceNumber>(i));
    }
    access.workspaces().replace(std::move(workspaces));
    for (auto const& [key, workspace] : scenario.api_keys)
        access.add_api_key(key, static_cast<api::WorkspaceNumber>(workspace));
    for (auto const& [token, opens] : scenario.access_tokens)
        access.add_persons_token(token, {opens.begin(), opens.end()});
    return access;
}

api::WorkspaceNumber workspace_of(Scenario const& scenario, std::size_t account) {
    if (scenario.workspaces.empty()) return 0;
    for (std::size_t i = 0; i < scenario.workspaces.size(); ++i)
        for (auto const held : scenario.workspaces[i].accounts)
            if (held == account) return static_cast<api::WorkspaceNumber>(i);
    return api::no_workspace;
}

std::string account_type_of(ProviderSettings const& provider) {
    for (auto const& make : makes)
        if (make.vendor == provider.vendor) return std::string{make.account_type};
    return provider.vendor;
}

api::DeviceEntry device_entry(Device const& device, ProviderSettings const& provider, Instant created_at) {
    api::DeviceEntry entry;
    entry.name = device.name;
    entry.time_zone = device.zone;
    entry.created_at = created_at;
    entry.has_remote_bolt = entry.can_be_simulated = true;
    for (auto const& make : makes) {
        if (make.vendor != provider.vendor) continue;
        entry.device_type = make.device_type;
        entry.manufacturer = make.manufacturer;
        entry.model = make.model;
        entry.has_hub = make.has_hub;
    }
    return entry;
}

providers::VendorSetup vendor_setup(Scenario const& scenario, std::size_t provider, std::uint64_t seed) {
    auto const& settings = scenario.providers[provider];
    providers::VendorSetup setup;
    setup.provider = settings.name;
    setup.profile = settings.profile == Profile::awkward ? providers::Profile::awkward : providers::Profile::calm;
    setup.capabilities = capabilities_of(settings);
    setup.seed = seed;
    for (std::size_t i = 0; i < scenario.accounts.size(); ++i)
        if (scenario.accounts[i].provider == provider)
            setup.accounts.push_back(engine::AccountId{static_cast<std::uint32_t>(i)});
    for (std::size_t i = 0; i < scenario.devices.size(); ++i) {
        auto const& device = scenario.devices[i];
        if (device.provider != provider) continue;
        setup.devices.push_back({engine::DeviceId{static_cast<std::uint32_t>(i)},
                                 engine::AccountId{static_cast<std::uint32_t>(device.account)},
                                 capabilities_of(settings, device), device.name});
    }
    return setup;
}

}  // namespace lockstep::harness
