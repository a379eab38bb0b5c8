// An action attempt as the API shows it.
#pragma once

#include <string>

#include "api/json.hpp"
#include "api/sandbox_resets.hpp"
#include "api/view.hpp"

namespace lockstep::api {

Json action_attempt(View const& view, engine::AttemptId attempt);
// The same as text, at the end of `out`.
void add_action_attempt(std::string& out, View const& view, engine::AttemptId attempt);
Json sandbox_reset(View const& view, SandboxReset const& reset, std::uint64_t number);
Json action_attempt(View const& view, DeviceAttemptId attempt);

}  // namespace lockstep::api
