// docs/serve.md, table by table, held against a served world: a row that nothing here knows fails, and so does a check
// whose row is gone.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "harness/command/command.hpp"
#include "http/headers.hpp"
#include "providers/contract.hpp"
#include "tests/catch.hpp"
#include "tests/harness/approved.hpp"
#include "tests/harness/serve/a_shop.hpp"
#include "tests/http/raw_socket.hpp"

namespace lockstep::harness {
namespace {

using test::ServedJson;
using test::Shop;
using Cells = std::vector<std::string>;

std::string const& serve_document() {
    static std::string const text = content_of(std::filesystem::path{LOCKSTEP_ROOT} / "docs" / "serve.md");
    return text;
}

Cells cells_of(std::string const& line) {
    Cells cells;
    std::string cell;
    bool in_code = false;
    for (char const c : line.substr(1)) {
        if (c == '`') in_code = !in_code;
        if (c != '|' || in_code) {
            cell += c;
            continue;
        }
        auto const from = cell.find_first_not_of(' ');
        cells.push_back(from == std::string::npos ? "" : cell.substr(from, cell.find_last_not_of(' ') - from + 1));
        cell.clear();
    }
    return cells;
}

// The rows of the table whose head begins with these cells.
std::vector<Cells> rows_below(std::string const& head) {
    std::istringstream lines{serve_document()};
    std::vector<Cells> rows;
    bool within = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(head))
            within = true;
        else if (within && !line.starts_with('|'))
            break;
        else if (within && !line.starts_with("|---"))
            rows.push_back(cells_of(line));
    }
    INFO("the table `" << head << "`");
    REQUIRE_FALSE(rows.empty());
    return rows;
}

// What a cell says in code, outside brackets.
std::vector<std::string> code_in(std::string const& cell) {
    std::vector<std::string> found;
    std::string code;
    bool in_code = false;
    int brackets = 0;
    for (char const c : cell) {
        if (c == '`') {
            if (in_code && brackets == 0) found.push_back(code);
            in_code = !in_code;
            code.clear();
        } else if (in_code) {
            code += c;
        } else {
            brackets += (c == '(') - (c == ')');
        }
    }
    return found;
}

std::string replaced(std::string text, std::string_view placeholder, std::string const& value) {
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + value.size()))
        text.replace(at, placeholder.size(), value);
    return text;
}

// Each row is known, and each that is known is there.
template <class Known>
void check_rows(std::vector<std::string> const& rows, std::map<std::string, Known> const& known) {
    for (auto const& row : rows) {
        INFO("a row of docs/serve.md without a check: " << row);
        CHECK(known.contains(row));
    }
    for (auto const& [row, check] : known) {
        INFO("a check without a row in docs/serve.md: " << row);
        CHECK(std::count(rows.begin(), rows.end(), row) == 1);
    }
}

struct ControlCall {
    std::string answer;     // its members
    std::string body = "";  // where the document has none in JSON
};

std::map<std::string, ControlCall> const& known_controls() {
    static std::map<std::string, ControlCall> const all{
        {"GET /lockstep/clock", {"mode now pending"}},
        {"POST /lockstep/clock", {"now"}},
        {"GET /lockstep/world", {"url workspace_id api_key clock now vendors workspaces seed trace devices"}},
        {"GET /lockstep/devices", {"devices"}},
        {"GET /lockstep/devices/<id or name>", {"device"}},
        {"GET /lockstep/codes?device=<..>", {"codes"}},
        {"POST /lockstep/devices/<id or name>/press", {"opens reason"}},
        {"POST /lockstep/devices/<..>/link", {"device"}},
        {"POST /lockstep/devices/<..>/edit", {"device"}},
        {"GET /lockstep/accounts", {"accounts"}},
        {"POST /lockstep/accounts/<id or name>", {"account"}},
        {"GET /lockstep/providers", {"providers"}},
        {"POST /lockstep/providers/<name>", {"provider"}},
        {"PUT /lockstep/faults", {"faults", R"([{"op":"write","do":{"reply":503}}])"}},
        {"GET /lockstep/trace?since=SEQ&code=CODE", {"events"}},
        {"POST /lockstep/reset", {"now seed"}},
        {"GET /lockstep/webhooks", {"webhooks"}},
        {"GET /lockstep/webhooks/<id>", {"webhooks"}},
        {"GET /lockstep/metrics", {""}},
    };
    return all;
}

