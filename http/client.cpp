#include "http/client.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <chrono>
#include <unordered_set>
#include <utility>
#include <vector>

#include "http/loop_impl.hpp"

namespace lockstep::http {

namespace {

constexpr std::array<std::string_view, 5> trouble_words{"cannot connect", "connection reset", "answer truncated",
                                                        "no HTTP answer", "timed out"};

bool is_repeatable(Method method) {
    return method == Method::get || method == Method::head || method == Method::put || method == Method::delete_ ||
           method == Method::options;
}

}  // namespace

std::string_view name_of(Trouble trouble) { return trouble_words[static_cast<std::size_t>(trouble)]; }

std::string Origin::authority() const {
    bool const bare = port == (tls ? 443 : 80);
    bool const brackets = host.find(':') != std::string::npos;
    auto const name = brackets ? fmt::format("[{}]", host) : host;
    return bare ? name : fmt::format("{}:{}", name, port);
}

Result<Origin, std::string> parse_origin(std::string_view url) {
    auto const complain = [&](std::string_view what) { return failure(fmt::format("`{}`: {}", url, what)); };
    Origin origin;
    auto rest = url;
    if (rest.starts_with("https://"))
        origin.tls = true, origin.port = 443, rest.remove_prefix(8);
    else if (rest.starts_with("http://"))
        rest.remove_prefix(7);
    else
        return complain("an address begins with http:// or https://");
    auto const slash = std::min(rest.find_first_of("/?#"), rest.size());
    auto authority = rest.substr(0, slash);
    auto path = rest.substr(slash);
    if (path.find_first_of("?#") != std::string_view::npos) return complain("a query or a fragment has no place here");
    while (path.ends_with('/'))
        path.remove_suffix(1);
    origin.path = path;
    if (authority.find('@') != std::string_view::npos) return complain("a user name has no place here");

    auto host = authority;
    std::string_view port;
    if (authority.starts_with('[')) {
        auto const bracket = authority.find(']');
        if (bracket == std::string_view::npos) return complain("the bracket is never closed");
        host = authority.substr(1, bracket - 1);
        port = authority.substr(bracket + 1);
    } else if (auto const colon = authority.find(':'); colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon);
    }
    if (host.empty()) return complain("the host is missing");
    origin.host = host;
    if (!port.empty()) {
        port.remove_prefix(1);
        auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), origin.port);
        if (error != std::errc{} || end != port.data() + port.size() || origin.port == 0)
            return complain("a port is a number from 1 to 65535");
    }
    return origin;
}

namespace client_detail {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

class Line;

struct Shared {
    Shared(asio::io_context& io, ClientOptions wanted) : context{io}, options{std::move(wanted)} {}

    asio::io_context& context;
    ClientOptions options;
    std::optional<asio::ssl::context> tls;
    std::vector<std::shared_ptr<Line>> kept;
    std::unordered_set<Line*> busy;
};

// One connection, plain or with TLS; carries one exchange at a time.
class Line : public std::enable_shared_from_this<Line> {
  public:
    explicit Line(std::shared_ptr<Shared> shared)
        : shared_{std::move(shared)}, timer_{shared_->context}, socket_{shared_->context} {
        if (shared_->tls) tls_.emplace(socket_, *shared_->tls);
    }

    void exchange(Request request, Client::Answered answered) {
        answered_ = std::move(answered);
        repeatable_ = shared_->options.repeats && is_repeatable(request.method);
        fresh_ = !connected_;
        reader_ = ResponseReader{shared_->options.limits};
        if (request.method == Method::head) reader_.expect_no_body();
        request_ = std::move(request);
        shared_->busy.insert(this);
        timer_.expires_after(shared_->options.timeout);
        timer_.async_wait([self = shared_from_this(), turn = turn_](Error const& error) {
            if (!error && turn == self->turn_) self->fail(Trouble::timed_out);
        });
        if (connected_) return write();
        connect();
    }

    void close() {
        Error ignored;
        socket_.close(ignored);
        connected_ = false;
    }
    // Ends the exchange; nobody is told.
    void drop() {
        ++turn_;
        answered_ = nullptr;
        timer_.cancel();
        close();
    }
    // False when the other side has hung up on a kept connection, or talks without being asked.
    bool is_alive() {
        Error error;
        socket_.non_blocking(true, error);
        char byte = 0;
        socket_.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, error);
        return error == asio::error::would_block;
    }

  private:
    template <class Use>
    void with_stream(Use use) {
        if (tls_)
            use(*tls_);
        else
            use(socket_);
    }

    void connect() {
        auto const& origin = shared_->options.origin;
        Error no_number;
        auto const address = asio::ip::make_address(origin.host, no_number);
        if (!no_number)
            return socket_.async_connect({address, origin.port},
                                         [self = shared_from_this(), turn = turn_](Error const& error) {
                                             if (turn == self->turn_) self->reached(error);
                                         });
        auto resolver = std::make_shared<tcp::resolver>(shared_->context);
        resolver->async_resolve(
            origin.host, std::to_string(origin.port),
            [self = shared_from_this(), resolver, turn = turn_](Error const& error, tcp::resolver::results_type found) {
                if (turn != self->turn_) return;
                if (error) return self->fail(Trouble::cannot_connect);
                asio::async_connect(self->socket_, found, [self, turn](Error const& failed, tcp::endpoint const&) {
                    if (turn == self->turn_) self->reached(failed);
                });
            });
    }

