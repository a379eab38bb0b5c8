// An action attempt as the API shows it.
#pragma once

#include "api/json.hpp"
#include "api/view.hpp"

namespace lockstep::api {

Json action_attempt(View const& view, engine::AttemptId attempt);

}  // namespace lockstep::api
