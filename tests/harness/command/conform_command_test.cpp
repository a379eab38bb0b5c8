// `lockstep conform` as its callers see it, as far as no server is needed.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/command/command.hpp"
#include "http/server.hpp"
#include "tests/approved.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

struct ConformSaid {
    int exit = 0;
    std::string out;
    std::string err;
};

ConformSaid say_conform(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "conform");
    std::ostringstream out;
    std::ostringstream err;
    Shell shell{out, err};
    int const code = number(run_command(arguments, shell));
    return {code, out.str(), err.str()};
}

// A port at which nobody listens any more.
std::string nowhere() {
    http::Loop loop;
    auto const server = http::Server::start(loop, {}, [](auto&&, auto) {});
    return "http://127.0.0.1:" + std::to_string((*server)->port());
}

}  // namespace

TEST_CASE("conform command: a slip is named, with its exit code", "[harness][command][conform]") {
    struct Slip {
        std::vector<std::string> arguments;
        int exit;
        std::string said;
    };
    auto const slip = GENERATE(values<Slip>({
        {{}, 1, "vendor is required"},
        {{"nuki", "--url", "http://x"}, 1, "`nuki` is no vendor that can be checked: august, open"},
        {{"direct", "--url", "http://x"}, 1, "`direct` is no vendor"},
        {{"open"}, 1, "--url"},
        {{"open", "--url", "ftp://x"}, 1, "http://"},
        {{"open", "--url", "http://x", "--profile", "fast"}, 1, "core, native, push, idempotent, all"},
        {{"open", "--url", "http://x", "--deadline", "soon"}, 1, "--deadline"},
        {{"open", "--url", "http://x", "--timeout", "0s"}, 1, "--timeout"},
        {{"open", "--url", "http://x", "--login", "secret"}, 1, "--login"},
        {{"august", "--url", "http://x", "--login", "pasword=x"}, 1, "identifier, password, install_id"},
        {{"open", "--url", "http://x", "--report", "pdf=x"}, 1, "json, junit, html, matrix, badge"},
        {{"open", "--url", "http://x", "--check", "9.9/9"}, 8, "no check is chosen"},
        {{"open", "--url", "http://x", "--capabilities", "no/such/file"}, 2, "no/such/file"},
        {{"open", "--url", "http://x", "--baseline", "no/such/file"}, 2, "no/such/file"},
        {{"august", "--url", "http://x", "--profile", "push"}, 8, "no check is chosen"},
    }));
    CAPTURE(slip.arguments);
    auto const said = say_conform(slip.arguments);
    CHECK(said.exit == slip.exit);
    CHECK_THAT(said.err, Catch::Contains(slip.said));
    CHECK(said.out.empty());
}

TEST_CASE("conform command: a server that cannot be reached is 7, and the reports say so",
          "[harness][command][conform]") {
    auto const folder = std::filesystem::temp_directory_path() / "lockstep-conform-test";
    std::filesystem::create_directories(folder);
    auto const at = [&](std::string const& name) { return (folder / name).string(); };
    auto const said = say_conform({"open", "--url", nowhere(), "--report", "json=" + at("r.json"), "--report",
                                   "junit=" + at("r.xml"), "--report", "badge=" + at("r.svg")});
    CHECK(said.exit == 7);
    CHECK_THAT(said.err, Catch::Contains("cannot be reached: cannot connect"));
    auto const json = nlohmann::json::parse(content_of(folder / "r.json"));
    CHECK(json.at("exit") == 7);
    CHECK_THAT(json.at("trouble").get<std::string>(), Catch::Contains("cannot be reached"));
    CHECK_THAT(content_of(folder / "r.xml"), Catch::Contains("errors=\"1\""));
    CHECK_THAT(content_of(folder / "r.svg"), Catch::Contains("nothing checked"));
    CHECK(say_conform({"open", "--url", nowhere(), "--report", "json=" + at("no/such/folder/r.json")}).exit == 7);
    std::filesystem::remove_all(folder);
}

TEST_CASE("conform command: the checks can be listed without a server", "[harness][command][conform]") {
    auto const text = say_conform({"open", "--list", "--check", "open/3.4/*"});
    CHECK(text.exit == 0);
    CHECK_THAT(text.out, Catch::Contains("open/3.4/8"));
    CHECK_THAT(text.out, !Catch::Contains("open/3.5/1"));
    auto const json = nlohmann::json::parse(say_conform({"august", "--list", "--json"}).out);
    CHECK(json.at("checks").size() == 19);
    CHECK(json.at("checks").at(0).at("id") == "august/1.1/1");
}

}  // namespace lockstep::harness
