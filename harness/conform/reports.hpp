// A result of checks in the forms that people and programs want it in. Equal results give equal bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/conform/options.hpp"
#include "harness/conform/result.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

struct ConformTextOptions {
    bool colour = false;
    bool all = false;  // also what passed and what is not supported
};
std::string conform_text(ConformResult const& result, ConformTextOptions options);
std::string conform_json(ConformResult const& result);
std::string conform_junit(ConformResult const& result);
std::string conform_html(ConformResult const& result);
// A table with a row a section: what holds, and what does not, by profile.
std::string conform_matrix(ConformResult const& result);
// The same sections with a column a run: this one, and those whose JSON reports are given. Fails with what is wrong.
Result<std::string, std::string> conform_comparison(ConformResult const& result,
                                                    std::vector<std::string> const& beside);
// For a README: `open API | core 77/77`.
std::string conform_badge(ConformResult const& result);

// The kinds of `--report KIND=FILE`.
bool is_report(std::string_view kind);
std::string report_words();
std::optional<std::string> report_of(std::string_view kind, ConformResult const& result);

// What would be checked.
std::string checks_text(ConformOptions const& options);
std::string checks_json(ConformOptions const& options);

}  // namespace lockstep::harness
