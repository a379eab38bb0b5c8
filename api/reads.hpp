// Whether a request only looks. Said from the request alone, before anybody acts on it.
#pragma once

#include "http/message.hpp"

namespace lockstep::api {

// True for requests that leave the engine and everything that the API remembers as they are, whatever comes of them.
// Drawing a PIN (`generate_code`) changes what is drawn next, so it is none of them.
bool only_reads(http::Request const& request);

}  // namespace lockstep::api
