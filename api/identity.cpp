#include "api/identity.hpp"

#include <array>

#include "runtime/hash.hpp"

namespace lockstep::api {

namespace {

// The free bits of a uuid as two halves of 61 bits, which a Feistel network swaps and mixes: a permutation by
// construction, whatever the round function is.
constexpr unsigned half_bits = 61;
constexpr std::uint64_t half_mask = (std::uint64_t{1} << half_bits) - 1;
struct Halves {
    std::uint64_t left = 0;
    std::uint64_t right = 0;
};

std::uint64_t round_function(std::uint64_t half, std::uint64_t key) { return mix_bits(half ^ key) & half_mask; }

Halves scrambled(Halves halves, RoundKeys const& keys) {
    for (auto const key : keys)
        halves = {halves.right, halves.left ^ round_function(halves.right, key)};
    return halves;
}

Halves unscrambled(Halves halves, RoundKeys const& keys) {
    for (std::size_t round = keys.size(); round-- > 0;)
        halves = {halves.right ^ round_function(halves.left, keys[round]), halves.left};
    return halves;
}

// Where the halves stand in the 128 bits: four version bits lie in the high word, two variant bits atop the low one.
// The left half fills 48 + 12 bits of the high word and one bit of the low one; the right half the 61 bits below.
Uuid uuid_of(Halves const& halves) {
    std::uint64_t const upper = halves.left >> 1;  // 60 bits
    return {.high = (upper >> 12) << 16 | std::uint64_t{4} << 12 | (upper & 0xfff),
            .low = std::uint64_t{2} << 62 | (halves.left & 1) << half_bits | halves.right};
}

std::optional<Halves> halves_of(Uuid uuid) {
    if ((uuid.high >> 12 & 0xf) != 4 || uuid.low >> 62 != 2) return std::nullopt;
    std::uint64_t const upper = (uuid.high >> 16) << 12 | (uuid.high & 0xfff);
    return Halves{.left = upper << 1 | (uuid.low >> half_bits & 1), .right = uuid.low & half_mask};
}

constexpr int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

constexpr bool is_hyphen_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

// `00` to `ff`, one after the other.
constexpr auto bytes_as_text = [] {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<char, 512> text{};
    for (std::size_t byte = 0; byte < 256; ++byte) {
        text[2 * byte] = digits[byte >> 4];
        text[2 * byte + 1] = digits[byte & 0xf];
    }
    return text;
}();

void put_byte(char* at, std::uint64_t byte) {
    at[0] = bytes_as_text[2 * byte];
    at[1] = bytes_as_text[2 * byte + 1];
}

}  // namespace

std::optional<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != text_length) return std::nullopt;
    Uuid uuid;
    for (std::size_t at = 0; at < text_length; ++at) {
        if (is_hyphen_place(at)) {
            if (text[at] != '-') return std::nullopt;
            continue;
        }
        int const digit = digit_value(text[at]);
        if (digit < 0) return std::nullopt;
        uuid.high = uuid.high << 4 | uuid.low >> 60;
        uuid.low = uuid.low << 4 | static_cast<std::uint64_t>(digit);
    }
    return uuid;
}

void Uuid::write_to(char* at) const {
    at[8] = at[13] = at[18] = at[23] = '-';
    static constexpr std::uint8_t high_places[] = {0, 2, 4, 6, 9, 11, 14, 16};
    static constexpr std::uint8_t low_places[] = {19, 21, 24, 26, 28, 30, 32, 34};
    for (unsigned i = 0; i < 8; ++i) {
        put_byte(at + high_places[i], high >> (56 - 8 * i) & 0xff);
        put_byte(at + low_places[i], low >> (56 - 8 * i) & 0xff);
    }
}

std::string Uuid::text() const {
    std::string text(text_length, '\0');
    write_to(text.data());
    return text;
}

std::uint64_t hash_of_vendor_ref(std::string_view vendor_ref) {
    StateHash hash;
    hash.add(vendor_ref);
    return hash.value();
}

