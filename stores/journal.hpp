// A journal on disk: numbered entries in the order in which they were written, durable once they are committed, and a
// few notes about the whole.
//
//     auto opened = Journal::open("data/lockstep.db", {});
//     opened->append({.at = now, .kind = "press", .payload = "..."});
//     opened->commit();   // whoever waited for it may be answered now
//
// One process at a time has it open. After a crash everything that was committed is there, and nothing else. Each entry
// is sealed with a digest of itself and of the one before it, so that a byte that is not as it was written is found.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/result.hpp"
#include "runtime/time.hpp"
#include "stores/store_error.hpp"

namespace lockstep::stores {

struct JournalEntry {
    std::uint64_t number = 0;  // from 1; given by append()
    Instant at{};              // simulated time
    Instant real_at{};
    std::uint64_t played = 0;  // so many things had happened by themselves before it
    std::uint64_t state = 0;   // a hash of what it met
    std::string kind;
    std::string payload;

    friend bool operator==(JournalEntry const&, JournalEntry const&) = default;
};

struct JournalOptions {
    bool may_create = true;
    bool waits_for_disk = true;   // false: what was committed outlives the process, not the machine
    std::uint64_t pages_max = 0;  // of 4 KiB in the file; 0: as many as the disk has room for
};

class Journal {
  public:
    static Result<Journal, StoreError> open(std::filesystem::path const& path, JournalOptions const& options);
    Journal(Journal&&) noexcept;
    Journal& operator=(Journal&&) noexcept;
    ~Journal();  // what was not committed is gone

    // Changes since the last commit stand together or not at all.
    Result<void, StoreError> append(JournalEntry const& entry);
    Result<void, StoreError> write_note(std::string_view name, std::string_view value);
    Result<void, StoreError> forget_entries();  // numbers go on where they were
    Result<void, StoreError> commit();          // after a failure nothing since the commit before is there
    void roll_back();

    std::optional<std::string> note(std::string_view name) const;
    std::uint64_t last_number() const;  // 0: there has never been an entry
    std::uint64_t entries() const;      // that are there

    // Hands over every entry until one is refused. Fails at the first that is not as it was written.
    Result<void, StoreError> each(std::function<bool(JournalEntry const&)> const& take) const;

    std::filesystem::path const& path() const;

  private:
    class Impl;
    explicit Journal(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::stores
