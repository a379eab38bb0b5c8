#include "http/framing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>
#include <utility>

namespace lockstep::http {

namespace {

namespace beast = boost::beast::http;
using namespace std::string_view_literals;

constexpr std::array<std::string_view, 6> flaw_words{"none",           "malformed",       "headers too large",
                                                     "body too large", "target too long", "cut short"};

constexpr std::array framing_fields{field::connection, field::content_length,    field::expect, field::keep_alive,
                                    field::trailer,    field::transfer_encoding, field::upgrade};

std::string_view text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool frames(std::string_view name) {
    return std::any_of(framing_fields.begin(), framing_fields.end(), [&](std::string_view known) {
        return known.size() == name.size() && equal_ignoring_case(known, name);
    });
}

Flaw flaw_of(boost::beast::error_code const& error) {
    if (error == beast::error::header_limit) return Flaw::headers_too_large;
    if (error == beast::error::body_limit) return Flaw::body_too_large;
    if (error == beast::error::partial_message || error == beast::error::end_of_stream) return Flaw::cut_short;
    return Flaw::malformed;
}

template <class Fields>
Headers headers_of(Fields const& fields) {
    Headers headers;
    for (auto const& entry : fields)
        if (auto const name = text_of(entry.name_string()); !frames(name)) headers.add(name, text_of(entry.value()));
    return headers;
}

void add_framing(std::string& head, Framing framing, std::size_t body_bytes, bool may_have_body) {
    if (!framing.keep_alive) head += "connection: close\r\n";
    if (framing.keep_alive && framing.old_receiver) head += "connection: keep-alive\r\n";
    if (framing.chunked)
        head += "transfer-encoding: chunked\r\n";
    else if (may_have_body)
        head.append("content-length: "sv).append(std::to_string(body_bytes)).append("\r\n"sv);
}

void add_fields(std::string& head, Headers const& headers) {
    for (auto const field : headers) {
        if (frames(field.name)) continue;
        head.append(field.name).append(": "sv).append(field.value).append("\r\n"sv);
    }
}

void add_body(std::string& bytes, std::string const& body, bool chunked) {
    if (!chunked) {
        bytes += body;
        return;
    }
    bytes += chunk_of(body);
    bytes += last_chunk;
}

}  // namespace

// Beast's parser of one message after another.
template <bool is_request>
class Parsing {
  public:
    using Parser = beast::parser<is_request, beast::string_body>;

    explicit Parsing(FramingLimits limits) : limits_(limits) { restart(); }

    void restart() {
        parser_.emplace();
        parser_->eager(true);
        parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
        parser_->body_limit(limits_.body_bytes);
        begun_ = false;
        fields_bytes_ = 0;
    }

    std::size_t feed(std::string_view bytes) {
        std::size_t taken = 0;
        // The parser may stop between head and body, or at a chunk, with more to be had.
        while (taken < bytes.size() && flaw_ == Flaw::none && !parser_->is_done()) {
            boost::beast::error_code error;
            auto const body_bytes = parser_->get().body().size();
            auto const used = parser_->put(boost::asio::buffer(bytes.data() + taken, bytes.size() - taken), error);
            taken += used;
            // Beast's limit is for what it gets at once: of fields that come one by one it keeps any number.
            fields_bytes_ = parser_->get().body().size() == body_bytes ? fields_bytes_ + used : 0;
            if (error && error != beast::error::need_more) flaw_ = flaw_of(error);
            if (flaw_ == Flaw::none && fields_bytes_ > limits_.header_bytes) flaw_ = Flaw::headers_too_large;
            if (error || used == 0) break;
        }
        begun_ = begun_ || !bytes.empty();
        return taken;
    }

    void end() {
        if (flaw_ != Flaw::none || parser_->is_done() || !begun_) return;
        boost::beast::error_code error;
        parser_->put_eof(error);
        if (error || !parser_->is_done()) flaw_ = Flaw::cut_short;
    }

    Parser& parser() { return *parser_; }
    bool begun() const { return begun_; }
    bool complete() const { return flaw_ == Flaw::none && parser_->is_done(); }
    Flaw flaw() const { return flaw_; }
    void fail(Flaw flaw) { flaw_ = flaw; }

