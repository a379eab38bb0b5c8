// Raw material for chaos: what this cloud would say when something is wrong, without anything having happened.
#include <string>
#include <utility>

#include "http/retry_after.hpp"
#include "http/target.hpp"
#include "providers/august/mock.hpp"

namespace lockstep::providers::august {

namespace {

ErrorCode error_for(engine::Refusal reason) {
    using engine::Refusal;
    switch (reason) {
        case Refusal::device_offline:
            return ErrorCode::bridge_offline;
        case Refusal::pin_conflict:
            return ErrorCode::pin_taken;
        case Refusal::invalid_pin:
            return ErrorCode::bad_pin;
        case Refusal::no_space:
            return ErrorCode::pins_full;
        case Refusal::forbidden:
            return ErrorCode::forbidden;
        case Refusal::not_found:
            return ErrorCode::unknown_pin;
        case Refusal::unauthorized:
            return ErrorCode::unauthorized;
        case Refusal::rate_limited:
            return ErrorCode::rate_limited;
        case Refusal::name_conflict:  // names are nobody's here
        case Refusal::none:
        case Refusal::other:
            break;
    }
    return ErrorCode::other;
}

// What was not found depends on what was asked for.
ErrorCode error_for(int status, Message const& message) {
    auto const* request = std::get_if<http::Request>(&message);
    if (status != 404 || request == nullptr) return error_of_status(status);
    bool const about_pin = request->method == http::Method::post && request->target.ends_with("/pins");
    return about_pin ? ErrorCode::unknown_pin : ErrorCode::unknown_lock;
}

}  // namespace

// What a request of somebody from outside is, for the rules that select by it.
Op AugustMock::op_of(Message const& message) const {
    auto const* request = std::get_if<http::Request>(&message);
    if (request == nullptr || request->method == http::Method::get) return Op::read;
    auto const path = http::split_target(request->target).path;
    for (std::string_view const way_in : {"/session", "/validat", "/oauth/"})
        if (path.starts_with(way_in)) return Op::login;
    auto const commands = path.ends_with("/pins") ? read_commands(request->body) : std::nullopt;
    return commands && commands->commands.front().action == PinAction::remove ? Op::remove : Op::write;
}

Message AugustMock::error(Message const& request, int status, std::optional<Duration> retry_after) const {
    auto response = http::json_response(status, write_error(error_for(status, request)));
    if (retry_after) http::set_retry_after(response.headers, *retry_after);
    return response;
}

Message AugustMock::refusal(Message const&, engine::Refusal reason) const { return error_response(error_for(reason)); }

void AugustMock::empty_list(Message& read_response) const { read_response = http::json_response(200, write_pins({})); }

// A page of some machine in between, under the label of the answer it replaced.
Message AugustMock::malformed(Message const& response) const {
    auto broken = response;
    constexpr std::string_view page = "<html><body><h1>It works!</h1></body></html>";
    if (auto* answer = std::get_if<http::Response>(&broken)) answer->body = page;
    if (auto* push = std::get_if<http::Request>(&broken)) push->body = page;
    return broken;
}

}  // namespace lockstep::providers::august
