#include "harness/serve/world_store.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>

#include "harness/command/command.hpp"
#include "harness/serve/journal_text.hpp"
#include "harness/serve/serve.hpp"
#include "http/client.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/lively_world.hpp"
#include "tests/http/raw_socket.hpp"
#include "tests/temporary_folder.hpp"

namespace lockstep::harness {
namespace {

using KeptJson = nlohmann::json;

std::unique_ptr<WorldStore> open_store(std::filesystem::path const& folder,
                                       stores::JournalOptions const& options = {}) {
    auto opened = WorldStore::open(folder, options);
    INFO((opened.ok() ? std::string{} : opened.error().text));
    REQUIRE(opened.ok());
    return std::move(opened).value();
}

// The kept world, brought to where its journal ends.
ServedWorld folded(WorldStore& store, std::uint64_t seed = 1) {
    ServedWorld world{small_world(), seed, {0}, first_real};
    auto const done = store.fold(world);
    INFO((done.ok() ? std::string{} : done.error().text));
    REQUIRE(done.ok());
    return world;
}

// A process that serves the small world out of a folder, and a client of it.
struct Kept {
    explicit Kept(std::filesystem::path const& folder, ClockMode clock = {0}, std::uint64_t pages_max = 0)
        : store(open_store(folder, {.pages_max = pages_max})) {
        if (!store->origin())
            REQUIRE(store->begin({.text = small_world_text, .name = "world.yaml", .digest = "d", .regime = ""}).ok());
        ServedWorld world{small_world(), 1, clock, first_real};
        REQUIRE(store->fold(world).ok());
        store->take_up(world, std::nullopt, first_real);
        device = world.device_id_text(0);
        auto started = Serve::start(loop, std::move(world), {.port = 0, .clock = clock}, store.get());
        REQUIRE(started.ok());
        serve = std::move(*started);
        told = KeptJson::parse(serve->announcement());
        auto const origin = http::parse_origin(told.at("url").get<std::string>());
        client.emplace(loop, http::ClientOptions{.origin = *origin, .timeout = std::chrono::minutes{1}});
    }
    KeptJson ask(http::Method method, std::string target, std::string body = {}) {
        std::optional<Result<http::Response, http::Trouble>> heard;
        bool const at_a_vendor = target.starts_with("/vendors/");
        auto request = body.empty() ? http::Request{method, std::move(target), {}, {}}
                                    : http::json_request(method, std::move(target), std::move(body));
        http::set_bearer(request.headers, at_a_vendor ? "mine" : told.at("api_key").get<std::string>());
        client->send(std::move(request), [&heard](auto answer) { heard = std::move(answer); });
        while (!heard && !serve->trouble())
            loop.wait_one(1s);
        if (!heard || !heard->ok()) return KeptJson::object({{"http", 0}});
        unkept_when_answered = unkept_when_answered || store->dirty();
        auto json = KeptJson::parse((*heard)->body, nullptr, false);
        if (json.is_object()) json["http"] = (*heard)->status;
        return json;
    }
    KeptJson create(std::string const& pin) {
        return ask(http::Method::post, "/access_codes/create", KeptJson{{"device_id", device}, {"code", pin}}.dump());
    }
    KeptJson codes() { return ask(http::Method::get, "/access_codes/list?device_id=" + device).at("access_codes"); }

