#include "harness/conform/listener.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lockstep::harness {

namespace {

constexpr std::size_t events_max = 10'000;
constexpr std::string_view path = "/conform/events";

}  // namespace

std::string HeardEvent::member(std::string_view name) const {
    if (!body.is_object() || !body.contains(name) || !body[name].is_string()) return {};
    return body[name].get<std::string>();
}

std::string HeardEvent::code_id() const {
    if (body.is_object() && body.contains("access_code")) {
        auto const& code = body["access_code"];
        if (code.is_object() && code.contains("access_code_id") && code["access_code_id"].is_string())
            return code["access_code_id"].get<std::string>();
    }
    return member("access_code_id");
}

Result<std::unique_ptr<EventListener>, std::string> EventListener::start(ServerLine& wire,
                                                                         ConformOptions const& options) {
    std::unique_ptr<EventListener> made{new EventListener};
    http::ServerOptions server;
    server.address = options.listen;
    server.port = options.listen_port;
    auto started = http::Server::start(
        wire.loop(), std::move(server),
        [raw = made.get()](http::Request&& request, http::Reply reply) { raw->take(request, reply); });
    if (!started) return failure(started.error());
    made->server_ = std::move(*started);
    bool const is_v6 = options.listen.find(':') != std::string::npos;
    made->url_ = !options.webhook_url.empty()
                     ? options.webhook_url
                     : fmt::format("http://{}:{}{}", is_v6 ? fmt::format("[{}]", options.listen) : options.listen,
                                   made->server_->port(), path);
    return made;
}

void EventListener::take(http::Request const& request, http::Reply const& reply) {
    if (request.method != http::Method::post) return reply.send({404, {}, {}});
    HeardEvent event{request.body, WireJson::parse(request.body, nullptr, false), 200};
    if (!refuse_next_.empty() && event.type() == refuse_next_) {
        event.answered = 500;
        refuse_next_.clear();
    }
    auto const status = event.answered;
    if (events_.size() < events_max) events_.push_back(std::move(event));
    reply.send({status, {}, {}});
}

HeardEvent const* EventListener::find(std::string_view type, std::string_view code_id) const {
    auto const found = std::find_if(events_.begin(), events_.end(), [&](HeardEvent const& event) {
        return event.type() == type && event.code_id() == code_id;
    });
    return found == events_.end() ? nullptr : &*found;
}

}  // namespace lockstep::harness
