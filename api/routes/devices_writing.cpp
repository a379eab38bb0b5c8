// /devices/update, /delete and what else is said about devices.
#include <algorithm>
#include <string>
#include <vector>

#include "api/custom_metadata.hpp"
#include "api/lookup.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr Parameter update_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "name", .null_means = NullMeans::null, .about = "Null gives the device its vendor's name back."},
    {.name = "properties", .kind = ParameterKind::object, .about = "An older way to write `name`: a member of it."},
    {.name = "custom_metadata",
     .kind = ParameterKind::object,
     .about = "Members to set; null takes one away, the others stay."},
    {.name = "is_managed", .kind = ParameterKind::flag, .about = "False leaves the device and its codes alone."},
    {.name = "backup_access_code_pool_enabled",
     .kind = ParameterKind::flag,
     .about = "True keeps spare codes ready; false takes off those that nobody has."},
};
constexpr Parameter unmanaged_update_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "is_managed", .kind = ParameterKind::flag, .about = "True takes the device in, without its codes."},
    {.name = "custom_metadata", .kind = ParameterKind::object},
};
constexpr Parameter delete_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr Parameter provider_parameters[] = {
    {.name = "provider_category", .about = "Known, and matches what every provider here is: `stable`."},
};
constexpr std::string_view providers_only[] = {"device_providers"};

constexpr std::size_t name_bytes_max = 200;

Outcome<engine::DeviceId> named_device(Call& call, bool managed) {
    auto const device = find_device(call.view(), *call.arguments.uuid("device_id"));
    if (device && call.engine.device(*device).managed != managed)
        return failure(problem(ProblemType::device_not_found,
                               managed ? "The device is not managed." : "The device is managed already."));
    return device;
}

void set_managed(Call& call, engine::DeviceId device, bool managed) {
    if (call.engine.device(device).managed == managed) return;
    if (managed)
        call.engine.adopt_device(device, call.now, call.effects);
    else
        call.engine.release_device(device, call.now, call.effects);
    call.memory.tell(
        managed ? ApiEvent::device_unmanaged_converted_to_managed : ApiEvent::device_converted_to_unmanaged, device,
        call.now, call.engine, call.directory);
}

void rename(Call& call, engine::DeviceId device, std::string name) {
    auto& entry = call.directory.edit(device);
    auto const before = entry.shown_name();
    entry.nickname = name == entry.name ? std::string{} : std::move(name);
    if (entry.shown_name() == before) return;
    call.memory.tell(ApiEvent::device_name_changed, device, call.now, call.engine, call.directory,
                     {.name_from = before, .name_to = entry.shown_name()});
}

// The name that the device is to get; empty: its vendor's.
Outcome<std::optional<std::string>> new_name(Arguments const& arguments) {
    if (arguments.is_null("name")) return std::optional{std::string{}};
    if (auto name = arguments.text("name")) return name;
    auto const text = arguments.text("properties");
    auto const properties = text ? parse_json(*text) : std::nullopt;
    if (!properties || !properties->contains("name")) return std::optional<std::string>{};
    auto const& name = properties->at("name");
    if (name.is_null()) return std::optional{std::string{}};
    if (!name.is_string()) return failure(invalid("properties", "name must be a string"));
    return std::optional{name.get<std::string>()};
}

// Whether spare codes can be kept ready as the request wants it.
std::optional<Problem> pool_problem(Call const& call, engine::DeviceId device) {
    if (call.arguments.flag("backup_access_code_pool_enabled") != true) return std::nullopt;
    if (call.arguments.flag("is_managed") == false)
        return invalid("backup_access_code_pool_enabled", "a device that is left alone keeps no spare codes");
    if (call.engine.capabilities(device).backup_pool) return std::nullopt;
    return problem_of({.error = engine::CommandError::no_backup_pool}, &call.engine.capabilities(device));
}

Outcome<Json> update(Call& call) {
    auto const wanted = new_name(call.arguments);
    if (!wanted) return failure(wanted.error());
    auto const& name = *wanted;
    if (name && name->size() > name_bytes_max) return failure(invalid("name", "is longer than 200 bytes"));
    auto const device = named_device(call, true);
    if (!device) return failure(device.error());
    if (call.caller.session && call.arguments.flag("is_managed") == false)
        return failure(problem(ProblemType::unauthorized, "To leave a device alone is not for client sessions."));
    if (auto refusal = pool_problem(call, *device)) return failure(std::move(*refusal));
    auto metadata = with_changes(call.directory.entry(*device).custom_metadata, call.arguments);
    if (!metadata) return failure(metadata.error());
    call.directory.edit(*device).custom_metadata = std::move(*metadata);
    if (name) rename(call, *device, *name);
    if (call.arguments.flag("is_managed") == false)
        set_managed(call, *device, false);
    else if (auto const pool = call.arguments.flag("backup_access_code_pool_enabled"))
        call.engine.set_pool(*device, *pool, call.now, call.effects);
    return Json::object();
}

Outcome<Json> update_unmanaged(Call& call) {
    auto const device = named_device(call, false);
    if (!device) return failure(device.error());
    auto metadata = with_changes(call.directory.entry(*device).custom_metadata, call.arguments);
    if (!metadata) return failure(metadata.error());
    call.directory.edit(*device).custom_metadata = std::move(*metadata);
    set_managed(call, *device, call.arguments.flag("is_managed").value_or(false));
    return Json::object();
}

Outcome<Json> remove(Call& call) {
    auto const device = find_device(call.view(), *call.arguments.uuid("device_id"));
    if (!device) return failure(device.error());
    call.engine.forget_device(*device, call.now, call.effects);
    return Json::object();
}

// Those of the accounts that are there, each once.
Outcome<Json> list_providers(Call& call) {
    auto const category = call.arguments.text("provider_category");
    Json providers = Json::array();
    std::vector<std::string> seen;
    for (std::uint32_t at = 0; at < call.engine.account_count(); ++at) {
        engine::AccountId const account{at};
        if (!call.engine.account(account).exists || !call.view().sees(account)) continue;
        auto const& entry = call.directory.entry(account);
        bool const unknown_category = category && *category != "stable" && *category != "consumer_smartlocks";
        if (unknown_category || std::find(seen.begin(), seen.end(), entry.provider) != seen.end()) continue;
        seen.push_back(entry.provider);
        providers.push_back({{"device_provider_name", entry.provider},
                             {"display_name", entry.provider_name.empty() ? entry.provider : entry.provider_name},
                             {"image_url", ""},
                             {"provider_categories", Json::array({"stable", "consumer_smartlocks"})},
                             {"can_program_online_access_codes", true}});
    }
    return Json::object({{"device_providers", std::move(providers)}});
}

// Taken, and of no consequence: what devices are like is known here.
Outcome<Json> report_metadata(Call&) { return Json::object(); }

constexpr Route routes[] = {
    {"/devices/update", verbs::update, update_parameters, {}, "Changes what is given; the rest stays.", update},
    {"/devices/delete",
     verbs::remove,
     delete_parameters,
     {},
     "Forgets the device and its codes.",
     remove,
     audience::servers},
    {"/devices/unmanaged/update",
     verbs::update,
     unmanaged_update_parameters,
     {},
     "Takes a device in that was left alone.",
     update_unmanaged,
     audience::servers},
    {"/devices/list_device_providers", verbs::read, provider_parameters, providers_only,
     "The vendors whose devices can be connected.", list_providers},
    {"/devices/report_provider_metadata", verbs::create, {}, {}, "Takes a report about devices.", report_metadata},
};

}  // namespace

std::span<Route const> device_writing_routes() { return routes; }

}  // namespace lockstep::api