    http::Loop loop;
    std::unique_ptr<WorldStore> store;
    std::string device;
    std::unique_ptr<Serve> serve;
    KeptJson told;
    std::optional<http::Client> client;
    bool unkept_when_answered = false;
};

}  // namespace

TEST_CASE("kept world: what was committed folds to the same world, and it lives on", "[serve][store]") {
    TemporaryFolder folder;
    std::uint64_t state = 0;
    {
        auto const store = open_store(folder.path / "made" / "for it");
        CHECK_FALSE(store->origin().has_value());
        REQUIRE(store->begin({.text = small_world_text, .name = "w", .digest = "d", .regime = "", .epoch = first_real})
                    .ok());
        ServedWorld world{small_world(), 1, {0}, first_real};
        store->take_up(world, std::nullopt, first_real);
        live(world);
        CHECK(store->dirty());
        REQUIRE(store->commit().ok());
        CHECK_FALSE(store->dirty());
        state = state_of(world);
        // Nobody has been answered yet, so it has not happened.
        world.apply(KeysPressed{1, "7777"}, first_real);
    }
    auto const store = open_store(folder.path / "made" / "for it");
    REQUIRE(store->origin().has_value());
    CHECK(store->origin()->text == small_world_text);
    CHECK(store->origin()->epoch == first_real);
    auto world = folded(*store);
    CHECK(state_of(world) == state);
    store->take_up(world, std::nullopt, first_real);
    auto const body = KeptJson{{"device_id", world.device_id_text(1)}, {"code", "9999"}}.dump();
    auto const made = post_to(world, "/access_codes/create", body, first_real);
    CHECK(made.status == 200);
    world.play(world.world().now() + 1h, 1'000'000);
    world.apply(KeysPressed{1, "9999"}, first_real);
    state = state_of(world);
    REQUIRE(store->commit().ok());
    CHECK(state_of(folded(*store)) == state);
}

TEST_CASE("kept world: after a reset only what came since is kept", "[serve][store]") {
    TemporaryFolder folder;
    auto const store = open_store(folder.path);
    REQUIRE(store->begin({}).ok());
    ServedWorld world{small_world(), 1, {0}, first_real};
    store->take_up(world, std::nullopt, first_real);
    live(world);
    world.apply(WorldReset{9, {0}}, first_real);
    REQUIRE(store->commit().ok());
    CHECK(store->journal().entries() == 1);
    live(world);
    REQUIRE(store->commit().ok());
    auto const again = folded(*store);
    CHECK(state_of(again) == state_of(world));
    CHECK(again.seed() == 9);
}

TEST_CASE("kept world: another world than the journal's is found out", "[serve][store]") {
    TemporaryFolder folder;
    auto const store = open_store(folder.path);
    ServedWorld world{small_world(), 1, {0}, first_real};
    store->take_up(world, std::nullopt, first_real);
    live(world);
    REQUIRE(store->commit().ok());
    ServedWorld other{small_world(), 2, {0}, first_real};
    auto const done = store->fold(other);
    REQUIRE_FALSE(done.ok());
    CHECK(done.error().text.find("does not lead where it led") != std::string::npos);
    CHECK_FALSE(stores::is_about_the_machine(done.error().trouble));
}

TEST_CASE("kept world: a clock goes on where it stood, a real one with real time", "[serve][store]") {
    TemporaryFolder folder;
    auto const mode = GENERATE(ClockMode{0}, ClockMode{60}, ClockMode{1});
    auto const store = open_store(folder.path);
    Instant stood{};
    {
        ServedWorld world{small_world(), 1, mode, first_real};
        store->take_up(world, std::nullopt, first_real);
        world.play(world.world().now() + 10s, 1'000'000);
        world.apply(KeysPressed{0, "1"}, first_real + 10s);
        stood = world.world().now();
        REQUIRE(store->commit().ok());
    }
    ServedWorld world{small_world(), 1, mode, first_real};
    REQUIRE(store->fold(world).ok());
    auto const later = first_real + 1h;
    store->take_up(world, std::nullopt, later);
    CHECK(world.world().now() == stood);
    CHECK(world.clock().mode().factor == mode.factor);
    CHECK(world.clock().now(later) == (mode.factor == 1 ? world.scenario().epoch + 1h : stood));
    // A mode that is asked for counts.
    store->take_up(world, ClockMode{0}, later);
    CHECK(world.clock().mode().manual());
}

TEST_CASE("kept world: lines of JSON make an equal one", "[serve][store]") {
    TemporaryFolder folder;
    std::stringstream lines;
    std::uint64_t state = 0;
    {
        auto const store = open_store(folder.path / "first");
        REQUIRE(store->begin({.text = small_world_text, .name = "w", .digest = "d", .regime = "retained"}).ok());
        ServedWorld world{small_world(), 1, {0}, first_real};
        store->take_up(world, std::nullopt, first_real);
        live(world);
        REQUIRE(store->commit().ok());
        state = state_of(world);
        REQUIRE(write_journal(*store, lines).ok());
    }
    auto const text = lines.str();
    auto const store = open_store(folder.path / "second");
    auto const read = read_journal(*store, lines);
    INFO((read.ok() ? std::string{} : read.error()));
    REQUIRE(read.ok());
    CHECK(*read == 20);
    CHECK(state_of(folded(*store)) == state);
    CHECK(store->origin()->regime == "retained");
    std::stringstream again;
    REQUIRE(write_journal(*store, again).ok());
    CHECK(again.str() == text);

    auto const broken = open_store(folder.path / "third");
    auto const [line, names] = GENERATE(table<std::string, std::string>(
        {{"{", "line 4"}, {"[]", "line 4"}, {R"({"at":1})", "line 4"}, {R"({"at":"x"})", "line 4"}}));
    std::stringstream wrong;
    std::size_t at = 0;
    for (int kept = 0; kept < 3; ++kept)
        at = text.find('\n', at) + 1;
    wrong << text.substr(0, at) << line << "\n";
    auto const refused = read_journal(*broken, wrong);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().find(names) != std::string::npos);
    CHECK(broken->journal().entries() == 0);
    CHECK_FALSE(broken->origin().has_value());
}

