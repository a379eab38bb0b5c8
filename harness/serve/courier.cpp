#include "harness/serve/courier.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "http/url.hpp"

namespace lockstep::harness {
namespace {

constexpr std::size_t answer_bytes_max = 1024 * 1024;

http::Request signed_request(api::DueDelivery const& due, std::string target, Instant real_now) {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(real_now.time_since_epoch()).count();
    auto request = http::json_request(http::Method::post, std::move(target), due.body);
    request.headers.set("user-agent", "lockstep");
    request.headers.set("svix-id", due.message_id);
    request.headers.set("svix-timestamp", std::to_string(seconds));
    request.headers.set("svix-signature", api::webhook_signature(due.secret, due.message_id, seconds, due.body));
    return request;
}

}  // namespace

Courier::Courier(http::Loop& loop, CourierOptions options, Told told)
    : loop_(loop), options_(options), told_(std::move(told)) {}

Courier::~Courier() { *alive_ = false; }

Courier::Receiver& Courier::receiver_of(api::WebhookId webhook, http::Origin const& origin) {
    auto& receiver = receivers_[webhook];
    if (receiver) return *receiver;
    http::ClientOptions options{.origin = origin};
    options.limits.body_bytes = answer_bytes_max;
    options.timeout = options_.patience;
    receiver = std::make_shared<Receiver>();
    receiver->client = std::make_unique<http::Client>(loop_, options);
    options.timeout = std::min(options_.patience, options_.patience_afterwards);
    receiver->hasty = std::make_unique<http::Client>(loop_, options);
    return *receiver;
}

void Courier::say_later(api::DeliveryId delivery, std::string trouble) {
    loop_.post([this, delivery, trouble = std::move(trouble), alive = alive_] {
        if (*alive) told_(delivery, {0, trouble});
    });
}

void Courier::send(api::DueDelivery const& due, Instant real_now) {
    auto url = http::parse_url(due.url);
    if (!url) return say_later(due.id, url.error());
    if (!options_.leaves_this_machine && !http::is_loopback(url->origin.host))
        return say_later(due.id, "not this machine");
    auto& receiver = receiver_of(due.id.webhook, url->origin);
    auto& client = receiver.hung ? *receiver.hasty : *receiver.client;
    std::weak_ptr<Receiver> const held = receivers_[due.id.webhook];
    client.send(signed_request(due, std::move(url->target), real_now), [this, id = due.id, held](auto heard) {
        auto const still = held.lock();
        if (!still) return;
        still->hung = !heard.ok() && heard.error() == http::Trouble::timed_out;
        told_(id, heard.ok() ? api::DeliveryAnswer{heard->status, {}}
                             : api::DeliveryAnswer{0, std::string{http::name_of(heard.error())}});
    });
}

void Courier::keep_only(api::Webhooks const& webhooks) {
    std::erase_if(receivers_, [&](auto const& one) { return webhooks.find(one.first) == nullptr; });
}

}  // namespace lockstep::harness
