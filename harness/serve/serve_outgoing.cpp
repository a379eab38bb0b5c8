// What a served world says to others: vendors' pushes to who subscribed there, events to who has webhooks.
#include <fmt/format.h>

#include "harness/clock/real_time.hpp"
#include "harness/serve/serve.hpp"
#include "http/url.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

constexpr Duration push_patience = std::chrono::seconds{10};

}  // namespace

// All that has become ready to leave the world.
void Serve::bring_out() {
    answer_vendors();
    push_to_outside();
    deliver_events();
    streams_.tell([this](TraceId& seen) { return control_.trace_stream(seen); });
}

// Whoever subscribed is told, and the vendor learns what he answered; a receiver that hangs delays nobody else.
void Serve::push_to_outside() {
    for (auto& [number, sent] : world_.take_pushes()) {
        auto const told = [this, push = number, generation = generation_, alive = alive_](int status) {
            if (!*alive || generation != generation_) return;
            world_.apply(PushAnswered{push, status}, real_now());
            after_every_turn();
        };
        auto const* const request = std::get_if<http::Request>(&sent.push.message);
        auto const url = http::parse_url(sent.push.url);
        if (request == nullptr || !url) {
            loop_.post([told] { told(0); });
            continue;
        }
        auto& client = subscribers_[url->origin.authority()];
        if (!client)
            client = std::make_unique<http::Client>(
                loop_, http::ClientOptions{.origin = url->origin, .timeout = push_patience});
        client->send(*request, [told](auto heard) { told(heard.ok() ? heard->status : 0); });
    }
}

void Serve::deliver_events() {
    courier_.keep_only(world_.world().api().webhooks());
    for (auto const& due : world_.take_deliveries())
        courier_.send(due, real_now());
}

void Serve::event_answered(api::DeliveryId delivery, api::DeliveryAnswer answer) {
    catch_up();
    world_.apply(EventAnswered{delivery, std::move(answer)}, real_now());
    log_delivery(delivery);
    after_every_turn();
}

// Its address is left out beyond the server's name: a path or a query may hold somebody's key.
void Serve::log_delivery(api::DeliveryId delivery) const {
    auto const& api = world_.world().api();
    auto const* const webhook = api.webhooks().find(delivery.webhook);
    if (options_.log == nullptr || webhook == nullptr || webhook->outbox.log().empty()) return;
    auto const& [what, heard, next] = webhook->outbox.log().back();
    bool const given_up = !heard.taken() && next == never;
    auto const level = heard.taken() ? LogLevel::debug : given_up ? LogLevel::warn : LogLevel::info;
    if (!options_.log->tells(level)) return;
    auto const url = http::parse_url(webhook->url);
    options_.log->tell(level,
                       heard.taken() ? "delivered"
                       : given_up    ? "delivery given up"
                                     : "delivery failed",
                       {{"webhook", api.identity().webhook(delivery.webhook.value).text()},
                        {"receiver", url ? url->origin.authority() : std::string{}},
                        {"message", api::message_id(api.identity(), delivery)},
                        {"event_type", std::string{api::name_of(api.events()[what.event].type)}},
                        {"attempt", fmt::to_string(what.attempts)},
                        {"answer", heard.status != 0 ? fmt::to_string(heard.status) : heard.trouble},
                        {"next", next == never ? std::string{"-"} : format_instant(next)}});
}

}  // namespace lockstep::harness
