// The page of a served world, `/ui`: a few files, served as they are. All that it shows it asks for at the controls and
// the API.
#pragma once

#include "http/message.hpp"

namespace lockstep::harness {

// Somebody typed the address of the server into a browser.
bool asks_for_page(http::Request const& request);
// `/ui`, a file below it, or where to find it.
http::Response answer_page(http::Request const& request);

}  // namespace lockstep::harness
