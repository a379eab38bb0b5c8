// Which of a served world's faces a request is for: the API, a vendor's cloud, the controls, or the page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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

    // Of several providers behind one host name, which one a request is for; nobody knows: the first.
    using Expects = std::function<bool(std::size_t provider, http::Request const&)>;

    // A vendor's request is left as the vendor would have got it, and says in `x-lockstep-base` where its client came
    // in; clients that name a host of their own keep it.
    Faced of(http::Request& request, Expects const& expects = {}) const;

  private:
    struct Name {
        std::string_view name;
        std::size_t provider;
    };
    Name const* by_host(http::Request const& request, std::string_view host, Expects const& expects) const;

    std::vector<Name> hosts_;      // under which the vendors' own clients look for them
    std::vector<Name> providers_;  // as the world calls them
    std::string scheme_;
};

// The host of a `host` field without its port: `127.0.0.1`, `[::1]`.
std::string_view host_name(std::string_view host_field);

}  // namespace lockstep::harness
