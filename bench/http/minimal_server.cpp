// The least that Beast can do, to be compared against: async_read, a fixed answer, async_write. Port as argument.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdlib>
#include <memory>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

class Session : public std::enable_shared_from_this<Session> {
  public:
    explicit Session(tcp::socket socket) : socket_{std::move(socket)} {}

    void read() {
        request_ = {};
        beast::http::async_read(socket_, buffer_, request_, [self = shared_from_this()](auto error, std::size_t) {
            if (!error) self->write();
        });
    }

  private:
    void write() {
        response_ = {beast::http::status::ok, request_.version()};
        response_.set(beast::http::field::content_type, "application/json");
        response_.keep_alive(request_.keep_alive());
        response_.body() =
            R"({"access_codes":[{"access_code_id":"ac_2_1","lock_id":"lk_2","name":"Ada","code":"4711",)"
            R"("starts_at":null,"ends_at":null,"status":"active"},{"access_code_id":"ac_2_2","lock_id":"lk_2",)"
            R"("name":"Bob","code":"4712"}]})";
        response_.prepare_payload();
        beast::http::async_write(socket_, response_, [self = shared_from_this()](auto error, std::size_t) {
            if (!error && self->response_.keep_alive()) self->read();
        });
    }

    tcp::socket socket_;
    beast::flat_buffer buffer_;
    beast::http::request<beast::http::string_body> request_;
    beast::http::response<beast::http::string_body> response_;
};

void accept(tcp::acceptor& acceptor) {
    acceptor.async_accept([&acceptor](auto error, tcp::socket socket) {
        if (error) return;
        socket.set_option(tcp::no_delay{true});
        std::make_shared<Session>(std::move(socket))->read();
        accept(acceptor);
    });
}

}  // namespace

int main(int, char* argv[]) {
    asio::io_context context{1};
    auto const port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    tcp::acceptor acceptor{context, {asio::ip::make_address("127.0.0.1"), port}};
    accept(acceptor);
    context.run();
}
