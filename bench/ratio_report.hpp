// Prints what Google Benchmark prints, then the ratios: each baseline's time over ours, measured in the same run.
//
// Benchmarks that want to be compared are called "workload/structure/size"; which structure is ours, the program says.
#pragma once

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::bench {

class RatioReporter : public benchmark::ConsoleReporter {
  public:
    explicit RatioReporter(std::string ours) : ours_(std::move(ours)) {}

    void ReportRuns(std::vector<Run> const& runs) override {
        ConsoleReporter::ReportRuns(runs);
        for (auto const& run : runs) {
            if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
            auto const name = run.run_name.function_name;
            auto const first = name.find('/');
            auto const second = name.find('/', first + 1);
            if (first == std::string::npos || second == std::string::npos) continue;
            auto const items = run.counters.find("items_per_second");
            if (items == run.counters.end()) continue;
            auto const structure = name.substr(first + 1, second - first - 1);
            auto const row = name.substr(0, first) + ", " + name.substr(second + 1);
            // With repetitions the quickest one counts: noise only ever adds.
            double const nanoseconds = 1e9 / items->second.value;
            auto& kept = times_[row].try_emplace(structure, nanoseconds).first->second;
            if (nanoseconds < kept) kept = nanoseconds;
        }
    }

    void Finalize() override {
        ConsoleReporter::Finalize();
        if (times_.empty()) return;
        fmt::print("\nRatios in this run: how many times as long the other takes for one item\n");
        for (auto const& [row, structures] : times_) {
            auto const ours = structures.find(ours_);
            if (ours == structures.end()) continue;
            fmt::print("  {:<32} {:>8.1f} ns", row, ours->second);
            for (auto const& [structure, nanoseconds] : structures)
                if (structure != ours_) fmt::print("   {} {:.1f}x", structure, nanoseconds / ours->second);
            fmt::print("\n");
        }
    }

  private:
    std::string ours_;
    std::map<std::string, std::map<std::string, double>> times_;
};

inline int run_with_ratios(int argc, char** argv, std::string ours = "lockstep") {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    RatioReporter reporter{std::move(ours)};
    benchmark::RunSpecifiedBenchmarks(&reporter);
    benchmark::Shutdown();
    return 0;
}

}  // namespace lockstep::bench
