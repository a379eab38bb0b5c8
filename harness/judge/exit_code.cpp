#include "harness/judge/exit_code.hpp"

namespace lockstep::harness {
namespace {

int rank(ExitCode code) {
    switch (code) {
        case ExitCode::ok:
            return 0;
        case ExitCode::incomplete:
            return 1;
        case ExitCode::infrastructure:
            return 2;
        case ExitCode::expectation_failed:
            return 3;
        case ExitCode::stalled:
            return 4;
        case ExitCode::not_deterministic:
            return 5;
        case ExitCode::invariant_broken:
            return 6;
        case ExitCode::invalid_files:
            return 7;
        case ExitCode::usage:
            return 8;
    }
    return 8;
}

}  // namespace

ExitCode worse(ExitCode a, ExitCode b) { return rank(a) < rank(b) ? b : a; }

std::string_view name_of(ExitCode code) {
    switch (code) {
        case ExitCode::ok:
            return "ok";
        case ExitCode::usage:
            return "usage";
        case ExitCode::invalid_files:
            return "invalid-files";
        case ExitCode::expectation_failed:
            return "expectation-failed";
        case ExitCode::invariant_broken:
            return "invariant-broken";
        case ExitCode::stalled:
            return "stalled";
        case ExitCode::not_deterministic:
            return "not-deterministic";
        case ExitCode::infrastructure:
            return "infrastructure";
        case ExitCode::incomplete:
            return "incomplete";
    }
    return "";
}

}  // namespace lockstep::harness
