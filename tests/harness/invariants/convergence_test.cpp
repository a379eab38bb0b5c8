// The healed copy of a world is played only as far as somebody can wait for it.
#include "harness/run/run_case.hpp"
#include "harness/scenario/load.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {

TEST_CASE("convergence: patience without end is not waited for", "[invariants][convergence]") {
    auto const engine = GENERATE(values<std::string>({"timeout: 36525d", "retry: { base: 36525d, cap: 36525d }"}));
    CAPTURE(engine);
    auto const loaded = load_text(
        "schema: scenario/v1\nname: x\nproviders: { p: { vendor: open } }\n"
        "devices: { front: { provider: p, clock_drift: -1d } }\nengine: { " +
            engine + " }\nsteps: [ { at: T+0s, create: guest, device: front, code: \"0420\" } ]\n",
        "patient.yaml");
    REQUIRE(loaded.ok());
    RunOptions options;
    options.heals = true;

    RunRecord const record = run_case(loaded.cases.front(), 1, options);

    CHECK(record.end == RunEnd::reached);
    CHECK(record.breaches.empty());
}

}  // namespace lockstep::harness
