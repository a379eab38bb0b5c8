// /workspaces: what is kept apart from what, and setting one back.
#include "api/render/action_attempt.hpp"
#include "api/render/workspace.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t workspaces_max = 1'000;

constexpr Parameter get_parameters[] = {
    {.name = "workspace_id", .kind = ParameterKind::uuid, .about = "If given, it has to be the one asked in."},
};
constexpr Parameter create_parameters[] = {
    {.name = "name", .need = Need::required},
    {.name = "company_name", .about = "Without it, the name."},
    {.name = "connect_partner_name"},
    {.name = "is_sandbox", .kind = ParameterKind::flag, .about = "True; there are no others here."},
    {.name = "is_publishable_key_auth_enabled", .kind = ParameterKind::flag},
    {.name = "organization_id"},
    {.name = "connect_webview_customization", .kind = ParameterKind::object},
};
constexpr Parameter update_parameters[] = {
    {.name = "name"},
    {.name = "company_name"},
    {.name = "connect_partner_name", .null_means = NullMeans::null, .about = "Null takes it away."},
    {.name = "is_publishable_key_auth_enabled",
     .kind = ParameterKind::flag,
     .about = "False: publishable keys are refused."},
    {.name = "organization_id", .null_means = NullMeans::null, .about = "Null takes it away."},
    {.name = "connect_webview_customization", .kind = ParameterKind::object},
};
constexpr std::string_view one[] = {"workspace"};
constexpr std::string_view many[] = {"workspaces"};
constexpr std::string_view attempt_only[] = {"action_attempt"};

Outcome<Json> get(Call& call) {
    auto const asked = call.arguments.uuid("workspace_id");
    if (asked && *asked != call.identity.workspace(call.caller.workspace))
        return failure(problem(ProblemType::unknown_workspace, "No such workspace."));
    return Json::object({{"workspace", workspace(call, call.caller.workspace)}});
}

Outcome<Json> list(Call& call) {
    Json listed = Json::array();
    if (call.caller.is_person()) {
        for (auto const number : call.caller.workspaces)
            listed.push_back(workspace(call, number));
    } else {
        listed.push_back(workspace(call, call.caller.workspace));
    }
    return Json::object({{"workspaces", std::move(listed)}});
}

void take_given(Arguments const& arguments, Workspace& changed) {
    if (auto const name = arguments.text("name")) changed.name = *name;
    if (auto const name = arguments.text("company_name")) changed.company_name = *name;
    if (auto const name = arguments.text("connect_partner_name")) changed.connect_partner_name = *name;
    if (auto const id = arguments.text("organization_id")) changed.organization_id = *id;
    if (auto const allowed = arguments.flag("is_publishable_key_auth_enabled"))
        changed.publishable_key_allowed = *allowed;
    if (auto const customization = arguments.text("connect_webview_customization"))
        changed.webview_customization = *customization;
    if (arguments.is_null("connect_partner_name")) changed.connect_partner_name.clear();
    if (arguments.is_null("organization_id")) changed.organization_id.clear();
}

Outcome<Json> create(Call& call) {
    auto& all = call.access.workspaces();
    if (call.arguments.flag("is_sandbox") == false)
        return failure(invalid("is_sandbox", "every workspace of a simulated world is a sandbox"));
    if (call.arguments.text("name")->empty()) return failure(invalid("name", "is empty"));
    if (all.size() >= workspaces_max) return failure(invalid("", "there are as many workspaces as there may be"));
    Workspace made;
    made.company_name = *call.arguments.text("name");
    take_given(call.arguments, made);
    auto const number = all.add(std::move(made));
    all[number].publishable_key = publishable_key(call.identity, number);
    call.access.admit(call.caller, number);
    return Json::object({{"workspace", workspace(call, number)}});
}

Outcome<Json> update(Call& call) {
    if (call.arguments.text("name") == "") return failure(invalid("name", "is empty"));
    take_given(call.arguments, call.access.workspaces()[call.caller.workspace]);
    return Json::object({{"workspace", workspace(call, call.caller.workspace)}});
}

// Links and accounts are put right first, so that the codes can leave their locks.
void reconnect_all(Call& call) {
    if (call.simulation == nullptr) return;
    auto const view = call.view();
    for (std::uint32_t at = 0; at < call.engine.account_count(); ++at) {
        engine::AccountId const id{at};
        auto const& account = call.engine.account(id);
        if (account.exists && !account.connected && view.sees(id)) call.simulation->set_connected(id, true);
    }
    for (std::uint32_t at = 0; at < call.engine.device_count(); ++at) {
        engine::DeviceId const id{at};
        auto const& device = call.engine.device(id);
        if (device.exists && !device.removed && !device.online && view.sees(id)) call.simulation->set_online(id, true);
    }
}

Outcome<Json> reset_sandbox(Call& call) {
    auto const view = call.view();
    SandboxReset reset{.workspace = call.caller.workspace, .codes = {}};
    reconnect_all(call);
    engine::Effects together;
    for (std::uint32_t at = 0; at < call.engine.device_count(); ++at) {
        engine::DeviceId const device{at};
        if (!view.engine.device_exists(device) || !view.sees(device)) continue;
        for (auto const code : call.engine.codes_on(device)) {
            if (!call.engine.remove({.code = code}, call.now, call.effects).ok()) continue;
            together.append(call.effects);
            reset.codes.push_back(code);
        }
    }
    call.effects = std::move(together);
    call.access.sessions().erase_all_of(call.caller.workspace);
    call.access.webviews().erase_all_of(call.caller.workspace);
    auto const number = call.access.resets().add(std::move(reset));
    return Json::object(
        {{"action_attempt", sandbox_reset(view, *call.access.resets().find(number, call.caller.workspace), number)}});
}

constexpr Route routes[] = {
    {"/workspaces/get", verbs::read, get_parameters, one, "The workspace in which one asks.", get},
    {"/workspaces/list",
     verbs::read,
     {},
     many,
     "The workspaces that the credential opens.",
     list,
     audience::servers_and_people},
    {"/workspaces/create", verbs::create, create_parameters, one, "A new workspace, without accounts.", create,
     audience::people},
    {"/workspaces/update", verbs::update, update_parameters, one, "Changes what is given; the rest stays.", update,
     audience::servers},
    {"/workspaces/reset_sandbox",
     verbs::create,
     {},
     attempt_only,
     "Takes all codes off their devices, connects what was cut off, forgets sessions; keys stay.",
     reset_sandbox,
     audience::servers},
};

}  // namespace

std::span<Route const> workspace_routes() { return routes; }

}  // namespace lockstep::api
