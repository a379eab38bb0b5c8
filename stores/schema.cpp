#include "stores/schema.hpp"

#include <fmt/format.h>

#include <array>

namespace lockstep::stores {
namespace {

// Marks a SQLite file as ours: "Lock" in ASCII.
constexpr std::int64_t application_id = 0x4c6f636b;

// Each brings a file one version further. What has been released is never changed, only added to.
constexpr std::array migrations{
    "CREATE TABLE note (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE entry (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, real_at INTEGER NOT NULL,"
    " played INTEGER NOT NULL, state INTEGER NOT NULL, kind TEXT NOT NULL, payload BLOB NOT NULL,"
    " digest INTEGER NOT NULL);",
};

}  // namespace

int schema_version() { return static_cast<int>(migrations.size()); }

Result<void, StoreError> adopt(Database const& database) {
    auto const id = database.number("PRAGMA application_id");
    if (!id) return failure(id.error());
    auto const tables = database.number("SELECT count(*) FROM sqlite_schema");
    if (!tables) return failure(tables.error());
    bool const empty = *id == 0 && *tables == 0;
    if (!empty && *id != application_id)
        return failure(database.error(Trouble::foreign, "is a database, but none of Lockstep's"));
    auto const version = database.number("PRAGMA user_version");
    if (!version) return failure(version.error());
    if (*version > schema_version())
        return failure(database.error(
            Trouble::newer,
            fmt::format("was written by a later version of Lockstep (layout {}, this one knows up to {})", *version,
                        schema_version())));
    if (*version < 0) return failure(database.error(Trouble::damaged, "is damaged: its layout has no number"));
    if (*version == schema_version()) return success;

    std::string steps = fmt::format("BEGIN EXCLUSIVE; PRAGMA application_id = {};", application_id);
    for (auto step = static_cast<std::size_t>(*version); step < migrations.size(); ++step)
        steps += migrations[step];
    steps += fmt::format("PRAGMA user_version = {}; COMMIT;", schema_version());
    return database.execute(steps);
}

}  // namespace lockstep::stores
