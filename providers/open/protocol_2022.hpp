// The 2022 generation of the API, where it differs from the current one: routes, and bodies without status and bounds.
//
// A code is `{ access_code_id, lock_id, owner_id, code, name? }`: what is told of is on the lock. It is read into, and
// written from, the values of the current generation, so that the rest of both ends need not know of two.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "http/router.hpp"
#include "providers/open/protocol.hpp"
#include "providers/open/protocol_messages.hpp"

namespace lockstep::providers::open {

inline constexpr std::array routes_2022{
    http::Route<Call>{http::Method::get, "/access_codes", Call::list_codes},
    http::Route<Call>{http::Method::post, "/access_codes", Call::create_code},
    http::Route<Call>{http::Method::get, "/access_codes/{code}", Call::get_code},
    http::Route<Call>{http::Method::delete_, "/access_codes/{code}", Call::delete_code},
    http::Route<Call>{http::Method::get, "/health", Call::health},
    http::Route<Call>{http::Method::post, "/oauth/token", Call::token},
};

namespace path {
inline constexpr std::string_view codes_2022 = "/access_codes";
std::string codes_of_lock_2022(std::string_view lock_id);
}  // namespace path

std::string owner_id(std::uint32_t account);  // the account's user, as the vendor names it

std::optional<CodeBody> read_code_2022(std::string_view text);
std::string write_code_2022(CodeBody const& body, std::string_view owner_id, Dress dress);

std::optional<CodeList> read_list_2022(std::string_view text);  // never has a next page
std::string write_list_2022(CodeList const& list, std::string_view owner_id, Dress dress);

struct CreateRequest2022 {
    std::string lock_id;
    std::string code;
    std::optional<std::string> name;
};
std::optional<CreateRequest2022> read_create_2022(std::string_view text);
std::string write_create_2022(CreateRequest2022 const& request);

// `{"ok": true}`: a removal is done, the service is well. Anything else is false.
bool read_ok(std::string_view text);
std::string write_ok(Dress dress);

}  // namespace lockstep::providers::open
