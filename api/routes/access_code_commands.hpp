// What the routes that write access codes have in common: arguments become the engine's commands.
#pragma once

#include <optional>
#include <string_view>

#include "api/parameters.hpp"
#include "api/problem.hpp"
#include "api/route.hpp"
#include "engine/commands.hpp"
#include "engine/window.hpp"

namespace lockstep::api {

// All of a new code that the request alone can tell, checked as far as that goes; its device is the caller's to fill
// in.
Outcome<engine::CreateCode> new_code(Arguments const& arguments, Instant now);

// Of an update: null drops the bound.
constexpr Parameter bound_parameter(std::string_view name) {
    return {
        .name = name, .kind = ParameterKind::instant, .null_means = NullMeans::null, .about = "Null drops the bound."};
}

// Which bounds change, and how.
Outcome<engine::UpdateCode> window_changes(Arguments const& arguments);

// Two spellings of one flag.
Outcome<std::optional<bool>> external_modification(Arguments const& arguments);

// Of an offline code: what else is given has to fit.
std::optional<Problem> make_offline(Arguments const& arguments, engine::CreateCode& command);

// The backup pool is for codes with a window. Complaints about the PIN come first.
std::optional<Problem> backup_problem(Call& call, engine::CreateCode const& command);

// A refusal that may be about another device than `asked`: then it says about which.
Problem refusal_on(Call& call, engine::CommandReply const& reply, engine::DeviceId asked);

}  // namespace lockstep::api
