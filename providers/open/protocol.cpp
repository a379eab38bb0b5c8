#include "providers/open/protocol.hpp"

#include <fmt/format.h>

#include <charconv>

#include "http/target.hpp"

namespace lockstep::providers::open {

namespace {

constexpr std::string_view lock_prefix = "lk_";

constexpr std::array<std::string_view, 5> status_words{"pending", "active", "removing", "deleted", "failed"};

constexpr std::array<std::string_view, 3> event_words{"access_code.created", "access_code.updated",
                                                      "access_code.deleted"};

// In the order of ErrorCode.
constexpr std::array error_table{
    ErrorFacts{ErrorCode::other, "ERROR", 400, "The request was refused"},
    ErrorFacts{ErrorCode::device_offline, "DEVICE_OFFLINE", 409, "The lock is not connected"},
    ErrorFacts{ErrorCode::pin_conflict, "PIN_CONFLICT", 409, "Another access code of this lock has this PIN"},
    ErrorFacts{ErrorCode::invalid_pin, "INVALID_PIN", 400, "This lock does not take such a PIN"},
    ErrorFacts{ErrorCode::no_space, "NO_SPACE", 409, "The lock has no room for another access code"},
    ErrorFacts{ErrorCode::name_conflict, "NAME_CONFLICT", 409, "Another access code of this lock has this name"},
    ErrorFacts{ErrorCode::invalid_request, "INVALID_REQUEST", 400, "The request makes no sense"},
    ErrorFacts{ErrorCode::unauthorized, "UNAUTHORIZED", 401, "The credentials are missing, expired or revoked"},
    ErrorFacts{ErrorCode::forbidden, "FORBIDDEN", 403, "The account may not do this"},
    ErrorFacts{ErrorCode::device_not_found, "DEVICE_NOT_FOUND", 404, "The account has no such lock"},
    ErrorFacts{ErrorCode::access_code_not_found, "ACCESS_CODE_NOT_FOUND", 404, "There is no such access code"},
    ErrorFacts{ErrorCode::not_found, "NOT_FOUND", 404, "There is nothing here"},
    ErrorFacts{ErrorCode::method_not_allowed, "METHOD_NOT_ALLOWED", 405, "Not with this method"},
    ErrorFacts{ErrorCode::rate_limited, "RATE_LIMITED", 429, "Too many requests"},
    ErrorFacts{ErrorCode::internal_error, "INTERNAL_ERROR", 500, "Something went wrong on our side"},
    ErrorFacts{ErrorCode::service_unavailable, "SERVICE_UNAVAILABLE", 503, "We are not available at the moment"},
    ErrorFacts{ErrorCode::access_code_removal_failed, "ACCESS_CODE_REMOVAL_FAILED", 500,
               "The access code could not be removed from the lock"},
};

constexpr bool table_is_in_order() {
    for (std::size_t i = 0; i < error_table.size(); ++i)
        if (error_table[i].code != static_cast<ErrorCode>(i)) return false;
    return error_table.size() == static_cast<std::size_t>(ErrorCode::access_code_removal_failed) + 1;
}
static_assert(table_is_in_order());

}  // namespace

namespace path {

std::string codes_of_lock(std::string_view lock_id) {
    return fmt::format("/locks/{}/access_codes", http::percent_encoded(lock_id));
}

std::string codes_of_lock(std::string_view lock_id, std::string_view cursor) {
    return fmt::format("{}?cursor={}", codes_of_lock(lock_id), http::percent_encoded(cursor));
}

std::string code(std::string_view access_code_id) { return "/access_codes/" + http::percent_encoded(access_code_id); }

}  // namespace path

std::string lock_id(std::uint32_t number) { return std::string{lock_prefix} += std::to_string(number); }

std::optional<std::uint32_t> lock_number(std::string_view id) {
    if (!id.starts_with(lock_prefix)) return std::nullopt;
    id.remove_prefix(lock_prefix.size());
    std::uint32_t number = 0;
    auto const [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    // One spelling a lock: `lk_06` and `lk_+6` are strangers.
    if (error != std::errc{} || end != id.data() + id.size() || (id.size() > 1 && id.front() == '0'))
        return std::nullopt;
    return number;
}

std::string_view name_of(CodeStatus status) { return status_words[static_cast<std::size_t>(status)]; }

std::optional<CodeStatus> code_status_from(std::string_view word) {
    for (std::size_t i = 0; i < status_words.size(); ++i)
        if (status_words[i] == word) return static_cast<CodeStatus>(i);
    return std::nullopt;
}

std::string_view name_of(EventType type) {
    auto const index = static_cast<std::size_t>(type);
    return index < event_words.size() ? event_words[index] : std::string_view{"other"};
}

EventType event_type_from(std::string_view word) {
    for (std::size_t i = 0; i < event_words.size(); ++i)
        if (event_words[i] == word) return static_cast<EventType>(i);
    return EventType::other;
}

ErrorFacts const& facts_of(ErrorCode code) { return error_table[static_cast<std::size_t>(code)]; }

ErrorCode error_code_from(std::string_view word) {
    for (auto const& facts : error_table)
        if (facts.word == word) return facts.code;
    return ErrorCode::other;
}

}  // namespace lockstep::providers::open
