// Uuids of the things inside one engine, without a table: a number is sealed into a uuid and opened again.
//
// A uuid of version 4 has 122 free bits. They hold the kind of thing and its number inside the engine, scrambled by a
// permutation whose key is the seed. So equal seeds give equal ids, ids of different things never collide, and a uuid
// that nobody here made opens to nothing. It is no secret: whoever knows the seed can make ids.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/device_attempts.hpp"
#include "engine/ids.hpp"

namespace lockstep::api {

// 128 bits, as a uuid's text spells them.
struct Uuid {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    // `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, hexadecimal in either case; nothing for any other text.
    static std::optional<Uuid> parse(std::string_view text);
    std::string text() const;       // lower case
    void write_to(char* at) const;  // the same, as `text_length` characters
    static constexpr std::size_t text_length = 36;

    friend constexpr auto operator<=>(Uuid const&, Uuid const&) = default;
};

// A code that the engine did not create has no number there: it is known by its device and the vendor's id for it.
struct UnmanagedRef {
    engine::DeviceId device;
    std::uint64_t vendor_ref_hash = 0;

    friend constexpr auto operator<=>(UnmanagedRef const&, UnmanagedRef const&) = default;
};
std::uint64_t hash_of_vendor_ref(std::string_view vendor_ref);

// What each round of the permutation mixes in.
using RoundKeys = std::array<std::uint64_t, 6>;

class Identity {
  public:
    explicit Identity(std::uint64_t seed = 1);

    Uuid workspace(std::uint32_t index) const;
    Uuid account(engine::AccountId account) const;
    Uuid device(engine::DeviceId device) const;
    Uuid code(engine::CodeId code) const;
    Uuid unmanaged_code(UnmanagedRef code) const;
    Uuid attempt(engine::AttemptId attempt) const;
    Uuid event(std::uint64_t index) const;
    Uuid request(std::uint64_t number) const;
    Uuid common_key(std::uint32_t first_serial) const;  // of codes made together, by the serial of their first
    Uuid webhook(std::uint32_t number) const;
    Uuid delivery(std::uint32_t webhook, std::uint64_t number) const;
    Uuid client_session(std::uint64_t number) const;
    Uuid session_secret(std::uint64_t number) const;  // what its token is made of
    Uuid connect_webview(std::uint64_t number) const;
    Uuid sandbox_reset(std::uint64_t number) const;
    Uuid publishable_key(std::uint32_t workspace) const;  // what it is made of
    Uuid attempt(DeviceAttemptId attempt) const;

    // The way back; nothing when the uuid names no such thing. That the thing still exists is for the engine to say.
    std::optional<engine::AccountId> as_account(Uuid uuid) const;
    std::optional<engine::DeviceId> as_device(Uuid uuid) const;
    std::optional<engine::CodeId> as_code(Uuid uuid) const;
    std::optional<UnmanagedRef> as_unmanaged_code(Uuid uuid) const;
    std::optional<engine::AttemptId> as_attempt(Uuid uuid) const;
    std::optional<std::uint64_t> as_event(Uuid uuid) const;
    std::optional<std::uint32_t> as_webhook(Uuid uuid) const;
    std::optional<std::uint64_t> as_client_session(Uuid uuid) const;
    std::optional<std::uint64_t> as_session_secret(Uuid uuid) const;
    std::optional<std::uint64_t> as_connect_webview(Uuid uuid) const;
    std::optional<std::uint64_t> as_sandbox_reset(Uuid uuid) const;
    std::optional<DeviceAttemptId> as_device_attempt(Uuid uuid) const;

    friend bool operator==(Identity const&, Identity const&) = default;

  private:
    // The numbers are part of every id ever given out: new kinds go to the end.
    enum class Kind : std::uint8_t {
        workspace = 1,
        account,
        device,
        code,
        unmanaged_code,
        attempt,
        event,
        request,
        common_key,
        webhook = 16,
        delivery = 17,
        device_attempt = 18,
        client_session = 32,
        session_secret,
        connect_webview,
        sandbox_reset,
        publishable_key,
    };

    struct Contents {
        std::uint32_t first = 0;
        std::uint64_t second = 0;
    };
    Uuid sealed(Kind kind, Contents contents) const;
    std::optional<Contents> opened(Kind kind, Uuid uuid) const;
    std::optional<std::uint64_t> number_in(Kind kind, Uuid uuid) const;

    RoundKeys keys_{};
};

}  // namespace lockstep::api
