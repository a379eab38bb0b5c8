// Strangers at the served world's port: whatever they send, they get an answer or an end, and others are served.
#include <algorithm>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "harness/serve/descriptors.hpp"
#include "runtime/random.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/a_shop.hpp"
#include "tests/http/raw_socket.hpp"

namespace lockstep::harness {
namespace {

using test::ServedJson;
using test::Shop;

// One request that each face would grant: its line and fields, all but the length, and its body.
struct Knock {
    std::string_view face;
    std::string head;
    std::string body;

    std::string bytes() const { return with_body(body); }
    std::string with_body(std::string const& other, std::string const& fields = {}) const {
        return head + fields + "Content-Length: " + std::to_string(other.size()) + "\r\n\r\n" + other;
    }
};

std::vector<Knock> knocks_at(Shop& shop) {
    auto const device = shop.device("open-front");
    auto const head = [&](std::string const& target) {
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
               shop.told.at("api_key").get<std::string>() + "\r\n" + "Content-Type: application/json\r\n";
    };
    return {{"api", head("/access_codes/create"),
             ServedJson{{"device_id", device.at("device_id")}, {"code", "482913"}}.dump()},
            {"vendor", head("/vendors/open/locks/" + device.at("vendor_id").get<std::string>() + "/access_codes"),
             R"({"name":"Ada","code":"4711"})"},
            {"control", head("/lockstep/devices/open-front/link"), R"({"online":false})"}};
}

// What the world holds: nothing of what was cut, garbled or refused may have come to be.
std::string held_by(Shop& shop) {
    auto const device = shop.device("open-front");
    auto const codes =
        shop.ask(http::Method::get, "/access_codes/list?device_id=" + device.at("device_id").get<std::string>());
    http::Request list{http::Method::get,
                       "/vendors/open/locks/" + device.at("vendor_id").get<std::string>() + "/access_codes",
                       {},
                       {}};
    http::set_bearer(list.headers, "mine");
    auto const vendors = shop.send(std::move(list));
    REQUIRE(vendors.ok());
    return codes.at("access_codes").dump() + vendors->body + device.at("online").dump();
}

// Says this, and nothing more; hears all there is to hear.
struct Heard {
    std::string text;
    bool ended = false;

