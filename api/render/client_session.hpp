// Client sessions and connect webviews, as the API shows them.
#pragma once

#include "api/json.hpp"
#include "api/route.hpp"

namespace lockstep::api {

Json client_session(Call const& call, std::uint64_t number);
Json connect_webview(Call const& call, std::uint64_t number);

}  // namespace lockstep::api
