#include "harness/serve/recording.hpp"

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "harness/judge/judge.hpp"
#include "harness/run/run_case.hpp"
#include "harness/scenario/load.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/lively_world.hpp"

namespace lockstep::harness {
namespace {

// The scenario that a recording makes, played.
RunRecord played(std::string const& scenario, std::size_t& failures) {
    auto loaded = load_text(scenario, "recorded.yaml", {});
    INFO(scenario);
    INFO(render(loaded.diagnostics, loaded.sources));
    REQUIRE(loaded.ok());
    REQUIRE(loaded.cases.size() == 1);
    auto const& one = loaded.cases.front();
    auto record = run_case(one, one.seeds.front(), {});
    failures = judge(one.scenario, record).failures.size();
    return record;
}

// The same codes, and each has gone through the same at the same instants.
void check_same(RunRecord const& record, RunRecord const& done) {
    REQUIRE(record.codes.size() == done.codes.size());
    for (std::size_t code = 0; code < done.codes.size(); ++code) {
        CAPTURE(done.names.codes[code]);
        auto const again = record.code_called(done.names.codes[code]);
        REQUIRE(again != nobody);
        auto const& got = record.codes[again].status;
        auto const& want = done.codes[code].status;
        REQUIRE(got.size() == want.size());
        for (std::size_t i = 0; i < want.size(); ++i) {
            CHECK(got[i].status == want[i].status);
            CHECK(got[i].at == want[i].at);
        }
    }
}

// A world that is recorded from its start.
struct Session {
    std::string text;
    std::string regime;
    ServedWorld world;
    Recording recording;
    Instant real = first_real;

    explicit Session(std::string world_text = small_world_text, std::string other_regime = "")
        : text(std::move(world_text)), regime(std::move(other_regime)), world(made(text, regime), 5, {0}, first_real) {
        world.listen(recording);
    }

    static Case made(std::string const& text, std::string const& regime) {
        auto made = world_of(text);
        if (regime == "retained") made.scenario.engine.regime = Regime::retained;
        return made;
    }

