#include "stores/journal.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <utility>

#include "runtime/hash.hpp"
#include "stores/schema.hpp"
#include "stores/sqlite.hpp"

namespace lockstep::stores {
namespace {

using Done = Result<void, StoreError>;

// The digest that the first entry is sealed with, and the number it follows.
constexpr std::string_view note_digest = "journal digest";
constexpr std::string_view note_number = "journal number";

std::uint64_t digest_of(JournalEntry const& entry, std::uint64_t before) {
    StateHash hash;
    hash.add(before, entry.number, entry.at, entry.real_at, entry.played, entry.state);
    hash.add(std::string_view{entry.kind}, std::string_view{entry.payload});
    return hash.value();
}

std::int64_t stored(std::uint64_t number) { return std::bit_cast<std::int64_t>(number); }
std::uint64_t read(std::int64_t number) { return std::bit_cast<std::uint64_t>(number); }

std::uint64_t number_in(std::optional<std::string> const& text) {
    std::uint64_t number = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), number);
    return number;
}

}  // namespace

class Journal::Impl {
  public:
    explicit Impl(std::filesystem::path const& path) : database(path) {}

    Done open(JournalOptions const& options);
    Done begin();
    // Where the entries stand: as committed, or as they will be.
    struct End {
        std::uint64_t number = 0;
        std::uint64_t digest = 0;
        std::uint64_t entries = 0;
    };

    Database database;
    Statement begin_, commit_, insert_, select_, note_, write_note_;
    End end, committed;
};

Done Journal::Impl::open(JournalOptions const& options) {
    if (!options.may_create && !std::filesystem::exists(database.path()))
        return failure(database.error(Trouble::missing, "is not there"));
    if (auto opened = database.open(options.may_create); !opened) return opened;
    // The file is kept to ourselves from the first look at it; the lock ends with the process, however that ends.
    if (auto locked = database.execute("PRAGMA locking_mode = EXCLUSIVE"); !locked) return locked;
    auto const* const waits = options.waits_for_disk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF";
    if (auto set = database.execute(waits); !set) return set;
    if (database.read_only()) return failure(database.error(Trouble::not_writable, "cannot be opened for writing"));
    auto const tables = database.number("SELECT count(*) FROM sqlite_schema");
    if (!tables) return failure(tables.error());
    if (auto adopted = adopt(database); !adopted) return adopted;
    if (auto set = database.execute("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; COMMIT"); !set) return set;
    if (options.pages_max != 0)
        if (auto set = database.execute(fmt::format("PRAGMA max_page_count = {}", options.pages_max)); !set) return set;

    auto const prepare = [this](Statement& statement, std::string_view sql) -> Done {
        auto made = database.prepare(sql);
        if (!made) return failure(made.error());
        statement = std::move(made).value();
        return success;
    };
    struct Wanted {
        Statement& statement;
        std::string_view sql;
    };
    for (auto const& [statement, sql] :
         {Wanted{begin_, "BEGIN IMMEDIATE"}, Wanted{commit_, "COMMIT"},
          Wanted{insert_, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)"},
          Wanted{select_,
                 "SELECT number, at, real_at, played, state, kind, payload, digest FROM entry ORDER BY number"},
          Wanted{note_, "SELECT value FROM note WHERE name = ?"},
          Wanted{write_note_, "INSERT OR REPLACE INTO note VALUES (?, ?)"}})
        if (auto prepared = prepare(statement, sql); !prepared) return prepared;
    return success;
}

Done Journal::Impl::begin() {
    if (database.in_transaction()) return success;
    return begin_.run();
}

Result<Journal, StoreError> Journal::open(std::filesystem::path const& path, JournalOptions const& options) {
    auto impl = std::make_unique<Impl>(path);
    if (auto opened = impl->open(options); !opened) return failure(opened.error());
    Journal journal{std::move(impl)};
    auto& end = journal.impl_->end;
    end.number = number_in(journal.note(note_number));
    end.digest = number_in(journal.note(note_digest));
    auto last = journal.impl_->database.prepare(
        "SELECT number, digest, (SELECT count(*) FROM entry) FROM entry ORDER BY number DESC LIMIT 1");
    if (!last) return failure(last.error());
    auto statement = std::move(last).value();
    auto const stepped = statement.step();
    if (!stepped) return failure(stepped.error());
    if (*stepped == Statement::Step::row)
        end = {read(statement.number(0)), read(statement.number(1)), read(statement.number(2))};
    journal.impl_->committed = end;
    return journal;
}

