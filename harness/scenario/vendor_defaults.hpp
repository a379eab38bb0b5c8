// The settings that a vendor has where a scenario says nothing.
#pragma once

#include "harness/scenario/provider_settings.hpp"
#include "providers/contract.hpp"

namespace lockstep::harness {

ProviderSettings settings_of(providers::Vendor const& vendor);

}  // namespace lockstep::harness