  private:
    FramingLimits limits_;
    std::optional<Parser> parser_;
    bool begun_ = false;
    std::size_t fields_bytes_ = 0;  // of the head, or of what came since the body last grew: chunks' heads, a trailer
    Flaw flaw_ = Flaw::none;
};

std::string_view name_of(Flaw flaw) { return flaw_words[static_cast<std::size_t>(flaw)]; }

int status_of(Flaw flaw) {
    switch (flaw) {
        case Flaw::headers_too_large:
            return 431;
        case Flaw::body_too_large:
            return 413;
        case Flaw::target_too_long:
            return 414;
        case Flaw::none:
        case Flaw::malformed:
        case Flaw::cut_short:
            break;
    }
    return 400;
}

// --- requests ---

struct RequestReader::State : Parsing<true> {
    using Parsing::Parsing;
    bool continue_told = false;
};

RequestReader::RequestReader(FramingLimits limits) : state_(std::make_unique<State>(limits)) {}
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

std::size_t RequestReader::feed(std::string_view bytes) {
    std::size_t taken = 0;
    // An empty line before a request is a slip of old clients, and harmless (RFC 9112, section 2.2).
    while (!state_->begun() && taken < bytes.size() && (bytes[taken] == '\r' || bytes[taken] == '\n'))
        ++taken;
    taken += state_->feed(bytes.substr(taken));
    auto& parser = state_->parser();
    if (!parser.is_header_done() || state_->flaw() != Flaw::none) return taken;
    if (parser.get().target().size() > limits::target_bytes) state_->fail(Flaw::target_too_long);
    // A version 1.0 sender knows neither `host` nor chunks; from the others a host is due (RFC 9112, section 3.2).
    if (parser.get().version() == 11 && parser.get().count(beast::field::host) != 1) state_->fail(Flaw::malformed);
    return taken;
}

void RequestReader::end() { state_->end(); }
bool RequestReader::begun() const { return state_->begun(); }
bool RequestReader::complete() const { return state_->complete(); }
Flaw RequestReader::flaw() const { return state_->flaw(); }

bool RequestReader::wants_continue() {
    auto& parser = state_->parser();
    if (state_->continue_told || !parser.is_header_done() || parser.is_done() || !parser.get().body().empty())
        return false;
    if (!equal_ignoring_case(text_of(parser.get()[beast::field::expect]), "100-continue")) return false;
    return state_->continue_told = true;
}

RequestReader::Received RequestReader::take() {
    auto message = state_->parser().release();
    Received received;
    received.keep_alive = message.keep_alive();
    received.old_sender = message.version() < 11;
    received.request.method = method_from(text_of(message.method_string()));
    received.request.target = text_of(message.target());
    received.request.headers = headers_of(message);
    received.request.body = std::move(message.body());
    state_->restart();
    state_->continue_told = false;
    return received;
}

// --- responses ---

struct ResponseReader::State : Parsing<false> {
    using Parsing::Parsing;
    bool no_body = false;
};

ResponseReader::ResponseReader(FramingLimits limits) : state_(std::make_unique<State>(limits)) {}
ResponseReader::~ResponseReader() = default;
ResponseReader::ResponseReader(ResponseReader&&) noexcept = default;
ResponseReader& ResponseReader::operator=(ResponseReader&&) noexcept = default;

void ResponseReader::expect_no_body() {
    state_->no_body = true;
    state_->parser().skip(true);
}

std::size_t ResponseReader::feed(std::string_view bytes) {
    std::size_t taken = state_->feed(bytes);
    while (state_->complete() && state_->parser().get().result_int() < 200 &&
           state_->parser().get().result_int() != 101) {
        state_->restart();
        state_->parser().skip(state_->no_body);
        taken += state_->feed(bytes.substr(taken));
    }
    return taken;
}

void ResponseReader::end() { state_->end(); }
bool ResponseReader::begun() const { return state_->begun(); }
bool ResponseReader::complete() const { return state_->complete(); }
Flaw ResponseReader::flaw() const { return state_->flaw(); }

ResponseReader::Received ResponseReader::take() {
    auto message = state_->parser().release();
    Received received;
    received.keep_alive = message.keep_alive() && !message.need_eof();
    received.response.status = static_cast<int>(message.result_int());
    received.response.headers = headers_of(message);
    received.response.body = std::move(message.body());
    state_->restart();
    state_->no_body = false;
    return received;
}

// --- writing ---

std::string bytes_of(Request const& request, std::string_view host, Framing framing) {
    std::string bytes;
    bytes.reserve(request.target.size() + request.headers.bytes().size() + request.body.size() + 160);
    bytes += name_of(request.method);
    bytes += ' ';
    bytes += request.target;
    bytes += " HTTP/1.1\r\n";
    if (!request.headers.has(field::host)) {
        bytes += "host: ";
        bytes += host;
        bytes += "\r\n";
    }
    add_fields(bytes, request.headers);
    bool const may_have_body = !request.body.empty() || request.method == Method::post ||
                               request.method == Method::put || request.method == Method::patch;
    add_framing(bytes, framing, request.body.size(), may_have_body);
    bytes += "\r\n";
    add_body(bytes, request.body, framing.chunked);
    return bytes;
}

namespace {

// These have no body by definition (RFC 9110, section 6.4.1).
bool is_bodyless(int status) { return status < 200 || status == 204 || status == 304; }

void add_head(std::string& bytes, Response const& response, Framing framing) {
    bytes.append("HTTP/1.1 "sv).append(std::to_string(response.status)).append(1, ' ');
    bytes.append(reason_phrase(response.status)).append("\r\n"sv);
    add_fields(bytes, response.headers);
    add_framing(bytes, framing, response.body.size(), !is_bodyless(response.status));
    bytes += "\r\n";
}

}  // namespace

std::string bytes_of(Response const& response, Framing framing) {
    std::string bytes;
    bytes.reserve(response.headers.bytes().size() + response.body.size() + 160);
    bool const bodyless = is_bodyless(response.status);
    framing.chunked = framing.chunked && !bodyless && !framing.old_receiver;
    add_head(bytes, response, framing);
    if (!bodyless && !framing.head_only) add_body(bytes, response.body, framing.chunked);
    return bytes;
}

std::optional<std::string> head_of(Response const& response, Framing framing) {
    if (is_bodyless(response.status) || framing.head_only || framing.chunked) return std::nullopt;
    std::string bytes;
    add_head(bytes, response, framing);
    return bytes;
}

std::string first_chunk_of(Response const& response, bool keep_alive) {
    auto bytes = bytes_of(response, {.keep_alive = keep_alive, .chunked = true});
    bytes.resize(bytes.size() - last_chunk.size());
    return bytes;
}

std::string chunk_of(std::string_view body) {
    return body.empty() ? std::string{} : fmt::format("{:x}\r\n{}\r\n", body.size(), body);
}

}  // namespace lockstep::http
