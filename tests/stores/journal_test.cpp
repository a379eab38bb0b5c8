#include "stores/journal.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "stores/schema.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace lockstep::stores {
namespace {

namespace fs = std::filesystem;

struct Folder : TemporaryFolder {
    fs::path file() const { return path / "lockstep.db"; }
};

Journal opened(fs::path const& path, JournalOptions const& options = {}) {
    auto journal = Journal::open(path, options);
    INFO((journal.ok() ? std::string{} : journal.error().text));
    REQUIRE(journal.ok());
    return std::move(journal).value();
}

StoreError trouble_with(fs::path const& path, JournalOptions const& options = {}) {
    auto const journal = Journal::open(path, options);
    REQUIRE_FALSE(journal.ok());
    return journal.error();
}

JournalEntry entry(std::uint64_t number, std::string payload) {
    return {.number = number,
            .at = Instant{std::chrono::seconds{number}},
            .real_at = Instant{std::chrono::hours{number}},
            .played = 10 * number,
            .state = ~number,
            .kind = "press",
            .payload = std::move(payload)};
}

std::vector<JournalEntry> all(Journal const& journal) {
    std::vector<JournalEntry> found;
    auto const read = journal.each([&found](JournalEntry const& one) { return found.push_back(one), true; });
    INFO((read.ok() ? std::string{} : read.error().text));
    REQUIRE(read.ok());
    return found;
}

// Somebody else's hand on the file.
void sql(fs::path const& path, std::string const& text) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    char* said = nullptr;
    int const code = sqlite3_exec(database, text.c_str(), nullptr, nullptr, &said);
    INFO((said == nullptr ? "" : said));
    CHECK(code == SQLITE_OK);
    sqlite3_free(said);
    sqlite3_close(database);
}

void write_three(fs::path const& path) {
    auto journal = opened(path);
    for (std::uint64_t i = 1; i <= 3; ++i)
        REQUIRE(journal.append(entry(i, fmt::format("payload {}", i))).ok());
    REQUIRE(journal.commit().ok());
}

}  // namespace

TEST_CASE("journal: what was committed is there again, as it was", "[stores][journal]") {
    Folder folder;
    std::string const bytes{"\0\xff'\"\n", 5};
    {
        auto journal = opened(folder.file());
        CHECK(journal.last_number() == 0);
        REQUIRE(journal.append(entry(1, bytes)).ok());
        REQUIRE(journal.append(entry(2, "")).ok());
        REQUIRE(journal.write_note("world", "schema: world/v1").ok());
        REQUIRE(journal.commit().ok());
        REQUIRE(journal.append(entry(3, "never committed")).ok());
        REQUIRE(journal.write_note("world", "another").ok());
        CHECK(journal.last_number() == 3);
    }
    auto journal = opened(folder.file());
    CHECK(all(journal) == std::vector{entry(1, bytes), entry(2, "")});
    CHECK(journal.last_number() == 2);
    CHECK(journal.entries() == 2);
    CHECK(journal.note("world") == "schema: world/v1");
    CHECK_FALSE(journal.note("nothing").has_value());
    REQUIRE(journal.append(entry(3, "goes on")).ok());
    REQUIRE(journal.commit().ok());
    CHECK(all(journal).back() == entry(3, "goes on"));
}

TEST_CASE("journal: what is rolled back has never been", "[stores][journal]") {
    Folder folder;
    auto journal = opened(folder.file());
    REQUIRE(journal.append(entry(1, "stays")).ok());
    REQUIRE(journal.commit().ok());
    REQUIRE(journal.append(entry(2, "goes")).ok());
    journal.roll_back();
    CHECK(journal.last_number() == 1);
    REQUIRE(journal.append(entry(2, "another")).ok());
    REQUIRE(journal.commit().ok());
    CHECK(all(journal) == std::vector{entry(1, "stays"), entry(2, "another")});
}

