// How quickly a world is kept, and how quickly it is there again (stores/, harness/serve/world_store.hpp).
//
// Item: one creation of an access code, far in the future. Real time, since a commit waits for the disk.
//   durable/bare_sqlite/N   a loop of inserts as large as such an input, N to a transaction: WAL, synchronous FULL
//   durable/journal/N       the same through the journal: numbers, digests
//   durable/lockstep/N      a served world: the request is read, judged, acted on and written down, N to a commit
//   restart/lockstep/N      a world whose journal holds N creations is folded, from opening the file
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "bench/ratio_report.hpp"
#include "harness/scenario/load.hpp"
#include "harness/serve/served_world.hpp"
#include "harness/serve/world_store.hpp"

namespace lockstep::bench {
namespace {

using harness::ApiCall;
using harness::Case;
using harness::ServedWorld;
using harness::WorldStore;

constexpr Instant somewhen{std::chrono::hours{500'000}};
constexpr std::size_t doors = 1'000;

struct Folder {
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "lockstep-bench-XXXXXX").string();
        path = mkdtemp(pattern.data());
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    std::filesystem::path path;
};

Case hotel() {
    std::string text = "schema: world/v1\nproviders: { maker: { vendor: open, code: { slots: 10000 } } }\ndevices:\n";
    for (std::size_t i = 0; i < doors; ++i)
        text += fmt::format("  door-{}: {{ provider: maker }}\n", i);
    auto loaded = harness::load_text(text, "hotel.yaml", {.kind = harness::FileKind::world});
    return std::move(loaded.cases.at(0));
}

http::Request creation(ServedWorld const& world, std::size_t number) {
    auto const body = fmt::format(
        R"({{"device_id":"{}","name":"stay {}","code":"{}","starts_at":"2030-10-01T15:00:00Z","ends_at":"2030-10-04T11:00:00Z"}})",
        world.device_id_text(number % doors), number, 100'000 + number / doors);
    auto request = http::json_request(http::Method::post, "/access_codes/create", body);
    http::set_bearer(request.headers, world.scenario().api_keys.front().key);
    request.headers.add("host", "127.0.0.1:4300");
    request.headers.add("connection", "keep-alive");
    http::set_bearer(request.headers, world.scenario().api_keys.front().key);
    return request;
}

std::unique_ptr<WorldStore> store_in(Folder const& folder) { return std::move(WorldStore::open(folder.path)).value(); }

// What a creation is in the journal.
std::string typical_payload(ServedWorld const& world) {
    return text_of(harness::OutsideAction{ApiCall{creation(world, 0)}}, world.scenario());
}

void bare_sqlite(benchmark::State& state, std::int64_t batch) {
    Folder const folder;
    ServedWorld const world{hotel(), 1, {0}, somewhen};
    auto const payload = typical_payload(world);
    sqlite3* database = nullptr;
    sqlite3_stmt* insert = nullptr;
    sqlite3_open((folder.path / "bare.db").c_str(), &database);
    auto const run = [&](char const* sql) { sqlite3_exec(database, sql, nullptr, nullptr, nullptr); };
    run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    run("CREATE TABLE entry (number INTEGER PRIMARY KEY, at INTEGER, payload BLOB)");
    sqlite3_prepare_v2(database, "INSERT INTO entry VALUES (?, ?, ?)", -1, &insert, nullptr);
    std::int64_t number = 0;
    for (auto _ : state) {
        run("BEGIN");
        for (std::int64_t i = 0; i < batch; ++i) {
            sqlite3_bind_int64(insert, 1, ++number);
            sqlite3_bind_int64(insert, 2, number);
            sqlite3_bind_blob(insert, 3, payload.data(), static_cast<int>(payload.size()), SQLITE_STATIC);
            sqlite3_step(insert);
            sqlite3_reset(insert);
        }
        run("COMMIT");
    }
    sqlite3_finalize(insert);
    sqlite3_close(database);
    state.SetItemsProcessed(state.iterations() * batch);
}

void journal(benchmark::State& state, std::int64_t batch) {
    Folder const folder;
    ServedWorld const world{hotel(), 1, {0}, somewhen};
    stores::JournalEntry const entry{
        .at = somewhen, .real_at = somewhen, .kind = "api", .payload = typical_payload(world)};
    auto store = store_in(folder);
    for (auto _ : state) {
        for (std::int64_t i = 0; i < batch; ++i)
            if (!store->journal().append(entry)) state.SkipWithError("not written");
        if (!store->journal().commit()) state.SkipWithError("not committed");
    }
    state.SetItemsProcessed(state.iterations() * batch);
}

void keep(ServedWorld& world, WorldStore& store, std::size_t& number, std::size_t count, benchmark::State& state) {
    for (std::size_t i = 0; i < count; ++i)
        if (!world.apply(ApiCall{creation(world, number++)}, somewhen).ok()) state.SkipWithError("refused");
    if (!store.commit()) state.SkipWithError("not committed");
}

void lockstep_keeps(benchmark::State& state, std::int64_t batch) {
    Folder const folder;
    ServedWorld world{hotel(), 1, {0}, somewhen};
    auto store = store_in(folder);
    store->take_up(world, std::nullopt, somewhen);
    std::size_t number = 0;
    for (auto _ : state)
        keep(world, *store, number, static_cast<std::size_t>(batch), state);
    state.SetItemsProcessed(state.iterations() * batch);
    state.counters["bytes/entry"] = static_cast<double>(typical_payload(world).size());
}

void restart(benchmark::State& state, std::int64_t codes) {
    Folder const folder;
    auto const count = static_cast<std::size_t>(codes);
    {
        ServedWorld world{hotel(), 1, {0}, somewhen};
        auto store = store_in(folder);
        store->take_up(world, std::nullopt, somewhen);
        for (std::size_t number = 0; number < count;)
            keep(world, *store, number, 1'000, state);
    }
    for (auto _ : state) {
        ServedWorld world{hotel(), 1, {0}, somewhen};
        auto store = store_in(folder);
        if (!store->fold(world)) state.SkipWithError("another world");
        if (world.world().engine().live_codes() != count) state.SkipWithError("codes are missing");
    }
    state.SetItemsProcessed(state.iterations() * codes);
    auto const bytes = std::filesystem::file_size(WorldStore::file_in(folder.path));
    state.counters["file bytes/code"] = static_cast<double>(bytes) / static_cast<double>(count);
}

}  // namespace
}  // namespace lockstep::bench

int main(int argc, char** argv) {
    using namespace lockstep::bench;
    for (std::int64_t const batch : {1, 100, 1'000}) {
        auto const add = [batch](char const* structure, auto run) {
            benchmark::RegisterBenchmark(fmt::format("durable/{}/{}", structure, batch).c_str(), run, batch)
                ->UseRealTime();
        };
        add("bare_sqlite", bare_sqlite);
        add("journal", journal);
        add("lockstep", lockstep_keeps);
    }
    for (std::int64_t const codes : {100'000, 1'000'000})
        benchmark::RegisterBenchmark(fmt::format("restart/lockstep/{}", codes).c_str(), restart, codes)
            ->Iterations(1)
            ->UseRealTime()
            ->Unit(benchmark::kMillisecond);
    return run_with_ratios(argc, argv);
}
