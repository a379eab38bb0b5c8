#include "http/server.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/http/raw_socket.hpp"

namespace lockstep::http {
namespace {

using namespace std::chrono_literals;

std::size_t count(std::string const& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++found;
    return found;
}

// A server that answers with what it was asked, or keeps the question.
struct Echo {
    Loop loop;
    std::unique_ptr<Server> server;
    std::vector<std::pair<Request, Reply>> kept;
    bool keeps = false;
    Delivery delivery;

    explicit Echo(ServerOptions options = {}) {
        auto started = Server::start(loop, std::move(options), [this](Request&& request, Reply reply) {
            if (keeps) return kept.emplace_back(std::move(request), reply), void();
            reply.send({200, {}, request.target + " " + request.body}, delivery);
        });
        REQUIRE(started.ok());
        server = std::move(started).value();
    }
    RawSocket connect() { return RawSocket{loop, server->port()}; }
};

TEST_CASE("server: requests one after another and all at once", "[http][server]") {
    Echo echo;
    auto client = echo.connect();
    client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
    auto const& answers = client.receive([](auto const& text) { return text.find("/a abc") != std::string::npos; });
    CHECK(answers.starts_with("HTTP/1.1 200 OK\r\n"));
    std::string all;
    for (int i = 0; i < 100; ++i)
        all += "GET /" + std::to_string(i) + "x HTTP/1.1\r\nHost: h\r\n\r\n";
    client.send(all + "GET /end HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    client.receive_all();
    CHECK(client.ended());
    CHECK_FALSE(client.was_reset());
    CHECK(count(answers, "HTTP/1.1 200 OK") == 102);
    CHECK(answers.find("/0x") < answers.find("/1x"));
    CHECK(answers.find("/98x") < answers.find("/99x"));
    CHECK(count(answers, "connection: close") == 1);
}

TEST_CASE("server: late answers leave in the order of the requests", "[http][server]") {
    Echo echo;
    echo.keeps = true;
    auto client = echo.connect();
    client.send("GET /first HTTP/1.1\r\nHost: h\r\n\r\nHEAD /second HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE(turn_until(echo.loop, [&] { return echo.kept.size() == 2; }));
    echo.kept[1].second.send({200, {}, "SECOND"});
    echo.loop.poll();
    CHECK(echo.kept[0].second.wanted());
    echo.kept[0].second.send({200, {}, "FIRST"});
    echo.kept[0].second.send({500, {}, "NO"});  // the first answer counts
    auto const& text = client.receive([](auto const& got) { return count(got, "\r\n\r\n") == 2; });
    CHECK(count(text, "FIRST") == 1);
    CHECK(count(text, "SECOND") == 0);  // a HEAD has a length and no body
    CHECK(count(text, "content-length: 6") == 1);
    CHECK(count(text, "500") == 0);
}

TEST_CASE("server: large answers arrive whole and in order, between small ones", "[http][server]") {
    Echo echo;
    echo.keeps = true;
    auto client = echo.connect();
    std::string all;
    for (auto const* method : {"GET", "GET", "HEAD", "GET", "GET", "GET"})
        all += std::string{method} + " / HTTP/1.1\r\nHost: h\r\n\r\n";
    client.send(all);
    REQUIRE(turn_until(echo.loop, [&] { return echo.kept.size() == 6; }));
    // More than a socket takes at once, so that the rest of a body has to wait for the client.
    std::vector<std::string> const bodies{"small", std::string(3'000'000, 'a') + "A", std::string(40'000, 'h'),
                                          "tiny",  std::string(2'000'000, 'b') + "B", "end"};
    Delivery chunked;
    chunked.chunked = true;
    for (std::size_t at = bodies.size(); at-- > 0;)
        echo.kept[at].second.send({200, {}, bodies[at]}, at == 4 ? chunked : Delivery{});
    auto const& text = client.receive([](auto const& got) { return got.ends_with("end"); });
    auto at = std::string::npos;
    for (auto const& [body, length] :
         {std::pair{bodies[0], "5"}, {bodies[1], "3000001"}, {std::string{}, "40000"}, {bodies[3], "4"}}) {
        auto const head = "content-length: " + std::string{length} + "\r\n\r\n";
        auto const found = text.find(head, at == std::string::npos ? 0 : at);
        REQUIRE(found != std::string::npos);
        CHECK(text.substr(found + head.size(), body.size()) == body);
        at = found + head.size() + body.size();
        CHECK(text.substr(at, 5) == "HTTP/");
    }
    CHECK(text.find("transfer-encoding: chunked", at) != std::string::npos);
    CHECK(count(text, std::string(1'000'000, 'b')) == 2);
    CHECK(count(text, "h") < 1'000);
}

TEST_CASE("server: a handler may take its time, also after the answer before", "[http][server]") {
    Echo echo{{.message_time = 50ms, .idle_time = 50ms}};
    echo.keeps = true;
    auto client = echo.connect();
    auto idle = echo.connect();
    client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE(turn_until(echo.loop, [&] { return echo.kept.size() == 2; }));
    echo.kept[0].second.send({200, {}, "first"});
    idle.receive_all();  // is let go when both times are over
    echo.loop.after(200ms, [&] { echo.kept[1].second.send({200, {}, "second"}); });
    CHECK(count(client.receive([](auto const& text) { return text.find("second") != std::string::npos; }), "second") ==
          1);
}

TEST_CASE("server: an answer in pieces, as they come", "[http][server]") {
    Echo echo;
    echo.keeps = true;
    auto client = echo.connect();
    client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE(turn_until(echo.loop, [&] { return echo.kept.size() == 2; }));
    auto const reply = echo.kept[0].second;
    echo.kept[1].second.send({200, {}, "next"});  // has to wait for the end of the first
    reply.begin({200, {}, "one"});
    auto const has = [](std::string_view part) {
        return [part](auto const& text) { return text.find(part) != std::string::npos; };
    };
    CHECK(count(client.receive(has("one")), "transfer-encoding: chunked") == 1);
    reply.more("two");
    reply.more("");  // is not the end
    client.receive(has("3\r\ntwo\r\n"));
    reply.end();
    reply.more("late");
    auto const& text = client.receive(has("next"));
    CHECK(text.find("\r\n0\r\n\r\nHTTP/1.1 200 OK") != std::string::npos);
    CHECK(count(text, "late") == 0);

    client.send("GET /c HTTP/1.0\r\n\r\n");
    REQUIRE(turn_until(echo.loop, [&] { return echo.kept.size() == 3; }));
    echo.kept[2].second.begin({200, {}, "all there is"});
    client.receive(has("all there is"));
    client.receive_all();
    CHECK(client.ended());
}

TEST_CASE("server: who listens to an answer in pieces may leave, or not keep up", "[http][server]") {
    Echo echo;
    echo.keeps = true;
    auto const listen = [&] {
        auto const before = echo.kept.size();
        auto client = std::make_unique<RawSocket>(echo.loop, echo.server->port());
        client->send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        REQUIRE(turn_until(echo.loop, [&] { return echo.kept.size() > before; }));
        echo.kept.back().second.begin({200, {}, "one"});
        client->receive([](auto const& text) { return text.find("one") != std::string::npos; });
        return client;
    };
    auto leaving = listen();
    auto const left = echo.kept.back().second;
    CHECK(left.wanted());
    leaving.reset();
    CHECK(turn_until(echo.loop, [&] { return !left.wanted(); }));

    auto const slow = listen();
    auto const unread = echo.kept.back().second;
    std::string const megabyte(1024 * 1024, 'x');
    for (int i = 0; i < 100 && unread.wanted(); ++i)
        unread.more(megabyte);
    CHECK_FALSE(unread.wanted());
}

TEST_CASE("server: half a goodbye still gets its answer", "[http][server]") {
    Echo echo;
    echo.keeps = true;
    auto client = echo.connect();
    client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    client.end_sending();
    REQUIRE(turn_until(echo.loop, [&] { return echo.kept.size() == 1; }));
    echo.kept[0].second.send({200, {}, "late"});
    CHECK(count(client.receive_all(), "late") == 1);
    CHECK_FALSE(client.was_reset());
    REQUIRE(turn_until(echo.loop, [&] { return echo.server->connections() == 0; }));
    CHECK_FALSE(echo.kept[0].second.wanted());
}

TEST_CASE("server: who is not listened to any more still gets all his answers, late", "[http][server]") {
    Echo echo{{.pipelined_max = 2}};
    echo.keeps = true;
    auto client = echo.connect();
    bool const half_closed = GENERATE(false, true);
    CAPTURE(half_closed);
    std::string all;
    for (int i = 0; i < (half_closed ? 2 : 5); ++i)
        all += "GET /" + std::to_string(i) + "x HTTP/1.1\r\nHost: h\r\n\r\n";
    client.send(all);
    if (half_closed) client.end_sending();
    REQUIRE(turn_until(echo.loop, [&] { return echo.kept.size() == 2; }));
    while (echo.loop.poll() != 0) {
    }
    CHECK(echo.server->connections() == 1);
    std::size_t answered = 0;
    while (answered < echo.kept.size()) {
        auto const [request, reply] = echo.kept[answered++];
        reply.send({200, {}, "answer " + request.target});
    }
    auto const last = half_closed ? "answer /1x" : "answer /4x";
    CHECK(count(client.receive([&](auto const& text) { return count(text, last) == 1; }), last) == 1);
    CHECK(answered == (half_closed ? 2 : 5));
    CHECK_FALSE(client.was_reset());
    if (half_closed) CHECK(turn_until(echo.loop, [&] { return echo.server->connections() == 0; }));
}

TEST_CASE("server: what is no request is answered and the connection ends", "[http][server]") {
    struct Row {
        std::string_view what;
        std::string bytes;
        std::string_view answer;
    };
    auto const row = GENERATE(values<Row>({
        {"garbage", "\x16\x03\x01\x02garbage\r\n\r\n", "HTTP/1.1 400"},
        {"a large head", "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(5000, 'x'), "HTTP/1.1 431"},
        {"a large body, announced", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n", "HTTP/1.1 413"},
        {"a large body, sent",
         "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000\r\n\r\n" + std::string(9'000'000, 'x'), "HTTP/1.1 413"},
    }));
    CAPTURE(row.what);
    Echo echo{{.limits = {.header_bytes = 4096, .body_bytes = 4096}}};
    auto client = echo.connect();
    client.send("GET /fine HTTP/1.1\r\nHost: h\r\n\r\n" + row.bytes);
    client.end_sending();
    auto const& text = client.receive_all();
    CHECK(count(text, "/fine") == 1);
    CHECK(count(text, row.answer) == 1);
    CHECK(client.ended());
    CHECK_FALSE(client.was_reset());
    CHECK(turn_until(echo.loop, [&] { return echo.server->connections() == 0; }));
}

TEST_CASE("server: who expects a go-ahead gets it", "[http][server]") {
    Echo echo;
    auto client = echo.connect();
    client.send("PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    client.receive([](auto const& text) { return text.find("100 Continue") != std::string::npos; });
    client.send("abc");
    auto const& text = client.receive([](auto const& got) { return got.find("/a abc") != std::string::npos; });
    CHECK(text.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"));
}

TEST_CASE("server: slow senders and idlers are let go", "[http][server]") {
    Echo echo{{.message_time = 50ms, .idle_time = 100ms, .linger_time = 50ms}};
    auto slow = echo.connect();
    auto idle = echo.connect();
    auto silent = echo.connect();
    slow.send("GET /a HTTP/1.1\r\nHo");
    idle.send("GET /idle HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(count(slow.receive_all(), "HTTP/1.1 408") == 1);
    CHECK(count(idle.receive_all(), "/idle") == 1);
    silent.receive_all();
    CHECK(slow.ended());
    CHECK(idle.ended());
    CHECK(silent.ended());
    CHECK(turn_until(echo.loop, [&] { return echo.server->connections() == 0; }));
}

TEST_CASE("server: bent answers", "[http][server]") {
    Echo echo;
    auto client = echo.connect();
    std::string const request = "GET /abc HTTP/1.1\r\nHost: h\r\n\r\n";
    SECTION("reset") {
        echo.delivery.reset = true;
        client.send(request);
        CHECK(client.receive_all().empty());
        CHECK(client.was_reset());
    }
    SECTION("cut") {
        echo.delivery.cut_after = 20;
        client.send(request);
        CHECK(client.receive_all().size() == 20);
        CHECK_FALSE(client.was_reset());
    }
    SECTION("dribbled") {
        echo.delivery.dribble = 10us;
        client.send(request);
        client.receive([](auto const& text) { return text.find("/abc") != std::string::npos; });
        echo.delivery = {};
        client.send(request);
        CHECK(count(client.receive([](auto const& text) { return count(text, "/abc") == 2; }), "/abc") == 2);
    }
    SECTION("chunked") {
        echo.delivery.chunked = true;
        client.send(request);
        CHECK(count(client.receive([](auto const& text) { return text.ends_with("0\r\n\r\n"); }), "/abc") == 1);
    }
}

TEST_CASE("server: shutting down answers what was asked", "[http][server]") {
    Echo echo;
    echo.keeps = true;
    auto asking = echo.connect();
    auto idle = echo.connect();
    asking.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE(turn_until(echo.loop, [&] { return echo.kept.size() == 1 && echo.server->connections() == 2; }));
    echo.server->shut_down();
    idle.receive_all();
    CHECK(idle.ended());
    echo.kept[0].second.send({200, {}, "still here"});
    CHECK(count(asking.receive_all(), "still here") == 1);
    asking.end_sending();
    CHECK(turn_until(echo.loop, [&] { return echo.server->connections() == 0; }));
}

TEST_CASE("server: many connections, more than it takes", "[http][server]") {
    Echo echo{{.linger_time = 20ms, .connections_max = 50}};
    std::vector<std::unique_ptr<RawSocket>> clients;
    for (int i = 0; i < 120; ++i)
        clients.push_back(std::make_unique<RawSocket>(echo.loop, echo.server->port()));
    for (auto& client : clients) {
        client->send("GET /me HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        CHECK(count(client->receive_all(), "/me") == 1);
        CHECK(echo.server->connections() <= 50);
    }
}

TEST_CASE("server: a port that is taken", "[http][server]") {
    Echo echo;
    auto const second = Server::start(echo.loop, {.port = echo.server->port()}, {});
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().find("Address already in use") != std::string::npos);
    CHECK_FALSE(Server::start(echo.loop, {.address = "nowhere"}, {}).ok());
}

TEST_CASE("server: gone while connections are open and requests unanswered", "[http][server]") {
    Echo echo;
    echo.keeps = true;
    auto client = echo.connect();
    client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE(turn_until(echo.loop, [&] { return echo.kept.size() == 1; }));
    echo.server = nullptr;
    echo.kept[0].second.send({200, {}, "to nobody"});
    CHECK(client.receive_all().empty());
    CHECK(client.ended());
}

}  // namespace
}  // namespace lockstep::http
