#include "harness/conform/controls.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

#include "harness/clock/real_time.hpp"
#include "http/target.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

constexpr std::string_view served_prefix = "/vendors/";

// Under which name the world has this provider.
std::optional<std::string> served_name(ConformOptions const& options) {
    auto const path = options.url.substr(path_of(options.url));
    if (!path.starts_with(served_prefix)) return std::nullopt;
    return http::percent_decoded(
        path.substr(served_prefix.size(), path.find('/', served_prefix.size()) - served_prefix.size()));
}

// The answer of one of the controls; discarded when there are none.
WireJson control(ServerLine& wire, ConformOptions const& options, std::string target) {
    auto origin = http::parse_origin(options.url.substr(0, path_of(options.url)));
    if (!origin || !served_name(options)) return WireJson(WireJson::value_t::discarded);
    http::Client client{wire.loop(), client_options(options, *origin)};
    auto heard = ask_beside(wire, client, {http::Method::get, std::move(target), {}, {}}, options.timeout);
    return heard.ok() ? std::move(heard.body) : WireJson(WireJson::value_t::discarded);
}

std::string text_in(WireJson const& json, char const* member) {
    return json.is_object() && json.contains(member) && json[member].is_string() ? json[member].get<std::string>()
                                                                                 : std::string{};
}

}  // namespace

std::size_t path_of(std::string const& url) {
    auto const scheme = url.find("://");
    return std::min(url.find('/', scheme == std::string::npos ? 0 : scheme + 3), url.size());
}

Heard ask_beside(ServerLine& wire, http::Client& client, http::Request request, Duration patience) {
    Heard heard;
    heard.body = WireJson(WireJson::value_t::discarded);
    auto const answer = std::make_shared<std::optional<Result<http::Response, http::Trouble>>>();
    client.send(std::move(request), [answer](auto came) { *answer = std::move(came); });
    wire.wait_until([&] { return answer->has_value(); }, patience);
    if (!*answer || !(*answer)->ok()) return heard;
    heard.response = std::move(**answer).value();
    heard.body = WireJson::parse(heard.response->body, nullptr, false);
    return heard;
}

std::vector<ServedLock> served_locks(ServerLine& wire, ConformOptions const& options) {
    auto const told = control(wire, options, "/lockstep/devices");
    std::vector<ServedLock> locks;
    if (!told.is_object() || !told.contains("devices")) return locks;
    auto const provider = served_name(options);
    for (auto const& device : told["devices"])
        if (text_in(device, "provider") == provider && !text_in(device, "vendor_id").empty())
            locks.push_back({text_in(device, "name"), text_in(device, "vendor_id")});
    return locks;
}

std::optional<SimulatedClock> served_clock(ServerLine& wire, ConformOptions const& options) {
    auto const told = control(wire, options, "/lockstep/clock");
    auto const mode = parse_clock_mode(text_in(told, "mode"));
    auto const now = parse_instant(text_in(told, "now"));
    if (!mode || !now) return std::nullopt;
    return SimulatedClock{*mode, *now, real_now()};
}

}  // namespace lockstep::harness
