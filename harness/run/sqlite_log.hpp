// What goes into an engine, in a journal on disk (`run --store sqlite`): the store's road of every scenario.
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "harness/world/engine_log.hpp"
#include "stores/journal.hpp"

namespace lockstep::harness {

class SqliteLog final : public EngineLog {
  public:
    // In a temporary folder, which goes when this does. Fails with a sentence that says why.
    static Result<std::unique_ptr<SqliteLog>, std::string> open();
    ~SqliteLog() override;
    // Removes the folders there that runs have left behind which were killed.
    static void sweep(std::filesystem::path const& where);

    void begins(EngineAndApi start) override;
    void takes(EngineInput const& input, Instant now) override;
    void waits() override;
    void synced() override;
    void settled() override;
    void lost() override;
    // Opens the file again as the next process would, and plays all that is in it.
    Result<EngineAndApi, std::string> again() override;
    std::string const& trouble() const override { return trouble_; }

    void close() { journal_.reset(); }  // until again()
    std::filesystem::path path() const;

  private:
    SqliteLog(std::filesystem::path folder, int lock, stores::Journal journal)
        : folder_(std::move(folder)), lock_(lock), journal_(std::move(journal)) {}
    void keep(std::size_t count);
    void note_trouble(Result<void, stores::StoreError> const& done);

    std::filesystem::path folder_;
    int lock_;  // tells others that somebody lives here
    std::optional<stores::Journal> journal_;
    std::optional<EngineAndApi> start_;
    std::deque<stores::JournalEntry> pending_;  // not durable yet
    std::deque<std::size_t> decisions_;         // positions of their inputs in `pending_`, of those that wait
    std::string trouble_;
};

}  // namespace lockstep::harness
