// Raw material for chaos: what SmartThings would say when something is wrong, without anything having happened.
#include <utility>

#include "http/retry_after.hpp"
#include "providers/smartthings/mock.hpp"

namespace lockstep::providers::smartthings {

Message SmartThingsMock::error(Message const&, int status, std::optional<Duration> retry_after) const {
    auto response = error_response(error_of_status(status));
    response.status = status;
    if (!retry_after) return response;
    // Only a 429 has a field of its own for this; what stands in between may speak plain HTTP.
    if (status == 429) {
        response.headers.set(header::limit, std::to_string(quota_));
        response.headers.set(header::remaining, "0");
        response.headers.set(header::reset,
                             std::to_string(std::chrono::ceil<std::chrono::seconds>(*retry_after).count()));
    } else {
        http::set_retry_after(response.headers, *retry_after);
    }
    return response;
}

Message SmartThingsMock::refusal(Message const&, engine::Refusal reason) const {
    auto const violation = [](std::string_view word, std::string_view target) {
        return error_response(ErrorName::constraint_violation, {{std::string{word}, std::string{target}}});
    };
    using engine::Refusal;
    switch (reason) {
        case Refusal::device_offline:
            return error_response(ErrorName::conflict);
        case Refusal::pin_conflict:
            return violation(detail::not_unique, detail::pin_argument);
        case Refusal::invalid_pin:
            return violation(detail::not_valid, detail::pin_argument);
        case Refusal::no_space:
            return violation(detail::not_valid, detail::slot_argument);
        case Refusal::forbidden:
            return error_response(ErrorName::forbidden);
        case Refusal::not_found:
            return error_response(ErrorName::not_found);
        case Refusal::unauthorized:
            return error_response(ErrorName::unauthorized);
        case Refusal::rate_limited:
            return error_response(ErrorName::too_many_requests);
        case Refusal::name_conflict:
        case Refusal::none:
        case Refusal::other:
            break;
    }
    return violation(detail::not_valid, detail::arguments);
}

// The right shape with nothing in it.
void SmartThingsMock::empty_list(Message& read_response) const {
    Json const body{{"lockCodes", {{"value", "{}"}}}, {"codeChanged", {{"value", nullptr}}}};
    read_response = http::json_response(200, write_json(body));
}

// A page of some machine in between, under the label of the answer it replaced.
Message SmartThingsMock::malformed(Message const& response) const {
    auto broken = response;
    std::string const page = "<html><body><h1>502 Bad Gateway</h1></body></html>";
    if (auto* answer = std::get_if<http::Response>(&broken)) answer->body = page;
    if (auto* request = std::get_if<http::Request>(&broken)) request->body = page;
    return broken;
}

}  // namespace lockstep::providers::smartthings
