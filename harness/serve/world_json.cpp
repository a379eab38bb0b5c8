#include "harness/serve/world_json.hpp"

#include <string>
#include <string_view>

#include "engine/attempt.hpp"
#include "engine/effects.hpp"
#include "engine/events.hpp"
#include "engine/issues.hpp"
#include "engine/port.hpp"
#include "engine/status.hpp"
#include "harness/report/trace_json.hpp"
#include "providers/contract.hpp"
#include "runtime/time_text.hpp"
#include "sim/lock.hpp"

namespace lockstep::harness {

namespace {

using WorldJson = api::Json;

WorldJson bound_json(Instant bound) {
    return bound == always || bound == never ? WorldJson{} : WorldJson(format_instant(bound));
}

std::string_view word_of_verdict(engine::Verdict verdict) {
    switch (verdict) {
        case engine::Verdict::done:
            return "done";
        case engine::Verdict::accepted:
            return "accepted";
        case engine::Verdict::refused:
            return "refused";
        case engine::Verdict::unknown:
            return "unknown";
    }
    return "";
}

std::string_view word_of_notice(engine::Notice::What what) {
    using What = engine::Notice::What;
    switch (what) {
        case What::device_offline:
            return "device_offline";
        case What::device_online:
            return "device_online";
        case What::device_removed:
            return "device_removed";
        case What::account_disconnected:
            return "account_disconnected";
        case What::account_reconnected:
            return "account_reconnected";
    }
    return "";
}

void put_call(WorldJson& out, TraceEvent const& event) {
    out["op"] = providers::name_of(static_cast<providers::Op>(event.op));
    out["number"] = event.number;
}

void put_exchange(WorldJson& out, TraceEvent const& event) {
    out["op"] = providers::name_of(static_cast<providers::Op>(event.op));
    out["exchange"] = event.detail;
    auto const method = static_cast<http::Method>(event.word);
    if (method != http::Method::other) out["method"] = http::name_of(method);
    if (event.kind == TraceKind::answer_sent && event.number != 0) out["http_status"] = event.number;
}

void put_step(WorldJson& out, TraceEvent const& event) {
    auto const because = static_cast<engine::Because>(event.word);
    out["because"] = engine::name_of(because);
    if (event.number == 0) return;
    put_call(out, event);
    if (because != engine::Because::answer) return;
    auto const verdict = static_cast<engine::Verdict>(event.word2);
    out["verdict"] = word_of_verdict(verdict);
    if (verdict == engine::Verdict::refused)
        out["refusal"] = engine::name_of(static_cast<engine::Refusal>(event.detail));
}

void put_press(WorldJson& out, TraceEvent const& event) {
    out["opens"] = event.word2 != 0;
    if (event.word2 == 0) out["reason"] = sim::name_of(static_cast<sim::Denial>(event.word));
}

// What the kind of an event means by its numbers.
void put_meaning(WorldJson& out, TraceEvent const& event, ServedWorld const& served) {
    auto const& world = served.world();
    switch (event.kind) {
        case TraceKind::pressed:
            return put_press(out, event);
        case TraceKind::fault_began:
        case TraceKind::fault_ended:
        case TraceKind::fault_fired:
            out["fault"] = event.number;
            return;
        case TraceKind::outage_began:
        case TraceKind::outage_ended:
            out["provider"] = served.scenario().providers[event.number].name;
            return;
        case TraceKind::request_sent:
        case TraceKind::request_arrived:
        case TraceKind::request_lost:
        case TraceKind::answer_sent:
        case TraceKind::answer_lost:
        case TraceKind::answer_arrived:
            return put_exchange(out, event);
        case TraceKind::engine:
            return put_step(out, event);
        case TraceKind::operation_sent:
        case TraceKind::operation_given_up:
            return put_call(out, event);
        case TraceKind::status:
            out["from"] = engine::name_of(static_cast<engine::Status>(event.word));
            out["to"] = engine::name_of(static_cast<engine::Status>(event.word2));
            return;
        case TraceKind::attempt: {
            engine::AttemptId const attempt{event.number};
            out["action_attempt_id"] = world.api().identity().attempt(attempt).text();
            out["action"] = engine::name_of(world.engine().attempt(attempt).kind);
            out["state"] = engine::name_of(static_cast<engine::AttemptState>(event.word));
            return;
        }
        case TraceKind::issue:
            out["issue"] = engine::facts_of(static_cast<engine::Issue>(event.word)).name;
            out["listed"] = event.word2 != 0;
            return;
        case TraceKind::event:
            out["event_type"] = engine::name_of(static_cast<engine::EventType>(event.word));
            return;
        case TraceKind::notice:
            out["notice"] = word_of_notice(static_cast<engine::Notice::What>(event.word));
            return;
        default:
            return;
    }
}

}  // namespace

WorldJson json_of_device(ServedWorld const& served, DeviceIndex index) {
    auto const& scenario = served.scenario();
    auto const& world = served.world();
    auto const& device = scenario.devices[index];
    auto const& provider = scenario.providers[device.provider];
    auto const id = device_id(index);
    auto const& lock = world.lock(id);
    auto const now = world.now();
    WorldJson slots = WorldJson::array();
    for (auto const& slot : lock.slots())
        slots.push_back({{"pin", slot.record.pin},
                         {"name", slot.record.name},
                         {"starts_at", bound_json(slot.record.starts)},
                         {"ends_at", bound_json(slot.record.ends)},
                         {"usable", lock.usable(slot, now)}});
    return {{"name", device.name},
            {"device_id", served.device_id_text(index)},
            {"vendor_id", world.mock(device.provider).device_id(id.value)},
            {"provider", provider.name},
            {"vendor", provider.vendor},
            {"account", scenario.accounts[device.account].name},
            {"online", lock.online()},
            {"locked", lock.locked()},
            {"battery", world.mock(device.provider).battery(id.value)},
            {"clock",
             {{"now", format_instant(lock.local_time(now))}, {"skew", format_duration(lock.clock().ahead_at(now))}}},
            {"slots_max", device.code.slots},
            {"slots", std::move(slots)}};
}

WorldJson json_of_account(ServedWorld const& served, AccountIndex index) {
    auto const& account = served.scenario().accounts[index];
    return {{"name", account.name},
            {"connected_account_id", served.account_id_text(index)},
            {"provider", served.scenario().providers[account.provider].name},
            {"connected", served.world().connected(index)}};
}

WorldJson json_of_provider(ServedWorld const& served, std::size_t index) {
    auto const& provider = served.scenario().providers[index];
    return {{"name", provider.name}, {"vendor", provider.vendor}, {"outage", served.world().out(index)}};
}

WorldJson json_of_workspaces(ServedWorld const& served) {
    auto const& scenario = served.scenario();
    WorldJson all = WorldJson::object();
    for (auto const& workspace : scenario.workspaces) {
        WorldJson accounts = WorldJson::array();
        for (auto const account : workspace.accounts)
            accounts.push_back(scenario.accounts[account].name);
        all[workspace.name] = {{"accounts", std::move(accounts)}};
    }
    return all;
}

WorldJson json_of_code(ServedWorld const& served, CodeNumber code) {
    auto const& world = served.world();
    auto const& history = world.record().codes[code];
    WorldJson out{{"code", world.names().codes[code]},
                  {"access_code_id", world.id_of(code)},
                  {"device", world.names().devices[history.device]},
                  {"pin", world.last_pin_of(code).text()},
                  {"status", nullptr},
                  {"since", nullptr}};
    if (history.status.empty()) return out;
    auto const& last = history.status.back();
    out["status"] = engine::name_of(last.status);
    out["since"] = format_instant(last.at);
    return out;
}

std::uint32_t device_of(World const& world, TraceEvent const& event) {
    if (event.device != nobody || event.kind != TraceKind::engine) return event.device;
    auto const* const cause = world.trace().find(event.cause);
    return cause == nullptr ? nobody : cause->device;
}

WorldJson json_of_event(ServedWorld const& served, TraceEvent const& event) {
    auto const& world = served.world();
    WorldJson out = json_of(event, world.names());
    out["at"] = format_instant(event.at);
    if (event.cause == 0) out["cause"] = nullptr;
    if (event.code < world.code_count()) out["access_code_id"] = world.id_of(event.code);
    auto const device = device_of(world, event);
    if (device < served.scenario().devices.size()) out["device_id"] = served.device_id_text(device);
    put_meaning(out, event, served);
    return out;
}

}  // namespace lockstep::harness
