// /health: is anybody there?
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

// Whoever is asked is well: there is nothing else here that could be ill.
Outcome<Json> health(Call& call) {
    return Json::object({{"msg", "Everything is in order."},
                         {"last_service_evaluation_at", time_text(call.now)},
                         {"service_health_statuses", Json::array()}});
}

constexpr std::string_view answers[] = {"msg", "last_service_evaluation_at", "service_health_statuses"};

constexpr Route routes[] = {
    {"/health", verbs::read, {}, answers, "Answers that the API is up.", health, audience::everybody},
};

}  // namespace

std::span<Route const> health_routes() { return routes; }

}  // namespace lockstep::api
