// What the controls tell of the past: the trace, whole or of one code, and the codes that are or were.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "harness/serve/control.hpp"
#include "harness/serve/world_json.hpp"
#include "http/target.hpp"

namespace lockstep::harness {

namespace {

// What belongs to the story of one code: its own events, those of its lock and account, and what befell the vendors.
bool concerns(TraceEvent const& event, CodeNumber code, World const& world) {
    if (event.code != nobody) return event.code == code;
    auto const device = world.record().codes[code].device;
    if (auto const about = device_of(world, event); about != nobody) return about == device;
    if (event.account != nobody) return event.account == world.scenario().devices[device].account;
    if (event.kind == TraceKind::outage_began || event.kind == TraceKind::outage_ended)
        return event.number == world.scenario().devices[device].provider;
    return event.kind == TraceKind::fault_began || event.kind == TraceKind::fault_ended;
}

}  // namespace

std::optional<TraceId> trace_since(http::Request const& request) {
    auto const query = http::Query::parse(http::split_target(request.target).query);
    auto text = query ? query->find("since") : std::nullopt;
    // Browsers that lost the stream say where they were.
    if (auto const last = request.headers.find("last-event-id")) text = last;
    TraceId since = 0;
    if (!text) return since;
    auto const [end, error] = std::from_chars(text->data(), text->data() + text->size(), since);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return since;
}

Control::Answer Control::codes(Call const& call) const {
    // Of a lock that has seen more, the last ones.
    constexpr std::size_t codes_max = 1'000;
    auto const query = http::Query::parse(call.query);
    auto const wanted = query ? query->find("device") : std::nullopt;
    auto const device = wanted ? world_->device_called(*wanted) : std::nullopt;
    if (wanted && !device)
        return failure(
            api::problem(api::ProblemType::device_not_found, fmt::format("No device is called `{}`.", *wanted)));
    auto const& codes = world_->world().record().codes;
    Json list = Json::array();
    for (auto i = codes.size(); i-- > 0 && list.size() < codes_max;)
        if (codes[i].device != nobody && (!device || codes[i].device == *device))
            list.push_back(json_of_code(*world_, static_cast<CodeNumber>(i)));
    std::reverse(list.begin(), list.end());
    return Json{{"codes", std::move(list)}};
}

std::optional<CodeNumber> Control::code_called(std::string_view name_or_id) const {
    auto const& world = world_->world();
    if (auto const named = world.record().code_called(std::string(name_or_id)); named != nobody) return named;
    auto const uuid = api::Uuid::parse(name_or_id);
    auto const id = uuid ? world.api().identity().as_code(*uuid) : std::nullopt;
    auto const number = id ? world.number_of(*id) : nobody;
    if (number == nobody) return std::nullopt;
    return number;
}

Control::Answer Control::trace(Call const& call) const {
    // No more at once; whoever wants all asks again from the last `seq` on.
    constexpr std::size_t events_max = 10'000;
    auto const since = trace_since(call.request);
    if (!since) return failure(api::invalid("since", "`since` is the `seq` of an event."));
    auto const query = http::Query::parse(call.query);
    auto const wanted = query ? query->find("code") : std::nullopt;
    auto const code = wanted ? code_called(*wanted) : std::nullopt;
    if (wanted && !code)
        return failure(
            api::problem(api::ProblemType::access_code_not_found, fmt::format("No code is called `{}`.", *wanted)));
    auto const& world = world_->world();
    Json list = Json::array();
    for (auto const& event : world.record().trace.after(*since)) {
        if (list.size() == events_max) break;
        if (!code || concerns(event, *code, world)) list.push_back(json_of_event(*world_, event));
    }
    return Json{{"events", std::move(list)}};
}

std::string Control::trace_stream(TraceId& seen) const {
    auto const& trace = world_->world().record().trace;
    if (seen > trace.size()) seen = 0;  // the world began anew
    std::string text;
    for (auto const& event : trace.after(seen)) {
        text += fmt::format("id: {}\ndata: {}\n\n", event.id, api::text_of(json_of_event(*world_, event)));
        seen = event.id;
    }
    return text;
}

}  // namespace lockstep::harness