Journal::Journal(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

Done Journal::append(JournalEntry const& given) {
    if (auto begun = impl_->begin(); !begun) return begun;
    auto& end = impl_->end;
    JournalEntry entry = given;
    entry.number = end.number + 1;
    auto const digest = digest_of(entry, end.digest);
    auto& insert = impl_->insert_;
    insert.bind(1, stored(entry.number));
    insert.bind(2, microseconds(entry.at));
    insert.bind(3, microseconds(entry.real_at));
    insert.bind(4, stored(entry.played));
    insert.bind(5, stored(entry.state));
    insert.bind_text(6, entry.kind);
    insert.bind_bytes(7, entry.payload);
    insert.bind(8, stored(digest));
    if (auto written = insert.run(); !written) {
        roll_back();
        return written;
    }
    end = {entry.number, digest, end.entries + 1};
    return success;
}

Done Journal::write_note(std::string_view name, std::string_view value) {
    if (auto begun = impl_->begin(); !begun) return begun;
    impl_->write_note_.bind_text(1, name);
    impl_->write_note_.bind_bytes(2, value);
    auto written = impl_->write_note_.run();
    if (!written) roll_back();
    return written;
}

Done Journal::forget_entries() {
    auto const& end = impl_->end;
    if (auto noted = write_note(note_number, std::to_string(end.number)); !noted) return noted;
    if (auto noted = write_note(note_digest, std::to_string(end.digest)); !noted) return noted;
    if (auto gone = impl_->database.execute("DELETE FROM entry"); !gone) {
        roll_back();
        return gone;
    }
    impl_->end.entries = 0;
    return success;
}

Done Journal::commit() {
    if (!impl_->database.in_transaction()) return success;
    if (auto committed = impl_->commit_.run(); !committed) {
        roll_back();
        return committed;
    }
    impl_->committed = impl_->end;
    return success;
}

void Journal::roll_back() {
    // Where the disk is full SQLite has done so itself.
    if (impl_->database.in_transaction()) (void)impl_->database.execute("ROLLBACK").ok();
    impl_->end = impl_->committed;
}

std::optional<std::string> Journal::note(std::string_view name) const {
    auto& statement = impl_->note_;
    statement.bind_text(1, name);
    auto const stepped = statement.step();
    std::optional<std::string> value;
    if (stepped.ok() && *stepped == Statement::Step::row) value = std::string{statement.bytes(0)};
    statement.rewind();
    return value;
}

std::uint64_t Journal::last_number() const { return impl_->end.number; }
std::uint64_t Journal::entries() const { return impl_->end.entries; }
std::filesystem::path const& Journal::path() const { return impl_->database.path(); }

Done Journal::each(std::function<bool(JournalEntry const&)> const& take) const {
    auto number = number_in(note(note_number));
    auto digest = number_in(note(note_digest));
    auto& select = impl_->select_;
    JournalEntry entry;
    Done outcome = success;
    for (;;) {
        auto const stepped = select.step();
        if (!stepped) {
            outcome = failure(stepped.error());
            break;
        }
        if (*stepped == Statement::Step::done) break;
        entry.number = read(select.number(0));
        entry.at = Instant{Duration{select.number(1)}};
        entry.real_at = Instant{Duration{select.number(2)}};
        entry.played = read(select.number(3));
        entry.state = read(select.number(4));
        entry.kind = select.bytes(5);
        entry.payload = select.bytes(6);
        digest = digest_of(entry, digest);
        if (entry.number != ++number || digest != read(select.number(7))) {
            outcome = failure(impl_->database.error(
                Trouble::damaged, fmt::format("is damaged: entry {} is not as it was written", number)));
            break;
        }
        if (!take(entry)) break;
    }
    select.rewind();
    return outcome;
}

}  // namespace lockstep::stores
