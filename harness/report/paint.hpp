// Colours for a terminal, or none at all: the text stays the same.
#pragma once

#include <string>
#include <string_view>

namespace lockstep::harness {

enum class Colour : unsigned char { red, green, yellow, grey, bold };

class Paint {
  public:
    explicit Paint(bool enabled = false) : enabled_(enabled) {}
    bool enabled() const { return enabled_; }
    std::string operator()(Colour colour, std::string_view text) const;

  private:
    bool enabled_;
};

}  // namespace lockstep::harness
