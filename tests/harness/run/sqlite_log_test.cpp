// A restart that makes the engine again from what is on disk: every story is the same as with the engine kept in
// memory.
#include "harness/run/sqlite_log.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/run/engine_input_bytes.hpp"
#include "harness/run/run_case.hpp"
#include "harness/scenario/load.hpp"
#include "harness/world/engine_hash.hpp"
#include "stores/sqlite.hpp"
#include "tests/catch.hpp"
#include "tests/harness/world/small_case.hpp"
#include "tests/temporary_folder.hpp"

namespace lockstep::harness {
namespace {

std::vector<EngineInput> one_of_each() {
    http::Request request{http::Method::patch, "/access_codes/update?x=%20", {}, "{\"name\":\"\xff\"}"};
    request.headers.add("content-type", "application/json");
    engine::StoredRecord const record{*engine::Pin::parse("0042"), {Instant{3s}, never}, "a stranger's \xc3( name"};
    engine::CreateCode create;
    create.device.value = 7;
    create.name = "stay-1";
    create.window = {Instant{1s}, Instant{2s}};
    engine::Answer answer;
    answer.call.value = 1ULL << 60;
    answer.verdict = engine::Verdict::refused;
    answer.refusal = engine::Refusal::rate_limited;
    answer.retry_after = 7s;
    answer.pin_known = false;
    answer.vendor_ref = "ac_1";
    answer.record = record;
    answer.listed = {{"ac_2", record, engine::ListedState::removing}, {"", {}, engine::ListedState::active}};
    engine::Push push;
    push.account.value = 1;
    push.device.value = 2;
    push.what = engine::Push::What::failed_to_remove;
    push.vendor_ref = "ac_3";
    push.record = record;
    push.refusal = engine::Refusal::no_space;
    engine::Notice const notice{engine::Notice::What::account_disconnected, engine::AccountId{3}, {}};
    api::DoorNews news;
    news.device.value = 8;
    news.what = api::DoorHappening::access_denied;
    news.method = api::DoorMethod::keycode;
    news.denial = api::Denial::expired_code;
    news.code = {9, 10};
    news.pin = "12\xff";
    news.attempt.value = 11;
    news.at = Instant{4s};
    std::vector<HandMove> const moves{
        {{news, news}, {}, {}, api::NotAdded::no_room}, {{}, news, {}, {}}, {{}, {}, answer.listed[0], {}}};
    return {AskedRequest{request, moves},
            create,
            engine::DeleteCode{{4, 5}},
            answer,
            push,
            notice,
            TimerDue{},
            engine::DeviceId{6},
            engine::AccountId{7},
            Restarted{},
            news,
            AttemptEnded{api::DeviceAttemptId{12}, api::AttemptFailure{"device_offline", "It is."}}};
}

RunRecord played(Case const& one, Store store) {
    RunOptions options;
    options.world = world_options_for(one);
    options.store = store;
    return run_case(one, 1, options);
}

std::uint64_t hash_of(engine::Engine const& engine) {
    StateHash hash;
    hash_engine(engine, hash);
    return hash.value();
}

// Somebody at work on a closed journal.
void edit(std::filesystem::path const& path, std::string const& sql) {
    stores::Database database{path};
    REQUIRE(database.open(false).ok());
    REQUIRE(database.execute(sql).ok());
}
std::string const drop_last_entry = "DELETE FROM entry WHERE number = (SELECT max(number) FROM entry)";

// A store whose file somebody edits between a crash and the recovery.
class EditedLog final : public EngineLog {
  public:
    explicit EditedLog(std::string sql) : kept_(SqliteLog::open().value()), sql_(std::move(sql)) {}
    void begins(EngineAndApi start) override { kept_->begins(std::move(start)); }
    void takes(EngineInput const& input, Instant now) override { kept_->takes(input, now); }
    void waits() override { kept_->waits(); }
    void synced() override { kept_->synced(); }
    void settled() override { kept_->settled(); }
    void lost() override { kept_->lost(); }
    Result<EngineAndApi, std::string> again() override {
        kept_->close();
        edit(kept_->path(), sql_);
        return kept_->again();
    }
    std::string const& trouble() const override { return kept_->trouble(); }

