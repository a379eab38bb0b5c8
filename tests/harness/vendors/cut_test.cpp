// Every answer in a whole life of a code, of every vendor, cut at every byte where no framing tells: whatever is cut,
// the code comes to be where it belongs, once, no status lies on the way, and in the end nothing is left.
#include <fmt/format.h>

#include <algorithm>

#include "harness/invariants/checker.hpp"
#include "harness/run/run_case.hpp"
#include "harness/scenario/load.hpp"
#include "providers/contract.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

Case a_life(std::string_view vendor, std::string_view confirm) {
    auto loaded = load_text(fmt::format(R"(schema: scenario/v1
name: A life
providers: {{ maker: {{ vendor: {}, confirm: {} }} }}
devices: {{ front: {{ provider: maker }} }}
steps:
  - {{ at: T+0s,  create: guest, device: front, code: "482913" }}
  - {{ at: T+5m,  press: front, pin: "482913", opens: true }}
  - {{ at: T+5m,  update: guest, code: "482914" }}
  - {{ at: T+10m, press: front, pin: "482914", opens: true }}
  - {{ at: T+10m, delete: guest }}
  - {{ at: T+14m, press: front, pin: "482914", opens: false }}
until: T+14m
)",
                                        vendor, confirm),
                            "life.yaml");
    REQUIRE(loaded.ok());
    return std::move(loaded.cases.front());
}

// Some vendors can be heard of in one way only.
bool can_confirm(providers::Vendor const& vendor, std::string_view confirm) {
    for (auto const& fixed : vendor.settings.fixed)
        if (fixed.key == "confirm")
            return std::any_of(fixed.values.begin(), fixed.values.end(),
                               [&](auto const kind) { return confirm.find(kind) != std::string_view::npos; });
    return true;
}

// A road on which one answer loses its end, and says nothing of it.
class Cutter final : public Carrier {
  public:
    http::Request request(providers::ExchangeId, http::Request request) override { return request; }
    Result<http::Response, providers::Broken> answer(providers::ExchangeId, http::Response response,
                                                     std::optional<providers::Broken>) override {
        if (sizes.size() == victim) response.body.resize(std::min(response.body.size(), bytes));
        sizes.push_back(response.body.size());
        return response;
    }
    void lose(providers::ExchangeId) override {}
    http::Request push(http::Request request) override { return request; }
    void push_answered(int) override {}

    std::size_t victim = SIZE_MAX;
    std::size_t bytes = 0;
    std::vector<std::size_t> sizes;
};

RunRecord lived(Case const& the_case, Cutter& cutter) {
    cutter.sizes.clear();
    WorldOptions options;
    options.carrier = &cutter;
    World world{the_case, 1, options};
    Watch watch;
    for (auto& checker : make_invariants())
        watch.add(std::move(checker));
    watch.begins(world);
    auto const until = the_case.scenario.until;
    while (world.next_instant(watch) <= until && world.play_instant(watch)) {
    }
    return world.finish(until, watch);
}

std::string told(RunRecord const& record) {
    std::string text;
    for (auto const& entry : record.codes.front().status)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", engine::name_of(entry.status));
    for (auto const& breach : record.breaches)
        text += ", " + breach.invariant;
    for (auto const& failure : record.step_failures)
        text += ", " + failure.what;
    if (!record.devices.back().slots.empty()) text += ", and something is left";
    return text;
}

void cut_answers(std::string const& confirm, std::size_t stride) {
    for (auto const vendor : providers::vendor_names()) {
        auto const* const registered = providers::find_vendor(vendor);
        if (!registered->speaks_http || !can_confirm(*registered, confirm)) continue;
        auto const the_case = a_life(vendor, confirm);
        Cutter whole;
        REQUIRE(told(lived(the_case, whole)) == "setting, set, setting, set, removing, 404");
        REQUIRE(whole.sizes.size() >= 3);
        for (std::size_t victim = 0; victim < whole.sizes.size(); ++victim)
            for (std::size_t bytes = victim % stride; bytes < whole.sizes[victim]; bytes += stride) {
                Cutter cutter;
                cutter.victim = victim;
                cutter.bytes = bytes;
                auto const life = told(lived(the_case, cutter));
                if (life == "setting, set, setting, set, removing, 404") continue;
                CAPTURE(vendor, confirm, victim, bytes);
                CHECK(life == "setting, set, setting, set, removing, 404");
            }
    }
}

}  // namespace

TEST_CASE("vendors: an answer cut somewhere costs time, and nothing else", "[harness][vendors][cut]") {
    cut_answers(GENERATE(as<std::string>{}, "{ poll: 5s }", "{ webhook: 100ms }", "answer"), 13);
}

TEST_CASE("vendors: an answer cut at any byte costs time, and nothing else", "[.][slow]") {
    cut_answers(GENERATE(as<std::string>{}, "{ poll: 5s }", "{ webhook: 100ms }", "answer"), 1);
}

}  // namespace lockstep::harness
