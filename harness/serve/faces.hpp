// Which of a served world's faces a request is for: the API, a vendor's cloud, the controls, or the page.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "harness/scenario/model.hpp"
#include "http/message.hpp"

namespace lockstep::harness {

struct Faced {
    enum class Face : std::uint8_t { api, vendor, control, page, unknown_vendor };
    Face face = Face::api;
    std::size_t provider = 0;  // of a vendor's face
};

// By path, `/lockstep/...` and `/vendors/<provider>/...`, or by the name of the host that the client looked for.
// A vendor's request is left as the vendor would have got it, and says in `x-lockstep-base` where its client came in.
// `origin`: what this server is called, `http://127.0.0.1:4300`; clients that name a host of their own keep it.
Faced face_of(http::Request& request, Scenario const& scenario, std::string const& scheme);

// The host of a `host` field without its port: `127.0.0.1`, `[::1]`.
std::string_view host_name(std::string_view host_field);

}  // namespace lockstep::harness