  private:
    std::unique_ptr<SqliteLog> kept_;
    std::string sql_;
};

RunRecord played_on(Case const& one, EngineLog& log) {
    RunOptions options;
    options.world = world_options_for(one);
    options.world.log = &log;
    return run_case(one, 1, options);
}

Step& ask(SmallCase& built, Duration since, std::string path, std::string body = "{}") {
    return built.step(since, "http", HttpCall{"POST", std::move(path), Body{std::move(body), {}, {}}, {}});
}

// All that can come to an API besides what its engine does.
SmallCase doors_and_hands() {
    SmallCase built;
    std::string const front = R"({"device_id":"{front}"})";
    built.create(0s, "guest", "0420");
    built.press(10s, "0420", true);
    built.press(11s, "9999", false);
    ask(built, 12s, "/locks/simulate/keypad_code_entry", R"({"device_id":"{front}","code":"0420"})");
    ask(built, 13s, "/locks/simulate/manual_lock_via_keypad", front);
    ask(built, 14s, "/locks/unlock_door", front);
    ask(built, 30s, "/devices/simulate/disconnect", front);
    built.press(31s, "0420", true);  // heard of when the link is back, while that request is being answered
    ask(built, 32s, "/devices/simulate/connect", front);
    ask(built, 34s, "/access_codes/simulate/create_unmanaged_access_code",
        R"({"device_id":"{front}","code":"1357","name":"Tom"})");
    ask(built, 35s, "/connected_accounts/simulate/disconnect", R"({"connected_account_id":"{nativelock}"})");
    ask(built, 36s, "/connected_accounts/simulate/reconnect", R"({"connected_account_id":"{nativelock}"})");
    built.step(60s, "restart", RestartEngine{});
    ask(built, 61s, "/events/list", R"({"since":"2030-01-01T00:00:00Z"})");
    ask(built, 62s, "/devices/get", front);
    ask(built, 63s, "/access_codes/unmanaged/list", front);
    ask(built, 64s, "/locks/unlock_door", front);
    return built;
}

}  // namespace

TEST_CASE("engine inputs: as bytes and back, nothing is lost", "[run][store]") {
    for (auto const& input : one_of_each()) {
        auto const there = bytes_of(input);
        CAPTURE(there.kind);
        auto const back = engine_input_in(there.kind, there.bytes);
        REQUIRE(back.ok());
        CHECK(back->index() == input.index());
        CHECK(bytes_of(*back).bytes == there.bytes);
        CHECK_FALSE(there.bytes.empty());
    }
    auto const answer = std::get<engine::Answer>(one_of_each()[3]);
    auto const form = bytes_of(answer);
    auto const again = std::get<engine::Answer>(engine_input_in(form.kind, form.bytes).value());
    CHECK(again.call == answer.call);
    CHECK(again.verdict == answer.verdict);
    CHECK(again.refusal == answer.refusal);
    CHECK(again.retry_after == answer.retry_after);
    CHECK(again.pin_known == answer.pin_known);
    CHECK(again.vendor_ref == answer.vendor_ref);
    CHECK(again.record == answer.record);
    REQUIRE(again.listed.size() == 2);
    CHECK(again.listed[0].record == answer.listed[0].record);
    CHECK(again.listed[0].state == answer.listed[0].state);

    CHECK_FALSE(engine_input_in("answer", "not CBOR").ok());
    CHECK_FALSE(engine_input_in("dream", form.bytes).ok());
    CHECK_FALSE(engine_input_in("answer", form.bytes.substr(0, form.bytes.size() / 2)).ok());
}

TEST_CASE("sqlite log: what was not synced is gone, what was leads to the same engine", "[run][store]") {
    auto opened = SqliteLog::open();
    REQUIRE(opened.ok());
    auto& log = **opened;
    EngineAndApi start{engine::Engine{engine::Settings{}}, api::Api{}, true, {}};
    auto const account = start.engine.add_account();
    auto const door = start.engine.add_device(account, start.engine.add_profile(engine::Capabilities{}));
    log.begins(start);
    auto live = start;
    auto const take = [&](std::string name, Duration at) {
        engine::CreateCode command;
        command.device = door;
        command.name = std::move(name);
        log.takes(command, Instant{at});
        REQUIRE(live.take(command, Instant{at}));
    };
    take("settled", 1s);
    log.settled();
    take("synced", 2s);
    log.waits();
    take("waits", 3s);
    log.waits();
    log.synced();
    SECTION("lost") {
        log.lost();
        auto const again = log.again();
        REQUIRE(again.ok());
        CHECK(again->engine.live_codes() == 2);
        CHECK(log.again()->engine.live_codes() == 2);
    }
    SECTION("kept") {
        log.settled();
        auto const again = log.again();
        REQUIRE(again.ok());
        CHECK(again->engine.live_codes() == 3);
        CHECK(hash_of(again->engine) == hash_of(live.engine));
    }
    SECTION("the last entry dropped from the file") {
        log.settled();
        log.close();
        edit(log.path(), drop_last_entry);
        auto const again = log.again();
        REQUIRE(again.ok());
        CHECK(again->engine.live_codes() == 2);
    }
    SECTION("an entry changed in the file") {
        log.settled();
        log.close();
        edit(log.path(), "UPDATE entry SET at = at + 1 WHERE number = 2");
        auto const again = log.again();
        REQUIRE_FALSE(again.ok());
        CHECK_THAT(again.error(), Catch::Contains("entry 2"));
    }
    SECTION("the folder goes with it") {
        auto const folder = log.path().parent_path();
        CHECK(std::filesystem::exists(log.path()));
        opened->reset();
        CHECK_FALSE(std::filesystem::exists(folder));
    }
}

TEST_CASE("sqlite log: folders of killed runs are swept, those of living ones stay", "[run][store]") {
    namespace fs = std::filesystem;
    TemporaryFolder const where;
    auto const make = [&](char const* name, bool with_lock) {
        fs::create_directory(where.path / name);
        if (with_lock) std::ofstream{where.path / name / "lock"};
        return where.path / name;
    };
    auto const dead = make("lockstep-run-dead", true);
    auto const begun = make("lockstep-run-begun", false);
    auto const others = make("somebody-elses", true);
    auto const log = SqliteLog::open();
    REQUIRE(log.ok());
    fs::create_directory_symlink((*log)->path().parent_path(), where.path / "lockstep-run-alive");

    SqliteLog::sweep(where.path);

    CHECK_FALSE(fs::exists(dead));
    CHECK(fs::exists(begun));
    CHECK(fs::exists(others));
    CHECK(fs::exists(where.path / "lockstep-run-alive"));
}

TEST_CASE("scenarios with restarts: the same trace when the engine is made again from disk", "[run][store]") {
    auto const loaded = load_suite({(std::filesystem::path{LOCKSTEP_ROOT} / "scenarios" / "restart").generic_string()});
    REQUIRE(loaded.ok());
    REQUIRE(loaded.cases.size() > 10);
    for (auto const& one : loaded.cases) {
        CAPTURE(one.id);
        auto const in_memory = played(one, Store::memory);
        auto const on_disk = played(one, Store::sqlite);
        INFO(on_disk.stall);
        CHECK(on_disk.end == in_memory.end);
        CHECK(on_disk.trace.hash() == in_memory.trace.hash());
        CHECK(on_disk.world_hash == in_memory.world_hash);
    }
}

TEST_CASE("a restart goes on from the file: whoever edits that changes the run", "[run][store]") {
    SmallCase built;
    built.create(0s, "guest", "0420");
    built.create(20s, "other", "0421");
    built.step(20s, "restart", RestartEngine{});
    built.get(21s, "other").reply = reply(200);

    EditedLog untouched{"SELECT 1"};
    auto const as_it_was = played_on(built.built(), untouched);
    CHECK(as_it_was.end == RunEnd::reached);
    CHECK(failures_of(as_it_was).empty());

    // Without the second code it is another engine than there was.
    EditedLog shortened{drop_last_entry};
    auto const without = played_on(built.built(), shortened);
    CHECK(without.end == RunEnd::broken);
    CHECK_THAT(without.stall, Catch::Contains("another engine"));
    CHECK(without.world_hash != as_it_was.world_hash);

    EditedLog changed{"UPDATE entry SET at = at + 1 WHERE number = 1"};
    auto const damaged = played_on(built.built(), changed);
    CHECK(damaged.end == RunEnd::broken);
    CHECK_THAT(damaged.stall, Catch::Contains("entry 1"));
}

TEST_CASE("a restart brings back what the API knows of doors and hands", "[run][store]") {
    auto built = doors_and_hands();
    auto const in_memory = played(built.built(), Store::memory);
    auto const on_disk = played(built.built(), Store::sqlite);
    INFO(failures_of(in_memory));
    CHECK(in_memory.step_failures.empty());
    CHECK(on_disk.end == RunEnd::reached);
    CHECK(on_disk.trace.hash() == in_memory.trace.hash());
    REQUIRE(in_memory.replies.size() == on_disk.replies.size());
    for (std::size_t i = 0; i < in_memory.replies.size(); ++i) {
        CAPTURE(in_memory.replies[i].step);
        CHECK(on_disk.replies[i].body == in_memory.replies[i].body);
    }
    // What no engine knows is in the file too, and a hole where it stood is found.
    EditedLog deaf{"DELETE FROM entry WHERE kind = 'door'"};
    auto const without = played_on(built.built(), deaf);
    CHECK(without.end == RunEnd::broken);
    CHECK_THAT(without.stall, Catch::Contains("entry"));
}

}  // namespace lockstep::harness
