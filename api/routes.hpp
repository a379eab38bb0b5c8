// All routes of the API. A group of routes is a file in routes/ and one line in routes.cpp.
#pragma once

#include <span>
#include <string_view>

#include "api/route.hpp"

namespace lockstep::api {

std::span<Route const> access_code_reading_routes();
std::span<Route const> access_code_writing_routes();
std::span<Route const> shared_access_code_routes();
std::span<Route const> backup_access_code_routes();
std::span<Route const> unmanaged_access_code_routes();
std::span<Route const> device_constraint_routes();
std::span<Route const> access_code_timeline_routes();
std::span<Route const> action_attempt_routes();
std::span<Route const> connected_account_routes();
std::span<Route const> device_routes();
std::span<Route const> device_writing_routes();
std::span<Route const> lock_routes();
std::span<Route const> simulate_routes();
std::span<Route const> event_routes();
std::span<Route const> webhook_routes();
std::span<Route const> health_routes();
std::span<Route const> client_session_routes();
std::span<Route const> connect_webview_routes();
std::span<Route const> workspace_routes();
std::span<Route const> openapi_routes();

std::span<std::span<Route const> const> all_routes();

// Null when nobody lives at `path`, which is decoded and has no trailing slash.
Route const* find_route(std::string_view path);

}  // namespace lockstep::api
