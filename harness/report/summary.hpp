// The sums of a whole run, collected case by case, and their words.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/judge/case_result.hpp"
#include "harness/report/paint.hpp"

namespace lockstep::harness {

struct RunSummary {
    std::uint64_t runs = 0;  // case x seed
    std::uint64_t passed = 0;
    std::uint64_t failed = 0;
    std::uint64_t expected_failures = 0;
    std::uint64_t unsupported = 0;
    std::uint64_t warnings = 0;
    std::set<std::string> files;
    std::vector<std::string> failed_ids;  // with their seeds, the first few
    std::map<std::string, std::uint64_t> reached;
    Totals totals;   // sums; peaks are the highest of any case
    StateHash hash;  // of all traces, in order
    ExitCode exit = ExitCode::ok;
    std::vector<std::string> workloads;  // a paragraph each

    void add(CaseResult const& result);
    // After the last case: nothing ran, or nothing that counts.
    void close();
};

// A paragraph about one workload: codes, transitions, provider calls, exposure, peaks.
std::string workload_text(CaseResult const& result);

// The summary of a run as a person reads it. No clock was asked for any of it: equal runs, equal bytes.
std::string summary_text(RunSummary const& summary, Paint const& paint = Paint{});

// "virtual time 412d in 1.9s: ..." - the one line about real time, kept apart from all that is compared.
std::string pace_text(Duration virtual_time, double real_seconds);

// 1234567 as "1,234,567".
std::string grouped(std::uint64_t number);

}  // namespace lockstep::harness