    void reached(Error const& error) {
        if (error) return fail(Trouble::cannot_connect);
        begin_tls();
    }

    void begin_tls() {
        Error ignored;
        socket_.set_option(tcp::no_delay{true}, ignored);
        connected_ = true;
        if (!tls_) return write();
        auto const& host = shared_->options.origin.host;
        SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str());
        if (!shared_->options.trusted_certificate.empty())
            tls_->set_verify_callback(asio::ssl::host_name_verification{host}, ignored);
        tls_->async_handshake(asio::ssl::stream_base::client,
                              [self = shared_from_this(), turn = turn_](Error const& error) {
                                  if (turn != self->turn_) return;
                                  if (error) return self->fail(Trouble::cannot_connect);
                                  self->write();
                              });
    }

    void write() {
        auto const& options = shared_->options;
        auto message = request_;
        message.target.insert(0, options.origin.path);
        out_ = bytes_of(message, options.host_header.empty() ? options.origin.authority() : options.host_header);
        with_stream([this](auto& stream) {
            asio::async_write(stream, asio::buffer(out_),
                              [self = shared_from_this(), turn = turn_](Error const&, std::size_t) {
                                  // An answer may have come before the other side closed: reading will tell.
                                  if (turn == self->turn_) self->read();
                              });
        });
    }

    void read() {
        with_stream([this](auto& stream) {
            stream.async_read_some(asio::buffer(chunk_),
                                   [self = shared_from_this(), turn = turn_](Error const& error, std::size_t bytes) {
                                       if (turn == self->turn_) self->arrived(error, bytes);
                                   });
        });
    }

    void arrived(Error const& error, std::size_t bytes) {
        if (error) {
            // A clean end may be what delimits the body; a reset never is.
            if (error == asio::error::eof) reader_.end();
            if (!reader_.complete()) {
                if (reader_.begun()) return fail(Trouble::truncated);
                if (!fresh_ && repeatable_) return again();
                return fail(Trouble::reset);
            }
            return finish(false);
        }
        waiting_.append(chunk_.data(), bytes);
        waiting_.erase(0, reader_.feed(waiting_));
        if (reader_.flaw() != Flaw::none) return fail(Trouble::no_http);
        if (!reader_.complete()) return read();
        finish(true);
    }

    // The kept connection was dead already: once more, over a new one.
    void again() {
        ++turn_;
        timer_.cancel();
        shared_->busy.erase(this);
        close();
        std::make_shared<Line>(shared_)->exchange(std::move(request_), std::move(answered_));
    }

    void finish(bool connection_is_sound) {
        auto received = reader_.take();
        end();
        if (connection_is_sound && received.keep_alive && waiting_.empty() &&
            shared_->kept.size() < shared_->options.idle_max)
            shared_->kept.push_back(shared_from_this());
        else
            close();
        if (auto const answered = std::exchange(answered_, nullptr)) answered(std::move(received.response));
    }

    void fail(Trouble trouble) {
        end();
        close();
        if (auto const answered = std::exchange(answered_, nullptr)) answered(failure(trouble));
    }

    void end() {
        ++turn_;
        timer_.cancel();
        shared_->busy.erase(this);
    }

    std::shared_ptr<Shared> shared_;
    asio::steady_timer timer_;
    tcp::socket socket_;
    std::optional<asio::ssl::stream<tcp::socket&>> tls_;
    ResponseReader reader_;
    std::array<char, 8192> chunk_;
    std::string waiting_;
    std::string out_;
    Request request_;
    Client::Answered answered_;
    std::uint64_t turn_ = 0;  // what belongs to an exchange that is over must not touch the next
    bool connected_ = false;
    bool fresh_ = true;
    bool repeatable_ = false;
};

}  // namespace client_detail

class Client::Impl {
  public:
    Impl(Loop& loop, ClientOptions options)
        : shared_{std::make_shared<client_detail::Shared>(loop.impl().context, std::move(options))} {
        if (!shared_->options.origin.tls) return;
        namespace ssl = boost::asio::ssl;
        shared_->tls.emplace(ssl::context::tls_client);
        auto const& trusted = shared_->options.trusted_certificate;
        client_detail::Error ignored;
        if (!trusted.empty()) shared_->tls->add_certificate_authority(boost::asio::buffer(trusted), ignored);
        shared_->tls->set_verify_mode(trusted.empty() ? ssl::verify_none : ssl::verify_peer, ignored);
    }

    ~Impl() {
        auto const busy = shared_->busy;
        for (auto* const line : busy)
            line->drop();
        for (auto const& line : shared_->kept)
            line->close();
        shared_->kept.clear();
    }

    void send(Request request, Answered answered) {
        std::shared_ptr<client_detail::Line> line;
        while (!shared_->kept.empty() && !line) {
            line = std::move(shared_->kept.back());
            shared_->kept.pop_back();
            if (line->is_alive()) continue;
            line->close();
            line = nullptr;
        }
        if (!line) line = std::make_shared<client_detail::Line>(shared_);
        line->exchange(std::move(request), std::move(answered));
    }

  private:
    std::shared_ptr<client_detail::Shared> shared_;
};

Client::Client(Loop& loop, ClientOptions options) : impl_(std::make_shared<Impl>(loop, std::move(options))) {}
Client::~Client() = default;

void Client::send(Request request, Answered answered) { impl_->send(std::move(request), std::move(answered)); }

}  // namespace lockstep::http
