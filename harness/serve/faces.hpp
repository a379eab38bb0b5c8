// Which of a served world's faces a request is for: the API, a vendor's cloud, the controls, or the page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/model.hpp"
#include "http/message.hpp"

namespace lockstep::harness {

struct Faced {
    enum class Face : std::uint8_t { api, vendor, control, page, unknown_vendor };
    Face face = Face::api;
    std::size_t provider = 0;  // of a vendor's face
};

// Tells them apart by path, `/lockstep/...` and `/vendors/<provider>/...`, or by the name of the host that the client
// looked for.
class Faces {
  public:
    // Keeps views into the scenario. `scheme`: that of this server, `http` or `https`.
    Faces(Scenario const& scenario, std::string_view scheme);

    // A vendor's request is left as the vendor would have got it, and says in `x-lockstep-base` where its client came
    // in; clients that name a host of their own keep it.
    Faced of(http::Request& request) const;

  private:
    struct Name {
        std::string_view name;
        std::size_t provider;
    };
    std::vector<Name> hosts_;      // under which the vendors' own clients look for them
    std::vector<Name> providers_;  // as the world calls them
    std::string scheme_;
};

// The host of a `host` field without its port: `127.0.0.1`, `[::1]`.
std::string_view host_name(std::string_view host_field);

}  // namespace lockstep::harness
