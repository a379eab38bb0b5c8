// /webhooks: who wants to be told of events, and of which.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "api/lookup.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr Parameter create_parameters[] = {
    {.name = "url", .need = Need::required, .about = "Where events are delivered to: http or https."},
    {.name = "event_types", .kind = ParameterKind::texts, .about = "Only events of these types; `*` is all."},
};
constexpr Parameter get_parameters[] = {
    {.name = "webhook_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr Parameter update_parameters[] = {
    {.name = "webhook_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "event_types", .kind = ParameterKind::texts, .need = Need::required},
};
constexpr std::string_view one[] = {"webhook"};
constexpr std::string_view many[] = {"webhooks"};

Json webhook_json(View const& view, WebhookId id, Webhook const& webhook) {
    return {{"webhook_id", view.identity.webhook(id.value).text()},
            {"url", webhook.url},
            {"event_types", webhook.event_types},
            {"secret", webhook.secret}};
}

Outcome<WebhookId> wanted(Call& call) {
    auto const number = call.identity.as_webhook(*call.arguments.uuid("webhook_id"));
    auto const* const webhook = number ? call.memory.webhooks().find(WebhookId{*number}) : nullptr;
    if (webhook == nullptr || webhook->workspace != call.caller.workspace)
        return failure(problem(ProblemType::webhook_not_found, "No such webhook."));
    return WebhookId{*number};
}

// All of them when none is named.
Outcome<std::vector<std::string>> types_of(Arguments const& arguments) {
    auto types = arguments.texts("event_types").value_or(std::vector<std::string>{});
    for (auto const& type : types)
        if (type != "*" && !is_event_type(type))
            return failure(problem(ProblemType::invalid_event_types,
                                   fmt::format("There is no event of this type: {}. `*` stands for all.", type)));
    if (types.empty()) types.emplace_back("*");
    return types;
}

Outcome<Json> create(Call& call) {
    auto const url = *call.arguments.text("url");
    if (auto const objection = call.memory.webhooks().objection(url); !objection.empty())
        return failure(invalid("url", objection));
    auto types = types_of(call.arguments);
    if (!types) return failure(types.error());
    if (call.memory.webhooks().full())
        return failure(invalid(
            "", fmt::format("There are {} webhooks already; delete one that nobody needs.", Webhooks::webhooks_max)));
    auto const id = call.memory.webhooks().add(call.caller.workspace, url, std::move(*types));
    return Json::object({{"webhook", webhook_json(call.view(), id, *call.memory.webhooks().find(id))}});
}

Outcome<Json> get(Call& call) {
    auto const id = wanted(call);
    if (!id) return failure(id.error());
    return Json::object({{"webhook", webhook_json(call.view(), *id, *call.memory.webhooks().find(*id))}});
}

Outcome<Json> list(Call& call) {
    Json webhooks = Json::array();
    for (auto const& [id, webhook] : call.memory.webhooks().all())
        if (webhook.workspace == call.caller.workspace) webhooks.push_back(webhook_json(call.view(), id, webhook));
    return Json::object({{"webhooks", std::move(webhooks)}});
}

Outcome<Json> update(Call& call) {
    auto const id = wanted(call);
    if (!id) return failure(id.error());
    auto types = types_of(call.arguments);
    if (!types) return failure(types.error());
    auto& webhook = *call.memory.webhooks().find(*id);
    webhook.event_types = std::move(*types);
    return Json::object({{"webhook", webhook_json(call.view(), *id, webhook)}});
}

// What it has not been told yet it will never be told.
Outcome<Json> remove(Call& call) {
    auto const id = wanted(call);
    if (!id) return failure(id.error());
    call.memory.webhooks().remove(*id);
    return Json::object();
}

constexpr Route routes[] = {
    {"/webhooks/create", verbs::create, create_parameters, one, "Events are delivered to an address.", create,
     audience::servers},
    {"/webhooks/get", verbs::read, get_parameters, one, "One webhook.", get, audience::servers},
    {"/webhooks/list", verbs::read, {}, many, "All webhooks, oldest first.", list, audience::servers},
    {"/webhooks/update", verbs::update, update_parameters, one, "Events of other types are delivered.", update,
     audience::servers},
    {"/webhooks/delete", verbs::remove, get_parameters, {}, "Nothing more is delivered.", remove, audience::servers},
};

}  // namespace

std::span<Route const> webhook_routes() { return routes; }

}  // namespace lockstep::api