TEST_CASE("journal: forgotten entries are gone, numbers and digests go on", "[stores][journal]") {
    Folder folder;
    write_three(folder.file());
    {
        auto journal = opened(folder.file());
        REQUIRE(journal.forget_entries().ok());
        CHECK(journal.entries() == 0);
    }
    {
        auto journal = opened(folder.file());
        CHECK(journal.entries() == 3);  // it was not committed
        REQUIRE(journal.forget_entries().ok());
        REQUIRE(journal.append(entry(4, "anew")).ok());
        REQUIRE(journal.commit().ok());
    }
    auto journal = opened(folder.file());
    CHECK(all(journal) == std::vector{entry(4, "anew")});
    CHECK(journal.entries() == 1);
}

TEST_CASE("journal: of a torn tail only the torn commit is lost", "[stores][journal]") {
    Folder folder;
    auto const wal_of = [](fs::path path) { return path += "-wal"; };
    auto const copy = folder.path / "copy.db";
    std::uintmax_t whole = 0;
    {
        auto journal = opened(folder.file());
        for (std::uint64_t i = 1; i <= 3; ++i) {
            REQUIRE(journal.append(entry(i, "x")).ok());
            REQUIRE(journal.commit().ok());
        }
        // As if the machine had stopped here: the log is not merged into the file.
        fs::copy_file(folder.file(), copy);
        fs::copy_file(wal_of(folder.file()), wal_of(copy));
        whole = fs::file_size(wal_of(copy));
    }
    SECTION("nothing torn") { CHECK(all(opened(copy)).size() == 3); }
    SECTION("a byte short") {
        fs::resize_file(wal_of(copy), whole - 1);
        CHECK(all(opened(copy)) == std::vector{entry(1, "x"), entry(2, "x")});
    }
    SECTION("garbage in place of the last bytes") {
        std::fstream file{wal_of(copy), std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(static_cast<std::streamoff>(whole) - 100);
        file << std::string(100, '?');
        file.close();
        CHECK(all(opened(copy)) == std::vector{entry(1, "x"), entry(2, "x")});
    }
}

TEST_CASE("journal: one process at a time", "[stores][journal]") {
    Folder folder;
    {
        auto journal = opened(folder.file());
        auto const error = trouble_with(folder.file());
        CHECK(error.trouble == Trouble::in_use);
        CHECK(error.text.find("another process") != std::string::npos);
    }
    CHECK(all(opened(folder.file())).empty());
}

TEST_CASE("journal: a file that is not ours is left as it is", "[stores][journal]") {
    Folder folder;
    auto const bytes_of = [](fs::path const& path) {
        std::ifstream file{path, std::ios::binary};
        return std::string{std::istreambuf_iterator<char>{file}, {}};
    };
    auto expected = Trouble::foreign;
    std::string says;
    SECTION("garbage") {
        std::ofstream{folder.file()} << std::string(5000, 'g');
        says = "no file of Lockstep's";
    }
    SECTION("a short text") {
        std::ofstream{folder.file()} << "dear diary";
        says = "no file of Lockstep's";
    }
    SECTION("another program's database") {
        sql(folder.file(), "CREATE TABLE diary (day TEXT)");
        says = "none of Lockstep's";
    }
    SECTION("a later version's") {
        write_three(folder.file());
        sql(folder.file(), fmt::format("PRAGMA journal_mode = DELETE; PRAGMA user_version = {}", schema_version() + 1));
        expected = Trouble::newer;
        says = "later version";
    }
    auto const before = bytes_of(folder.file());
    auto const error = trouble_with(folder.file());
    CAPTURE(error.text);
    CHECK(error.trouble == expected);
    CHECK(error.text.find(says) != std::string::npos);
    CHECK(error.text.find("another folder") != std::string::npos);
    CHECK_FALSE(is_about_the_machine(error.trouble));
    CHECK(bytes_of(folder.file()) == before);
}

TEST_CASE("journal: an entry that is not as it was written is found", "[stores][journal]") {
    Folder folder;
    write_three(folder.file());
    auto const [change, culprit] = GENERATE(table<std::string, std::string>({
        {"UPDATE entry SET payload = 'payload 9' WHERE number = 2", "entry 2"},
        {"UPDATE entry SET played = 21 WHERE number = 2", "entry 2"},
        {"UPDATE entry SET at = at + 1 WHERE number = 1", "entry 1"},
        {"UPDATE entry SET kind = 'edit' WHERE number = 3", "entry 3"},
        {"DELETE FROM entry WHERE number = 2", "entry 2"},
        {"DELETE FROM entry WHERE number = 1", "entry 1"},
    }));
    CAPTURE(change);
    sql(folder.file(), change);
    auto journal = opened(folder.file());
    auto const read = journal.each([](JournalEntry const&) { return true; });
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().trouble == Trouble::damaged);
    CHECK(read.error().text.find(culprit) != std::string::npos);
}

