// What the registered vendors fix and prefer is written in the scenario language, and must be right in it.
#include <fmt/format.h>

#include <string>

#include "harness/scenario/load.hpp"
#include "providers/contract.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

// A scenario whose provider writes out what the vendor's defaults say.
std::string written_out(providers::Vendor const& vendor) {
    std::string settings{vendor.settings.defaults.empty() ? "{}" : vendor.settings.defaults};
    settings.insert(settings.find('{') + 1, fmt::format(" vendor: {}{} ", vendor.name, settings == "{}" ? "" : ","));
    return fmt::format(
        "schema: scenario/v1\nname: written out\nproviders:\n  p: {}\ndevices: {{ door: {{ provider: p }} }}\n"
        "steps: [ {{ at: T+0s, note: something }} ]\n",
        settings);
}

ProviderSettings provider_of(std::string const& text) {
    auto const report = load_text(text, "written-out.yaml");
    CAPTURE(text);
    for (auto const& diagnostic : report.diagnostics)
        UNSCOPED_INFO(diagnostic.message);
    REQUIRE(report.ok());
    REQUIRE(report.diagnostics.empty());
    return report.cases.at(0).scenario.providers.at(0);
}

}  // namespace

TEST_CASE("vendors: their own values are legal where a scenario would write them", "[harness][scenario][vendors]") {
    for (auto const name : providers::vendor_names()) {
        CAPTURE(name);
        auto const* const vendor = providers::find_vendor(name);

        auto const written = provider_of(written_out(*vendor));
        auto const bare = provider_of(written_out({.name = name}));

        CHECK(bare.native_scheduling == written.native_scheduling);
        CHECK(bare.edit == written.edit);
        CHECK(bare.reads == written.reads);
        CHECK(bare.code.slots == written.code.slots);
        CHECK(bare.code.rules == written.code.rules);
        CHECK(bare.confirm.by == written.confirm.by);
        CHECK(bare.device.offline == written.device.offline);
        CHECK(bare.given == std::set<std::string>{"vendor"});
    }
}

}  // namespace lockstep::harness
