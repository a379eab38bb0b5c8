#include "harness/wire/socket_road.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace lockstep::harness {

namespace {

// Real time that a message may need from one end to the other on a busy machine before we say that the road is broken.
constexpr auto patience = std::chrono::seconds{60};

constexpr Duration never_mind = std::chrono::hours{24 * 365};

// Many locks are polled at the same instant of simulated time; connecting anew costs more than a message.
constexpr std::size_t idle_max = 2'000;

}  // namespace

SocketRoad::SocketRoad(http::Loop& loop) : loop_(loop) {
    http::ServerOptions options;
    options.idle_time = never_mind;
    options.message_time = patience;
    auto started = http::Server::start(loop_, options, [this](http::Request&& request, http::Reply reply) {
        arrived_ = std::move(request);
        reply_ = std::move(reply);
    });
    if (!started) {
        trouble_ = std::move(started).error();
        return;
    }
    server_ = std::move(started).value();
    http::ClientOptions to_server;
    to_server.origin = {.tls = false, .host = "127.0.0.1", .port = server_->port(), .path = {}};
    to_server.repeats = false;       // what the other end has lost is lost
    to_server.timeout = never_mind;  // simulated clocks decide how long anybody waits
    to_server.idle_max = idle_max;
    client_ = std::make_unique<http::Client>(loop_, to_server);
}

template <class Holds>
bool SocketRoad::turn_until(Holds holds) {
    auto const give_up = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (loop_.poll() > 0) continue;
        loop_.wait_one(std::chrono::seconds{1});
        if (std::chrono::steady_clock::now() > give_up) return false;
    }
    return true;
}

Result<http::Request, std::string> SocketRoad::carry(http::Request request, std::shared_ptr<Crossing> crossing) {
    if (!client_) return failure(trouble_);
    arrived_.reset();
    bool const names_host = request.headers.has(http::field::host);
    client_->send(std::move(request), [crossing](auto heard) { crossing->heard = std::move(heard); });
    bool const over = turn_until([&] { return arrived_.has_value() || crossing->heard.has_value(); });
    if (!over || !arrived_) {
        return failure(fmt::format(
            "a request did not arrive over loopback: {}",
            crossing->heard && !crossing->heard->ok() ? http::name_of(crossing->heard->error()) : "silence"));
    }
    crossing->reply = std::exchange(reply_, std::nullopt);
    auto arrived = *std::exchange(arrived_, std::nullopt);
    if (!names_host) arrived.headers.remove(http::field::host);
    return arrived;
}

std::optional<Result<http::Response, http::Trouble>> SocketRoad::answer(Crossing& crossing, http::Response response,
                                                                        http::Delivery delivery) {
    crossing.reply->send(std::move(response), delivery);
    turn_until([&] { return crossing.heard.has_value(); });
    return std::move(crossing.heard);
}

}  // namespace lockstep::harness
