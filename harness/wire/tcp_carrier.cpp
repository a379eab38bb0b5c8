#include "harness/wire/tcp_carrier.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace lockstep::harness {

namespace {

// Real time that a message may need from one end to the other on a busy machine before we say that the road is broken.
constexpr auto patience = std::chrono::seconds{60};

constexpr Duration never_mind = std::chrono::hours{24 * 365};

http::Delivery delivery_of(std::optional<providers::Broken> broken, std::size_t bytes) {
    http::Delivery delivery;
    if (broken == providers::Broken::connection_reset) delivery.reset = true;
    if (broken == providers::Broken::truncated) delivery.cut_after = bytes;
    return delivery;
}

}  // namespace

TcpCarrier::TcpCarrier() {
    build(to_vendors_);
    build(to_us_);
}

TcpCarrier::~TcpCarrier() = default;

void TcpCarrier::build(Road& road) {
    http::ServerOptions options;
    options.idle_time = never_mind;
    options.message_time = patience;
    auto started = http::Server::start(loop_, options, [&road](http::Request&& request, http::Reply reply) {
        road.arrived = std::move(request);
        road.reply = std::move(reply);
    });
    if (!started) return failed(std::move(started).error());
    road.server = std::move(started).value();
    http::ClientOptions to_server;
    to_server.origin = {.tls = false, .host = "127.0.0.1", .port = road.server->port(), .path = {}};
    to_server.repeats = false;       // what the vendor has lost is lost
    to_server.timeout = never_mind;  // simulated clocks decide how long anybody waits
    road.client = std::make_unique<http::Client>(loop_, to_server);
}

bool TcpCarrier::turn_until(bool (*holds)(Road const&, Open const&), Road const& road, Open const& open) {
    auto const give_up = std::chrono::steady_clock::now() + patience;
    while (!holds(road, open)) {
        if (loop_.poll() > 0) continue;
        loop_.wait_one(std::chrono::seconds{1});
        if (std::chrono::steady_clock::now() > give_up) return false;
    }
    return true;
}

http::Request TcpCarrier::carry(Road& road, http::Request request, std::shared_ptr<Open> open) {
    if (!road.client) return request;
    road.arrived.reset();
    bool const names_host = request.headers.has(http::field::host);
    road.client->send(std::move(request), [open](auto heard) { open->heard = std::move(heard); });
    auto const over = [](Road const& on, Open const& what) { return on.arrived.has_value() || what.heard.has_value(); };
    if (!turn_until(over, road, *open) || !road.arrived) {
        failed(fmt::format("a request did not arrive over loopback: {}",
                           open->heard && !open->heard->ok() ? http::name_of(open->heard->error()) : "silence"));
        return {};
    }
    open->reply = std::move(road.reply);
    auto arrived = *std::exchange(road.arrived, std::nullopt);
    if (!names_host) arrived.headers.remove(http::field::host);
    return arrived;
}

http::Request TcpCarrier::request(providers::ExchangeId exchange, http::Request request) {
    auto const open = std::make_shared<Open>();
    open_[exchange.value] = open;
    return carry(to_vendors_, std::move(request), open);
}

Result<http::Response, providers::Broken> TcpCarrier::answer(providers::ExchangeId exchange, http::Response response,
                                                             std::optional<providers::Broken> broken) {
    auto const found = open_.find(exchange.value);
    if (found == open_.end() || !found->second->reply) return response;
    auto const open = std::move(found->second);
    open_.erase(found);
    // Cut in the middle: some of it has left, and more was promised.
    open->reply->send(response, delivery_of(broken, http::bytes_of(response).size() / 2));
    if (!turn_until([](Road const&, Open const& what) { return what.heard.has_value(); }, to_vendors_, *open)) {
        failed("an answer did not arrive over loopback");
        return response;
    }
    if (open->heard->ok()) return std::move(*open->heard).value();
    auto const trouble = open->heard->error();
    if (!broken) failed(fmt::format("an answer was lost over loopback: {}", http::name_of(trouble)));
    return failure(trouble == http::Trouble::truncated ? providers::Broken::truncated
                                                       : providers::Broken::connection_reset);
}

void TcpCarrier::lose(providers::ExchangeId exchange) {
    auto const found = open_.find(exchange.value);
    if (found == open_.end()) return;
    // The vendor's end hangs up; ours hears nothing that it would listen to.
    if (found->second->reply) found->second->reply->send({}, {.reset = true});
    open_.erase(found);
}

http::Request TcpCarrier::push(http::Request request) {
    open_push_ = std::make_shared<Open>();
    return carry(to_us_, std::move(request), open_push_);
}

void TcpCarrier::push_answered(int status) {
    auto const open = std::exchange(open_push_, nullptr);
    if (!open || !open->reply) return;
    open->reply->send({status, {}, {}});
    bool const heard = turn_until([](Road const&, Open const& what) { return what.heard.has_value(); }, to_us_, *open);
    if (!heard || !open->heard->ok() || (*open->heard)->status != status)
        failed("the answer to a push did not arrive over loopback");
}

}  // namespace lockstep::harness
