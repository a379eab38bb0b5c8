// /connected_accounts: the accounts with vendors that devices hang on.
#include "api/account_filter.hpp"
#include "api/custom_metadata.hpp"
#include "api/lookup.hpp"
#include "api/page.hpp"
#include "api/render/device.hpp"
#include "api/routes.hpp"
#include "api/text_match.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t limit_default = 500;

constexpr Parameter get_parameters[] = {
    {.name = "connected_account_id", .kind = ParameterKind::uuid},
    {.name = "email", .about = "Instead of the id: the user by whom the account is known at its vendor."},
};
constexpr Parameter sync_parameters[] = {
    {.name = "connected_account_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr Parameter list_parameters[] = {
    {.name = "search", .about = "Part of the name or the id."},
    {.name = "customer_key"},
    {.name = "user_identifier_key", .about = "Only what this user's client sessions see."},
    {.name = "custom_metadata_has", .kind = ParameterKind::object},
    {.name = "space_id", .about = "There are no spaces, so nothing is in one."},
    {.name = "limit", .kind = ParameterKind::number, .least = 1},
    {.name = "page_cursor"},
};
constexpr Parameter update_parameters[] = {
    {.name = "connected_account_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "display_name"},
    {.name = "custom_metadata",
     .kind = ParameterKind::object,
     .about = "Members to set; null takes one away, the others stay."},
    {.name = "automatically_manage_new_devices", .kind = ParameterKind::flag},
    {.name = "customer_key", .null_means = NullMeans::null, .about = "Null takes the account from its customer."},
    {.name = "accepted_capabilities", .kind = ParameterKind::texts, .about = "Shown again, and of no consequence."},
};
constexpr Parameter delete_parameters[] = {
    {.name = "connected_account_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "sync", .kind = ParameterKind::flag},
};
constexpr std::string_view one[] = {"connected_account"};
constexpr std::string_view many[] = {"connected_accounts", "pagination"};

Outcome<engine::AccountId> wanted_account(Call& call) {
    auto const view = call.view();
    if (auto const id = call.arguments.uuid("connected_account_id")) return find_account(view, *id);
    auto const email = call.arguments.text("email");
    if (!email) return failure(invalid("", "connected_account_id or email is required"));
    for (std::uint32_t at = 0; at < view.engine.account_count(); ++at) {
        engine::AccountId const id{at};
        if (view.engine.account(id).exists && view.sees(id) && view.directory.entry(id).name == *email) return id;
    }
    return failure(problem(ProblemType::connected_account_not_found, "No such connected account."));
}

Outcome<Json> get(Call& call) {
    auto const account = wanted_account(call);
    if (!account) return failure(account.error());
    return Json::object({{"connected_account", connected_account(call.view(), *account)}});
}

Outcome<Json> list(Call& call) {
    auto const view = call.view();
    auto const page = Page::of(call.arguments, call.path, limit_default);
    if (!page) return failure(page.error());
    auto const search = call.arguments.text("search").value_or("");
    AccountFilter const owners{call};
    MetadataFilter const metadata{call.arguments};
    bool const nowhere = call.arguments.has("space_id");

    PageFill fill{*page};
    Json accounts = Json::array();
    for (auto at = page->from; at < view.engine.account_count() && !fill.full(); ++at) {
        engine::AccountId const id{static_cast<std::uint32_t>(at)};
        if (nowhere || !view.engine.account(id).exists || !view.sees(id) || !owners.holds(view, id) ||
            !metadata.holds(view.directory.entry(id).custom_metadata))
            continue;
        if (!contains_ignoring_case(view.directory.entry(id).shown_name(), search) &&
            !contains_ignoring_case(view.identity.account(id).text(), search))
            continue;
        if (fill.takes(at)) accounts.push_back(connected_account(view, id));
    }
    return Json::object({{"connected_accounts", std::move(accounts)}, {"pagination", fill.pagination()}});
}

Outcome<Json> update(Call& call) {
    auto const account = find_account(call.view(), *call.arguments.uuid("connected_account_id"));
    if (!account) return failure(account.error());
    auto metadata = with_changes(call.directory.entry(*account).custom_metadata, call.arguments);
    if (!metadata) return failure(metadata.error());
    auto& entry = call.directory.edit(*account);
    entry.custom_metadata = std::move(*metadata);
    if (auto const manage = call.arguments.flag("automatically_manage_new_devices"))
        entry.automatically_manage_new_devices = *manage;
    if (auto capabilities = call.arguments.texts("accepted_capabilities"))
        entry.accepted_capabilities = std::move(*capabilities);
    if (auto const name = call.arguments.text("display_name")) entry.display_name = *name;
    if (call.arguments.is_null("customer_key")) entry.customer_key.clear();
    if (auto const key = call.arguments.text("customer_key")) entry.customer_key = *key;
    return Json::object({{"connected_account", connected_account(call.view(), *account)}});
}

Outcome<Json> remove(Call& call) {
    auto const account = find_account(call.view(), *call.arguments.uuid("connected_account_id"));
    if (!account) return failure(account.error());
    call.engine.forget_account(*account, call.now, call.effects);
    return Json::object();
}

Outcome<Json> sync(Call& call) {
    auto const account = find_account(call.view(), *call.arguments.uuid("connected_account_id"));
    if (!account) return failure(account.error());
    call.engine.sync_account(*account, call.now, call.effects);
    return Json::object();
}

constexpr Route routes[] = {
    {"/connected_accounts/get", verbs::read, get_parameters, one, "One connected account.", get},
    {"/connected_accounts/list", verbs::read, list_parameters, many, "All connected accounts.", list},
    {"/connected_accounts/update", verbs::update, update_parameters, one, "Changes what is given; the rest stays.",
     update},
    {"/connected_accounts/delete",
     verbs::remove,
     delete_parameters,
     {},
     "Forgets the account, its devices and their codes.",
     remove,
     audience::servers},
    {"/connected_accounts/sync", verbs::create, sync_parameters, {}, "Reads all locks of the account now.", sync},
};

}  // namespace

std::span<Route const> connected_account_routes() { return routes; }

}  // namespace lockstep::api