TEST_CASE("kept world: served, ended without warning, served again", "[serve][store][socket]") {
    TemporaryFolder folder;
    std::string id, now;
    {
        Kept kept{folder.path};
        auto const made = kept.create("0420");
        CHECK(made.at("http") == 200);
        id = made.at("access_code").at("access_code_id");
        CHECK(kept.create("0420").at("http") == 409);
        now = kept.ask(http::Method::post, "/lockstep/clock", R"({"advance":"90s"})").at("now");
        CHECK(kept.codes().at(0).at("status") == "set");
        CHECK(kept.ask(http::Method::put, "/lockstep/faults", R"([{"op":"read","do":{"reply":503}}])").at("http") ==
              200);
        kept.ask(http::Method::post, "/lockstep/devices/back/link", R"({"online":false})");
        CHECK_FALSE(kept.unkept_when_answered);
    }
    Kept kept{folder.path};
    CHECK(kept.told.at("now") == now);
    CHECK(kept.told.at("clock") == "manual");
    REQUIRE(kept.codes().size() == 1);
    CHECK(kept.codes().at(0).at("access_code_id") == id);
    CHECK(kept.codes().at(0).at("status") == "set");
    CHECK(kept.ask(http::Method::get, "/lockstep/faults").at("faults").size() == 1);
    auto const devices = kept.ask(http::Method::get, "/lockstep/devices").at("devices");
    CHECK(devices.at(1).at("online") == false);
    CHECK(devices.at(0).at("slots").size() == 1);
    CHECK(kept.ask(http::Method::post, "/lockstep/devices/front/press", R"({"pin":"0420"})").at("opens") == true);
    CHECK(kept.ask(http::Method::post, "/lockstep/reset", "{}").at("http") == 200);
    CHECK(kept.codes().empty());
    CHECK(kept.store->journal().entries() == 1);
}

TEST_CASE("kept world: a push that nobody answered before the end is sent again", "[serve][store][socket]") {
    TemporaryFolder folder;
    http::Loop elsewhere;
    int heard = 0;
    bool answers = false;
    auto listening = http::Server::start(elsewhere, {}, [&](http::Request&&, http::Reply reply) {
        ++heard;
        if (answers) reply.send({200, {}, {}});
    });
    REQUIRE(listening.ok());
    auto const turn_both = [&](Kept& kept, int until) {
        for (int turns = 0; heard < until && turns < 2'000; ++turns) {
            kept.loop.wait_one(1ms);
            elsewhere.wait_one(1ms);
        }
        REQUIRE(heard == until);
    };
    {
        Kept kept{folder.path};
        auto const as_client = [&](std::string target, KeptJson const& body) {
            return kept.ask(http::Method::post, "/vendors/maker" + std::move(target), body.dump()).at("http");
        };
        auto const url = "http://127.0.0.1:" + std::to_string((*listening)->port()) + "/hook";
        auto const lock = kept.ask(http::Method::get, "/lockstep/devices").at("devices").at(0).at("vendor_id");
        CHECK(as_client("/webhooks", {{"url", url}, {"events", KeptJson::array({"access_code.created"})}}) == 200);
        CHECK(as_client("/locks/" + lock.get<std::string>() + "/access_codes", {{"name", "Ada"}, {"code", "4711"}}) ==
              202);
        kept.ask(http::Method::post, "/lockstep/clock", R"({"advance":"1m"})");
        turn_both(kept, 1);
    }
    answers = true;
    Kept kept{folder.path};
    turn_both(kept, 2);
}

