// What the loader must know about a vendor: whether it is built in, and which settings are not a scenario's to choose.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/provider_settings.hpp"

namespace lockstep::harness {

// A setting that the vendor decides. `key` is dotted as in ProviderSettings::given; `values` are the texts it may have
// (for `confirm` the kind alone: `answer`, `webhook`, `poll`).
struct FixedSetting {
    std::string_view key;
    std::vector<std::string_view> values;
};

struct VendorFacts {
    std::string_view name;
    bool http = true;                 // speaks HTTP; `direct` does not
    std::vector<FixedSetting> fixed;  // a scenario that says otherwise is refused
    // The vendor's own values, put in before the scenario's settings are read; null: the language's defaults.
    void (*defaults)(ProviderSettings& settings) = nullptr;
};

// All vendors of this build, in order of name.
std::vector<VendorFacts> const& vendors();
VendorFacts const* find_vendor(std::string_view name);

}  // namespace lockstep::harness
