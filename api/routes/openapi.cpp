// /openapi.json: what this API takes and answers, for programs to read.
#include "api/openapi.hpp"

#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr std::string_view members[] = {"openapi", "info", "paths", "components"};
constexpr http::Method verbs_here[] = {http::Method::get};

Outcome<Json> describe(Call&) { return openapi(); }

constexpr Route routes[] = {
    {"/openapi.json",
     verbs_here,
     {},
     members,
     "This description.",
     describe,
     audience::everybody,
     {.enveloped = false}},
};

}  // namespace

std::span<Route const> openapi_routes() { return routes; }

}  // namespace lockstep::api
