// Any bytes as the files that `lockstep conform` reads: a capability file and a list of known failures. Each is taken,
// or somebody says in a sentence why it is not; what was found out survives being written down.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "harness/conform/baseline.hpp"
#include "harness/conform/capability_file.hpp"
#include "harness/conform/check.hpp"
#include "tests/fuzz/input.hpp"

namespace {

using namespace lockstep::harness;
using lockstep::fuzz::require;

void read_capabilities(std::string const& text) {
    ConformOptions options;
    auto const problem = read_capability_file(text, options);
    if (problem) return require(!problem->empty());
    if (options.claims.length_min) require(*options.claims.length_min <= *options.claims.length_max);
    if (options.claims.edit) require(*options.claims.edit == "in_place" || *options.claims.edit == "recreate");
    // A second time it fills in nothing: the first has said it all.
    auto const vendor = options.vendor;
    auto const url = options.url;
    require(!read_capability_file(text, options) && options.vendor == vendor && options.url == url);
}

void read_known_failures(std::string const& text) {
    auto const baseline = read_baseline(text, "open");
    if (!baseline) return require(!baseline.error().empty());
    ConformResult result;
    result.vendor = "open";
    for (auto const& check : checks_of("open"))
        result.outcomes.push_back({check, CheckVerdict::failed, {}});
    apply_baseline(*baseline, result);
    auto const known = std::count_if(result.outcomes.begin(), result.outcomes.end(),
                                     [](auto const& outcome) { return outcome.baseline == AgainstBaseline::known; });
    require(static_cast<std::size_t>(known) == baseline->numbers.size());
    std::erase_if(result.outcomes, [](auto const& outcome) { return outcome.baseline != AgainstBaseline::known; });
    auto const again = read_baseline(baseline_of(result), "open");
    require(again.ok() && again->numbers == baseline->numbers);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string const text{reinterpret_cast<char const*>(data), size};
    read_capabilities(text);
    read_known_failures(text);
    return 0;
}
