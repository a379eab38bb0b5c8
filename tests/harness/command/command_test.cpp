// The command line as its callers see it: what is said, where, and with which exit code.
#include "harness/command/command.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/harness/approved.hpp"

namespace lockstep::harness {
namespace {

namespace fs = std::filesystem;

struct Said {
    int exit = 0;
    std::string out;
    std::string err;
};

Said lockstep(std::vector<std::string> const& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Shell shell{out, err};
    int const code = number(run_command(arguments, shell));
    return {code, out.str(), err.str()};
}

// A suite of its own for one test, in a folder that goes with it.
class Folder {
  public:
    Folder() : path_(fs::temp_directory_path() / "lockstep-command-test") {
        fs::remove_all(path_);
        fs::create_directories(path_ / "suite" / "lib");
        write(
            "suite/one.yaml",
            "schema: scenario/v1\nname: x\nproviders: { p: { vendor: direct } }\ndevices: { front: { provider: p } }\n"
            "steps: [ { at: T+0s, note: hello } ]\n");
        write("stays.csv",
              "booked_on,arrives_on,nights,status,cancelled_on\n2030-01-01,2030-02-01,2,stayed,\n"
              "2030-01-02,2030-03-01,2,canceled,2030-01-05\n2030-01-03,2030-04-01,2,canceled,\n");
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;

    std::string at(std::string const& name) const { return (path_ / name).string(); }
    void write(std::string const& name, std::string const& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
    }

  private:
    fs::path path_;
};

}  // namespace

TEST_CASE("command: the API is described for programs", "[harness][command]") {
    auto const said = lockstep({"schema", "--openapi"});
    CHECK(said.exit == 0);
    auto const described = nlohmann::json::parse(said.out, nullptr, false);
    REQUIRE(described.is_object());
    CHECK(described["openapi"] == "3.1.0");
    CHECK(described["paths"].contains("/access_codes/create"));
    CHECK(lockstep({"schema", "--openapi", "--world"}).exit == 1);
}

TEST_CASE("command: an origin that is none is refused before anything is served", "[harness][command]") {
    auto const said = lockstep({"serve", "--listen", "127.0.0.1:0", "--cors", "app.test"});
    CHECK(said.exit == 1);
    CHECK(said.err.find("`app.test` is no origin") != std::string::npos);
}

TEST_CASE("command: a vendor may stand for every open one", "[harness][command]") {
    Folder const folder;
    folder.write("suite/other.yaml",
                 "schema: scenario/v1\nname: x\nproviders: { p: { vendor: open, confirm: answer } }\n"
                 "devices: { front: { provider: p } }\nsteps: [ { at: T+0s, restart: engine } ]\n");

    auto const unknown = lockstep({"run", folder.at("suite"), "--vendor", "nobody"});
    CHECK(unknown.exit == 1);
    CHECK(unknown.err.find("smartthings") != std::string::npos);  // those there are

    auto const said = lockstep({"run", folder.at("suite"), "--vendor", "smartthings"});
    CHECK(said.exit == 0);
    CHECK(said.out.find("UNSUPPORTED") != std::string::npos);
    CHECK(said.out.find("`confirm: answer`, and with vendor `smartthings` it is always `poll` or `webhook`") !=
          std::string::npos);
    CHECK(said.out.find("1 passed, 0 failed, 1 unsupported") != std::string::npos);
    CHECK(lockstep({"run", folder.at("suite/other.yaml"), "--vendor", "smartthings"}).exit == 8);
    CHECK(lockstep({"run", "--help"}).out.find("--vendor") != std::string::npos);
}

TEST_CASE("command: a slip in the command line is named, with its exit code", "[harness][command]") {
    Folder const folder;
    struct Example {
        std::vector<std::string> arguments;
        int exit;
        std::string said;
    };
    std::vector<Example> const rows{
        {{"nope"}, 1, "lockstep: there is no verb `nope`; the verbs are run, check"},
        {{"nope", "--help"}, 1, "there is no verb `nope`"},
        {{"rnu"}, 1, "did you mean `run`?"},
        {{"run", "--help"}, 0, ""},
        {{"show", folder.at("suite")}, 1, "is a folder, not a run file"},
        {{"show", folder.at("nothing.json")}, 1, "cannot read"},
        {{"show", folder.at("stays.csv"), "--what", "nope"}, 1, "--what: there is no kind of event called `nope`"},
        {{"show", folder.at("stays.csv"), "--what", "stats"}, 1, "did you mean `status`?"},
        {{"run", folder.at("suite/one.yaml") + ":0"}, 2, "there is no line 0 in this file: its lines are 1 to 6"},
        {{"run", folder.at("suite/one.yaml") + ":9999"}, 2, "there is no line 9999"},
        {{"run", folder.at("suite"), "--tag", "core"}, 8, "fits --tag `core`; no file here has tags"},
        {{"run", folder.at("suite"), "--wire", "udp"}, 1, "--wire: udp not in {none,tcp}"},
        {{"run", folder.at("suite"), "--store", "0"}, 1, "--store: 0 not in {memory,sqlite}"},
        {{"run", folder.at("suite"), "--report", "junit"}, 1, "--report: want junit=FILE"},
        {{"run", folder.at("suite"), "--report", "junit=" + folder.at("no/where.xml")}, 7, "cannot write to"},
        {{"import", folder.at("stays.csv"), "--out", folder.at("no/where.yaml")}, 7, "cannot write to"},
        {{"run", folder.at("suite"), "--filter", "\x1b[2J"}, 8, "--filter `\\x1b[2J`"},
    };
    for (Example const& row : rows) {
        Said const got = lockstep(row.arguments);
        CAPTURE(row.arguments, got.out, got.err);
        CHECK(got.exit == row.exit);
        CHECK_THAT(got.err, Catch::Contains(row.said));
    }
}

TEST_CASE("command: a whole file's mistake has a place and names the limit", "[harness][command]") {
    Folder const folder;
    folder.write("suite/large.yaml", std::string((1u << 20) + 1, '#'));

    Said const got = lockstep({"check", folder.at("suite/large.yaml")});

    CHECK(got.exit == 2);
    CHECK_THAT(got.out, Catch::Contains("large.yaml:1:1: error: the file is larger than 1 MiB"));
}

TEST_CASE("import: what it writes can be run where it was written", "[harness][command][import]") {
    Folder const folder;
    std::string const scenario = folder.at("suite/stays.yaml");

    Said const got = lockstep({"import", folder.at("stays.csv"), "--out", scenario});

    CAPTURE(got.err, content_of(scenario));
    CHECK(got.exit == 0);
    CHECK_THAT(got.out, Catch::Contains("suite/stays.csv  (a copy"));
    CHECK_THAT(content_of(scenario), Catch::Contains("bookings: \"stays.csv\""));
    CHECK_THAT(content_of(scenario),
               Catch::Contains("# 1 more is marked as cancelled without a date: taken for a stay"));
    CHECK(lockstep({"run", scenario}).exit == 0);
    // Again: neither the scenario nor the copy is written over unasked.
    CHECK(lockstep({"import", folder.at("stays.csv"), "--out", folder.at("suite/again.yaml")}).exit == 1);
    CHECK(lockstep({"import", folder.at("stays.csv"), "--out", scenario, "--force"}).exit == 0);
}

TEST_CASE("import: a printed scenario names its bookings from here", "[harness][command][import]") {
    Folder const folder;

    Said const got = lockstep({"import", folder.at("stays.csv")});

    CHECK(got.exit == 0);
    auto const path = fs::proximate(folder.at("stays.csv")).generic_string();
    CHECK_THAT(got.out, Catch::Contains("bookings: \"" + path + "\""));
}

}  // namespace lockstep::harness
