// What the cloud believes about the PINs of its locks: who has one, at which stage of its life it is, and when the
// cloud hears of what the lock has done. The lock itself may be ahead of that, or of another opinion.
//
//            load                    lock done                     delete             lock done
//   (none) ------> creating ------------------> idle ------------------> deleting ------------> (none)
//                     |                        | |  ^
//                     |        update, updating' |  '--- enabling <- enable -.
//                     |                          '----- disable, disabling -> disabled
//                     '---- work that a lock swallowed stays here until the cloud gives it up
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/august/protocol_messages.hpp"
#include "providers/august/protocol_schedule.hpp"
#include "runtime/hash.hpp"
#include "runtime/time.hpp"
#include "sim/cloud.hpp"

namespace lockstep::providers::august {

// What never got to the lock is given up after this.
inline constexpr Duration delivery_patience{5min};

enum class Stage : std::uint8_t { idle, creating, updating, disabling, disabled, enabling, deleting };
bool waits_for_lock(Stage stage);

struct PinRecord {
    sim::Key key = 0;  // 0 while nothing of it is on the lock or on the way there
    std::string id;
    std::string user_id;
    std::string partner_id;
    PersonName person;
    bool unverified = true;
    AccessType access = AccessType::always;
    std::string times;
    std::string recurrence;
    std::optional<Recurrence> weekly;
    sim::Record sent;  // what was handed to the lock
    std::uint32_t slot = 0;
    Instant created_at = always;
    Instant updated_at = always;
    Instant loaded_at = always;

    Stage stage = Stage::idle;
    std::uint64_t job = 0;      // of the stage; 0: the lock never got it
    Instant heard_at = never;   // when the cloud hears that the job is done
    bool behind = false;        // not handed to the lock before an older PIN is gone
    std::string webhook;        // who wants to know
    bool from_outside = false;  // and whether that is somebody from outside
    PinAction action = PinAction::load;
    Instant gone_at = never;  // finite: only kept for reads that answer old news
    bool spent = false;       // a one-time PIN that has opened the door

    bool gone() const { return gone_at != never; }
    void hash(StateHash& hash) const;
};

// The PINs of one lock.
class PinBook {
  public:
    // Whether the removal that this record waits for is still going on.
    bool is_behind(PinRecord const& record) const;

    // What the cloud hears by `now`; those records are appended to `heard`.
    void hear_due(Instant now, std::vector<PinRecord>& heard);
    // The same, and what else the lock and people have done: `lock` is null when it has left the account. Not before
    // all that a lock has finished in an instant was told, because work that is open no more counts as forgotten.
    void follow(sim::Lock const* lock, std::uint32_t number, Instant now, std::vector<PinRecord>& heard);

    PinRecord* by_user(std::string_view partner_id, std::string_view user_id);
    PinRecord* by_job(std::uint64_t job);
    PinRecord const* by_key(sim::Key key) const;  // also of what is gone
    PinRecord const* by_pin(std::string_view pin) const;
    bool pin_taken(std::string_view pin, PinRecord const* other_than) const;
    std::size_t count() const;
    std::uint32_t free_slot() const;
    Instant next_due() const;

    PinRecord& add(PinRecord record);
    void bury(PinRecord& record, Instant now);

    std::vector<PinRecord>& records() { return records_; }
    std::vector<PinRecord> const& records() const { return records_; }
    void hash(StateHash& hash) const;

  private:
    void hear(PinRecord& record, Instant now);
    void forget_old_graves();

    std::vector<PinRecord> records_;  // in order of arrival, the gone ones among them
};

// The first time span of a weekly schedule that is not over at `now`, by the wall clock at the lock.
Bounds next_occurrence(Recurrence const& weekly, std::string_view zone, Instant now);

// Ids that mean nothing to a client, made from a number.
std::string object_id(std::uint64_t number);           // 24 hexadecimal digits
std::string uuid_of(char kind, std::uint64_t number);  // a uuid's text

}  // namespace lockstep::providers::august
