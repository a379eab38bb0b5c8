// Raw material for chaos: what this lock maker would say when something is wrong, without anything having happened.
#include <algorithm>
#include <utility>

#include "http/retry_after.hpp"
#include "http/target.hpp"
#include "providers/open/mock.hpp"
#include "providers/open/protocol_2022.hpp"

namespace lockstep::providers::open {

namespace {

// The word that comes with a bare number. What was not found depends on what was asked for.
ErrorCode error_for(int status, Message const& request) {
    auto const* asked = std::get_if<http::Request>(&request);
    switch (status) {
        case 400:
            return ErrorCode::invalid_request;
        case 401:
            return ErrorCode::unauthorized;
        case 403:
            return ErrorCode::forbidden;
        case 404: {
            if (asked == nullptr) return ErrorCode::not_found;
            auto const path = http::split_target(asked->target).path;
            return path.starts_with("/locks/") || path == path::codes_2022 ? ErrorCode::device_not_found
                                                                           : ErrorCode::access_code_not_found;
        }
        case 405:
            return ErrorCode::method_not_allowed;
        case 429:
            return ErrorCode::rate_limited;
        case 503:
            return ErrorCode::service_unavailable;
        default:
            return status >= 500 ? ErrorCode::internal_error : ErrorCode::other;
    }
}

ErrorCode error_for(engine::Refusal reason) {
    using engine::Refusal;
    switch (reason) {
        case Refusal::device_offline:
            return ErrorCode::device_offline;
        case Refusal::pin_conflict:
            return ErrorCode::pin_conflict;
        case Refusal::invalid_pin:
            return ErrorCode::invalid_pin;
        case Refusal::no_space:
            return ErrorCode::no_space;
        case Refusal::forbidden:
            return ErrorCode::forbidden;
        case Refusal::not_found:
            return ErrorCode::not_found;
        case Refusal::unauthorized:
            return ErrorCode::unauthorized;
        case Refusal::rate_limited:
            return ErrorCode::rate_limited;
        case Refusal::name_conflict:
            return ErrorCode::name_conflict;
        case Refusal::none:
        case Refusal::other:
            break;
    }
    return ErrorCode::other;
}

// The body of either kind of message; null for what is not HTTP.
std::string* text_of(Message& message) {
    if (auto* response = std::get_if<http::Response>(&message)) return &response->body;
    if (auto* request = std::get_if<http::Request>(&message)) return &request->body;
    return nullptr;
}

}  // namespace

Message OpenMock::error(Message const& request, int status, std::optional<Duration> retry_after) const {
    auto code = error_for(status, request);
    auto const* asked = std::get_if<http::Request>(&request);
    if (of_2022() && code == ErrorCode::internal_error && asked != nullptr && asked->method == http::Method::delete_)
        code = ErrorCode::access_code_removal_failed;
    auto response = http::json_response(status, write_error(code, generation_));
    if (retry_after) http::set_retry_after(response.headers, *retry_after);
    return response;
}

Message OpenMock::refusal(Message const&, engine::Refusal reason) const { return error_response(error_for(reason)); }

void OpenMock::empty_list(Message& read_response) const {
    read_response = http::json_response(200, of_2022() ? write_list_2022({}, "", dress_) : write_list({}, dress_));
}

// A page of some machine in between, under the label of the answer it replaced.
Message OpenMock::malformed(Message const& response) const {
    auto broken = response;
    if (auto* body = text_of(broken)) *body = "<html><body><h1>It works!</h1></body></html>";
    return broken;
}

}  // namespace lockstep::providers::open
