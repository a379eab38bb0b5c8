// A world that has to keep up with a clock which is a little late, every time.
#include "harness/invariants/checker.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/run_case.hpp"
#include "harness/scenario/load.hpp"
#include "harness/scenario/tolerance.hpp"
#include "runtime/random.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

class LatePacer final : public Pacer {
  public:
    explicit LatePacer(Duration most) : most_(most) {}
    Instant reach(Instant at) override {
        ++asked;
        return later_by(at, Duration{random_.between(0, most_.count())});
    }
    std::uint64_t asked = 0;

  private:
    Duration most_;
    RandomStream random_{7, "late"};
};

struct LateRun {
    RunRecord record;
    Judgement judgement;
};

// Nothing in it depends on two things happening in the same instant.
Case a_case() {
    auto loaded = load_text(
        "schema: scenario/v1\nname: x\nproviders: { maker: { vendor: open } }\n"
        "devices: { front: { provider: maker } }\n"
        "steps:\n"
        "  - { at: T+0s,  create: guest, device: front, code: \"0420\", ends: T+1h }\n"
        "  - { at: T+25s, press: front, pin: \"0420\", opens: true }\n"
        "  - { at: T+2h,  press: front, pin: \"0420\", opens: false }\n"
        "expect:\n"
        "  codes: { guest: { status: [ { T+0s: setting }, { T+3.3s: set }, { T+1h: removing }, { T+1h1.3s: 404 } ] } "
        "}\n"
        "  events: [ ..., { T+3.3s: access_code.set_on_device }, ... ]\n"
        "  device: { front: [ { at: T+10s, codes: [ { code: \"0420\", usable: true } ] } ] }\n"
        "  requests: { write: 1, remove: 1 }\n",
        "late.yaml");
    REQUIRE(loaded.ok());
    return std::move(loaded.cases.front());
}

LateRun run_late(Case the_case, Duration tolerance, Pacer& pacer) {
    allow_later(the_case.scenario, tolerance);
    WorldOptions options;
    options.pacer = &pacer;
    options.lateness = tolerance;
    World world{the_case, 1, options};
    Watch watch;
    for (auto& checker : make_invariants())
        watch.add(std::move(checker));
    watch.begins(world);
    auto const until = the_case.scenario.until;
    while (world.next_instant(watch) <= until && world.play_instant(watch)) {
    }
    LateRun late{world.finish(until, watch), {}};
    late.judgement = judge(the_case.scenario, late.record);
    return late;
}

}  // namespace

TEST_CASE("pacer: what comes a little late is right within the tolerance, and only there", "[world][pacer]") {
    auto const the_case = a_case();

    LatePacer exact{Duration{}};
    CHECK(run_late(the_case, Duration{}, exact).judgement.holds());
    CHECK(exact.asked > 10);

    LatePacer late{30ms};
    auto const allowed = run_late(the_case, 400ms, late);
    for (auto const& failure : allowed.judgement.failures)
        UNSCOPED_INFO(failure.text);
    CHECK(allowed.judgement.holds());
    CHECK(allowed.record.breaches.empty());

    LatePacer again{30ms};
    CHECK_FALSE(run_late(the_case, Duration{}, again).judgement.holds());
}

TEST_CASE("pacer: a run against a real clock comes to its end", "[world][pacer]") {
    auto const the_case = a_case();
    RunOptions options;
    options.clock = ClockMode{100'000};
    auto const record = run_case(the_case, 1, options);
    // How late it was, only the machine knows.
    CHECK(record.end == RunEnd::reached);
    CHECK(record.codes.front().status.back().status == engine::Status::gone);
    CHECK(record.ended_at >= the_case.scenario.until);
}

}  // namespace lockstep::harness
