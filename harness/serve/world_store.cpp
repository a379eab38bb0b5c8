#include "harness/serve/world_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "runtime/zone.hpp"

namespace lockstep::harness {
namespace {

namespace fs = std::filesystem;

using stores::JournalEntry;

using NoteJson = nlohmann::json;

constexpr std::string_view world_note = "world";
constexpr std::string_view zones_note = "zones";

bool is_real(ClockMode mode) { return mode.factor == 1; }

}  // namespace

api::Receivers receivers_of(WorldOrigin const& origin) {
    return origin.tells_anybody ? api::Receivers::anywhere : api::Receivers::this_machine;
}

Result<std::unique_ptr<WorldStore>, stores::StoreError> WorldStore::open(fs::path const& folder,
                                                                         stores::JournalOptions const& options) {
    if (options.may_create) {
        std::error_code problem;
        if (fs::create_directories(folder, problem) && !problem) fs::permissions(folder, fs::perms::owner_all, problem);
        if (problem)
            return failure(Error{
                stores::Trouble::not_writable,
                fmt::format("{} cannot be made ({}); choose another folder", folder.string(), problem.message())});
    }
    auto journal = stores::Journal::open(file_in(folder), options);
    if (!journal) return failure(journal.error());
    return std::unique_ptr<WorldStore>{new WorldStore{std::move(journal).value()}};
}

std::optional<WorldOrigin> WorldStore::origin() const {
    auto const note = journal_.note(world_note);
    if (!note) return std::nullopt;
    auto const json = NoteJson::parse(*note, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    WorldOrigin origin;
    origin.text = json.value("text", "");
    origin.name = json.value("name", "");
    origin.digest = json.value("digest", "");
    origin.regime = json.value("regime", "");
    origin.seed = json.value("seed", std::uint64_t{1});
    origin.epoch = Instant{Duration{json.value("epoch", std::int64_t{0})}};
    origin.tells_anybody = json.value("tells_anybody", false);
    return origin;
}

WorldStore::Done WorldStore::begin(WorldOrigin const& origin) {
    NoteJson const json{{"text", origin.text},
                        {"name", origin.name},
                        {"digest", origin.digest},
                        {"regime", origin.regime},
                        {"seed", origin.seed},
                        {"epoch", microseconds(origin.epoch)},
                        {"tells_anybody", origin.tells_anybody}};
    auto const text = json.dump(-1, ' ', false, NoteJson::error_handler_t::replace);
    if (auto written = journal_.write_note(world_note, text); !written) return written;
    if (auto written = journal_.write_note(zones_note, tz_version()); !written) return written;
    return journal_.commit();
}

Result<std::uint64_t, stores::StoreError> WorldStore::fold(
    ServedWorld& world, std::function<void(std::uint64_t, std::uint64_t)> const& progress) {
    std::string problem;
    std::uint64_t done = 0;
    auto const take = [&](JournalEntry const& entry) {
        auto action = parse_action(entry.kind, entry.payload, world.scenario());
        auto replayed = Result<void, std::string>{success};
        if (!action)
            replayed = failure(action.error());
        else
            replayed = world.replay({entry.at, entry.real_at, entry.played, std::move(action).value()}, entry.state);
        if (!replayed) {
            auto const zones = journal_.note(zones_note).value_or("");
            auto const told = zones == tz_version() ? std::string{}
                                                    : fmt::format("; it was written with time zones {}, here are {}",
                                                                  zones, tz_version());
            problem = fmt::format(
                "{}: entry {} ({}) does not lead where it led: {}{}; go on with the version of Lockstep that wrote it, "
                "or choose another folder",
                journal_.path().string(), entry.number, entry.kind, replayed.error(), told);
            return false;
        }
        ++done;
        if (progress) progress(done, journal_.entries());
        return true;
    };
    if (auto read = journal_.each(take); !read) return failure(read.error());
    if (!problem.empty()) return failure(Error{stores::Trouble::damaged, problem});
    return done;
}

void WorldStore::take_up(ServedWorld& world, std::optional<ClockMode> mode, Instant real_now) {
    scenario_ = &world.scenario();
    world.listen(*this);
    auto const before = world.clock().mode();
    auto const after = mode.value_or(before);
    auto const stands = world.world().now();
    auto const shows = is_real(before) ? std::max(stands, world.clock().now(real_now)) : stands;
    if (journal_.entries() == 0 || !is_real(before) || !is_real(after)) world.apply(ClockSet{after, shows}, real_now);
    for (auto const exchange : world.left_waiting())
        world.apply(PollReleased{exchange}, real_now);
}

WorldStore::Done WorldStore::write(OutsideInput const& input, std::uint64_t state) {
    // A world that begins anew does not follow from what was before.
    if (std::holds_alternative<WorldReset>(input.action))
        if (auto forgotten = journal_.forget_entries(); !forgotten) return forgotten;
    return journal_.append({.at = input.at,
                            .real_at = input.real_at,
                            .played = input.played,
                            .state = state,
                            .kind = std::string{kind_of(input.action)},
                            .payload = text_of(input.action, *scenario_)});
}

void WorldStore::heard(OutsideInput const& input, std::uint64_t state) {
    dirty_ = true;
    if (trouble_) return;
    if (auto written = write(input, state); !written) trouble_ = written.error();
}

WorldStore::Done WorldStore::commit() {
    if (!trouble_)
        if (auto committed = journal_.commit(); !committed) trouble_ = committed.error();
    if (trouble_) return failure(*trouble_);
    dirty_ = false;
    return success;
}

}  // namespace lockstep::harness