// A world in which everything exists that a row may name.
struct ControlStage {
    Shop shop{{.port = 0, .clock = {0}}};
    std::string code, webhook;

    ControlStage() {
        auto const device = shop.device("open-front").at("device_id");
        code = shop.ask(http::Method::post, "/access_codes/create", ServedJson{{"device_id", device}}.dump())
                   .at("access_code")
                   .at("access_code_id");
        webhook = shop.ask(http::Method::post, "/webhooks/create", R"({"url":"http://127.0.0.1:1/nobody"})")
                      .at("webhook")
                      .at("webhook_id");
    }
    std::string target(std::string path) const {
        std::string const name = path.find("/accounts/") == std::string::npos ? "open-front" : "open";
        for (auto const& [placeholder, value] : {std::pair<std::string_view, std::string>{"<id or name>", name},
                                                 {"<..>", name},
                                                 {"<name>", "open"},
                                                 {"<id>", webhook},
                                                 {"SEQ", "0"},
                                                 {"CODE", code}})
            path = replaced(std::move(path), placeholder, value);
        return path;
    }
};

std::string example_body(std::string body) {
    return replaced(replaced(std::move(body), R"("...")", R"("2030-02-01T00:00:00Z")"), "{...}",
                    R"({"ends": "2030-03-01T00:00:00Z"})");
}

}  // namespace

TEST_CASE("docs/serve.md: each call of the controls, with each body, answers as it says", "[serve][docs][socket]") {
    std::vector<std::string> calls;
    for (auto const& row : rows_below("| call | body |")) {
        ControlStage stage;
        auto const calls_of_row = code_in(row.at(0));
        for (auto const& call : calls_of_row) {
            calls.push_back(call);
            auto const known = known_controls().find(call);
            if (known == known_controls().end()) continue;
            auto const space = call.find(' ');
            auto const method = http::method_from(call.substr(0, space));
            std::vector<std::string> bodies;
            if (method != http::Method::get) {
                for (auto const& code : code_in(row.at(1)))
                    if (code.starts_with('{')) bodies.push_back(example_body(code));
            }
            if (bodies.empty()) bodies.push_back(known->second.body);
            for (auto const& body : bodies) {
                CAPTURE(call, body);
                auto const answer = stage.shop.ask(method, stage.target(call.substr(space + 1)), body);
                if (known->second.answer.empty()) continue;  // no JSON
                CAPTURE(answer.dump());
                CHECK(answer.at("http") == 200);
                std::istringstream members{known->second.answer};
                for (std::string member; members >> member;)
                    CHECK(answer.contains(member));
            }
        }
    }
    check_rows(calls, known_controls());
}

TEST_CASE("docs/serve.md: the line that is printed when all is ready", "[serve][docs][socket]") {
    auto const begins = serve_document().find("```json\n");
    auto const ends = serve_document().find("```", begins + 8);
    auto const shown = ServedJson::parse(serve_document().substr(begins + 8, ends - begins - 8));
    auto const keys = [](ServedJson const& object) {
        std::set<std::string> names;
        for (auto const& [name, value] : object.items())
            names.insert(name);
        return names;
    };
    Shop shop;

    CHECK(keys(shown) == keys(shop.told));
    CHECK(keys(shown.at("workspaces").front()) == keys(shop.told.at("workspaces").front()));
    for (auto const& [name, value] : shown.items()) {
        CAPTURE(name);
        CHECK(value.type() == shop.told.at(name).type());
    }
    Shop guarded{{.port = 0, .tls = true, .clock = {0}}};
    CHECK(guarded.told.contains("certificate"));
}

