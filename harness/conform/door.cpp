#include "harness/conform/door.hpp"

#include <fmt/format.h>

#include "harness/conform/controls.hpp"
#include "http/target.hpp"

namespace lockstep::harness {

namespace {

std::string with(std::string text, std::string_view word, std::string const& value) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + value.size()))
        text.replace(at, word.size(), value);
    return text;
}

}  // namespace

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
    auto const heard = ask_beside(wire_, *client_, std::move(request), options_.timeout);
    if (!heard.ok() || !heard.body.is_object() || !heard.body.contains("opens") || !heard.body["opens"].is_boolean())
        return std::nullopt;
    return heard.body["opens"].get<bool>();
}

}  // namespace lockstep::harness
