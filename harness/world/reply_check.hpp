// Compares what the API answered to a step with what the step's `reply:` promised.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/place.hpp"
#include "harness/scenario/steps.hpp"
#include "http/message.hpp"

namespace lockstep::harness {

// Gives the id of what a scenario calls by this name; nothing for a name it does not know.
using IdLookup = std::function<std::optional<std::string>(std::string_view name)>;

// Replaces each `{name}` that the lookup knows.
std::string with_ids(std::string_view text, IdLookup const& ids);

// `error.type` of an envelope; empty where there is none.
std::string error_type_of(nlohmann::json const& envelope);

struct ReplyMismatch {
    Place place;
    std::string what;  // "status: want \"set\", got \"setting\""
    std::string want, got;
};

// Where the promised body is looked for: `get` unwraps the access code, `create` too; `update` and `delete` unwrap the
// attempt; `list` and `http` see the whole envelope, and so does everybody in a refusal.
std::vector<ReplyMismatch> check_reply(Step const& step, http::Response const& answer, IdLookup const& ids);

}  // namespace lockstep::harness
