#include "api/routes.hpp"

#include <array>

namespace lockstep::api {

std::span<std::span<Route const> const> all_routes() {
    static std::array const groups{access_code_reading_routes(),
                                   access_code_writing_routes(),
                                   shared_access_code_routes(),
                                   backup_access_code_routes(),
                                   unmanaged_access_code_routes(),
                                   device_constraint_routes(),
                                   access_code_timeline_routes(),
                                   action_attempt_routes(),
                                   connected_account_routes(),
                                   device_routes(),
                                   device_writing_routes(),
                                   lock_routes(),
                                   simulate_routes(),
                                   event_routes(),
                                   webhook_routes(),
                                   health_routes(),
                                   client_session_routes(),
                                   connect_webview_routes(),
                                   workspace_routes(),
                                   openapi_routes()};
    return groups;
}

Route const* find_route(std::string_view path) {
    for (auto const group : all_routes())
        for (auto const& route : group)
            if (route.path == path) return &route;
    return nullptr;
}

}  // namespace lockstep::api
