// An event as subscribers read it.
#pragma once

#include "api/json.hpp"
#include "api/view.hpp"

namespace lockstep::api {

// `index` is the event's place in the log, from which its id follows.
Json event(View const& view, std::size_t index);

// The id of the code it speaks of, managed or not; nothing for events of devices and accounts.
std::optional<Uuid> code_of_event(View const& view, LoggedEvent const& event);

}  // namespace lockstep::api
