// /workspaces: what is kept apart from what, and setting one back.
#include "api/render/action_attempt.hpp"
#include "api/render/workspace.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t workspaces_max = 1'000;

constexpr std::string_view logo_shapes[] = {"circle", "square"};

constexpr Parameter get_parameters[] = {
    {.name = "workspace_id", .kind = ParameterKind::uuid, .about = "If given, it has to be the one asked in."},
};
constexpr Parameter create_parameters[] = {
    {.name = "name", .need = Need::required},
    {.name = "company_name", .about = "Without it, connect_partner_name or the name."},
    {.name = "connect_partner_name"},
    {.name = "is_sandbox", .kind = ParameterKind::flag, .about = "True; there are no others here."},
    {.name = "is_publishable_key_auth_enabled", .kind = ParameterKind::flag},
    {.name = "organization_id"},
    {.name = "connect_webview_customization", .kind = ParameterKind::object},
    {.name = "webview_primary_button_color",
     .about = "As a member of connect_webview_customization, like those below."},
    {.name = "webview_primary_button_text_color"},
    {.name = "webview_logo_shape", .kind = ParameterKind::choice, .choices = logo_shapes},
    {.name = "webview_success_message"},
};
constexpr Parameter update_parameters[] = {
    {.name = "name"},
    {.name = "company_name"},
    {.name = "connect_partner_name", .null_means = NullMeans::null, .about = "Null takes it away."},
    {.name = "is_publishable_key_auth_enabled",
     .kind = ParameterKind::flag,
     .about = "False: publishable keys are refused."},
    {.name = "is_suspended", .kind = ParameterKind::flag, .about = "Shown again; nothing is refused for it."},
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

// Members of the customization that are given one by one.
void take_parts(Arguments const& arguments, Workspace& made) {
    std::string_view const prefix = "webview_";
    auto customization = Json::parse(made.webview_customization);
    for (std::string const name : {"webview_primary_button_color", "webview_primary_button_text_color",
                                   "webview_logo_shape", "webview_success_message"})
        if (auto const given = arguments.text(name)) customization[name.substr(prefix.size())] = *given;
    made.webview_customization = text_of(customization);
}

Outcome<Json> create(Call& call) {
    auto& all = call.access.workspaces();
    if (call.arguments.flag("is_sandbox") == false)
        return failure(invalid("is_sandbox", "every workspace of a simulated world is a sandbox"));
    if (call.arguments.text("name")->empty()) return failure(invalid("name", "is empty"));
    if (all.size() >= workspaces_max) return failure(invalid("", "there are as many workspaces as there may be"));
    Workspace made;
    made.company_name = call.arguments.text("connect_partner_name").value_or(*call.arguments.text("name"));
    take_given(call.arguments, made);
    take_parts(call.arguments, made);
    auto const number = all.add(std::move(made));
    all[number].publishable_key = publishable_key(call.identity, number);
    call.access.admit(call.caller, number);
    return Json::object({{"workspace", workspace(call, number)}});
}

Outcome<Json> update(Call& call) {
    if (call.arguments.text("name") == "") return failure(invalid("name", "is empty"));
    auto& changed = call.access.workspaces()[call.caller.workspace];
    take_given(call.arguments, changed);
    changed.suspended = call.arguments.flag("is_suspended").value_or(changed.suspended);
    return Json::object({{"workspace", workspace(call, call.caller.workspace)}});
}

std::vector<engine::AccountId> accounts_of(Call const& call) {
    std::vector<engine::AccountId> seen;
    auto const view = call.view();
    for (std::uint32_t at = 0; at < call.engine.account_count(); ++at)
        if (call.engine.account({at}).exists && view.sees(engine::AccountId{at})) seen.push_back({at});
    return seen;
}

std::vector<engine::DeviceId> devices_of(Call const& call) {
    std::vector<engine::DeviceId> seen;
    auto const view = call.view();
    for (std::uint32_t at = 0; at < call.engine.device_count(); ++at)
        if (call.engine.device_exists({at}) && view.sees(engine::DeviceId{at})) seen.push_back({at});
    return seen;
}

// Accounts, links and locks are put right first, so that the codes can leave them.
void set_world_back(Call& call, SandboxReset& reset) {
    if (call.simulation == nullptr) return;
    for (auto const id : accounts_of(call))
        if (!call.engine.account(id).connected) call.simulation->set_connected(id, true);
    for (auto const id : devices_of(call)) {
        for (auto const& stranger : call.engine.device(id).unmanaged)
            reset.strangers.push_back({id, stranger.vendor_ref});
        call.simulation->set_back(id);
    }
}

// What the API alone remembers.
void forget_all(Call& call) {
    auto const workspace = call.caller.workspace;
    call.access.sessions().erase_all_of(workspace);
    call.access.webviews().erase_all_of(workspace);
    call.memory.webhooks().remove_all_of(workspace);
    for (auto const id : devices_of(call)) {
        if (call.memory.notes(id).hub_gone_since) call.memory.set_hub_gone(id, std::nullopt);
        call.memory.set_subscription_expired(id, false, call.now, call.engine, call.directory);
        auto& entry = call.directory.edit(id);
        entry.nickname.clear();
        entry.custom_metadata = {};
    }
}

Outcome<Json> reset_sandbox(Call& call) {
    SandboxReset reset;
    reset.workspace = call.caller.workspace;
    set_world_back(call, reset);
    engine::Effects together;
    for (auto const device : devices_of(call)) {
        if (!call.engine.device(device).managed) {
            call.engine.adopt_device(device, call.now, call.effects);
            call.memory.tell(ApiEvent::device_unmanaged_converted_to_managed, device, call.now, call.engine,
                             call.directory);
            together.append(call.effects);
        }
        for (auto const code : call.engine.codes_on(device)) {
            if (!call.engine.remove({.code = code, .though_offline = true}, call.now, call.effects).ok()) continue;
            together.append(call.effects);
            reset.codes.push_back(code);
        }
    }
    if (!reset.strangers.empty())
        for (auto const account : accounts_of(call)) {
            call.engine.sync_account(account, call.now, call.effects);  // so that it sees that they are gone
            together.append(call.effects);
        }
    call.effects = std::move(together);
    forget_all(call);
    auto const number = call.access.resets().add(std::move(reset));
    return Json::object(
        {{"action_attempt",
          sandbox_reset(call.view(), *call.access.resets().find(number, call.caller.workspace), number)}});
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
     "Takes all codes off their devices, brings back what was cut off or removed, forgets sessions and webhooks; keys "
     "stay.",
     reset_sandbox,
     audience::servers},
};

}  // namespace

std::span<Route const> workspace_routes() { return routes; }

}  // namespace lockstep::api
