#include "stores/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace lockstep::stores {
namespace {

Trouble trouble_of(int code) {
    switch (code & 0xff) {
        case SQLITE_NOTADB:
            return Trouble::foreign;
        case SQLITE_CORRUPT:
            return Trouble::damaged;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Trouble::in_use;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN:
            return Trouble::not_writable;
        case SQLITE_FULL:
            return Trouble::full;
        default:
            return Trouble::failed;
    }
}

// A null pointer would bind NULL.
char const* pointer_to(std::string_view text) { return text.data() == nullptr ? "" : text.data(); }

std::string_view remedy_of(Trouble trouble) {
    switch (trouble) {
        case Trouble::missing:
            return "name the folder of a store, or let `lockstep serve --data` make one";
        case Trouble::foreign:
            return "it is left as it is; choose another folder";
        case Trouble::newer:
            return "it is left as it is; use that version, or another folder";
        case Trouble::damaged:
            return "restore it from a copy, or choose another folder";
        case Trouble::in_use:
            return "end the other process first, or choose another folder";
        case Trouble::not_writable:
            return "make folder and file writable for this user, or choose another folder";
        case Trouble::full:
            return "make room and start again: nothing that was answered is lost";
        case Trouble::failed:
            return "look after the disk and start again: nothing that was answered is lost";
    }
    return {};
}

}  // namespace

// --- statements ---

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::bind(int parameter, std::int64_t number) { sqlite3_bind_int64(handle_.get(), parameter, number); }

void Statement::bind_text(int parameter, std::string_view text) {
    sqlite3_bind_text64(handle_.get(), parameter, pointer_to(text), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind_bytes(int parameter, std::string_view bytes) {
    sqlite3_bind_blob64(handle_.get(), parameter, pointer_to(bytes), bytes.size(), SQLITE_STATIC);
}

Result<Statement::Step, StoreError> Statement::step() {
    int const code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return Step::row;
    if (code == SQLITE_DONE) return Step::done;
    return failure(database_->error(code));
}

Result<void, StoreError> Statement::run() {
    for (;;) {
        auto const stepped = step();
        if (stepped.ok() && *stepped == Step::row) continue;
        rewind();
        if (!stepped) return failure(stepped.error());
        return success;
    }
}

void Statement::rewind() {
    sqlite3_reset(handle_.get());
    sqlite3_clear_bindings(handle_.get());
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(handle_.get(), column); }

std::string_view Statement::bytes(int column) const {
    auto const* const data = static_cast<char const*>(sqlite3_column_blob(handle_.get(), column));
    auto const size = sqlite3_column_bytes(handle_.get(), column);
    return data == nullptr ? std::string_view{} : std::string_view{data, static_cast<std::size_t>(size)};
}

// --- files ---

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<void, StoreError> Database::open(bool may_create) {
    sqlite3* raw = nullptr;
    int const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (may_create ? SQLITE_OPEN_CREATE : 0);
    int const code = sqlite3_open_v2(path_.c_str(), &raw, flags, nullptr);
    handle_.reset(raw);
    if (code != SQLITE_OK) return failure(error(code));
    sqlite3_extended_result_codes(raw, 1);
    return success;
}

Result<Statement, StoreError> Database::prepare(std::string_view sql) const {
    sqlite3_stmt* raw = nullptr;
    int const code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (code != SQLITE_OK) return failure(error(code));
    Statement statement;
    statement.handle_.reset(raw);
    statement.database_ = this;
    return statement;
}

Result<void, StoreError> Database::execute(std::string const& sql) const {
    int const code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(error(code));
    return success;
}

Result<std::int64_t, StoreError> Database::number(std::string_view sql) const {
    auto statement = prepare(sql);
    if (!statement) return failure(statement.error());
    auto const stepped = (*statement).step();
    if (!stepped) return failure(stepped.error());
    return (*statement).number(0);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

bool Database::read_only() const { return sqlite3_db_readonly(handle_.get(), "main") != 0; }

StoreError Database::error(int code) const {
    auto const trouble = trouble_of(code);
    if (trouble == Trouble::foreign) return error(trouble, "is no file of Lockstep's");
    if (trouble == Trouble::in_use) return error(trouble, "is in use by another process");
    if (trouble == Trouble::damaged) return error(trouble, "is damaged");
    if (trouble == Trouble::full) return error(trouble, "cannot grow: there is no room left");
    if (trouble == Trouble::not_writable) return error(trouble, "cannot be opened for writing");
    return error(trouble, fmt::format("cannot be used ({})", sqlite3_errstr(code)));
}

StoreError Database::error(Trouble trouble, std::string_view what) const {
    return {trouble, fmt::format("{} {}; {}", path_.string(), what, remedy_of(trouble))};
}

}  // namespace lockstep::stores
