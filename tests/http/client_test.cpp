#include "http/client.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "http/server.hpp"
#include "tests/catch.hpp"
#include "tests/http/raw_socket.hpp"

namespace lockstep::http {
namespace {

using namespace std::chrono_literals;

struct Pair {
    Loop loop;
    std::unique_ptr<Server> server;
    std::size_t asked = 0;
    Delivery delivery;
    bool silent = false;
    ServerOptions options;

    void serve() {
        auto started = Server::start(loop, options, [this](Request&& request, Reply reply) {
            ++asked;
            if (!silent) reply.send({200, {}, std::string{name_of(request.method)} + request.target}, delivery);
        });
        REQUIRE(started.ok());
        server = std::move(started).value();
    }
    ClientOptions to_server() const {
        ClientOptions wanted;
        wanted.origin = {.tls = options.tls.has_value(), .host = "127.0.0.1", .port = server->port(), .path = "/base"};
        return wanted;
    }
    Result<Response, Trouble> ask(Client& client, Request request) {
        std::optional<Result<Response, Trouble>> answer;
        client.send(std::move(request), [&](auto got) { answer = std::move(got); });
        REQUIRE(turn_until(loop, [&] { return answer.has_value(); }));
        return *answer;
    }
};

TEST_CASE("client: keeps its connection, and finds another when it has died", "[http][client]") {
    Pair pair;
    pair.serve();
    Client client{pair.loop, pair.to_server()};
    for (int i = 0; i < 3; ++i)
        CHECK(pair.ask(client, {Method::get, "/a", {}, {}})->body == "GET/base/a");
    CHECK(pair.server->connections() == 1);
    CHECK(pair.ask(client, {Method::head, "/a", {}, {}})->body.empty());
    CHECK(pair.ask(client, json_request(Method::post, "/b?c=d", "{}"))->body == "POST/base/b?c=d");
    auto const port = pair.server->port();
    pair.server = nullptr;
    pair.loop.poll();
    CHECK(pair.ask(client, {Method::get, "/a", {}, {}}).error() == Trouble::cannot_connect);
    pair.options.port = port;
    pair.serve();
    CHECK(pair.ask(client, {Method::get, "/again", {}, {}})->body == "GET/base/again");
}

TEST_CASE("client: finds a host by its name, or says that there is none", "[http][client]") {
    Pair pair;
    pair.serve();
    auto options = pair.to_server();
    for (int i = 0; i < 20; ++i) {
        options.origin.host = "localhost";
        Client client{pair.loop, options};
        CHECK(pair.ask(client, {Method::get, "/a", {}, {}})->body == "GET/base/a");
    }
    options.origin.host = "nobody.invalid";
    Client lost{pair.loop, options};
    CHECK(pair.ask(lost, {Method::get, "/a", {}, {}}).error() == Trouble::cannot_connect);
}

TEST_CASE("client: many at once", "[http][client]") {
    Pair pair;
    pair.serve();
    Client client{pair.loop, pair.to_server()};
    std::vector<std::string> bodies(50);
    std::size_t answered = 0;
    for (std::size_t i = 0; i < bodies.size(); ++i)
        client.send({Method::get, "/" + std::to_string(i), {}, {}}, [&, i](auto got) {
            ++answered;
            if (got.ok()) bodies[i] = got->body;
        });
    REQUIRE(turn_until(pair.loop, [&] { return answered == bodies.size(); }));
    for (std::size_t i = 0; i < bodies.size(); ++i)
        CHECK(bodies[i] == "GET/base/" + std::to_string(i));
}

TEST_CASE("client: of many connections it keeps as many as it may", "[http][client]") {
    auto const idle_max = GENERATE(std::size_t{0}, std::size_t{3}, std::size_t{100});
    Pair pair;
    pair.serve();
    auto options = pair.to_server();
    options.idle_max = idle_max;
    Client client{pair.loop, options};
    constexpr std::size_t at_once = 10;
    std::size_t answered = 0;
    for (std::size_t i = 0; i < at_once; ++i)
        client.send({Method::get, "/", {}, {}}, [&](auto) { ++answered; });
    REQUIRE(turn_until(pair.loop, [&] { return answered == at_once; }));
    auto const kept = std::min(idle_max, at_once);
    CHECK(turn_until(pair.loop, [&] { return pair.server->connections() == kept; }));
}

TEST_CASE("client: what can befall an answer", "[http][client]") {
    struct Row {
        std::string_view what;
        Delivery delivery;
        bool silent;
        std::optional<Trouble> trouble;
    };
    auto const row = GENERATE(values<Row>({
        {"nothing", {}, false, std::nullopt},
        {"chunks", {.chunked = true}, false, std::nullopt},
        {"dribbling", {.dribble = 5us}, false, std::nullopt},
        {"reset", {.reset = true}, false, Trouble::reset},
        {"cut before the first byte", {.cut_after = 0}, false, Trouble::reset},
        {"cut in the head", {.cut_after = 9}, false, Trouble::truncated},
        {"cut in the body", {.cut_after = 42}, false, Trouble::truncated},
        {"silence", {}, true, Trouble::timed_out},
    }));
    CAPTURE(row.what);
    Pair pair;
    pair.delivery = row.delivery;
    pair.silent = row.silent;
    pair.serve();
    auto options = pair.to_server();
    options.timeout = row.silent ? Duration{50ms} : Duration{20s};
    Client client{pair.loop, options};
    auto const answer = pair.ask(client, {Method::get, "/a", {}, {}});
    if (row.trouble) {
        REQUIRE_FALSE(answer.ok());
        CHECK(answer.error() == *row.trouble);
        CHECK(pair.asked == 1);
    } else {
        REQUIRE(answer.ok());
        CHECK(answer->body == "GET/base/a");
    }
}

TEST_CASE("client: TLS with a certificate made for the test", "[http][client][tls]") {
    Pair pair;
    auto identity = make_test_identity({"localhost", "127.0.0.1"});
    REQUIRE(identity.ok());
    pair.options.tls = *identity;
    pair.serve();
    auto options = pair.to_server();
    SECTION("trusting anybody") {}
    SECTION("trusting this certificate") { options.trusted_certificate = identity->certificate; }
    Client client{pair.loop, options};
    CHECK(pair.ask(client, {Method::get, "/a", {}, {}})->body == "GET/base/a");
    CHECK(pair.ask(client, {Method::get, "/b", {}, {}})->body == "GET/base/b");

    auto const stranger = make_test_identity({"127.0.0.1"});
    REQUIRE(stranger.ok());
    options.trusted_certificate = stranger->certificate;
    Client suspicious{pair.loop, options};
    CHECK(pair.ask(suspicious, {Method::get, "/a", {}, {}}).error() == Trouble::cannot_connect);

    options.origin.tls = false;
    Client plain{pair.loop, options};
    CHECK_FALSE(pair.ask(plain, {Method::get, "/a", {}, {}}).ok());
}

TEST_CASE("client: gone while it waits", "[http][client]") {
    Pair pair;
    pair.silent = true;
    pair.serve();
    bool called = false;
    {
        Client client{pair.loop, pair.to_server()};
        client.send({Method::get, "/a", {}, {}}, [&](auto const&) { called = true; });
        REQUIRE(turn_until(pair.loop, [&] { return pair.asked == 1; }));
    }
    REQUIRE(turn_until(pair.loop, [&] { return pair.server->connections() == 0; }));
    CHECK_FALSE(called);
}

TEST_CASE("origin: read from an address", "[http][client]") {
    struct Row {
        std::string_view url;
        std::string_view authority;  // empty: no address
        std::string_view path;
    };
    auto const row = GENERATE(values<Row>({
        {"http://127.0.0.1:4300", "127.0.0.1:4300", ""},
        {"http://127.0.0.1:4300/vendors/open/", "127.0.0.1:4300", "/vendors/open"},
        {"https://a.example", "a.example", ""},
        {"http://a.example:80/", "a.example", ""},
        {"http://[::1]:81/x", "[::1]:81", "/x"},
        {"ftp://a", "", ""},
        {"a.example", "", ""},
        {"http://", "", ""},
        {"http://a:0", "", ""},
        {"http://a:65536", "", ""},
        {"http://a:8x", "", ""},
        {"http://[::1", "", ""},
        {"http://me:secret@a", "", ""},
        {"http://a/?x=1", "", ""},
    }));
    CAPTURE(row.url);
    auto const origin = parse_origin(row.url);
    REQUIRE(origin.ok() == !row.authority.empty());
    if (!origin.ok()) return;
    CHECK(origin->authority() == row.authority);
    CHECK(origin->path == row.path);
}

}  // namespace
}  // namespace lockstep::http
