// What the engine still has to bring about on a lock for one code: `pending_mutations[]`.
#pragma once

#include "api/json.hpp"
#include "api/view.hpp"

namespace lockstep::api {

Json pending_mutations_of(View const& view, engine::CodeId code);

}  // namespace lockstep::api
