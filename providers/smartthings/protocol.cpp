#include "providers/smartthings/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "http/target.hpp"
#include "runtime/hash.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::providers::smartthings {

namespace {

constexpr std::array errors{
    ErrorFacts{ErrorName::unauthorized, 401, "UnauthorizedError", "The token is not valid."},
    ErrorFacts{ErrorName::forbidden, 403, "ForbiddenError", "The token lacks a scope that is needed."},
    ErrorFacts{ErrorName::not_found, 404, "NotFoundError", "There is no such resource."},
    ErrorFacts{ErrorName::conflict, 409, "ConflictError", "invalid device state"},
    ErrorFacts{ErrorName::constraint_violation, 422, "ConstraintViolationError", "The request is malformed."},
    ErrorFacts{ErrorName::too_many_requests, 429, "TooManyRequestError", "Too many requests for this device."},
    ErrorFacts{ErrorName::method_not_allowed, 405, "MethodNotAllowedError", "The method is not allowed here."},
    ErrorFacts{ErrorName::internal, 500, "InternalServerError", "Something went wrong."},
    ErrorFacts{ErrorName::unavailable, 503, "ServiceUnavailableError", "The service is not available."},
};

constexpr std::array changes{
    std::pair{Change::set, std::string_view{"set"}},         std::pair{Change::changed, std::string_view{"changed"}},
    std::pair{Change::renamed, std::string_view{"renamed"}}, std::pair{Change::deleted, std::string_view{"deleted"}},
    std::pair{Change::unset, std::string_view{"unset"}},     std::pair{Change::failed, std::string_view{"failed"}},
};

constexpr std::uint32_t slot_max = 9999;

// Digits without a leading zero, but for zero itself.
std::optional<std::uint32_t> read_number(std::string_view text) {
    std::uint32_t number = 0;
    auto const* const end = text.data() + text.size();
    if (text.empty() || text.size() > 4 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    auto const [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

std::string_view word_of(IdKind kind) {
    switch (kind) {
        case IdKind::device:
            return "device";
        case IdKind::location:
            return "location";
        case IdKind::installed_app:
            return "installed app";
        case IdKind::room:
            return "room";
    }
    return "";
}

}  // namespace

std::string path::lock_codes_status(std::string_view device_id) {
    return fmt::format("/devices/{}/components/main/capabilities/lockCodes/status", http::percent_encoded(device_id));
}
std::string path::commands(std::string_view device_id) {
    return fmt::format("/devices/{}/commands", http::percent_encoded(device_id));
}

std::string_view without_version(std::string_view path) { return path.starts_with("/v1/") ? path.substr(3) : path; }

std::string id_of(IdKind kind, std::uint32_t number) {
    StateHash hash;
    hash.add(word_of(kind), number);
    auto const bits = hash.value();
    return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", number, bits & 0xffffu, bits >> 16 & 0xfffu,
                       bits >> 28 & 0xfffu, mix_bits(bits) & 0xffff'ffff'ffffu);
}

std::optional<std::uint32_t> number_of(IdKind kind, std::string_view id) {
    std::uint32_t number = 0;
    if (id.size() != 36) return std::nullopt;
    auto const [stopped, error] = std::from_chars(id.data(), id.data() + 8, number, 16);
    if (error != std::errc{} || stopped != id.data() + 8 || id_of(kind, number) != id) return std::nullopt;
    return number;
}

std::string uuid_of(std::uint64_t high, std::uint64_t low) {
    auto const first = mix_bits(mix_bits(high + 0x9e37'79b9'7f4a'7c15u) ^ low);
    auto const second = mix_bits(first + low);
    return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", first >> 32, first >> 16 & 0xffffu, first & 0xfffu,
                       second >> 52, second & 0xffff'ffff'ffffu);
}

std::string timestamp(Instant at) { return format_instant(std::chrono::floor<std::chrono::milliseconds>(at)); }

std::string whole_seconds(Instant at) {
    auto text = format_instant(at);
    if (auto const dot = text.find('.'); dot != std::string::npos) text.erase(dot, text.find('Z') - dot);
    return text;
}

ErrorFacts const& facts_of(ErrorName name) {
    auto const found = std::find_if(errors.begin(), errors.end(), [&](auto const& one) { return one.name == name; });
    return found == errors.end() ? errors.back() : *found;
}

ErrorName error_of_status(int status) {
    auto const found =
        std::find_if(errors.begin(), errors.end(), [&](auto const& one) { return one.status == status; });
    if (found != errors.end()) return found->name;
    return status >= 500 ? ErrorName::internal : ErrorName::constraint_violation;
}

std::string basic_credentials(std::string_view client_id, std::string_view client_secret) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    auto const text = fmt::format("{}:{}", client_id, client_secret);
    std::string encoded = "Basic ";
    for (std::size_t at = 0; at < text.size(); at += 3) {
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8 | (at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            encoded += at + i <= text.size() ? alphabet[bits >> (18 - 6 * i) & 63u] : '=';
    }
    return encoded;
}

std::string_view name_of(Change change) {
    for (auto const& [known, word] : changes)
        if (known == change) return word;
    return "other";
}

std::string code_change_text(std::uint32_t slot, Change change) { return fmt::format("{} {}", slot, name_of(change)); }

std::optional<CodeChange> read_code_change(std::string_view text) {
    auto const blank = text.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    CodeChange read;
    auto const slot = text.substr(0, blank);
    if (slot != "all") {
        read.slot = read_number(slot);
        if (!read.slot) return std::nullopt;
    }
    for (auto const& [change, word] : changes)
        if (text.substr(blank + 1) == word) read.change = change;
    return read;
}

std::string default_name(std::uint32_t slot) { return "Code " + slot_text(slot); }

std::string slot_text(std::uint32_t slot) { return std::to_string(slot); }

std::optional<std::uint32_t> read_slot(std::string_view text) {
    auto const number = read_number(text);
    if (!number || *number == 0 || *number > slot_max) return std::nullopt;
    return number;
}

}  // namespace lockstep::providers::smartthings
