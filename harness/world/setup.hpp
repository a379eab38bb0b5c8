// A scenario's settings in the words of the rooms that they are meant for.
#pragma once

#include <cstdint>

#include "api/access.hpp"
#include "api/directory.hpp"
#include "engine/capabilities.hpp"
#include "engine/settings.hpp"
#include "harness/scenario/model.hpp"
#include "providers/contract.hpp"
#include "runtime/zone.hpp"
#include "sim/cloud.hpp"
#include "sim/lock.hpp"

namespace lockstep::harness {

engine::Settings engine_settings(Scenario const& scenario, std::uint64_t seed);

// What a provider can do, with what one of its devices overrides.
engine::Capabilities capabilities_of(ProviderSettings const& provider);
engine::Capabilities capabilities_of(ProviderSettings const& provider, Device const& device);
// Of its wall clock; UTC where the file says nothing.
Zone zone_of(Device const& device);

sim::CloudSettings cloud_settings(ProviderSettings const& provider, Scenario const& scenario);
sim::LockSettings lock_settings(Device const& device);

// Who may ask the API for what. Where the scenario names no workspaces, one holds everything.
api::Access access_of(Scenario const& scenario, api::Identity const& identity);
api::WorkspaceNumber workspace_of(Scenario const& scenario, std::size_t account);

// How the API shows a device.
// What clients of the API call accounts of the vendor.
std::string account_type_of(ProviderSettings const& provider);
api::DeviceEntry device_entry(Device const& device, ProviderSettings const& provider, Instant created_at);

providers::VendorSetup vendor_setup(Scenario const& scenario, std::size_t provider, std::uint64_t seed);

}  // namespace lockstep::harness
