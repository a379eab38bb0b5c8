// Any bytes as a scenario: resolved cases or diagnostics, bounded in time and memory, and nothing in them that could
// steer a terminal.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/load.hpp"
#include "harness/scenario/source.hpp"

namespace {

using namespace lockstep::harness;

void require(bool holds) {
    if (!holds) std::abort();
}

bool harmless(std::string const& text) {
    bool const steers = std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == '\x7f';
    });
    return !steers && utf8_valid_length(text) == text.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string const text{reinterpret_cast<char const*>(data), size};

    LoadOptions options;
    options.workloads = false;  // the bytes may name files; none is opened for them
    auto const report = load_text(text, "fuzz.yaml", options);

    // Neither nothing nor both: a text is accepted, or somebody says why it is not.
    require(report.ok() != report.cases.empty());
    for (auto const& each : report.diagnostics) {
        require(!each.message.empty() && !each.rule.empty());
        require(each.span.line <= static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
    }
    for (auto const format : {DiagnosticFormat::text, DiagnosticFormat::github, DiagnosticFormat::sarif}) {
        auto const shown = render(report.diagnostics, report.sources, format);
        require(harmless(shown) && (report.ok() || !shown.empty()));
    }
    return 0;
}