    int status() const { return text.starts_with("HTTP/1.1 ") ? std::atoi(text.c_str() + 9) : 0; }
};
Heard say(Shop& shop, std::string_view bytes) {
    http::RawSocket stranger{shop.loop, shop.serve->port()};
    stranger.send(bytes);
    stranger.end_sending();
    auto const& text = stranger.receive_all();
    return {text, stranger.ended()};
}

std::string gzip_of_nothing() { return {"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0", 20}; }

std::string utf16(std::string_view text) {
    std::string wide{"\xff\xfe"};
    for (char const c : text)
        wide.append({c, '\0'});
    return wide;
}

}  // namespace

TEST_CASE("serve: what is no request of any face is refused, and changes nothing", "[serve][socket][hostile]") {
    Shop shop;
    auto const before = held_by(shop);
    std::string const deep(100'000, '[');
    for (auto const& knock : knocks_at(shop)) {
        struct Row {
            std::string_view what;
            std::string bytes;
            std::vector<int> statuses;
        };
        std::vector<Row> const rows{
            {"the hello of TLS", std::string{"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03", 11} + knock.bytes(), {400}},
            {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n" + knock.bytes(), {400}},
            {"a version of HTTP to come", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400}},
            {"zeros", std::string(5000, '\0'), {400}},
            {"a head without end", knock.head + "X: " + std::string(20'000, 'x'), {431}},
            {"two thousand fields",
             knock.head +
                 [] {
                     std::string fields;
                     for (int i = 0; i < 2000; ++i)
                         fields += "X" + std::to_string(i) + ": y\r\n";
                     return fields;
                 }() +
                 "\r\n",
             {431}},
            {"a body too large, announced", knock.head + "Content-Length: 1048577\r\n\r\n", {413}},
            {"a body too large, sent", knock.with_body(std::string(1024 * 1024 + 1, ' ')), {413}},
            {"a body too large, in chunks",
             knock.head + "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + std::string(0x100001, ' ') + "\r\n0\r\n\r\n",
             {413}},
            {"a length beyond all numbers", knock.head + "Content-Length: 99999999999999999999\r\n\r\n", {400, 413}},
            {"a length below zero", knock.head + "Content-Length: -1\r\n\r\n", {400}},
            {"two lengths", knock.head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", {400}},
            {"a length and chunks",
             knock.head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             {400}},
            {"chunks of no size", knock.head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", {400}},
            {"a zero in a field", knock.head + std::string{"X: a\0b\r\n", 8} + "\r\n", {400}},
            {"a folded field", knock.head + "X: a\r\n b\r\n: c\r\n\r\n", {400}},
            {"two hosts", knock.head + "Host: elsewhere\r\n\r\n", {400}},
            {"a target beyond all paths",
             "GET /" + std::string(15'000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n",
             {404, 414}},
            {"lists in lists", knock.with_body(deep), {400}},
            {"objects in objects",
             knock.with_body([] {
                 std::string text;
                 for (int i = 0; i < 20'000; ++i)
                     text += R"({"a":)";
                 return text;
             }()),
             {400}},
            {"half of a text", knock.with_body(knock.body.substr(0, knock.body.size() / 2)), {400}},
            {"bytes that are no UTF-8", knock.with_body("{\"\xc3\x28\xff\":\"\xf8\x88\x80\x80\x80\"}"), {400}},
            {"a text of 16-bit characters",
             knock.with_body(utf16(knock.body), "Content-Encoding: identity\r\n"),
             {400}},
            {"something compressed", knock.with_body(gzip_of_nothing(), "Content-Encoding: gzip\r\n"), {400}},
            {"a number beyond all numbers", knock.with_body(R"({"code":1e999999,"online":1e999999})"), {400}},
            {"nothing", knock.with_body(""), {400}},
        };
        for (auto const& row : rows) {
            CAPTURE(knock.face, row.what);
            auto const heard = say(shop, row.bytes);
            CAPTURE(heard.text.substr(0, 300));
            CHECK(heard.ended);
            CHECK(std::count(row.statuses.begin(), row.statuses.end(), heard.status()) == 1);
            CHECK(shop.ask(http::Method::get, "/health").at("ok") == true);
        }
    }
    CHECK(held_by(shop) == before);
    CHECK(http::turn_until(shop.loop, [&] { return shop.serve->open_connections() <= 1; }));
}

TEST_CASE("serve: a request cut anywhere is none", "[serve][socket][hostile]") {
    Shop shop;
    auto const before = held_by(shop);
    for (auto const& knock : knocks_at(shop)) {
        auto const whole = knock.bytes();
        for (std::size_t length = 0; length < whole.size(); ++length) {
            auto const heard = say(shop, std::string_view{whole}.substr(0, length));
            if (heard.ended && heard.status() != 200 && heard.status() != 202) continue;
            CAPTURE(knock.face, length, heard.text);
            FAIL("half a request was granted, or its sender is still waiting");
        }
    }
    CHECK(held_by(shop) == before);
    // And whole they are what they would have been, byte by byte too.
    for (auto const& knock : knocks_at(shop)) {
        CAPTURE(knock.face);
        http::RawSocket slow{shop.loop, shop.serve->port()};
        for (char const byte : knock.bytes()) {
            slow.send({&byte, 1});
            shop.loop.poll();
        }
        auto const& text = slow.receive([](auto const& got) { return got.find("\r\n\r\n") != std::string::npos; });
        CHECK(text.starts_with("HTTP/1.1 20"));
    }
    CHECK(held_by(shop) != before);
}

TEST_CASE("serve: requests with bytes gone wrong end, one way or another", "[serve][socket][hostile]") {
    Shop shop;
    RandomStream luck{7, "garbled requests"};
    for (auto const& knock : knocks_at(shop))
        for (int i = 0; i < 200; ++i) {
            auto bytes = knock.bytes();
            for (auto changes = luck.below(4) + 1; changes > 0; --changes) {
                auto const at = luck.below(bytes.size());
                switch (luck.below(3)) {
                    case 0:
                        bytes[at] = static_cast<char>(luck.below(256));
                        break;
                    case 1:
                        bytes.erase(at, luck.below(9));
                        break;
                    default:
                        bytes.insert(at, bytes, luck.below(bytes.size()), luck.below(30));
                }
            }
            auto const heard = say(shop, bytes);
            if (heard.ended && heard.status() < 500) continue;
            CAPTURE(knock.face, bytes, heard.text);
            FAIL("a garbled request hangs, or broke something");
        }
    CHECK(shop.ask(http::Method::get, "/health").at("ok") == true);
}

TEST_CASE("serve: who sends too slowly is told so, at every face, and others are served", "[serve][socket][hostile]") {
    Shop shop{{.port = 0, .clock = {0}, .message_time = std::chrono::milliseconds{50}}};
    for (auto const& knock : knocks_at(shop)) {
        CAPTURE(knock.face);
        auto const whole = knock.bytes();
        http::RawSocket in_the_head{shop.loop, shop.serve->port()};
        http::RawSocket in_the_body{shop.loop, shop.serve->port()};
        in_the_head.send(std::string_view{whole}.substr(0, 30));
        in_the_body.send(std::string_view{whole}.substr(0, whole.size() - 1));
        CHECK(shop.ask(http::Method::get, "/health").at("ok") == true);
        CHECK(in_the_head.receive_all().starts_with("HTTP/1.1 408"));
        CHECK(in_the_body.receive_all().starts_with("HTTP/1.1 408"));
        CHECK(in_the_head.ended());
        CHECK(in_the_body.ended());
    }
}

TEST_CASE("serve: ten thousand who say nothing, or half a word, keep nobody waiting", "[serve][socket][hostile]") {
    // Both ends of each are ours.
    auto const allowed = allow_descriptors(20'200);
    REQUIRE(allowed > 400);
    auto const idlers = std::min<std::size_t>(10'000, (allowed - 200) / 2);
    if (idlers < 10'000) WARN("only " << idlers << " idle connections: this process may have " << allowed << " open");
    Shop shop{{.port = 0, .clock = {0}, .message_time = std::chrono::minutes{10}}};
    std::deque<http::RawSocket> crowd;
    for (std::size_t i = 0; i < idlers; ++i) {
        auto& one = crowd.emplace_back(shop.loop, shop.serve->port());
        if (!one.connected()) FAIL("connection " << i << " was not taken");
        if (i % 3 == 1) one.send("POST /access_codes/create HT");
        shop.loop.poll();
    }
    REQUIRE(http::turn_until(shop.loop, [&] { return shop.serve->open_connections() == idlers; }));

    for (auto const& knock : knocks_at(shop)) {
        CAPTURE(knock.face);
        http::RawSocket busy{shop.loop, shop.serve->port()};
        busy.send(knock.bytes());
        CHECK(busy.receive([](auto const& got) { return !got.empty(); }).starts_with("HTTP/1.1 20"));
    }
    // Those who wake up are heard as well.
    for (std::size_t i = 0; i < idlers; i += 999) {
        crowd[i].send(i % 3 == 1 ? "TP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}"
                                 : "GET /health HTTP/1.1\r\nHost: h\r\n\r\n");
        auto const& text = crowd[i].receive([](auto const& got) { return !got.empty(); });
        CHECK(text.starts_with(i % 3 == 1 ? "HTTP/1.1 401" : "HTTP/1.1 200"));
    }
    crowd.clear();
    CHECK(http::turn_until(shop.loop, [&] { return shop.serve->open_connections() <= 1; }));
}

}  // namespace lockstep::harness
