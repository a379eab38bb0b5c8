// What a vendor makes of the settings that a scenario may give its providers, as plain data in the scenario language.
#pragma once

#include <string_view>
#include <vector>

namespace lockstep::providers {

// A setting that the vendor decides. `key` is dotted (`reads`, `device.offline`); `values` are the texts it may have
// (for `confirm` the kind alone: `answer`, `webhook`, `poll`). A scenario that says otherwise is refused.
struct FixedSetting {
    std::string_view key;
    std::vector<std::string_view> values;
};

struct VendorSettings {
    std::vector<FixedSetting> fixed;
    // The vendor's own values, read before those of the scenario: a map as it would stand under `providers:`. What is
    // not in it, not even as fixed, has the language's default. Empty: all have.
    std::string_view defaults;
    // How many round trips its adapter makes before the request of a write leaves, at most.
    unsigned round_trips_before_write = 0;
};

}  // namespace lockstep::providers
