// Diagnostics for machines: GitHub's annotation commands and SARIF.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/diagnostic.hpp"

namespace lockstep::harness {

// `::error file=...,line=...::message`, one line each.
std::string render_github(std::vector<Diagnostic> const& diagnostics);

// SARIF 2.1.0, one run.
std::string render_sarif(std::vector<Diagnostic> const& diagnostics);

}  // namespace lockstep::harness
