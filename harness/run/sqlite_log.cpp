#include "harness/run/sqlite_log.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "harness/run/engine_input_bytes.hpp"

namespace lockstep::harness {
namespace {

namespace fs = std::filesystem;

// The folder does not outlive the run: there is nothing to gain from waiting for the disk.
constexpr stores::JournalOptions for_a_run{.waits_for_disk = false};

constexpr char const* file_name = "engine.db";

}  // namespace

Result<std::unique_ptr<SqliteLog>, std::string> SqliteLog::open() {
    std::error_code problem;
    std::string pattern = (fs::temp_directory_path(problem) / "lockstep-run-XXXXXX").string();
    if (problem || mkdtemp(pattern.data()) == nullptr)
        return failure(fmt::format("no temporary folder can be made at {}", pattern));
    auto journal = stores::Journal::open(fs::path{pattern} / file_name, for_a_run);
    if (!journal) {
        fs::remove_all(pattern, problem);
        return failure(journal.error().text);
    }
    return std::unique_ptr<SqliteLog>{new SqliteLog{pattern, std::move(journal).value()}};
}

SqliteLog::~SqliteLog() {
    journal_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

fs::path SqliteLog::path() const { return folder_ / file_name; }

void SqliteLog::begins(EngineAndApi start) { start_ = std::move(start); }

void SqliteLog::takes(EngineInput const& input, Instant now) {
    auto form = bytes_of(input);
    pending_.push_back({.at = now, .kind = std::move(form.kind), .payload = std::move(form.bytes)});
}

void SqliteLog::waits() { decisions_.push_back(pending_.size() - 1); }

void SqliteLog::synced() {
    if (decisions_.empty()) return;
    auto const count = decisions_.front() + 1;
    decisions_.pop_front();
    for (auto& position : decisions_)
        position -= count;
    keep(count);
}

void SqliteLog::settled() {
    decisions_.clear();
    keep(pending_.size());
}

void SqliteLog::lost() {
    if (!decisions_.empty()) pending_.resize(decisions_.front());
    settled();
}

void SqliteLog::keep(std::size_t count) {
    if (count == 0) return;
    for (; count > 0; --count) {
        note_trouble(journal_->append(pending_.front()));
        pending_.pop_front();
    }
    note_trouble(journal_->commit());
}

void SqliteLog::note_trouble(Result<void, stores::StoreError> const& done) {
    if (!done && trouble_.empty()) trouble_ = done.error().text;
}

Result<EngineAndApi, std::string> SqliteLog::again() {
    close();
    auto reopened = stores::Journal::open(path(), for_a_run);
    if (!reopened) return failure(reopened.error().text);
    journal_ = std::move(reopened).value();
    auto both = *start_;
    std::string problem;
    auto const take = [&](stores::JournalEntry const& entry) {
        auto const input = engine_input_in(entry.kind, entry.payload);
        if (!input)
            problem = fmt::format("entry {} ({}): {}", entry.number, entry.kind, input.error());
        else if (!both.take(*input, entry.at))
            problem = fmt::format("entry {} ({}): asks the world for more than it did", entry.number, entry.kind);
        return problem.empty();
    };
    if (auto const read = journal_->each(take); !read) return failure(read.error().text);
    if (!problem.empty()) return failure(problem);
    return both;
}

}  // namespace lockstep::harness
