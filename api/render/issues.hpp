// Errors and warnings as entries of `errors[]` and `warnings[]`.
#pragma once

#include <vector>

#include "api/event_log.hpp"
#include "api/json.hpp"
#include "api/view.hpp"

namespace lockstep::api {

struct IssueLists {
    Json errors = Json::array();
    Json warnings = Json::array();
};

// The code's own issues, and those copied from its device and account.
IssueLists issues_of(View const& view, engine::CodeId code);
// The device's own, and those copied from its account.
IssueLists issues_of(View const& view, engine::DeviceId device);
IssueLists issues_of(View const& view, engine::AccountId account);

// The six arrays of delay and failure events, as things stood then.
void add_issue_arrays(Json& event, std::vector<ListedIssue> const& issues);

}  // namespace lockstep::api
