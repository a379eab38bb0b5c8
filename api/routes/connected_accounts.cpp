// /connected_accounts: the accounts with vendors that devices hang on.
#include "api/lookup.hpp"
#include "api/page.hpp"
#include "api/render/device.hpp"
#include "api/routes.hpp"
#include "api/text_match.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t limit_default = 500;

constexpr Parameter get_parameters[] = {
    {.name = "connected_account_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr Parameter list_parameters[] = {
    {.name = "search", .about = "Part of the name or the id."},
    {.name = "customer_key"},
    {.name = "limit", .kind = ParameterKind::number, .least = 1},
    {.name = "page_cursor"},
};
constexpr std::string_view one[] = {"connected_account"};
constexpr std::string_view many[] = {"connected_accounts", "pagination"};

Outcome<Json> get(Call& call) {
    auto const account = find_account(call.view(), *call.arguments.uuid("connected_account_id"));
    if (!account) return failure(account.error());
    return Json::object({{"connected_account", connected_account(call.view(), *account)}});
}

Outcome<Json> list(Call& call) {
    auto const view = call.view();
    auto const page = Page::of(call.arguments, call.path, limit_default);
    if (!page) return failure(page.error());
    auto const search = call.arguments.text("search").value_or("");

    PageFill fill{*page};
    Json accounts = Json::array();
    for (auto at = page->from; at < view.engine.account_count() && !fill.full(); ++at) {
        engine::AccountId const id{static_cast<std::uint32_t>(at)};
        if (!view.engine.account(id).exists || !view.sees(id) || call.arguments.has("customer_key")) continue;
        if (!contains_ignoring_case(view.directory.entry(id).name, search) &&
            !contains_ignoring_case(view.identity.account(id).text(), search))
            continue;
        if (fill.takes(at)) accounts.push_back(connected_account(view, id));
    }
    return Json::object({{"connected_accounts", std::move(accounts)}, {"pagination", fill.pagination()}});
}

constexpr Route routes[] = {
    {"/connected_accounts/get", verbs::read, get_parameters, one, "One connected account.", get},
    {"/connected_accounts/list", verbs::read, list_parameters, many, "All connected accounts.", list},
};

}  // namespace

std::span<Route const> connected_account_routes() { return routes; }

}  // namespace lockstep::api
