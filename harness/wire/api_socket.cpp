#include "harness/wire/api_socket.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace lockstep::harness {

http::Response ApiSocket::call(http::Request const& request, Served const& served) {
    auto const crossing = std::make_shared<SocketRoad::Crossing>();
    auto const arrived = road_.carry(request, crossing);
    if (!arrived) {
        trouble_ = arrived.error();
        return {};
    }
    auto heard = road_.answer(*crossing, served(*arrived));
    if (heard && heard->ok()) return std::move(*heard).value();
    trouble_ =
        fmt::format("the API's answer was lost over loopback: {}", heard ? http::name_of(heard->error()) : "silence");
    return {};
}

}  // namespace lockstep::harness