TEST_CASE("docs/serve.md: the faces, told apart as it says", "[serve][docs][socket]") {
    struct Visit {
        std::string face;
        std::vector<std::pair<std::string, std::string>> requests;  // a target, and a Host or what is accepted
    };
    std::map<std::string, Visit> const known{
        {"`/` and below", {"api", {{"/health", ""}, {"/", ""}, {"/devices/list", ""}}}},
        {"`/vendors/<provider>/...`", {"vendor", {{"/vendors/open/locks", ""}, {"/vendors/august/locks", ""}}}},
        {"any path, by a vendor's own `Host`",
         {"vendor",
          {{"/", std::string{providers::find_vendor("august")->hosts.front()}},
           {"/lockstep/clock", std::string{providers::find_vendor("smartthings")->hosts.front()}}}}},
        {"`/lockstep/...`", {"control", {{"/lockstep/clock", ""}, {"/lockstep/nothing", ""}}}},
        {"`/ui`", {"page", {{"/ui", ""}, {"/", "text/html"}}}},
    };
    std::vector<std::string> rows;
    for (auto const& row : rows_below("| where | what |")) {
        rows.push_back(row.at(0));
        auto const found = known.find(row.at(0));
        if (found == known.end()) continue;
        for (auto const& [target, special] : found->second.requests) {
            CAPTURE(row.at(0), target, special);
            Shop shop;
            http::Request request{http::Method::get, target, {}, {}};
            if (special == "text/html")
                request.headers.set("accept", special);
            else if (!special.empty())
                request.headers.set(http::field::host, special);
            auto const heard = shop.send(std::move(request));
            REQUIRE(heard.ok());
            if (special == "text/html") CHECK(heard->headers.find("location") == std::string_view{"/ui"});
            auto const metrics = shop.send({http::Method::get, "/lockstep/metrics", {}, {}});
            CHECK(metrics->body.find(fmt::format("requests_total{{face=\"{}\"", found->second.face)) !=
                  std::string::npos);
        }
    }
    check_rows(rows, known);
}

TEST_CASE("docs/serve.md: every option, and no other", "[serve][docs]") {
    std::ostringstream out;
    std::ostringstream err;
    Shell shell{out, err};
    run_command({"serve", "--help"}, shell);
    auto const options_in = [](std::string const& text) {
        static std::regex const option{"--[a-z][a-z-]*"};
        std::set<std::string> found;
        for (std::sregex_iterator at{text.begin(), text.end(), option}; at != std::sregex_iterator{}; ++at)
            found.insert(at->str());
        return found;
    };
    auto helped = options_in(out.str());
    helped.erase("--help");
    std::set<std::string> documented;
    for (auto const& row : rows_below("| option | what |"))
        documented.merge(options_in(row.at(0)));

    CHECK(documented == helped);
}

TEST_CASE("docs/serve.md: what other machines could reach is not opened by chance", "[serve][docs]") {
    auto const complaint = [](std::vector<std::string> arguments) {
        std::ostringstream out;
        std::ostringstream err;
        Shell shell{out, err};
        arguments.insert(arguments.begin(), {"serve", "--listen", "0.0.0.0:0"});
        CHECK(run_command(arguments, shell) == ExitCode::usage);
        CHECK(out.str().empty());
        return err.str();
    };
    CHECK(complaint({}).find("--allow-remote") != std::string::npos);
    CHECK(complaint({"--allow-remote"}).find("--control-token") != std::string::npos);
    CHECK(complaint({"--allow-remote", "--control-token", "short"}).find("16 characters") != std::string::npos);
}

TEST_CASE("docs/serve.md: until idle, and no further than the limit", "[serve][docs][socket]") {
    ControlStage stage;
    auto const advance = [&](std::string const& body) {
        return stage.shop.ask(http::Method::post, "/lockstep/clock", body).at("now").get<std::string>();
    };
    auto const status = [&] {
        return stage.shop.ask(http::Method::get, "/access_codes/get?access_code_id=" + stage.code)
            .at("access_code")
            .at("status");
    };

    CHECK(advance(R"({"until":"idle","limit":"1ms"})") == "2030-01-01T00:00:00.001Z");
    CHECK(status() == "setting");
    CHECK(advance(R"({"until":"idle","limit":"1d"})") < "2030-01-01T00:10:00.000Z");
    CHECK(status() == "set");
}

