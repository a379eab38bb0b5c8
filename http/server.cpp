#include "http/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "http/loop_impl.hpp"
#include "http/server_connection.hpp"

namespace lockstep::http {

void Reply::send(Response response, Delivery delivery) const { sink_->answer(number_, std::move(response), delivery); }

void Reply::begin(Response response) const { sink_->begin(number_, std::move(response)); }

void Reply::more(std::string_view body) const { sink_->more(number_, body, false); }

void Reply::end() const { sink_->more(number_, {}, true); }

bool Reply::wanted() const { return sink_->connected(); }

class Server::Impl {
  public:
    using tcp = boost::asio::ip::tcp;
    using Error = boost::system::error_code;

    Impl(Loop& loop, ServerOptions options, Handler handler)
        : context_{loop.impl().context},
          acceptor_{context_},
          sweep_{context_},
          shared_{std::make_shared<server_detail::Shared>()} {
        shared_->options = std::move(options);
        shared_->handler = std::move(handler);
        shared_->one_left = [this] { accept(); };
    }

    ~Impl() {
        shared_->handler = nullptr;
        shared_->one_left = nullptr;
        *alive_ = false;
        auto const connections = shared_->connections;
        for (auto* const connection : connections)
            if (shared_->connections.contains(connection)) connection->abort();
    }

    // An empty text when it listens.
    std::string listen() {
        auto const& options = shared_->options;
        Error error;
        auto const address = boost::asio::ip::make_address(options.address, error);
        if (error) return fmt::format("`{}` is not an address to listen on", options.address);
        if (options.tls) {
            if (auto const complaint = prepare_tls(*options.tls); !complaint.empty()) return complaint;
        }
        tcp::endpoint const endpoint{address, options.port};
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(4096, error);
        if (error) return fmt::format("cannot listen on {}:{}: {}", options.address, options.port, error.message());
        accept();
        sweep();
        return {};
    }

    std::uint16_t port() const {
        Error ignored;
        return acceptor_.local_endpoint(ignored).port();
    }

    std::size_t connections() const { return shared_->connections.size(); }

    void shut_down() {
        Error ignored;
        acceptor_.close(ignored);
        auto const connections = shared_->connections;
        for (auto* const connection : connections)
            if (shared_->connections.contains(connection)) connection->finish();
    }

  private:
    std::string prepare_tls(TlsIdentity const& identity) {
        tls_.emplace(boost::asio::ssl::context::tls_server);
        Error error;
        tls_->set_options(boost::asio::ssl::context::no_tlsv1 | boost::asio::ssl::context::no_tlsv1_1, error);
        tls_->use_certificate_chain(boost::asio::buffer(identity.certificate), error);
        if (error) return "the TLS certificate cannot be used: " + error.message();
        tls_->use_private_key(boost::asio::buffer(identity.key), boost::asio::ssl::context::pem, error);
        if (error) return "the TLS key cannot be used: " + error.message();
        return {};
    }

    void accept() {
        if (accepting_ || !acceptor_.is_open() || connections() >= shared_->options.connections_max) return;
        accepting_ = true;
        acceptor_.async_accept([this, alive = alive_](Error const& error, tcp::socket socket) {
            if (!*alive) return;
            accepting_ = false;
            if (error) return accept_later();
            using namespace server_detail;
            if (tls_)
                std::make_shared<Connection<TlsStream>>(shared_, std::move(socket), *tls_)->start();
            else
                std::make_shared<Connection<tcp::socket>>(shared_, std::move(socket))->start();
            accept();
        });
    }

    // Out of file descriptors, most likely: somebody has to leave first.
    void accept_later() {
        if (!acceptor_.is_open()) return;
        auto timer = std::make_shared<boost::asio::steady_timer>(context_, std::chrono::milliseconds{100});
        timer->async_wait([this, timer, alive = alive_](Error const&) {
            if (*alive) accept();
        });
    }

    // Looks for connections whose time is up, every now and then: cheaper than a timer for each.
    void sweep() {
        auto const& options = shared_->options;
        auto const often = std::min({options.message_time, options.idle_time, 4 * options.linger_time}) / 8;
        sweep_.expires_after(std::clamp<Duration>(often, std::chrono::milliseconds{5}, std::chrono::seconds{1}));
        sweep_.async_wait([this, alive = alive_](Error const& error) {
            if (error || !*alive) return;
            auto const now = std::chrono::steady_clock::now();
            auto const connections = shared_->connections;
            for (auto* const connection : connections)
                if (shared_->connections.contains(connection)) connection->check_time(now);
            if (acceptor_.is_open() || !shared_->connections.empty()) sweep();
        });
    }

    boost::asio::io_context& context_;
    tcp::acceptor acceptor_;
    boost::asio::steady_timer sweep_;
    std::optional<boost::asio::ssl::context> tls_;
    std::shared_ptr<server_detail::Shared> shared_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    bool accepting_ = false;
};

Result<std::unique_ptr<Server>, std::string> Server::start(Loop& loop, ServerOptions options, Handler handler) {
    auto impl = std::make_unique<Impl>(loop, std::move(options), std::move(handler));
    if (auto complaint = impl->listen(); !complaint.empty()) return failure(std::move(complaint));
    return std::make_unique<Server>(std::move(impl));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

std::uint16_t Server::port() const { return impl_->port(); }
std::size_t Server::connections() const { return impl_->connections(); }
void Server::shut_down() { impl_->shut_down(); }

}  // namespace lockstep::http
