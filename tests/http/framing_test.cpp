#include "http/framing.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.hpp"

namespace lockstep::http {
namespace {

// What a reader makes of a stream that arrives in pieces of this size.
struct Outcome {
    std::vector<Request> requests;
    Flaw flaw = Flaw::none;
    friend bool operator==(Outcome const&, Outcome const&) = default;
};

Outcome read_requests(std::string_view stream, std::size_t piece, FramingLimits limits = {}) {
    RequestReader reader{limits};
    Outcome outcome;
    std::string waiting;
    for (std::size_t at = 0; at < stream.size() && reader.flaw() == Flaw::none; at += piece) {
        waiting += stream.substr(at, piece);
        for (;;) {
            waiting.erase(0, reader.feed(waiting));
            if (!reader.complete()) break;
            outcome.requests.push_back(reader.take().request);
        }
    }
    reader.end();
    outcome.flaw = reader.flaw();
    return outcome;
}

constexpr std::string_view pipelined =
    "POST /locks/lk_6/access_codes?x=1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    "Content-Length: 2\r\n\r\n{}"
    "\r\n"
    "PUT /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;ext=1\r\ndefg\r\n0\r\n\r\n"
    "GET /c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST_CASE("framing: a stream means the same however it is cut", "[http][framing]") {
    auto const whole = read_requests(pipelined, pipelined.size());
    REQUIRE(whole.requests.size() == 3);
    CHECK(whole.flaw == Flaw::none);
    CHECK(whole.requests[0].method == Method::post);
    CHECK(whole.requests[0].target == "/locks/lk_6/access_codes?x=1");
    CHECK(whole.requests[0].body == "{}");
    CHECK(is_json(whole.requests[0].headers));
    CHECK_FALSE(whole.requests[0].headers.has(field::content_length));
    CHECK(whole.requests[1].body == "abcdefg");
    CHECK(whole.requests[2].method == Method::get);
    for (std::size_t piece = 1; piece < 40; ++piece) {
        CAPTURE(piece);
        CHECK(read_requests(pipelined, piece) == whole);
    }
}

TEST_CASE("framing: a request cut anywhere is cut short, never complete", "[http][framing]") {
    constexpr std::string_view request = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd";
    for (std::size_t bytes = 1; bytes < request.size(); ++bytes) {
        CAPTURE(bytes);
        auto const outcome = read_requests(request.substr(0, bytes), 7);
        CHECK(outcome.requests.empty());
        CHECK(outcome.flaw == Flaw::cut_short);
    }
}

// More than 200 bytes.
std::string many_fields() {
    std::string fields;
    for (int i = 0; i < 40; ++i)
        fields += "X: y\r\n";
    return fields;
}

TEST_CASE("framing: requests that are none", "[http][framing]") {
    struct Row {
        std::string_view what;
        std::string stream;
        Flaw flaw;
    };
    FramingLimits const limits{.header_bytes = 200, .body_bytes = 10};
    auto const row = GENERATE_COPY(values<Row>({
        {"garbage", "\x16\x03\x01garbage\r\n\r\n", Flaw::malformed},
        {"another protocol", "GET / SPDY/3\r\n\r\n", Flaw::malformed},
        {"no host", "GET / HTTP/1.1\r\n\r\n", Flaw::malformed},
        {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", Flaw::malformed},
        {"two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
         Flaw::malformed},
        {"length and chunks",
         "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         Flaw::malformed},
        {"a length below nothing", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", Flaw::malformed},
        {"a chunk of no length", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
         Flaw::malformed},
        {"a space in the field's name", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", Flaw::malformed},
        {"a body too large", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", Flaw::body_too_large},
        {"chunks too large",
         "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\naaaaaaaaaaa\r\n0\r\n\r\n",
         Flaw::body_too_large},
        {"a head too large", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(300, 'x'), Flaw::headers_too_large},
        {"too many small fields", "GET / HTTP/1.1\r\nHost: a\r\n" + many_fields() + "\r\n", Flaw::headers_too_large},
    }));
    CAPTURE(row.what);
    for (std::size_t const piece : {std::size_t{1}, std::size_t{9}, row.stream.size()}) {
        auto const outcome = read_requests(row.stream, piece, limits);
        CHECK(outcome.requests.empty());
        CHECK(outcome.flaw == row.flaw);
    }
}

TEST_CASE("framing: of a trailer that comes piece by piece, no more is kept than of a head", "[http][framing]") {
    auto const stream =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n" + many_fields() + "\r\n";
    for (std::size_t const piece : {1, 9, 50})
        CHECK(read_requests(stream, piece, {.header_bytes = 200, .body_bytes = 10}).flaw == Flaw::headers_too_large);
}

TEST_CASE("framing: who expects a go-ahead is told once", "[http][framing]") {
    RequestReader reader;
    std::string_view const head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    reader.feed(head.substr(0, 30));
    CHECK_FALSE(reader.wants_continue());
    RequestReader whole;
    whole.feed(head);
    CHECK(whole.wants_continue());
    CHECK_FALSE(whole.wants_continue());
    whole.feed("ab");
    REQUIRE(whole.complete());
    CHECK_FALSE(whole.take().request.headers.has(field::expect));
}

TEST_CASE("framing: what is written is read again", "[http][framing]") {
    auto request = json_request(Method::patch, "/a?b=c", R"({"pin":"0042"})");
    set_bearer(request.headers, "token");
    bool const chunked = GENERATE(false, true);
    bool const keep_alive = GENERATE(false, true);
    CAPTURE(chunked, keep_alive);
    RequestReader reader;
    auto const bytes = bytes_of(request, "localhost:1", {.keep_alive = keep_alive, .chunked = chunked});
    REQUIRE(reader.feed(bytes) == bytes.size());
    REQUIRE(reader.complete());
    auto received = reader.take();
    CHECK(received.keep_alive == keep_alive);
    CHECK(received.request.headers.find(field::host) == "localhost:1");
    received.request.headers.remove(field::host);
    CHECK(received.request == request);

    int const status = GENERATE(200, 204, 404, 503);
    CAPTURE(status);
    auto response = json_response(status, status == 204 ? "" : R"({"ok":true})");
    ResponseReader answers;
    auto const answer = bytes_of(response, {.keep_alive = keep_alive, .chunked = chunked});
    REQUIRE(answers.feed("HTTP/1.1 100 Continue\r\n\r\n" + answer) == 25 + answer.size());
    REQUIRE(answers.complete());
    auto const taken = answers.take();
    CHECK(taken.keep_alive == keep_alive);
    CHECK(taken.response == response);
}

TEST_CASE("framing: answers without a length end with the stream, those to HEAD with their head", "[http][framing]") {
    ResponseReader reader;
    reader.feed("HTTP/1.1 200 OK\r\n\r\nall of it");
    CHECK_FALSE(reader.complete());
    reader.end();
    REQUIRE(reader.complete());
    auto const taken = reader.take();
    CHECK(taken.response.body == "all of it");
    CHECK_FALSE(taken.keep_alive);

    ResponseReader to_head;
    to_head.expect_no_body();
    to_head.feed(bytes_of(json_response(200, "0123456789"), {.head_only = true}));
    REQUIRE(to_head.complete());
    CHECK(to_head.take().response.body.empty());

    ResponseReader cut;
    cut.feed("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nall");
    cut.end();
    CHECK(cut.flaw() == Flaw::cut_short);
}

}  // namespace
}  // namespace lockstep::http
