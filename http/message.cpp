#include "http/message.hpp"

#include <array>
#include <utility>

#include "runtime/hash.hpp"

namespace lockstep::http {

namespace {

constexpr std::array<std::string_view, 8> method_names{"GET",   "HEAD",   "POST",    "PUT",
                                                       "PATCH", "DELETE", "OPTIONS", "OTHER"};

constexpr std::string_view bearer_scheme = "bearer ";

constexpr std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

}  // namespace

std::string_view name_of(Method method) { return method_names[static_cast<std::size_t>(method)]; }

Method method_from(std::string_view name) {
    for (std::size_t i = 0; i < method_names.size(); ++i)
        if (method_names[i] == name) return static_cast<Method>(i);
    return Method::other;
}

void Request::hash(StateHash& hash) const { hash.add(method, target, headers.bytes(), body); }

void Response::hash(StateHash& hash) const { hash.add(status, headers.bytes(), body); }

Request json_request(Method method, std::string target, std::string body) {
    Request request{method, std::move(target), {}, std::move(body)};
    request.headers.add(field::content_type, json_type);
    return request;
}

Response json_response(int status, std::string body) {
    Response response{status, {}, std::move(body)};
    response.headers.add(field::content_type, json_type);
    return response;
}

namespace {

// The media type without its parameters.
std::string_view essence_of(Headers const& headers) {
    auto const type = headers.find(field::content_type).value_or("");
    return trimmed(type.substr(0, type.find(';')));
}

}  // namespace

bool is_json(Headers const& headers) {
    auto const essence = essence_of(headers);
    if (equal_ignoring_case(essence, json_type)) return true;
    constexpr std::string_view suffix = "+json";
    return essence.size() > suffix.size() &&
           equal_ignoring_case(essence.substr(essence.size() - suffix.size()), suffix);
}

bool is_event_stream(Headers const& headers) { return equal_ignoring_case(essence_of(headers), event_stream_type); }

void set_bearer(Headers& headers, std::string_view token) {
    std::string value{"Bearer "};
    value += token;
    headers.set(field::authorization, value);
}

std::string_view bearer(Headers const& headers) {
    auto const value = headers.find(field::authorization);
    if (!value || value->size() <= bearer_scheme.size()) return {};
    if (!equal_ignoring_case(value->substr(0, bearer_scheme.size()), bearer_scheme)) return {};
    return trimmed(value->substr(bearer_scheme.size()));
}

std::string_view reason_phrase(int status) {
    struct Phrase {
        int status;
        std::string_view text;
    };
    static constexpr Phrase phrases[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {423, "Locked"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
    };
    for (auto const& phrase : phrases)
        if (phrase.status == status) return phrase.text;
    return "Unknown";
}

}  // namespace lockstep::http
