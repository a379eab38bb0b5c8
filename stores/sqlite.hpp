// SQLite's handles as values that close themselves, and its result codes as our words.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/result.hpp"
#include "stores/store_error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace lockstep::stores {

class Database;

// One prepared statement. Columns and parameters are bound and read by position, parameters from 1, columns from 0.
class Statement {
  public:
    Statement() = default;

    void bind(int parameter, std::int64_t number);
    // These have to live until the next rewind().
    void bind_text(int parameter, std::string_view text);
    void bind_bytes(int parameter, std::string_view bytes);

    enum class Step : std::uint8_t { row, done };
    Result<Step, StoreError> step();
    Result<void, StoreError> run();  // to its end, and rewound
    void rewind();

    std::int64_t number(int column) const;
    std::string_view bytes(int column) const;  // until the next step() or rewind()

  private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
    Database const* database_ = nullptr;
};

// An open file. Statements keep its address: it must not move while they live.
class Database {
  public:
    explicit Database(std::filesystem::path path) : path_(std::move(path)) {}
    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;

    Result<void, StoreError> open(bool may_create);
    Result<Statement, StoreError> prepare(std::string_view sql) const;
    Result<void, StoreError> execute(std::string const& sql) const;
    // The first column of the first row.
    Result<std::int64_t, StoreError> number(std::string_view sql) const;

    bool in_transaction() const;
    bool read_only() const;
    std::filesystem::path const& path() const { return path_; }

    // What this result code of SQLite's means for this file.
    StoreError error(int code) const;
    StoreError error(Trouble trouble, std::string_view what) const;

  private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::filesystem::path path_;
    std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace lockstep::stores
