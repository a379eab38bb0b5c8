// What the command tells its caller in one number, and which of two troubles it tells when both happened.
#pragma once

#include <cstdint>
#include <string_view>

namespace lockstep::harness {

enum class ExitCode : std::uint8_t {
    ok = 0,
    usage = 1,               // the command line is wrong
    invalid_files = 2,       // a file does not load; nothing was run
    expectation_failed = 3,  // also: reply, press, unused fault, XPASS, a change after a refusal
    invariant_broken = 4,
    stalled = 5,            // a run did not come to its end
    not_deterministic = 6,  // two runs of one case differ
    infrastructure = 7,     // the machine, not the case: safe to retry
    incomplete = 8,         // nothing ran, or nothing but unsupported cases
};

// The more serious of two. A broken invariant beats all else that a run can show: whatever the story was, the promise
// is not kept. After it come what makes results doubtful (not deterministic, stalled), then failed expectations, then
// troubles of the machine.
ExitCode worse(ExitCode a, ExitCode b);

std::string_view name_of(ExitCode code);  // "expectation-failed"

constexpr int number(ExitCode code) { return static_cast<int>(code); }

}  // namespace lockstep::harness