TEST_CASE("kept world: when the disk is full nobody hears of what is not kept", "[serve][store][socket]") {
    TemporaryFolder folder;
    int answered = 0;
    {
        Kept kept{folder.path, {0}, 16};
        while (!kept.serve->trouble() && answered < 1'000) {
            auto const made = kept.create(std::to_string(100'000 + answered));
            if (made.at("http") == 0) break;
            CHECK(made.at("http") == 200);
            ++answered;
        }
        REQUIRE(kept.serve->trouble().has_value());
        CHECK(kept.serve->trouble()->trouble == stores::Trouble::full);
        CHECK_FALSE(kept.unkept_when_answered);
    }
    Kept kept{folder.path};
    CHECK(kept.codes().size() == static_cast<std::size_t>(answered));
}

TEST_CASE("lockstep store: check, export, import, and what is wrong", "[command][store]") {
    TemporaryFolder folder;
    auto const data = (folder.path / "data").string();
    {
        auto const store = open_store(data);
        std::ostringstream out, err;
        StateHash hash;
        hash.add(std::string_view{small_world_text});
        REQUIRE(store
                    ->begin({.text = small_world_text,
                             .name = "world.yaml",
                             .digest = fmt::format("{:016x}", hash.value()),
                             .regime = "",
                             .epoch = small_world().scenario.epoch})
                    .ok());
        ServedWorld world{small_world(), 1, {0}, first_real};
        store->take_up(world, std::nullopt, first_real);
        live(world);
        REQUIRE(store->commit().ok());
    }
    struct Said {
        ExitCode code;
        std::string out, err;
    };
    auto const say = [](std::vector<std::string> arguments) {
        std::ostringstream out, err;
        Shell shell{out, err};
        auto const code = run_command(std::move(arguments), shell);
        return Said{code, out.str(), err.str()};
    };
    auto const checked = say({"store", "check", data, "--json"});
    CAPTURE(checked.err);
    REQUIRE(checked.code == ExitCode::ok);
    CHECK(KeptJson::parse(checked.out).at("entries") == 20);
    CHECK(say({"store", "check", data}).out.starts_with("sound: 20 entries"));

    auto const file = (folder.path / "world.jsonl").string();
    CHECK(say({"store", "export", data, "--out", file}).code == ExitCode::ok);
    auto const copy = (folder.path / "copy").string();
    CHECK(say({"store", "import", copy, file}).code == ExitCode::ok);
    CHECK(say({"store", "check", copy, "--json"}).out == checked.out);
    CHECK(say({"store", "import", copy, file}).code == ExitCode::usage);
    CHECK(say({"store", "import", (folder.path / "x").string(), file + ".gone"}).code == ExitCode::usage);

    auto const missing = say({"store", "check", (folder.path / "nowhere").string()});
    CHECK(missing.code == ExitCode::invalid_files);
    CHECK(missing.err.find("is not there") != std::string::npos);
    auto const holder = open_store(data);
    auto const busy = say({"store", "check", data});
    CHECK(busy.code == ExitCode::infrastructure);
    CHECK(busy.err.find("another process") != std::string::npos);
    CHECK(say({"serve", "--data", data}).code == ExitCode::infrastructure);
    CHECK(say({"serve", "--data", copy, "--seed", "7"}).err.find("--seed 7") != std::string::npos);
    auto const file_of_another = (folder.path / "another.yaml").string();
    std::ofstream{file_of_another} << small_world_text << "name: Another\n";
    auto const another = say({"serve", file_of_another, "--data", copy});
    CHECK(another.code == ExitCode::invalid_files);
    CHECK(another.err.find("keeps another world") != std::string::npos);
    CHECK(say({"serve", "--data", "postgres://x"}).code == ExitCode::usage);
}

}  // namespace lockstep::harness