Identity::Identity(std::uint64_t seed) {
    std::uint64_t const key = mix_bits(seed + 0x5eed'1d5u);
    for (std::size_t round = 0; round < keys_.size(); ++round)
        keys_[round] = mix_bits(key + round * 0x9e3779b97f4a7c15u);
}

// 122 bits: eight for the kind, eighteen of zeros that prove an id is ours, 32 and 64 for the numbers.
Uuid Identity::sealed(Kind kind, Contents contents) const {
    Halves const plain{
        .left = static_cast<std::uint64_t>(kind) << 53 | std::uint64_t{contents.first} << 3 | contents.second >> 61,
        .right = contents.second & half_mask};
    return uuid_of(scrambled(plain, keys_));
}

std::optional<Identity::Contents> Identity::opened(Kind kind, Uuid uuid) const {
    auto const halves = halves_of(uuid);
    if (!halves) return std::nullopt;
    Halves const plain = unscrambled(*halves, keys_);
    if (plain.left >> 53 != static_cast<std::uint64_t>(kind)) return std::nullopt;
    if ((plain.left >> 35 & 0x3ffff) != 0) return std::nullopt;
    return Contents{.first = static_cast<std::uint32_t>(plain.left >> 3), .second = plain.left << 61 | plain.right};
}

Uuid Identity::workspace(std::uint32_t index) const { return sealed(Kind::workspace, {.second = index}); }
Uuid Identity::account(engine::AccountId account) const { return sealed(Kind::account, {.second = account.value}); }
Uuid Identity::device(engine::DeviceId device) const { return sealed(Kind::device, {.second = device.value}); }
Uuid Identity::code(engine::CodeId code) const {
    return sealed(Kind::code, {.first = code.slot, .second = code.serial});
}
Uuid Identity::unmanaged_code(UnmanagedRef code) const {
    return sealed(Kind::unmanaged_code, {.first = code.device.value, .second = code.vendor_ref_hash});
}
Uuid Identity::attempt(engine::AttemptId attempt) const { return sealed(Kind::attempt, {.second = attempt.value}); }
Uuid Identity::event(std::uint64_t index) const { return sealed(Kind::event, {.second = index}); }
Uuid Identity::request(std::uint64_t number) const { return sealed(Kind::request, {.second = number}); }
Uuid Identity::common_key(std::uint32_t first_serial) const {
    return sealed(Kind::common_key, {.second = first_serial});
}
Uuid Identity::webhook(std::uint32_t number) const { return sealed(Kind::webhook, {.second = number}); }
Uuid Identity::delivery(std::uint32_t webhook, std::uint64_t number) const {
    return sealed(Kind::delivery, {.first = webhook, .second = number});
}
Uuid Identity::client_session(std::uint64_t number) const { return sealed(Kind::client_session, {.second = number}); }
Uuid Identity::session_secret(std::uint64_t number) const { return sealed(Kind::session_secret, {.second = number}); }
Uuid Identity::connect_webview(std::uint64_t number) const { return sealed(Kind::connect_webview, {.second = number}); }
Uuid Identity::publishable_key(std::uint32_t workspace) const {
    return sealed(Kind::publishable_key, {.second = workspace});
}
Uuid Identity::sandbox_reset(std::uint64_t number) const { return sealed(Kind::sandbox_reset, {.second = number}); }
Uuid Identity::attempt(DeviceAttemptId attempt) const {
    return sealed(Kind::device_attempt, {.second = attempt.value});
}

namespace {

// A number that fits its id type; 32 bits of ones name nothing.
template <class Id>
std::optional<Id> id_of(std::uint64_t number) {
    if (number >= Id::none) return std::nullopt;
    return Id{static_cast<std::uint32_t>(number)};
}

}  // namespace

std::optional<engine::AccountId> Identity::as_account(Uuid uuid) const {
    auto const contents = opened(Kind::account, uuid);
    return contents ? id_of<engine::AccountId>(contents->second) : std::nullopt;
}

std::optional<engine::DeviceId> Identity::as_device(Uuid uuid) const {
    auto const contents = opened(Kind::device, uuid);
    return contents ? id_of<engine::DeviceId>(contents->second) : std::nullopt;
}

std::optional<engine::CodeId> Identity::as_code(Uuid uuid) const {
    auto const contents = opened(Kind::code, uuid);
    if (!contents || contents->second == 0 || contents->second > 0xffff'ffffu) return std::nullopt;
    return engine::CodeId{contents->first, static_cast<std::uint32_t>(contents->second)};
}

std::optional<UnmanagedRef> Identity::as_unmanaged_code(Uuid uuid) const {
    auto const contents = opened(Kind::unmanaged_code, uuid);
    if (!contents) return std::nullopt;
    return UnmanagedRef{engine::DeviceId{contents->first}, contents->second};
}

std::optional<engine::AttemptId> Identity::as_attempt(Uuid uuid) const {
    auto const contents = opened(Kind::attempt, uuid);
    return contents ? id_of<engine::AttemptId>(contents->second) : std::nullopt;
}

std::optional<std::uint64_t> Identity::number_in(Kind kind, Uuid uuid) const {
    auto const contents = opened(kind, uuid);
    if (!contents) return std::nullopt;
    return contents->second;
}

std::optional<std::uint32_t> Identity::as_webhook(Uuid uuid) const {
    auto const contents = opened(Kind::webhook, uuid);
    if (!contents || contents->second > 0xffff'ffffu) return std::nullopt;
    return static_cast<std::uint32_t>(contents->second);
}

std::optional<std::uint64_t> Identity::as_event(Uuid uuid) const { return number_in(Kind::event, uuid); }
std::optional<std::uint64_t> Identity::as_client_session(Uuid uuid) const {
    return number_in(Kind::client_session, uuid);
}
std::optional<std::uint64_t> Identity::as_session_secret(Uuid uuid) const {
    return number_in(Kind::session_secret, uuid);
}
std::optional<std::uint64_t> Identity::as_connect_webview(Uuid uuid) const {
    return number_in(Kind::connect_webview, uuid);
}
std::optional<std::uint64_t> Identity::as_sandbox_reset(Uuid uuid) const {
    return number_in(Kind::sandbox_reset, uuid);
}

std::optional<DeviceAttemptId> Identity::as_device_attempt(Uuid uuid) const {
    auto const contents = opened(Kind::device_attempt, uuid);
    return contents ? id_of<DeviceAttemptId>(contents->second) : std::nullopt;
}

}  // namespace lockstep::api
