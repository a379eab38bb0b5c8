#include "harness/serve/outside_input.hpp"

#include <string>
#include <vector>

#include "harness/serve/served_world.hpp"
#include "harness/serve/webhook_log.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/lively_world.hpp"

namespace lockstep::harness {
namespace {

// Writes down what it hears, as text.
struct Scribe final : InputListener {
    struct Line {
        OutsideInput position;
        std::string kind, text;
        std::uint64_t state = 0;
    };
    explicit Scribe(Scenario const& of) : scenario(&of) {}
    void heard(OutsideInput const& input, std::uint64_t state) override {
        lines.push_back({{input.at, input.real_at, input.played, ClockSet{}},
                         std::string{kind_of(input.action)},
                         text_of(input.action, *scenario),
                         state});
    }
    Scenario const* scenario;
    std::vector<Line> lines;
};

}  // namespace

TEST_CASE("inputs: a world made again from their texts is the same one", "[serve][inputs]") {
    auto const seed = GENERATE(1u, 77u);
    ServedWorld first{small_world(), seed, {0}, first_real};
    Scribe scribe{first.scenario()};
    first.listen(scribe);
    bool const began_anew = GENERATE(false, true);
    if (began_anew) {
        live(first);
        first.apply(WorldReset{5, {0}}, first_real);
        CHECK(scribe.lines.back().kind == "reset");
        scribe.lines.erase(scribe.lines.begin(), scribe.lines.end() - 1);  // what is kept of a world that began anew
    }
    live(first);
    // The read is not among them.
    CHECK(scribe.lines.size() == (began_anew ? 20 : 19));

    ServedWorld second{small_world(), seed, {0}, first_real};
    for (auto const& line : scribe.lines) {
        CAPTURE(line.kind, line.text);
        auto action = parse_action(line.kind, line.text, second.scenario());
        REQUIRE(action.ok());
        CHECK(text_of(*action, second.scenario()) == line.text);
        auto input = line.position;
        input.action = std::move(action).value();
        auto const replayed = second.replay(std::move(input), line.state);
        INFO((replayed.ok() ? std::string{} : replayed.error()));
        REQUIRE(replayed.ok());
    }
    CHECK(state_of(second) == state_of(first));
    CHECK(second.clock().now(first_real) == first.clock().now(first_real));
    CHECK(second.faults() == first.faults());
    CHECK(second.seed() == first.seed());
}

TEST_CASE("inputs: what receivers answered is among them, and who was never answered is told again",
          "[serve][inputs][webhooks]") {
    ServedWorld first{small_world(), 1, {0}, first_real};
    Scribe scribe{first.scenario()};
    first.listen(scribe);
    auto const post = [&](std::string target, std::string body) {
        return post_to(first, std::move(target), std::move(body), first_real);
    };
    // Everything due by then, as long as nobody has to be told anything.
    auto const deliveries = [](ServedWorld& world, Duration by) {
        world.play(world.world().now() + by, 1'000'000);
        return world.take_deliveries();
    };
    REQUIRE(post("/webhooks/create", R"({"url":"http://127.0.0.1:9/hook"})").status == 200);
    REQUIRE(
        post("/access_codes/create", R"({"device_id":")" + first.device_id_text(0) + R"(","code":"0420"})").status ==
        200);
    auto const created = deliveries(first, 0s);
    REQUIRE(created.size() == 1);
    first.apply(EventAnswered{created[0].id, {503, ""}}, first_real);
    auto const again = deliveries(first, 1min);
    REQUIRE(again.size() == 1);
    CHECK(again[0].attempt == 2);
    first.apply(EventAnswered{again[0].id, {0, "cannot connect"}}, first_real);
    auto const once_more = deliveries(first, 1h);
    REQUIRE(once_more.size() == 1);
    first.apply(EventAnswered{once_more[0].id, {204, ""}}, first_real);
    first.apply(LinkSet{1, false}, first_real);
    bool const cleared = GENERATE(false, true);
    if (cleared) first.apply(WebhookLogCleared{api::WebhookId{0}}, first_real);
    std::size_t const log_entries = cleared ? 0 : 3;
    auto const open = deliveries(first, 0s);
    REQUIRE(open.size() == 2);
    first.apply(LinkSet{1, true}, first_real);

    ServedWorld second{small_world(), 1, {0}, first_real};
    for (auto const& line : scribe.lines) {
        CAPTURE(line.kind, line.text);
        auto action = parse_action(line.kind, line.text, second.scenario());
        REQUIRE(action.ok());
        auto input = line.position;
        input.action = std::move(action).value();
        REQUIRE(second.replay(std::move(input), line.state).ok());
    }
    CHECK(state_of(second) == state_of(first));
    auto const told = deliveries(second, 0s);
    REQUIRE(told.size() == 2);
    for (std::size_t i = 0; i < told.size(); ++i) {
        CHECK(told[i].message_id == open[i].message_id);
        CHECK(told[i].body == open[i].body);
    }
    auto const log = [](ServedWorld const& world) {
        return webhook_log_json(world.world().api(), api::WebhookId{0}).at("attempts");
    };
    CHECK(log(second).size() == log_entries);
    CHECK(log(second) == log(first));
}

TEST_CASE("inputs: another world than theirs is found out", "[serve][inputs]") {
    ServedWorld first{small_world(), 1, {0}, first_real};
    Scribe scribe{first.scenario()};
    first.listen(scribe);
    live(first);
    ServedWorld second{small_world(), 2, {0}, first_real};
    std::size_t followed = 0;
    for (auto const& line : scribe.lines) {
        auto input = line.position;
        input.action = parse_action(line.kind, line.text, second.scenario()).value();
        if (!second.replay(std::move(input), line.state)) break;
        ++followed;
    }
    CHECK(followed < scribe.lines.size());
}

TEST_CASE("inputs: bytes that are no text survive", "[serve][inputs]") {
    ServedWorld const world{small_world(), 1, {0}, first_real};
    ApiCall call{{http::Method::post, "/x?\xff", {}, std::string{"\0\x80{", 3}}};
    call.request.headers.add("x-odd", "\xc3(");
    auto const back = parse_action("api", text_of(OutsideAction{call}, world.scenario()), world.scenario());
    REQUIRE(back.ok());
    CHECK(std::get<ApiCall>(*back).request == call.request);
}

TEST_CASE("inputs: texts that are none are refused", "[serve][inputs]") {
    ServedWorld const world{small_world(), 1, {0}, first_real};
    auto const [kind, text, names] = GENERATE(table<std::string, std::string, std::string>({
        {"kick", "{}", "kick"},
        {"press", "{", "parse"},
        {"press", "[]", "type"},
        {"press", R"({"pin":"1"})", "device"},
        {"press", R"({"device":"attic","pin":"1"})", "attic"},
        {"press", R"({"device":"front","pin":1})", "type"},
        {"clock", R"({"mode":"warp","now":0})", "clock"},
        {"push_answered", R"({"push":"x","status":1})", "type"},
        {"api", R"({"method":"GET"})", "target"},
        {"vendor", R"({"method":"GET","target":"/","provider":"nobody"})", "nobody"},
    }));
    CAPTURE(kind, text);
    auto const parsed = parse_action(kind, text, world.scenario());
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().find(names) != std::string::npos);
}

}  // namespace lockstep::harness
