// The API behind a real socket on loopback, for a scenario's steps: `lockstep run --through http`.
#pragma once

#include <string>

#include "harness/wire/socket_road.hpp"
#include "harness/world/api_road.hpp"
#include "http/loop.hpp"

namespace lockstep::harness {

class ApiSocket final : public ApiRoad {
  public:
    http::Response call(http::Request const& request, Served const& served) override;
    std::string const& trouble() const override { return trouble_; }

  private:
    http::Loop loop_;
    SocketRoad road_{loop_};
    std::string trouble_;
};

}  // namespace lockstep::harness
