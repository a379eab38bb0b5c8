// The API's description as OpenAPI 3.1, generated from the same tables by which requests are judged.
#pragma once

#include "api/json.hpp"

namespace lockstep::api {

Json openapi();

}  // namespace lockstep::api
