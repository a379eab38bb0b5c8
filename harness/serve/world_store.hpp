// A served world on disk: what it is made of, and the journal of all that was done to it from outside.
//
// It listens to the world; what it hears is durable after commit(), and until then no answer may leave that depends on
// it. A world that stands at its start becomes the kept one by fold().
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/clock/simulated_clock.hpp"
#include "harness/serve/served_world.hpp"
#include "runtime/result.hpp"
#include "stores/journal.hpp"

namespace lockstep::harness {

// What a world is made of, beside its inputs.
struct WorldOrigin {
    std::string text;    // of its file; empty when it was made of several
    std::string name;    // of its file
    std::string digest;  // of all its texts
    std::string regime;  // empty: as the file says
    std::uint64_t seed = 1;
    Instant epoch{};
    bool tells_anybody = false;  // webhooks may be on other machines
};

api::Receivers receivers_of(WorldOrigin const& origin);

class WorldStore final : public InputListener {
  public:
    using Error = stores::StoreError;
    using Done = Result<void, Error>;

    static std::filesystem::path file_in(std::filesystem::path const& folder) { return folder / "lockstep.db"; }
    // Makes the folder as well, for nobody else to read: requests carry keys.
    static Result<std::unique_ptr<WorldStore>, Error> open(std::filesystem::path const& folder,
                                                           stores::JournalOptions const& options = {});

    std::optional<WorldOrigin> origin() const;  // nothing: no world is kept here yet
    Done begin(WorldOrigin const& origin);

    // Plays the journal to a world at its start; `progress` hears how many of how many entries are done. The number of
    // entries.
    Result<std::uint64_t, Error> fold(ServedWorld& world,
                                      std::function<void(std::uint64_t, std::uint64_t)> const& progress = {});
    // Keeps what happens from now on. The clock goes on: real ones by real time, others where they stood, `mode` if one
    // is given. Whoever waited at a vendor waits no more.
    void take_up(ServedWorld& world, std::optional<ClockMode> mode, Instant real_now);

    void heard(OutsideInput const& input, std::uint64_t state) override;
    bool dirty() const { return dirty_; }
    Done commit();

    stores::Journal& journal() { return journal_; }
    stores::Journal const& journal() const { return journal_; }

  private:
    explicit WorldStore(stores::Journal journal) : journal_(std::move(journal)) {}
    Done write(OutsideInput const& input, std::uint64_t state);

    stores::Journal journal_;
    Scenario const* scenario_ = nullptr;
    bool dirty_ = false;
    std::optional<Error> trouble_;  // the first; nothing is kept after it
};

}  // namespace lockstep::harness
