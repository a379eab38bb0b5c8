#include "harness/conform/door.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/target.hpp"

namespace lockstep::harness {

namespace {

constexpr std::string_view served_prefix = "/vendors/";

std::string with(std::string text, std::string_view word, std::string const& value) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + value.size()))
        text.replace(at, word.size(), value);
    return text;
}

// Where the path of a URL begins.
std::size_t path_of(std::string const& url) {
    auto const scheme = url.find("://");
    return std::min(url.find('/', scheme == std::string::npos ? 0 : scheme + 3), url.size());
}

Heard ask(ServerLine& wire, http::Client& client, http::Request request, Duration patience) {
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

}  // namespace

std::vector<ServedLock> served_locks(ServerLine& wire, ConformOptions const& options) {
    auto const begins = path_of(options.url);
    auto const path = options.url.substr(begins);
    if (!path.starts_with(served_prefix)) return {};
    auto const provider = http::percent_decoded(
        path.substr(served_prefix.size(), path.find('/', served_prefix.size()) - served_prefix.size()));
    auto origin = http::parse_origin(options.url.substr(0, begins));
    if (!origin || !provider) return {};
    http::Client client{wire.loop(), client_options(options, *origin)};
    auto const heard = ask(wire, client, {http::Method::get, "/lockstep/devices", {}, {}}, options.timeout);
    std::vector<ServedLock> locks;
    if (!heard.ok() || !heard.body.is_object() || !heard.body.contains("devices")) return {};
    for (auto const& device : heard.body["devices"]) {
        auto const text = [&](char const* member) {
            return device.is_object() && device.contains(member) && device[member].is_string()
                       ? device[member].get<std::string>()
                       : std::string{};
        };
        if (text("provider") == *provider && !text("vendor_id").empty())
            locks.push_back({text("name"), text("vendor_id")});
    }
    return locks;
}

Door::Door(ServerLine& wire, ConformOptions const& options, std::string const& lock) : wire_(wire), options_(options) {
    if (!options.press.empty()) {
        how_ = aim(options.press, lock) ? "pressed, as --press says" : "not seen: the template of --press is no URL";
        return;
    }
    for (auto const& served : served_locks(wire, options)) {
        if (served.vendor_id != lock) continue;
        auto const origin = options.url.substr(0, path_of(options.url));
        aim(fmt::format("{}/lockstep/devices/{}/press", origin, http::percent_encoded(served.name)), lock);
        how_ = "pressed, through the controls of the served world";
        return;
    }
    how_ = "not seen: nobody can press it from here (--press); read-backs have to do";
}

bool Door::aim(std::string const& url_template, std::string const& lock) {
    auto const url = with(url_template, "{lock}", http::percent_encoded(lock));
    auto const begins = path_of(url);
    auto origin = http::parse_origin(url.substr(0, begins));
    if (!origin) return false;
    client_ = std::make_unique<http::Client>(wire_.loop(), client_options(options_, *origin));
    target_ = begins == url.size() ? "/" : url.substr(begins);
    return true;
}

std::optional<bool> Door::opens(std::string const& pin) {
    if (!client_ || wire_.over()) return std::nullopt;
    auto request = http::json_request(http::Method::post, with(target_, "{pin}", http::percent_encoded(pin)),
                                      WireJson{{"pin", pin}}.dump());
    auto const heard = ask(wire_, *client_, std::move(request), options_.timeout);
    if (!heard.ok() || !heard.body.is_object() || !heard.body.contains("opens") || !heard.body["opens"].is_boolean())
        return std::nullopt;
    return heard.body["opens"].get<bool>();
}

}  // namespace lockstep::harness
