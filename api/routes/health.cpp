// /health: is anybody there?
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

Outcome<Json> health(Call&) { return Json::object(); }

constexpr Route routes[] = {
    {"/health", verbs::read, {}, {}, "Answers that the API is up.", health, audience::everybody},
};

}  // namespace

std::span<Route const> health_routes() { return routes; }

}  // namespace lockstep::api
