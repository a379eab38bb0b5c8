// What a story of checks works with: the lines to the server, fresh PINs and names, and the book of verdicts.
//
// The first failure of a check stands; a pass counts only as long as there is none. What no story has judged in the end
// was not observed, for the reason that its story gave.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/conform/door.hpp"
#include "harness/conform/driver.hpp"
#include "harness/conform/options.hpp"
#include "harness/conform/result.hpp"
#include "harness/conform/server_line.hpp"
#include "runtime/random.hpp"

namespace lockstep::harness {

// Lengths of PINs that most locks take, the likeliest first.
inline constexpr std::array<std::size_t, 5> likely_pin_lengths{6, 4, 5, 7, 8};
// Names of codes that this tool writes begin so.
inline constexpr std::string_view own_name_prefix = "conform-";

class Bench {
  public:
    Bench(ServerLine& wire, ConformOptions const& options, std::vector<Check> selected);

    // --- verdicts ---
    bool wants(std::string_view number) const;             // selected, by number
    bool wants_any(std::string_view number_prefix) const;  // of a section, `3.2/`
    // Passes when it holds; otherwise fails with what was seen. Says whether it holds.
    bool expect(std::string_view number, bool holds, std::string const& otherwise);
    void fail(std::string_view number, std::string const& detail) { expect(number, false, detail); }
    void pass(std::string_view number) { expect(number, true, {}); }
    void unsupported(std::string_view number_prefix, std::string const& why);
    // For all that begin so and are not judged yet: why nobody could see.
    void unobserved(std::string_view number_prefix, std::string const& why);
    bool failed(std::string_view number) const;
    std::vector<CheckOutcome> outcomes() const;
    std::size_t judged() const;
    std::size_t failures() const;

    // --- material ---
    std::string new_pin();  // of a length that the lock takes, not used before in this run, nor known to be on the lock
    std::string new_name(std::string_view what);
    std::string new_key();  // of idempotency; unlike those of every earlier run
    // How long to wait for a lock: less, once it has been waited for in vain a few times.
    Duration deadline() const;
    void waited(bool in_vain) { vain_waits_ += in_vain ? 1 : 0; }
    Duration first_nap() const;  // until the first read-back is made again
    Instant now() const { return wire.now(); }
    void avoid_pin(std::string const& pin) { used_pins_.insert(pin); }

    ServerLine& wire;
    ConformOptions const& options;
    std::string lock;
    std::unique_ptr<Driver> driver;
    std::unique_ptr<Door> door;

    // What the provider can do, as claimed or else as found.
    bool native = false;
    bool edits = true;
    bool idempotent = false;
    bool tells_pins = true;
    std::size_t pin_length = 6;
    std::map<std::string, std::string> found;
    std::vector<std::string> notes;

    // Codes that could not be taken off again. Once they fill the lock, a failure proves nothing any more.
    void left_behind(std::string const& id);
    void no_space() { crowded_ = crowded_ || left_behind_; }

  private:
    struct Entry {
        std::optional<CheckVerdict> verdict;
        std::string detail;
    };
    Entry* entry_of(std::string_view number);

    std::vector<Check> selected_;
    std::vector<Entry> entries_;
    RandomStream random_;
    std::set<std::string> used_pins_;
    std::string run_mark_;
    std::uint64_t names_ = 0;
    int vain_waits_ = 0;
    bool left_behind_ = false;
    bool crowded_ = false;
};

}  // namespace lockstep::harness