TEST_CASE("docs/serve.md: who asks too much gets the answer that it says", "[serve][docs][socket]") {
    auto const controls_say = [](std::string const& body, std::string_view named) {
        Shop shop;
        auto const answer = shop.ask(http::Method::post, "/lockstep/clock", body);
        CHECK(answer.at("error").at("message").get<std::string>().find(named) != std::string::npos);
        return answer.at("http").get<int>();
    };
    std::map<std::string, std::function<int()>> const known{
        {"a body of more than 1 MiB",
         [] {
             Shop shop;
             auto const fits = shop.send(
                 http::json_request(http::Method::post, "/devices/list", "{}" + std::string(1024 * 1024 - 2, ' ')));
             CHECK(fits->status == 200);
             return shop
                 .send(
                     http::json_request(http::Method::post, "/devices/list", "{}" + std::string(1024 * 1024 - 1, ' ')))
                 ->status;
         }},
        {"a request line with headers of more than 16 KiB",
         [] {
             Shop shop;
             http::Request request{http::Method::get, "/health", {}, {}};
             request.headers.set("x-long", std::string(16 * 1024, 'x'));
             return shop.send(std::move(request))->status;
         }},
        {"a request that takes longer than 10 s of real time to arrive",
         [] {
             CHECK(ServeOptions{}.message_time == 10s);
             Shop shop{{.port = 0, .clock = {0}, .message_time = 50ms}};
             http::RawSocket slow{shop.loop, shop.serve->port()};
             slow.send("GET /health HT");
             auto const text = slow.receive_all();
             CHECK(slow.ended());
             return std::stoi(text.substr(9, 3));
         }},
        {"a key that the controls do not know", [&] { return controls_say(R"({"advance":"1h","by":"2h"})", "`by`"); }},
        {"a clock that goes backwards", [&] { return controls_say(R"({"to":"2029-12-31T23:59:59Z"})", "backwards"); }},
    };
    std::vector<std::string> rows;
    for (auto const& row : rows_below("| asked too much | answer |")) {
        rows.push_back(row.at(0));
        CAPTURE(row.at(0));
        if (auto const found = known.find(row.at(0)); found != known.end())
            CHECK(std::to_string(found->second()) == row.at(1).substr(0, 3));
    }
    check_rows(rows, known);
}

TEST_CASE("docs/serve.md: every figure of the metrics, its type and its labels", "[serve][docs][socket]") {
    Shop shop;
    auto const device = shop.device("open-front").at("device_id");
    shop.ask(http::Method::post, "/access_codes/create", ServedJson{{"device_id", device}}.dump());
    shop.ask(http::Method::post, "/lockstep/clock", R"({"advance":"1m"})");
    auto const text = shop.send({http::Method::get, "/lockstep/metrics", {}, {}})->body;
    std::map<std::string, std::string> told;
    static std::regex const type_line{"# TYPE ([a-z_]+) ([a-z]+)"};
    for (std::sregex_iterator at{text.begin(), text.end(), type_line}; at != std::sregex_iterator{}; ++at)
        told.emplace((*at)[1], (*at)[2]);

    std::map<std::string, std::string> documented;
    for (auto const& row : rows_below("| name | type |"))
        for (auto const& name : code_in(row.at(0))) {
            documented.emplace(name, row.at(1));
            for (auto const& label : code_in(row.at(2))) {
                CAPTURE(name, label);
                std::regex const labelled{fmt::format("\n{}[a-z_]*\\{{([^}}]*,)?{}=\"", name, label)};
                CHECK(std::regex_search(text, labelled));
            }
        }
    CHECK(documented == told);
}

}  // namespace lockstep::harness
