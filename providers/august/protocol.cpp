#include "providers/august/protocol.hpp"

#include <fmt/format.h>

#include <charconv>

#include "http/target.hpp"

namespace lockstep::providers::august {

namespace {

constexpr std::string_view password_host = "api-production.august.com";
constexpr std::string_view global_host = "api.aaecosystem.com";

constexpr std::array brand_table{
    BrandFacts{Brand::august, "august", password_host, header::token, "x-august-api-key", "x-august-branding", "august",
               LoginBy::password},
    BrandFacts{Brand::yale_access, "yale_access", password_host, header::token, "x-august-api-key", "x-august-branding",
               "yale", LoginBy::password},
    BrandFacts{Brand::yale_global, "yale_global", global_host, header::token_plain, "x-api-key", "x-branding", "yale",
               LoginBy::oauth},
};

constexpr std::array<std::string_view, group_count> group_words{"created",  "loaded",   "updating", "disabling",
                                                                "disabled", "enabling", "deleting"};
constexpr std::array<std::string_view, 4> access_words{"always", "temporary", "recurring", "one-time"};
constexpr std::array<std::string_view, 5> action_words{"load", "update", "delete", "disable", "enable"};

// In the order of ErrorCode.
constexpr std::array error_table{
    ErrorFacts{ErrorCode::other, 400, 1, "The request was refused"},
    ErrorFacts{ErrorCode::invalid_request, 400, 2, "Invalid request"},
    ErrorFacts{ErrorCode::bad_pin, 400, 3, "bad pin format"},
    ErrorFacts{ErrorCode::bad_schedule, 400, 4, "Invalid access schedule"},
    ErrorFacts{ErrorCode::unauthorized, 401, 10, "Not authorized"},
    ErrorFacts{ErrorCode::wrong_brand, 403, 11, "Access denied for this brand"},
    ErrorFacts{ErrorCode::forbidden, 403, 12, "Access denied"},
    ErrorFacts{ErrorCode::not_found, 404, 20, "Not found"},
    ErrorFacts{ErrorCode::unknown_lock, 404, 21, "Lock not found"},
    ErrorFacts{ErrorCode::unknown_pin, 404, 22, "Pin not found"},
    ErrorFacts{ErrorCode::method_not_allowed, 405, 23, "Method not allowed"},
    ErrorFacts{ErrorCode::timed_out, 408, 30, "The lock did not answer in time"},
    ErrorFacts{ErrorCode::pin_taken, 409, 40, "Pin is already in use on this lock"},
    ErrorFacts{ErrorCode::user_has_pin, 409, 41, "User already has a pin on this lock"},
    ErrorFacts{ErrorCode::intent_race, 409, 42, "Unable to set intent state for pin"},
    ErrorFacts{ErrorCode::pins_full, 409, 43, "No more pins can be set on this lock"},
    ErrorFacts{ErrorCode::no_bridge, 409, 44, "Lock has no bridge"},
    ErrorFacts{ErrorCode::bridge_offline, 422, 98, "Bridge is offline"},
    ErrorFacts{ErrorCode::bridge_busy, 423, 99, "Bridge is busy"},
    ErrorFacts{ErrorCode::rate_limited, 429, 50, "Too many requests"},
    ErrorFacts{ErrorCode::internal_error, 500, 60, "Internal server error"},
    ErrorFacts{ErrorCode::unavailable, 503, 61, "Service unavailable"},
};

constexpr bool error_table_is_in_order() {
    for (std::size_t i = 0; i < error_table.size(); ++i)
        if (error_table[i].error != static_cast<ErrorCode>(i)) return false;
    return error_table.size() == static_cast<std::size_t>(ErrorCode::unavailable) + 1;
}
static_assert(error_table_is_in_order());

template <class Enum, std::size_t size>
std::optional<Enum> enum_from(std::array<std::string_view, size> const& words, std::string_view word) {
    for (std::size_t i = 0; i < size; ++i)
        if (words[i] == word) return static_cast<Enum>(i);
    return std::nullopt;
}

constexpr std::string_view lock_id_beginning = "4E1B0C9A77D24F6E8A335500";
constexpr std::size_t lock_id_length = 32;

}  // namespace

BrandFacts const& facts_of(Brand brand) { return brand_table[static_cast<std::size_t>(brand)]; }

namespace path {

std::string pins(std::string_view lock_id) { return fmt::format("/locks/{}/pins", http::percent_encoded(lock_id)); }

}  // namespace path

std::string lock_id(std::uint32_t number) { return fmt::format("{}{:08X}", lock_id_beginning, number); }

std::optional<std::uint32_t> lock_number(std::string_view id) {
    if (id.size() != lock_id_length) return std::nullopt;
    if (!http::equal_ignoring_case(id.substr(0, lock_id_beginning.size()), lock_id_beginning)) return std::nullopt;
    id.remove_prefix(lock_id_beginning.size());
    std::uint32_t number = 0;
    auto const [end, error] = std::from_chars(id.data(), id.data() + id.size(), number, 16);
    if (error != std::errc{} || end != id.data() + id.size()) return std::nullopt;
    return number;
}

PersonName split_name(std::string_view name) {
    auto const blank = name.find(' ');
    if (blank == std::string_view::npos || blank + 1 == name.size()) return {std::string{name}, {}};
    return {std::string{name.substr(0, blank)}, std::string{name.substr(blank + 1)}};
}

std::string joined_name(PersonName const& name) {
    return name.last.empty() ? name.first : name.first + ' ' + name.last;
}

std::string_view name_of(Group group) { return group_words[static_cast<std::size_t>(group)]; }
std::optional<Group> group_from(std::string_view word) { return enum_from<Group>(group_words, word); }

std::string_view name_of(AccessType type) { return access_words[static_cast<std::size_t>(type)]; }
std::optional<AccessType> access_type_from(std::string_view word) {
    if (word == "oneTime") return AccessType::one_time;  // both spellings have been seen
    return enum_from<AccessType>(access_words, word);
}

std::string_view name_of(PinAction action) { return action_words[static_cast<std::size_t>(action)]; }
std::optional<PinAction> pin_action_from(std::string_view word) { return enum_from<PinAction>(action_words, word); }

ErrorFacts const& facts_of(ErrorCode error) { return error_table[static_cast<std::size_t>(error)]; }

ErrorCode error_from(std::int64_t code) {
    for (auto const& facts : error_table)
        if (facts.code == code) return facts.error;
    return ErrorCode::other;
}

ErrorCode error_of_status(int status) {
    switch (status) {
        case 400:
            return ErrorCode::invalid_request;
        case 401:
            return ErrorCode::unauthorized;
        case 403:
            return ErrorCode::forbidden;
        case 404:
            return ErrorCode::not_found;
        case 405:
            return ErrorCode::method_not_allowed;
        case 408:
            return ErrorCode::timed_out;
        case 422:
            return ErrorCode::bridge_offline;
        case 423:
            return ErrorCode::bridge_busy;
        case 429:
            return ErrorCode::rate_limited;
        case 503:
            return ErrorCode::unavailable;
        default:
            return status >= 500 ? ErrorCode::internal_error : ErrorCode::other;
    }
}

}  // namespace lockstep::providers::august
