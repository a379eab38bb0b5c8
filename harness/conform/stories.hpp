// The stories in which checks are made: each plays with a few codes of its own, judges the checks of its sections and
// leaves the lock as it found it.
#pragma once

#include <string_view>
#include <vector>

#include "harness/conform/bench.hpp"

namespace lockstep::harness {

struct Story {
    std::vector<std::string_view> sections;  // `3.2/`
    void (*play)(Bench& bench);
    bool fills_lock = false;  // writes more than a handful of codes
};

// In the order in which they are played.
std::vector<Story> const& adapter_stories();
std::vector<Story> const& open_stories();

// What the provider at the other end can do: claims are put to the test, what is not claimed is found out.
void explore_open(Bench& bench);
void judge_claims(Bench& bench);  // last

// open_stories(), by what they are about.
void play_credentials(Bench& bench);
void play_http(Bench& bench);
void play_locks(Bench& bench);
void play_creating(Bench& bench);
void play_refused_codes(Bench& bench);
void play_updating(Bench& bench);
void play_deleting(Bench& bench);
void play_listing(Bench& bench);
void play_full_lock(Bench& bench);
void play_told_windows(Bench& bench);
void play_kept_windows(Bench& bench);
void play_events(Bench& bench);
void play_idempotency(Bench& bench);

}  // namespace lockstep::harness