    http::Response send(http::Request request, std::string const& token = "") {
        http::set_bearer(request.headers, token.empty() ? world.scenario().api_keys.front().key : token);
        return world.apply(ApiCall{std::move(request)}, real);
    }
    http::Response post(std::string target, nlohmann::json const& body, std::string const& token = "") {
        return send(http::json_request(http::Method::post, std::move(target), body.dump()), token);
    }
    http::Response create(DeviceIndex device, nlohmann::json fields, std::string const& token = "") {
        fields["device_id"] = world.device_id_text(device);
        return post("/access_codes/create", fields, token);
    }
    void vendor(std::size_t provider, http::Method method, std::string target, std::string const& body = "") {
        auto request = http::json_request(method, std::move(target), body);
        http::set_bearer(request.headers, "a-secret-of-mine");
        world.apply(VendorCall{provider, std::move(request)}, real);
        world.play(world.world().now(), 1'000'000);
    }
    void go_on(Duration by) {
        real += 1s;
        world.play(world.world().now() + by, 1'000'000);
        world.apply(ClockSet{world.clock().mode(), world.world().now()}, real);
    }
    std::string recorded() const { return recording.scenario(world, text, regime); }
};

std::string id_in(http::Response const& response) {
    auto const answer = nlohmann::json::parse(response.body);
    return answer.value("/access_code/access_code_id"_json_pointer, "");
}

struct Deeds {
    char const* what;
    void (*happen)(Session&);
};

void odd_arguments(Session& session) {
    for (auto const* const name : {"yes",
                                   "~",
                                   "null",
                                   "0x1F",
                                   "- a",
                                   "{front}",
                                   "{nobody}",
                                   "}{",
                                   "$name",
                                   "a\\b",
                                   "nl\nx",
                                   "\x07",
                                   "\x7f",
                                   "\xc2\x85",
                                   "\xe2\x80\xa8x",
                                   "\xef\xbb\xbfx",
                                   "\xf0\x9f\x94\x91",
                                   "",
                                   "<<",
                                   "T+1s",
                                   "2030-01-01"})
        CHECK(session.create(0, {{"name", name}}).ok());
    CHECK(session.create(1, {{"prefer_native_scheduling", nullptr}, {"attempt_for_offline_device", nullptr}}).ok());
    CHECK(session.create(1, {{"sync", true}, {"extra", {{"yes", {1, 2.5, nullptr}}}}}).ok());
    CHECK(session.create(1, {{"starts_at", "2029-12-31T20:30:00-03:30"}, {"ends_at", "2030-01-01T01:00:00.000001Z"}})
              .ok());
    CHECK(session.create(1, {{"code", 1234}}).status == 400);
    CHECK(session.post("/access_codes/create", nlohmann::json::array({1})).status == 400);
    auto request = http::json_request(http::Method::post, "/access_codes/create", "no json");
    CHECK(session.send(std::move(request)).status == 400);
    request = http::json_request(http::Method::post, "/access_codes/create",
                                 "device_id=" + session.world.device_id_text(1) + "&code=8765");
    request.headers.set("content-type", "application/x-www-form-urlencoded");
    session.send(std::move(request));
    CHECK(session.create(1, {{"code", "8766"}}, "seam_wrong").status == 401);
    session.go_on(5min);
}

// Until it is done, and at that very instant something else.
void on_the_dot(Session& session) {
    auto const id = id_in(session.create(0, {{"code", "0420"}}));
    session.create(0, {{"code", "0421"}});
    while (!session.world.world().idle())
        session.go_on(session.world.world().next_instant() - session.world.world().now());
    CHECK(session.post("/access_codes/delete", {{"access_code_id", id}}).ok());
    CHECK(session.post("/access_codes/delete", {{"access_code_id", id}}).ok());
}

void of_other_calls(Session& session) {
    nlohmann::json const both{session.world.device_id_text(0), session.world.device_id_text(1)};
    auto put = http::json_request(http::Method::put, "/access_codes/create_multiple",
                                  nlohmann::json{{"device_ids", both}}.dump());
    CHECK(session.send(put).ok());
    session.go_on(1h);
    CHECK(session.send(put).ok());  // again within a minute of real time: nothing happens
    CHECK(session
              .create(1, {{"starts_at", "2030-01-01T00:00:00Z"},
                          {"ends_at", "2030-01-02T00:00:00Z"},
                          {"use_backup_access_code_pool", true}})
              .ok());
    session.go_on(1min);
    auto const added = session.post("/access_codes/simulate/create_unmanaged_access_code",
                                    {{"device_id", session.world.device_id_text(0)}, {"name", "x"}, {"code", "7531"}});
    CHECK(added.ok());
    CHECK(session.post("/access_codes/unmanaged/convert_to_managed", {{"access_code_id", id_in(added)}}).ok());
    session.go_on(1h);
    session.post("/access_codes/delete", {{"access_code_id", id_in(added)}});
    session.go_on(1h);
}

void faults_and_outages(Session& session) {
    auto const faults = [&](char const* rules) {
        CHECK(session.world.set_faults(nlohmann::json::parse(rules), session.real));
    };
    faults(
        R"([{"op":"write","chance":0.5,"do":{"reply":503}},{"op":"read","do":{"latency":{"uniform":["1s","9s"]}}}])");
    session.create(0, {{"code", "0420"}});
    session.create(1, {{"code", "0421"}});
    session.go_on(1min);
    faults(R"([{"op":"write","nth":1,"do":{"reply":503}}])");
    session.create(1, {{"code", "0422"}});
    session.world.apply(OutageSet{0, true}, session.real);
    session.go_on(3s);
    session.world.apply(OutageSet{0, false}, session.real);
    session.create(1, {{"code", "0423"}});
    session.go_on(1h);
}

void clients_of_a_vendor(Session& session) {
    session.create(0, {{"code", "0420"}});
    session.go_on(1min);
    auto const provider = *session.world.provider_called("maker");
    auto const id = session.world.world().mock(provider).device_id(0);
    session.vendor(provider, http::Method::post, "/locks/" + id + "/access_codes",
                   R"({"name":"stranger","code":"4242"})");
    session.vendor(provider, http::Method::get, "/locks/" + id + "/access_codes");
    session.go_on(1h);
    session.create(0, {{"code", "4242"}});
    session.go_on(1h);
}

void edits_that_fail(Session& session) {
    EditByHand edit;
    edit.device = 0;
    edit.what = EditByHand::What::erase;
    edit.pin = "9999";
    CHECK_FALSE(session.world.apply(HandEdit{edit}, session.real));
    session.create(0, {{"code", "0420"}});
    session.go_on(1min);
}

TEST_CASE("recording: each deed is done again, and each code goes through the same", "[serve][recording]") {
    auto const [what, happen] = GENERATE(
        Deeds{"nothing", [](Session&) {}}, Deeds{"odd arguments", odd_arguments}, Deeds{"on the dot", on_the_dot},
        Deeds{"of other calls", of_other_calls}, Deeds{"faults and outages", faults_and_outages},
        Deeds{"clients of a vendor", clients_of_a_vendor}, Deeds{"edits that fail", edits_that_fail});
    auto const regime = GENERATE("", "retained");
    CAPTURE(what, regime);
    Session session{small_world_text, regime};
    happen(session);
    auto const scenario = session.recorded();
    std::size_t failures = 1;
    auto const record = played(scenario, failures);
    CAPTURE(scenario);
    CHECK(failures == 0);
    check_same(record, session.world.world().record());
    CHECK(scenario.find("secret") == std::string::npos);
    CHECK(scenario.find("seam_test") == std::string::npos);
}

std::string const two_houses =
    "schema: world/v1\nproviders: { maker: { vendor: open } }\n"
    "accounts: { main: { provider: maker }, second: { provider: maker } }\n"
    "devices: { front: { account: main }, side: { account: second } }\n"
    "faults: [{ op: write, nth: 1, do: { reply: 503 } }]\n"
    "workspaces: { hotel: { accounts: [main] }, annex: { accounts: [second] } }\n"
    "api_keys: { seam_test_hotel: hotel, seam_test_annex: annex }\n";

TEST_CASE("recording: who asks in which workspace", "[serve][recording]") {
    Session session{two_houses};
    std::string const hotel = "seam_test_hotel";
    std::string const annex = "seam_test_annex";
    CHECK(session.create(0, {{"code", "0420"}, {"common_code_key", "k"}}, hotel).ok());
    CHECK(session.create(1, {{"code", "0421"}, {"common_code_key", "k"}}, annex).ok());
    CHECK(session.create(1, {{"code", "0422"}}, hotel).status == 404);
    CHECK(session.create(1, {{"code", "0423"}, {"use_backup_access_code_pool", false}}, annex).ok());
    session.go_on(1min);
    CHECK(session.world.set_faults(nlohmann::json::array(), session.real));
    CHECK(session.post("/workspaces/reset_sandbox", nlohmann::json::object(), hotel).ok());
    session.go_on(1min);
    auto const scenario = session.recorded();
    std::size_t failures = 1;
    auto const record = played(scenario, failures);
    CAPTURE(scenario);
    CHECK(failures == 0);
    check_same(record, session.world.world().record());
}

TEST_CASE("recording: of a world that is made again from its journal", "[serve][recording]") {
    struct Journal final : InputListener {
        std::vector<std::pair<OutsideInput, std::uint64_t>> entries;
        void heard(OutsideInput const& input, std::uint64_t state) override { entries.emplace_back(input, state); }
    };
    ServedWorld world{small_world(), 5, {0}, first_real};
    Recording recording;
    Journal journal;
    world.listen(recording);
    world.listen(journal);
    live(world);

    ServedWorld again{small_world(), 5, {0}, first_real};
    Recording of_again;
    again.listen(of_again);
    for (auto const& [input, state] : journal.entries)
        REQUIRE(again.replay(input, state).ok());
    CHECK(of_again.scenario(again, small_world_text) == recording.scenario(world, small_world_text));
}

TEST_CASE("recording: a status that was not so fails it", "[serve][recording]") {
    Session session;
    session.create(0, {{"code", "0420"}, {"extra", 1}});
    session.go_on(1min);
    auto scenario = session.recorded();
    auto const at = scenario.find(": set\n");
    REQUIRE(at != std::string::npos);
    scenario.replace(at, 5, ": unset");
    std::size_t failures = 0;
    played(scenario, failures);
    CHECK(failures == 1);
}

TEST_CASE("recording: what was done by hand is done again by a scenario", "[serve][recording]") {
    ServedWorld world{small_world(), 5, {0}, first_real};
    Recording recording;
    world.listen(recording);
    live(world);
    auto const scenario = recording.scenario(world, small_world_text);

    std::size_t failures = 1;
    auto const record = played(scenario, failures);
    CAPTURE(scenario);
    CHECK(failures == 0);
    check_same(record, world.world().record());
}

TEST_CASE("recording: what was before a reset is not in it", "[serve][recording]") {
    ServedWorld world{small_world(), 5, {0}, first_real};
    Recording recording;
    world.listen(recording);
    live(world);
    world.apply(WorldReset{9, {0}}, first_real);
    auto const scenario = recording.scenario(world, small_world_text);
    CHECK(scenario.find("seeds: [9]") != std::string::npos);
    CHECK(scenario.find("create:") == std::string::npos);
}

}  // namespace
}  // namespace lockstep::harness
