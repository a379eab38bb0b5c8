#include "harness/run/sqlite_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>
#include <system_error>

#include "harness/run/engine_input_bytes.hpp"

namespace lockstep::harness {
namespace {

namespace fs = std::filesystem;

// The folder does not outlive the run: there is nothing to gain from waiting for the disk.
constexpr stores::JournalOptions for_a_run{.waits_for_disk = false};

constexpr char const* file_name = "engine.db";
constexpr char const* lock_name = "lock";
constexpr std::string_view folder_prefix = "lockstep-run-";

// A file that is locked as long as its process lives, and has its name only from then on.
int locked_file(fs::path const& folder) {
    auto const fresh = folder / "fresh";
    int const file = ::open(fresh.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) return file;
    std::error_code ignored;
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) fs::rename(fresh, folder / lock_name, ignored);
    return file;
}

bool is_orphan(fs::path const& folder) {
    int const file = ::open((folder / lock_name).c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return false;
    bool const nobody_holds_it = ::flock(file, LOCK_EX | LOCK_NB) == 0;
    ::close(file);
    return nobody_holds_it;
}

}  // namespace

// Folders whose processes were killed.
void SqliteLog::sweep(fs::path const& where) {
    std::error_code ignored;
    for (fs::directory_iterator at{where, ignored}, end; at != end; at.increment(ignored)) {
        if (ignored) return;
        if (at->path().filename().string().starts_with(folder_prefix) && is_orphan(at->path()))
            fs::remove_all(at->path(), ignored);
    }
}

Result<std::unique_ptr<SqliteLog>, std::string> SqliteLog::open() {
    std::error_code problem;
    auto const where = fs::temp_directory_path(problem);
    std::string pattern = (where / fmt::format("{}XXXXXX", folder_prefix)).string();
    static bool const swept = (sweep(where), true);
    (void)swept;
    if (problem || mkdtemp(pattern.data()) == nullptr)
        return failure(fmt::format("no temporary folder can be made at {}", pattern));
    auto journal = stores::Journal::open(fs::path{pattern} / file_name, for_a_run);
    if (!journal) {
        fs::remove_all(pattern, problem);
        return failure(journal.error().text);
    }
    return std::unique_ptr<SqliteLog>{new SqliteLog{pattern, locked_file(pattern), std::move(journal).value()}};
}

SqliteLog::~SqliteLog() {
    journal_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    if (lock_ >= 0) ::close(lock_);
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
