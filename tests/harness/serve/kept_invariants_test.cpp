// `lockstep store check --invariants`: whether all invariants held in a world that was served and kept.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "harness/command/command.hpp"
#include "harness/serve/world_store.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/lively_world.hpp"
#include "tests/temporary_folder.hpp"

namespace lockstep::harness {
namespace {

// Keeps the small world in that folder while `life` goes on in it.
void keep_in(std::filesystem::path const& folder, void (*life)(ServedWorld&)) {
    auto opened = WorldStore::open(folder);
    REQUIRE(opened.ok());
    auto const store = std::move(opened).value();
    StateHash digest;
    digest.add(std::string_view{small_world_text});
    REQUIRE(store
                ->begin({.text = small_world_text,
                         .name = "world.yaml",
                         .digest = fmt::format("{:016x}", digest.value()),
                         .regime = "",
                         .epoch = small_world().scenario.epoch})
                .ok());
    ServedWorld world{small_world(), 1, {0}, first_real};
    store->take_up(world, std::nullopt, first_real);
    life(world);
    REQUIRE(store->commit().ok());
}

// A vendor that claims twice to hold nothing, and is believed: a code stays on the lock that answers 404.
void lie_twice(ServedWorld& world) {
    auto const on_front = [&world](std::string const& rest) {
        return R"({"device_id":")" + world.device_id_text(0) + '"' + rest + '}';
    };
    auto const made = post_to(world, "/access_codes/create", on_front(R"(,"code":"0420")"), first_real);
    REQUIRE(made.status == 200);
    // One that stays: as long as a lock has codes it is read again and again.
    REQUIRE(post_to(world, "/access_codes/create", on_front(R"(,"code":"0777")"), first_real).status == 200);
    world.play(world.world().now() + 1min, 1'000'000);
    auto const lies = R"([{"op":"remove","do":{"reply":500}},{"op":"read","do":{"poison":"empty"}}])";
    REQUIRE(world.set_faults(nlohmann::json::parse(lies), first_real));
    auto const id = nlohmann::json::parse(made.body).at("access_code").at("access_code_id").get<std::string>();
    REQUIRE(post_to(world, "/access_codes/delete", R"({"access_code_id":")" + id + "\"}", first_real).status == 200);
    world.play(world.world().now() + 10min, 1'000'000);
    REQUIRE(world.set_faults(nlohmann::json::array(), first_real));
    world.play(world.world().now() + std::chrono::hours{3}, 1'000'000);
    world.apply(ClockSet{world.clock().mode(), world.world().now()}, first_real);
}

struct Checked {
    ExitCode code;
    std::string out, err;
};
Checked check_kept(std::filesystem::path const& folder, std::vector<std::string> options) {
    std::vector<std::string> arguments{"store", "check", folder.string()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    std::ostringstream out, err;
    Shell shell{out, err};
    auto const code = run_command(std::move(arguments), shell);
    return {code, out.str(), err.str()};
}

// Asks for a look once a minute, whatever else happens.
class EachMinute final : public Observer {
  public:
    explicit EachMinute(std::vector<Instant>& looks) : looks_(&looks) {}
    std::unique_ptr<Observer> clone() const override { return std::make_unique<EachMinute>(*this); }
    void begins(World const& world, Findings& findings) override { findings.request_check_at(world.now() + 1min); }
    void instant_over(World const& world, Touched const&, Findings& findings) override {
        if (world.now() - world.scenario().epoch < 1min * static_cast<int>(looks_->size() + 1)) return;
        looks_->push_back(world.now());
        findings.request_check_at(world.now() + 1min);
    }

  private:
    std::vector<Instant>* looks_;
};

TEST_CASE("store check --invariants: a world in which all of them held", "[command][store][invariants]") {
    TemporaryFolder folder;
    keep_in(folder.path, live);
    auto const checked = check_kept(folder.path, {"--invariants"});
    CAPTURE(checked.err);
    CHECK(checked.code == ExitCode::ok);
    CHECK(checked.out.find("no invariant is broken") != std::string::npos);
    CHECK(checked.out.starts_with(check_kept(folder.path, {}).out.substr(0, checked.out.find(','))));
    auto const json = nlohmann::json::parse(check_kept(folder.path, {"--invariants", "--json"}).out);
    CHECK(json.at("broken_invariants") == 0);
}

TEST_CASE("store check --invariants: names what did not hold, where and when", "[command][store][invariants]") {
    TemporaryFolder folder;
    keep_in(folder.path, lie_twice);
    CHECK(check_kept(folder.path, {}).code == ExitCode::ok);
    auto const checked = check_kept(folder.path, {"--invariants"});
    CHECK(checked.code == ExitCode::invariant_broken);
    CHECK(checked.out.find("no invariant is broken") == std::string::npos);
    CHECK(checked.err.starts_with("I-02 no ghost: 2030-01-01T0"));
    CHECK(checked.err.find("lock `front` stores \"0420\"") != std::string::npos);
}

TEST_CASE("A served world that is played again is watched at every instant", "[store][invariants]") {
    TemporaryFolder folder;
    keep_in(folder.path, live);
    auto const opened = WorldStore::open(folder.path);
    REQUIRE(opened.ok());
    ServedWorld unwatched{small_world(), 1, {0}, first_real};
    REQUIRE((*opened)->fold(unwatched).ok());

    std::vector<Instant> looks;
    ServedWorld watched{small_world(), 1, {0}, first_real};
    watched.watch([&looks] {
        std::vector<std::unique_ptr<Observer>> watchers;
        watchers.push_back(std::make_unique<EachMinute>(looks));
        return watchers;
    });
    REQUIRE((*opened)->fold(watched).ok());
    CHECK(state_of(watched) == state_of(unwatched));
    REQUIRE(looks.size() > 100);
    auto const late = looks.back() - looks.front() - 1min * static_cast<int>(looks.size() - 1);
    CHECK(late < 1min);
}

}  // namespace
}  // namespace lockstep::harness
