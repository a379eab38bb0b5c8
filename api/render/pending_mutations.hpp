// What the engine still has to bring about on a lock for one code: `pending_mutations[]`.
#pragma once

#include "api/json.hpp"
#include "api/view.hpp"

namespace lockstep::api {

// `{starts_at, ends_at}`, null for a bound that is not there.
Json time_frame(engine::Window const& window);

// Adds them to a list of JsonTree or of JsonText.
template <class List>
void add_pending_mutations(List& list, View const& view, engine::CodeId code);

}  // namespace lockstep::api