TEST_CASE("journal: damaged pages are no crash", "[stores][journal]") {
    Folder folder;
    {
        auto journal = opened(folder.file());
        for (std::uint64_t i = 1; i <= 500; ++i)
            REQUIRE(journal.append(entry(i, std::string(200, 'p'))).ok());
        REQUIRE(journal.commit().ok());
    }
    auto const offset = GENERATE(range(100, 40'000, 3'777));
    CAPTURE(offset);
    std::fstream file{folder.file(), std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(offset);
    file << std::string(300, '\xee');
    file.close();
    auto const journal = Journal::open(folder.file(), {});
    if (!journal.ok()) {
        CHECK(journal.error().trouble == Trouble::damaged);
        return;
    }
    std::uint64_t sound = 0;
    auto const read =
        journal->each([&sound](JournalEntry const& one) { return one == entry(++sound, std::string(200, 'p')); });
    // Nobody misses bytes that held nothing.
    if (!read.ok())
        CHECK(read.error().trouble == Trouble::damaged);
    else
        CHECK(sound == 500);
}

TEST_CASE("journal: a disk that is full loses nothing that was committed", "[stores][journal]") {
    Folder folder;
    write_three(folder.file());
    {
        auto journal = opened(folder.file(), {.pages_max = 12});
        auto failed = Result<void, StoreError>{success};
        std::uint64_t next = 4;
        while (failed.ok() && next < 1000) {
            failed = journal.append(entry(next, std::string(1000, 'x')));
            if (failed.ok() && next % 10 == 3) failed = journal.commit();
            if (failed.ok()) ++next;
        }
        REQUIRE_FALSE(failed.ok());
        CHECK(failed.error().trouble == Trouble::full);
        CHECK(failed.error().text.find("make room") != std::string::npos);
        CHECK(is_about_the_machine(failed.error().trouble));
        CHECK(journal.last_number() % 10 == 3);  // where the last commit was
    }
    auto journal = opened(folder.file());
    CHECK(journal.last_number() % 10 == 3);
    REQUIRE(journal.append(entry(journal.last_number() + 1, "room again")).ok());
    REQUIRE(journal.commit().ok());
    CHECK(all(journal).back().payload == "room again");
}

TEST_CASE("journal: places where none can be", "[stores][journal]") {
    Folder folder;
    SECTION("nothing there, and nothing to be made") {
        auto const error = trouble_with(folder.file(), {.may_create = false});
        CHECK(error.trouble == Trouble::missing);
        CHECK_FALSE(fs::exists(folder.file()));
    }
    SECTION("no such folder") {
        CHECK(trouble_with(folder.path / "gone" / "lockstep.db").trouble == Trouble::not_writable);
    }
    SECTION("the file is a folder") { CHECK(trouble_with(folder.path).trouble == Trouble::not_writable); }
    // The administrator may write anywhere.
    if (geteuid() != 0) {
        write_three(folder.file());
        SECTION("a file that may only be read") {
            fs::permissions(folder.file(), fs::perms::owner_read);
            CHECK(trouble_with(folder.file()).trouble == Trouble::not_writable);
        }
        SECTION("a folder that may only be read") {
            fs::permissions(folder.path, fs::perms::owner_read | fs::perms::owner_exec);
            CHECK(trouble_with(folder.file()).trouble == Trouble::not_writable);
            fs::permissions(folder.path, fs::perms::owner_all);
        }
    }
}

}  // namespace lockstep::stores
