// The register of vendors: one line each. A new one adds its include and its line, and nothing else changes.
#include <algorithm>
#include <array>

#include "providers/august/vendor.hpp"
#include "providers/contract.hpp"
#include "providers/direct/vendor.hpp"
#include "providers/open/vendor.hpp"
#include "providers/smartthings/vendor.hpp"

namespace lockstep::providers {

namespace {

// In order of name. Made on first use, so that no order of initialisation between files is relied on.
auto const& vendors() {
    static std::array const all{
        &august::august_vendor(),      &direct::direct_vendor(),           &open::open_vendor(),
        &open::open_2022_vendor(),     &smartthings::smartthings_vendor(), &august::yale_access_vendor(),
        &august::yale_global_vendor(),
    };
    return all;
}

}  // namespace

Vendor const* find_vendor(std::string_view name) {
    auto const found =
        std::find_if(vendors().begin(), vendors().end(), [&](Vendor const* vendor) { return vendor->name == name; });
    return found == vendors().end() ? nullptr : *found;
}

std::vector<std::string_view> vendor_names() {
    std::vector<std::string_view> names;
    for (Vendor const* const vendor : vendors())
        names.push_back(vendor->name);
    return names;
}

}  // namespace lockstep::providers
