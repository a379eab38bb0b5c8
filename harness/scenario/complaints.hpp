// Collects what is wrong with a suite's files while the loader walks its trees.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/source.hpp"
#include "harness/scenario/tree.hpp"

namespace lockstep::harness {

// The files of one load, numbered in the order they were opened.
struct SourceTable {
    std::vector<std::shared_ptr<Source const>> sources;

    std::string const& path(std::uint32_t file) const { return sources[file]->path(); }
    SourceSpan span(Stretch const& stretch) const {
        return {path(stretch.file), stretch.line, stretch.column, stretch.length};
    }
};

// The words beside the message: both may be empty.
struct Hints {
    std::string label;
    std::string help;
};

class Complaints {
  public:
    explicit Complaints(SourceTable const& table) : table_(&table) {}

    // At the value itself, with a note for each leg of the road by which it came.
    Diagnostic& error(Node const& where, std::string rule, std::string message, Hints hints = {});
    Diagnostic& error(Stretch const& where, std::string rule, std::string message, Hints hints = {});
    Diagnostic& warning(Node const& where, std::string rule, std::string message, Hints hints = {});

    void take(std::vector<Diagnostic> slips);

    // What is said of this file from now on gets a note that it is included there.
    void included(std::uint32_t file, Stretch const& where) { included_.emplace(file, where); }

    bool any_errors() const { return errors_ > 0; }
    std::size_t errors() const { return errors_; }
    std::vector<Diagnostic> const& all() const { return all_; }
    std::vector<Diagnostic> release() { return std::move(all_); }
    SourceTable const& table() const { return *table_; }

  private:
    Diagnostic& add(Diagnostic made);

    SourceTable const* table_;
    std::map<std::uint32_t, Stretch> included_;
    std::vector<Diagnostic> all_;
    std::size_t errors_ = 0;
};

// "declared here: front (5:3), back (6:3) and 4 more"; empty for no names. The file is named where it is another one.
struct Declared {
    std::string name;
    Stretch where;
};
std::string declared_here(std::vector<Declared> const& names, std::uint32_t file, SourceTable const& table);

}  // namespace lockstep::harness
