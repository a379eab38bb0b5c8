// Errors and warnings as entries of `errors[]` and `warnings[]`.
#pragma once

#include <vector>

#include "api/event_log.hpp"
#include "api/json.hpp"
#include "api/view.hpp"

namespace lockstep::api {

struct IssueLists {
    std::vector<Json> errors;
    std::vector<Json> warnings;
};

// The code's own issues, and those copied from its device and account.
IssueLists issues_of(View const& view, engine::CodeId code);
// The device's own, and those copied from its account.
IssueLists issues_of(View const& view, engine::DeviceId device);
IssueLists issues_of(View const& view, engine::AccountId account);

// What nobody pays for any more: an error of the device that the engine does not know.
Json unpaid_subscription(Instant since);

// What an event of `about` lists of it and of what it hangs on, two arrays each, as things stood then. `through_hub`:
// the device's hub had no link.
void add_issue_arrays(Json& event, engine::IssueOwner about, std::vector<ListedIssue> const& issues, bool through_hub);

// Why a device has no link: the engine's word for it, unless its hub has none.
std::string_view disconnection_of(engine::Issue issue, bool through_hub);

}  // namespace lockstep::api
