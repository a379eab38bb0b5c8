// One careful run a lock: a code of our own that says so, as long as the run lasts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/conform/bench.hpp"

namespace lockstep::harness {

class Marker {
  public:
    explicit Marker(Bench& bench);

    // Fails with a sentence when another run is at work here, or has left codes behind, or when nobody could tell.
    std::optional<std::string> take();
    // Takes it off again; a sentence when it stayed.
    std::optional<std::string> give_back();

  private:
    bool is_foreign_run(engine::ListedCode const& code) const;

    Bench& bench_;
    std::string name_;
    // By length, and the same for every run on this lock: where no names are told, the lock keeps the second one off.
    std::vector<std::string> pins_;
    std::string ref_;
};

// Whether a code was written by this tool, as far as its name tells.
bool is_own_name(std::string_view name);

}  // namespace lockstep::harness
