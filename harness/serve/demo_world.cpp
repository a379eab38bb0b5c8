#include "harness/serve/demo_world.hpp"

#include <fmt/format.h>

#include "providers/contract.hpp"

namespace lockstep::harness {

std::string demo_world() {
    std::string providers;
    std::string devices;
    for (auto const name : providers::vendor_names()) {
        if (!providers::find_vendor(name)->speaks_http) continue;
        providers += fmt::format("  {0}: {{ vendor: {0} }}\n", name);
        devices += fmt::format("  {0}-front: {{ provider: {0} }}\n  {0}-back: {{ provider: {0} }}\n", name);
    }
    devices += "  open-cellar: { provider: open, offline_codes: true }\n";  // works PINs out by itself
    return fmt::format("schema: world/v1\nname: Demo\nproviders:\n{}devices:\n{}", providers, devices);
}

}  // namespace lockstep::harness
