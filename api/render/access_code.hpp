// An access code as the API shows it: one the engine keeps, one it only sees, and one as a finished attempt froze it.
#pragma once

#include <span>
#include <string>

#include "api/json.hpp"
#include "api/lookup.hpp"
#include "api/view.hpp"

namespace lockstep::api {

Json access_code(View const& view, engine::CodeId code);
// The same as text, at the end of `out`; several with commas between them.
void add_access_code(std::string& out, View const& view, engine::CodeId code);
void add_access_codes(std::string& out, View const& view, std::span<engine::CodeId const> codes);
Json unmanaged_access_code(View const& view, UnmanagedPlace place);

// `result.access_code` of an attempt that succeeded: the code as it was then, whatever became of it.
// Puts its members into a JsonTree or a JsonText.
template <class Out>
void put_result(Out& out, View const& view, engine::AttemptId attempt);

}  // namespace lockstep::api
