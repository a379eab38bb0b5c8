#include "api/render/client_session.hpp"

#include <algorithm>

#include "api/custom_metadata.hpp"

namespace lockstep::api {

namespace {

std::size_t devices_of(View const& view, std::vector<engine::AccountId> const& accounts) {
    std::size_t count = 0;
    for (std::uint32_t at = 0; at < view.engine.device_count(); ++at) {
        engine::DeviceId const id{at};
        if (view.engine.device_exists(id) &&
            std::find(accounts.begin(), accounts.end(), view.engine.device(id).account) != accounts.end())
            ++count;
    }
    return count;
}

}  // namespace

Json client_session(Call const& call, std::uint64_t number) {
    auto const& session = *call.access.sessions().find(number);
    auto const view = call.view();
    Json accounts = Json::array();
    for (auto const account : session.accounts)
        if (view.engine.account(account).exists) accounts.push_back(call.identity.account(account).text());
    Json webviews = Json::array();
    for (auto const webview : session.webviews)
        if (call.access.webviews().find(webview) != nullptr)
            webviews.push_back(call.identity.connect_webview(webview).text());
    Json json{
        {"client_session_id", call.identity.client_session(number).text()},
        {"workspace_id", call.identity.workspace(session.workspace).text()},
        {"created_at", time_text(session.created_at)},
        {"expires_at", time_text(session.expires_at)},
        {"token", session_token(call.identity, number)},
        {"user_identifier_key", text_or_null(session.user_identifier_key)},
        {"device_count", devices_of(view, session.accounts)},
        {"connected_account_ids", std::move(accounts)},
        {"connect_webview_ids", std::move(webviews)},
        {"user_identity_ids", Json::array()},
    };
    if (!session.customer_key.empty()) json["customer_key"] = session.customer_key;
    if (!session.customer_id.empty()) json["customer_id"] = session.customer_id;
    return json;
}

Json connect_webview(Call const& call, std::uint64_t number) {
    auto const& webview = *call.access.webviews().find(number);
    auto const id = call.identity.connect_webview(number).text();
    bool const authorized = webview.authorized();
    Json json{
        {"connect_webview_id", id},
        {"workspace_id", call.identity.workspace(webview.workspace).text()},
        {"created_at", time_text(webview.created_at)},
        {"url", std::string{call.base} + "/connect_webviews/get?connect_webview_id=" + id},
        {"status", authorized       ? "authorized"
                   : webview.failed ? "failed"
                                    : "pending"},
        {"login_successful", authorized},
        {"authorized_at", authorized ? Json(time_text(webview.created_at)) : Json(nullptr)},
        {"connected_account_id", authorized ? Json(call.identity.account(webview.account).text()) : Json(nullptr)},
        {"selected_provider", authorized ? Json(call.directory.entry(webview.account).provider) : Json(nullptr)},
        {"any_provider_allowed", webview.accepted_providers.empty()},
        {"any_device_allowed", true},
        {"accepted_providers", webview.accepted_providers},
        {"accepted_devices", Json::array()},
        {"accepted_capabilities", webview.accepted_capabilities},
        {"automatically_manage_new_devices", webview.automatically_manage_new_devices},
        {"wait_for_device_creation", webview.wait_for_device_creation},
        {"device_selection_mode", webview.device_selection_mode},
        {"custom_metadata", json_of(webview.custom_metadata)},
        {"custom_redirect_url", text_or_null(webview.custom_redirect_url)},
        {"custom_redirect_failure_url", text_or_null(webview.custom_redirect_failure_url)},
    };
    if (!webview.customer_key.empty()) json["customer_key"] = webview.customer_key;
    return json;
}

}  // namespace lockstep::api
