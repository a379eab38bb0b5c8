#include "api/api.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "api/dialect.hpp"
#include "api/lookup.hpp"
#include "api/render/event.hpp"
#include "api/routes.hpp"
#include "http/limits.hpp"
#include "http/target.hpp"

namespace lockstep::api {

namespace {

constexpr std::string_view request_id_field = "seam-request-id";

// A HEAD is a GET whose body stays behind.
bool answers(Route const& route, http::Method method) {
    if (method == http::Method::head) method = http::Method::get;
    return std::find(route.methods.begin(), route.methods.end(), method) != route.methods.end();
}

std::string allowed(Route const& route) {
    std::string names;
    for (auto const method : route.methods) {
        if (!names.empty()) names += ", ";
        names += http::name_of(method);
    }
    return names;
}

Route const* route_of(http::Request const& request) {
    auto const path = http::percent_decoded(http::split_target(request.target).path);
    if (!path) return nullptr;
    std::string_view trimmed = *path;
    if (trimmed.size() > 1 && trimmed.ends_with('/')) trimmed.remove_suffix(1);
    return find_route(trimmed);
}

http::Response refused(Problem const& problem, std::string const& request_id) {
    return http::json_response(status_of(problem.type), text_of(envelope(problem, request_id)));
}

// An object that begins with these members.
std::string joined(std::string written, std::string object) {
    if (written.empty()) return object;
    written.append(object, 1);
    return written;
}

// Codes that were made can be told of again while they are there and nobody has asked for their end.
bool still_stands(View const& view, http::Response const& kept) {
    auto const answer = Json::parse(kept.body, nullptr, false);
    if (!answer.is_object() || !answer.contains("access_codes")) return true;
    for (auto const& made : answer["access_codes"]) {
        auto const id = Uuid::parse(made["access_code_id"].get<std::string>());
        auto const code = id ? find_code(view, *id) : Outcome<engine::CodeId>{engine::CodeId{}};
        if (!code || !*code || view.engine.record(*code).delete_requested) return false;
    }
    return true;
}

// Where the next page is, for whoever asks with a query: the same query with the next cursor.
void add_next_page_url(Json& answer, http::Request const& request, std::string_view base) {
    auto const pagination = answer.find("pagination");
    if (base.empty() || !request.body.empty() || pagination == answer.end()) return;
    auto const& cursor = (*pagination)["next_page_cursor"];
    if (!cursor.is_string()) return;
    auto const [path, query] = http::split_target(request.target);
    std::string url{base};
    url.append(path) += '?';
    for (auto rest = query; !rest.empty();) {
        auto const part = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        if (!part.empty() && !part.starts_with("page_cursor=")) url.append(part) += '&';
    }
    (*pagination)["next_page_url"] = url + "page_cursor=" + cursor.get<std::string>();
}

}  // namespace

http::Response Api::answer(http::Request const& request, Surroundings const& around, std::string const& request_id) {
    if (request.target.size() > http::limits::target_bytes || request.body.size() > http::limits::body_bytes)
        return refused(problem(ProblemType::request_too_large, "The request is too large."), request_id);
    auto const* const route = route_of(request);
    if (route == nullptr)
        return refused(problem(ProblemType::unknown_path, "There is nothing at this path."), request_id);
    if (!answers(*route, request.method)) {
        auto response = refused(
            problem(ProblemType::method_not_allowed, std::string{route->path} + " answers " + allowed(*route) + "."),
            request_id);
        response.headers.set(http::field::allow, allowed(*route));
        return response;
    }
    auto const caller = access_.judge(request.headers, route->audience, identity_, around.real_now);
    if (!caller) return refused(caller.error(), request_id);
    bool const repeatable = route->manner.repeatable && request.method == http::Method::put;
    auto const replay_key = repeatable ? Replays::key_of(request) : 0;
    if (repeatable)
        if (auto const* const kept = replays_.find(replay_key, around.real_now);
            kept != nullptr &&
            still_stands({around.engine, identity_, directory_, memory_, around.now, &*caller}, *kept))
            return *kept;
    auto const fields = fields_of(request, route->parameters);
    if (!fields) return refused(fields.error(), request_id);
    auto const arguments = Arguments::check(*fields, route->parameters);
    if (!arguments) return refused(arguments.error(), request_id);

    auto const base = request.headers.find(http::field::base).value_or("");
    Call call{around, *arguments, route->path, identity_, directory_, memory_, access_, *caller, base, {}};
    auto outcome = route->handler(call);
    if (!outcome) return refused(outcome.error(), request_id);
    if (route->manner.enveloped) (*outcome)["ok"] = true;
    add_next_page_url(*outcome, request, base);
    auto response = http::json_response(200, joined(std::move(call.written), text_of(*outcome)));
    if (repeatable) replays_.keep(replay_key, response, around.real_now);
    return response;
}

http::Response Api::handle(http::Request const& request, Surroundings const& around) {
    around.effects.clear();
    auto const request_id = identity_.request(++requests_).text();
    auto response = answer(request, around, request_id);
    response.headers.set(request_id_field, request_id);
    if (request.method == http::Method::head) response.body.clear();
    return response;
}

std::vector<DueDelivery> Api::take_due_deliveries(Instant now, engine::Engine const& engine) {
    std::vector<DueDelivery> due;
    View const view{engine, identity_, directory_, memory_, now};
    for (auto const& [id, webhook] : memory_.webhooks().all())
        for (auto const& delivery : memory_.webhooks().find(id)->outbox.take_due(now))
            due.push_back({.id = {id, delivery.number},
                           .attempt = delivery.attempts,
                           .url = webhook.url,
                           .secret = webhook.secret,
                           .message_id = message_id(identity_, {id, delivery.number}),
                           .body = text_of(event(view, delivery.event))});
    return due;
}

void Api::delivery_answered(DeliveryId delivery, DeliveryAnswer answer, Instant now) {
    if (auto* const webhook = memory_.webhooks().find(delivery.webhook))
        webhook->outbox.answered(delivery.number, std::move(answer), now);
}

void Api::clear_webhook_log(WebhookId webhook) {
    if (auto* const found = memory_.webhooks().find(webhook)) found->outbox.clear_log();
}

std::string message_id(Identity const& identity, DeliveryId delivery) {
    return "msg_" + identity.delivery(delivery.webhook.value, delivery.number).text();
}

Uuid Api::id_of(engine::CodeId code, engine::Engine const& engine) const {
    return public_id({engine, identity_, directory_, memory_, Instant{}}, code);
}

std::optional<Uuid> Api::id_of(engine::DeviceId device, engine::Pin pin, engine::Engine const& engine) const {
    View const view{engine, identity_, directory_, memory_, Instant{}};
    if (auto const code = find_code(view, device, pin)) return public_id(view, *code);
    auto const place = find_unmanaged_code(view, device, pin);
    if (!place) return std::nullopt;
    return public_id(view, device, engine.device(device).unmanaged[place->index]);
}

}  // namespace lockstep::api
