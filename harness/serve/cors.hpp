// Cross-origin requests: which pages of other origins a browser may let use the API. None, unless somebody says so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/message.hpp"

namespace lockstep::harness {

class Cors {
  public:
    explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

    // `https://app.test:8080`: scheme, host and port as a browser writes them, nothing behind.
    static bool is_origin(std::string_view text);

    // The answer to a browser that asks beforehand; nothing when it is no such question, or of no origin that may.
    std::optional<http::Response> preflight(http::Request const& request) const;
    // What an answer has to say so that the page gets it.
    void permit(http::Request const& request, http::Response& response) const;

  private:
    std::optional<std::string> allowed_origin(http::Request const& request) const;

    std::vector<std::string> origins_;
};

}  // namespace lockstep::harness
