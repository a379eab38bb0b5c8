// The door itself, where the provider lets us type a PIN at it.
#pragma once

#include <optional>
#include <string>

#include "harness/conform/options.hpp"
#include "harness/conform/server_line.hpp"

namespace lockstep::harness {

class Door {
  public:
    // Finds out how to press: the template of the options, or the controls of a served world.
    Door(ServerLine& wire, ConformOptions const& options, std::string const& lock);

    bool can_press() const { return client_ != nullptr; }
    // Whether it opens; nothing when that could not be learnt.
    std::optional<bool> opens(std::string const& pin);
    // "pressed at http://...", or why not.
    std::string const& how() const { return how_; }

  private:
    bool aim(std::string const& url_template, std::string const& lock);

    ServerLine& wire_;
    ConformOptions const& options_;
    std::unique_ptr<http::Client> client_;
    std::string target_;  // with {pin}
    std::string how_;
};

}  // namespace lockstep::harness
