// What our client knows of the slots of its locks: what was listed last, and which of its own writes are on their way.
//
// The vendor's list shows neither accepted work nor digits, and nothing ties a confirmation to a command. So the client
// keeps a note of each write: it picks no slot that anybody else may have, it has one write per slot in flight, and it
// can tell in a read which entries still stand for something older.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/port.hpp"
#include "providers/smartthings/protocol_messages.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"

namespace lockstep::providers::smartthings {

// How long a lock may take: the vendor's own drivers wait no longer for an answer by radio.
inline constexpr Duration radio_patience{10s};
// A slot stays with the name it was written for so much longer, so that a late write is met by its own repeat.
inline constexpr Duration flight_memory{std::chrono::minutes{5}};
// An event of the same slot within this much of the last one tells of the same write again.
inline constexpr Duration double_event_within{5s};

class SlotBook {
  public:
    // The slot to write a new code to, noted as taken: the one that was last written for this name, one that lists it
    // already, else the lowest that is free. Nothing when there is none.
    std::optional<std::uint32_t> pick(engine::DeviceId device, LockCodes const& listed, std::string_view name,
                                      std::uint32_t codes_max, Instant now);
    // Whether any list of the lock has been seen.
    bool knows(engine::DeviceId device) const;
    // A write over a slot that is ours already, or the erasure of one, is about to leave.
    void will_write(engine::DeviceId device, std::uint32_t slot, std::string_view name, Instant now);
    void will_erase(engine::DeviceId device, std::uint32_t slot, std::string_view name, Instant now);
    // The vendor has taken it. What it never said to have taken may not be on its way at all.
    void taken(engine::DeviceId device, std::uint32_t slot);
    // The vendor refused it: nothing is on its way.
    void refused(engine::DeviceId device, std::uint32_t slot);

    // Where a code of that name is, or may soon be, by our own doing.
    std::optional<std::uint32_t> slot_of(engine::DeviceId device, std::string_view name) const;
    // Somebody else has a code in the slot that a write of ours was for: it is not ours to edit or to erase.
    bool is_lost(engine::DeviceId device, std::uint32_t slot) const;

    // A list, made into what the engine is to believe; what it proves to have failed is pushed.
    std::vector<engine::ListedCode> read(engine::DeviceId device, LockCodes const& listed, Instant now,
                                         std::vector<engine::Push>& pushes);
    // An event about one slot; nothing when it says nothing new.
    std::optional<engine::Push> heard(engine::DeviceId device, std::uint32_t slot, Change change, std::string_view name,
                                      Instant at);

    void forget() { locks_.clear(); }
    void hash(StateHash& hash) const;

  private:
    struct Flight {
        enum class Kind : std::uint8_t { store, erase } kind = Kind::store;
        std::uint32_t slot = 0;
        std::string name;
        bool fresh = false;  // store: the slot was free before, so that being listed is proof
        Instant sent_at{};
        bool taken = false;
        bool missed = false;   // erase: one list did not show the slot, or another code in it
        std::string was = {};  // erase: what the slot was called before; empty when nobody knows

        bool on_its_way(Instant now) const { return now < later_by(sent_at, radio_patience); }
    };
    struct Heard {
        std::uint32_t slot = 0;
        Instant at{};
    };
    struct LockBook {
        engine::DeviceId device;
        bool listed = false;          // once at least
        std::vector<NamedSlot> seen;  // what was listed last
        std::vector<Flight> flights;  // one a slot
        std::vector<Heard> heard;     // the last confirmation of a slot, one a slot
    };

    static bool is_anothers(Flight const& flight, std::string_view name);
    static bool was_taken(std::vector<NamedSlot> const& list, Flight const& flight);
    static Change told_of(LockBook& known, LockCodes const& listed, Flight const& flight);
    static bool is_double(LockBook& known, std::uint32_t slot, Change change, Instant at);
    static engine::Refusal reason_of(Flight const& flight);
    static engine::Push failure_of(engine::DeviceId device, Flight const& flight, engine::Refusal reason);
    LockBook& book(engine::DeviceId device);
    LockBook const* find(engine::DeviceId device) const;
    void note(engine::DeviceId device, Flight flight, Instant now);

    std::vector<LockBook> locks_;
};

}  // namespace lockstep::providers::smartthings
