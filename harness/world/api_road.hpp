// The road that a scenario's own requests take to the API, and its answers back. Without one they cross as they are.
//
// As with a Carrier, nothing else moves meanwhile, and it is no part of a world's state.
#pragma once

#include <functional>
#include <string>

#include "http/message.hpp"

namespace lockstep::harness {

class ApiRoad {
  public:
    using Served = std::function<http::Response(http::Request const&)>;

    virtual ~ApiRoad() = default;

    // What the caller reads. `served` is called once, with what the API's end has read.
    virtual http::Response call(http::Request const& request, Served const& served) = 0;
    // Set when the road itself failed: the run cannot be judged.
    virtual std::string const& trouble() const = 0;
};

}  // namespace lockstep::harness
