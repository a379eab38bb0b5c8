#include "api/reads.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "http/target.hpp"

namespace lockstep::api {

bool only_reads(http::Request const& request) {
    std::string_view path = http::split_target(request.target).path;
    if (path.ends_with('/')) path.remove_suffix(1);
    auto const name = path.substr(path.rfind('/') + 1);
    // Anything spelled in another way is taken for a change: that is never wrong, only slower.
    constexpr std::array<std::string_view, 6> reading{"get",          "list",        "health", "list_device_providers",
                                                      "openapi.json", "get_timeline"};
    return std::find(reading.begin(), reading.end(), name) != reading.end();
}

}  // namespace lockstep::api
