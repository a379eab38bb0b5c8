#include "api/render/workspace.hpp"

namespace lockstep::api {

Json workspace(Call const& call, WorkspaceNumber number) {
    auto const& shown = call.access.workspaces()[number];
    Json json{
        {"workspace_id", call.identity.workspace(number).text()},
        {"name", shown.name},
        {"company_name", shown.company_name},
        {"connect_partner_name", text_or_null(shown.connect_partner_name)},
        {"is_sandbox", true},
        {"is_suspended", shown.suspended},
        {"is_publishable_key_auth_enabled", shown.publishable_key_allowed},
        {"organization_id", text_or_null(shown.organization_id)},
        {"connect_webview_customization", Json::parse(shown.webview_customization)},
    };
    // A client session has no need of the key that begins others.
    if (!call.caller.session && !shown.publishable_key.empty()) json["publishable_key"] = shown.publishable_key;
    return json;
}

}  // namespace lockstep::api
