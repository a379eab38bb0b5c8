#include "harness/report/console.hpp"

#include <algorithm>
#include <ostream>

#include "harness/report/case_text.hpp"
#include "harness/report/summary.hpp"

namespace lockstep::harness {

void ConsoleReporter::begins(std::size_t runs) { runs_ = runs; }

void ConsoleReporter::case_over(CaseResult const& result) {
    ++done_;
    if (result.outcome == CaseOutcome::failed) ++failed_;
    std::string const text = case_text(result, extra_options_, paint_);
    if (!text.empty()) {
        progress_.clear();
        // One-liners stand together, whatever is longer stands apart.
        bool const is_long = std::count(text.begin(), text.end(), '\n') > 1;
        if (said_anything_ && (is_long || last_was_long_)) out_ << "\n";
        out_ << text << std::flush;
        said_anything_ = true;
        last_was_long_ = is_long;
    }
    progress_.show(done_, runs_, failed_, result.id);
}

void ConsoleReporter::run_over(RunSummary const& summary) {
    progress_.clear();
    if (said_anything_) out_ << "\n";
    out_ << summary_text(summary, paint_) << std::flush;
}

}  // namespace lockstep::harness
