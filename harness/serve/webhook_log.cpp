#include "harness/serve/webhook_log.hpp"

#include <string>

#include "engine/events.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

api::Json attempt_json(api::Api const& api, api::WebhookId webhook, api::DeliveryAttempt const& attempt) {
    auto const& [delivery, answer, next] = attempt;
    return {{"message_id", api::message_id(api.identity(), {webhook, delivery.number})},
            {"event_id", api.identity().event(delivery.event).text()},
            {"event_type", api::name_of(api.events()[delivery.event].type)},
            {"attempt", delivery.attempts},
            {"sent_at", format_instant(delivery.sent)},
            {"status", answer.status == 0 ? api::Json{} : api::Json(answer.status)},
            {"trouble", api::text_or_null(answer.trouble)},
            {"delivered", answer.taken()},
            {"next_attempt_at", next == never ? api::Json{} : api::Json(format_instant(next))}};
}

}  // namespace

api::Json webhook_log_json(api::Api const& api, api::WebhookId id) {
    auto const& webhook = *api.webhooks().find(id);
    auto const& outbox = webhook.outbox;
    auto const& counts = outbox.counts();
    api::Json attempts = api::Json::array();
    for (auto const& attempt : outbox.log())
        attempts.push_back(attempt_json(api, id, attempt));
    auto const next = outbox.next_due();
    return {{"webhook_id", api.identity().webhook(id.value).text()},
            {"url", webhook.url},
            {"event_types", webhook.event_types},
            {"waiting", outbox.waiting()},
            {"under_way", outbox.under_way()},
            {"next_attempt_at", next == never ? api::Json{} : api::Json(format_instant(next))},
            {"delivered", counts.delivered},
            {"failed_attempts", counts.failed},
            {"given_up", counts.given_up},
            {"dropped", counts.dropped},
            {"attempts", std::move(attempts)}};
}

}  // namespace lockstep::harness
