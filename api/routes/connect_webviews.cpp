// /connect_webviews: logging in at a vendor. There is no page: an account that the workspace has is picked at once.
#include <algorithm>

#include "api/custom_metadata.hpp"
#include "api/lookup.hpp"
#include "api/page.hpp"
#include "api/render/client_session.hpp"
#include "api/routes.hpp"
#include "api/text_match.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t limit_default = 500;

constexpr std::string_view selection_modes[] = {"none", "single", "multiple"};

constexpr Parameter create_parameters[] = {
    {.name = "accepted_providers", .kind = ParameterKind::texts, .about = "Only accounts with these."},
    {.name = "excluded_providers", .kind = ParameterKind::texts, .about = "No accounts with these."},
    {.name = "accepted_capabilities", .kind = ParameterKind::texts},
    {.name = "provider_category"},
    {.name = "device_selection_mode", .kind = ParameterKind::choice, .choices = selection_modes},
    {.name = "custom_metadata", .kind = ParameterKind::object},
    {.name = "custom_redirect_url"},
    {.name = "custom_redirect_failure_url"},
    {.name = "customer_key"},
    {.name = "automatically_manage_new_devices", .kind = ParameterKind::flag},
    {.name = "wait_for_device_creation", .kind = ParameterKind::flag},
};
constexpr Parameter get_parameters[] = {
    {.name = "connect_webview_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr Parameter list_parameters[] = {
    {.name = "search", .about = "Part of the id."},
    {.name = "user_identifier_key", .about = "Only those of this user's client sessions."},
    {.name = "customer_key"},
    {.name = "custom_metadata_has", .kind = ParameterKind::object},
    {.name = "limit", .kind = ParameterKind::number, .least = 1},
    {.name = "page_cursor"},
};
constexpr std::string_view one[] = {"connect_webview"};
constexpr std::string_view many[] = {"connect_webviews", "pagination"};

struct Login {
    engine::AccountId account;  // none: there is none that fits
    bool refused = false;       // there is, and its vendor does not accept its credentials
};

// With the first account of the workspace whose provider is accepted, of those that are not cut off.
Login login_of(Call const& call, std::vector<std::string> const& accepted, std::vector<std::string> const& excluded) {
    auto const among = [](std::vector<std::string> const& providers, AccountEntry const& entry) {
        return std::any_of(providers.begin(), providers.end(), [&](std::string const& provider) {
            return provider == entry.provider || provider == entry.provider_name;
        });
    };
    bool refused = false;
    for (std::uint32_t at = 0; at < call.engine.account_count(); ++at) {
        engine::AccountId const id{at};
        auto const& entry = call.directory.entry(id);
        if (!call.engine.account(id).exists || entry.workspace != call.caller.workspace) continue;
        if (among(excluded, entry)) continue;
        if (!accepted.empty() && !among(accepted, entry)) continue;
        if (call.engine.account(id).connected) return {id};
        refused = true;
    }
    return {{}, refused};
}

void tell_of(Call& call, std::uint64_t number) {
    auto const& webview = *call.access.webviews().find(number);
    if (!webview.account && !webview.failed) return;
    call.memory.tell(
        webview.failed ? ApiEvent::connect_webview_login_failed : ApiEvent::connect_webview_login_succeeded,
        webview.account, call.now, call.directory,
        {.webview = number, .customer_key = webview.customer_key, .workspace = call.caller.workspace});
}

Outcome<Json> create(Call& call) {
    auto const& arguments = call.arguments;
    auto metadata = with_changes({}, arguments);
    if (!metadata) return failure(metadata.error());
    ConnectWebview webview;
    webview.workspace = call.caller.workspace;
    webview.session = call.caller.session;
    webview.created_at = call.now;
    webview.accepted_providers = arguments.texts("accepted_providers").value_or(std::vector<std::string>{});
    auto const login = login_of(call, webview.accepted_providers,
                                arguments.texts("excluded_providers").value_or(std::vector<std::string>{}));
    webview.account = login.account;
    webview.failed = login.refused;
    webview.accepted_capabilities =
        arguments.texts("accepted_capabilities").value_or(std::move(webview.accepted_capabilities));
    webview.device_selection_mode =
        arguments.text("device_selection_mode").value_or(std::move(webview.device_selection_mode));
    webview.customer_key = arguments.text("customer_key").value_or("");
    webview.custom_metadata = std::move(*metadata);
    webview.custom_redirect_url = arguments.text("custom_redirect_url").value_or("");
    webview.custom_redirect_failure_url = arguments.text("custom_redirect_failure_url").value_or("");
    webview.automatically_manage_new_devices = arguments.flag("automatically_manage_new_devices").value_or(true);
    webview.wait_for_device_creation = arguments.flag("wait_for_device_creation").value_or(false);
    auto const number = call.access.webviews().add(std::move(webview));
    if (call.caller.session) {
        auto& session = *call.access.sessions().find(*call.caller.session);
        session.add_webview(number);
        if (login.account) session.grant(login.account);
    }
    tell_of(call, number);
    return Json::object({{"connect_webview", connect_webview(call, number)}});
}

Outcome<Json> get(Call& call) {
    auto const number = find_webview(call, *call.arguments.uuid("connect_webview_id"));
    if (!number) return failure(number.error());
    return Json::object({{"connect_webview", connect_webview(call, *number)}});
}

bool is_of_user(Call const& call, std::uint64_t webview, std::string const& key) {
    auto const& sessions = call.access.sessions().all();
    return std::any_of(sessions.begin(), sessions.end(), [&](auto const& one_session) {
        auto const& session = one_session.second;
        return session.workspace == call.caller.workspace && session.user_identifier_key == key &&
               std::find(session.webviews.begin(), session.webviews.end(), webview) != session.webviews.end();
    });
}

Outcome<Json> list(Call& call) {
    auto const page = Page::of(call.arguments, call.path, limit_default);
    if (!page) return failure(page.error());
    auto const search = call.arguments.text("search").value_or("");
    auto const user = call.arguments.text("user_identifier_key");
    auto const customer = call.arguments.text("customer_key");
    MetadataFilter const metadata{call.arguments};

    PageFill fill{*page};
    Json listed = Json::array();
    for (auto const& held : call.access.webviews().all()) {
        auto const number = held.first;
        if (fill.full()) break;
        if (!sees_webview(call, number) || (customer && held.second.customer_key != *customer)) continue;
        if (!contains_ignoring_case(call.identity.connect_webview(number).text(), search)) continue;
        if (!metadata.holds(held.second.custom_metadata)) continue;
        if (user && !is_of_user(call, number, *user)) continue;
        if (fill.takes(number)) listed.push_back(connect_webview(call, number));
    }
    return Json::object({{"connect_webviews", std::move(listed)}, {"pagination", fill.pagination()}});
}

Outcome<Json> remove(Call& call) {
    auto const number = find_webview(call, *call.arguments.uuid("connect_webview_id"));
    if (!number) return failure(number.error());
    call.access.webviews().erase(*number);
    return Json::object();
}

constexpr Route routes[] = {
    {"/connect_webviews/create", verbs::create, create_parameters, one,
     "A webview in which somebody has logged in already; a client session then sees the account.", create},
    {"/connect_webviews/get", verbs::read, get_parameters, one, "One connect webview.", get},
    {"/connect_webviews/list", verbs::read, list_parameters, many, "Connect webviews, oldest first.", list},
    {"/connect_webviews/delete",
     verbs::remove,
     get_parameters,
     {},
     "Forgets a connect webview; its account stays.",
     remove},
};

}  // namespace

std::span<Route const> connect_webview_routes() { return routes; }

}  // namespace lockstep::api
