#include "harness/serve/served_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "api/routes.hpp"
#include "harness/clock/real_time.hpp"
#include "http/target.hpp"

namespace lockstep::harness {
namespace {

constexpr std::array<std::string_view, 11> controls{"clock",   "devices", "accounts", "faults", "trace",    "webhooks",
                                                    "metrics", "reset",   "world",    "codes",  "providers"};
constexpr std::string_view somewhere = "(unknown)";

std::string control_path(std::string_view path) {
    auto const begins = path.find('/', 1);
    if (begins == std::string_view::npos) return std::string{somewhere};
    auto const word = path.substr(begins + 1, path.find('/', begins + 1) - begins - 1);
    bool const known = std::find(controls.begin(), controls.end(), word) != controls.end();
    return fmt::format("/lockstep/{}", known ? word : somewhere);
}

}  // namespace

std::string shown_path(http::Request const& request, Faced faced, Scenario const& scenario) {
    auto const path = http::split_target(request.target).path;
    switch (faced.face) {
        case Faced::Face::vendor:
            return fmt::format("/vendors/{}", scenario.providers[faced.provider].name);
        case Faced::Face::control:
            return control_path(path);
        case Faced::Face::api:
            if (auto const* const route = api::find_route(path)) return std::string{route->path};
            break;
        case Faced::Face::page:
            return "/ui";
        case Faced::Face::unknown_vendor:
            break;
    }
    return std::string{somewhere};
}

ServedReply noted_reply(Notebook& notebook, http::Reply reply, http::Request const& request, Faced::Face face,
                        std::string shown) {
    auto const number = fmt::to_string(++notebook.requests);
    auto const* const log = notebook.log;
    if (log != nullptr && log->tells(LogLevel::trace))
        log->tell(LogLevel::trace, "asked", {{"request", number}, {"target", request.target}, {"body", request.body}});
    auto const note = [metrics = notebook.metrics, log, face, number, shown = std::move(shown),
                       method = std::string{http::name_of(request.method)},
                       began = real_now()](http::Response const& response) {
        auto const took = real_now() - began;
        metrics->answered(face, response.status, took);
        if (log == nullptr || !log->tells(LogLevel::debug)) return;
        log->tell(LogLevel::debug, "request",
                  {{"request", number},
                   {"face", std::string{name_of(face)}},
                   {"method", method},
                   {"path", shown},
                   {"status", fmt::to_string(response.status)},
                   {"ms", fmt::format("{:.1f}", static_cast<double>(took.count()) / 1e3)},
                   {"request_id", std::string{response.headers.find("seam-request-id").value_or("-")}}});
        if (log->tells(LogLevel::trace))
            log->tell(LogLevel::trace, "answered", {{"request", number}, {"body", response.body}});
    };
    return {std::move(reply), note};
}

}  // namespace lockstep::harness
