// What was done to a served world, written down as a scenario that does it again: `lockstep serve --record`.
//
// Calls of the API become steps (`create`, `update`, `delete`, or `http` for all the rest), presses, links, accounts
// and edits the steps of those names, faults rules that hold as long as they did. What the codes went through becomes
// `expect:`. What a vendor's own clients did has no step; it is noted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/serve/served_world.hpp"

namespace lockstep::harness {

class Recording final : public InputListener {
  public:
    void heard(OutsideInput const& input, std::uint64_t state) override;
    void answered(http::Response const& response) override;
    void pressed(sim::Pressed const& pressed) override;

    // The scenario so far. `world_text`: the file that the world was made of.
    std::string scenario(ServedWorld const& world, std::string_view world_text) const;

  private:
    struct Deed {
        OutsideInput input;
        http::Response response;  // of a call of the API
        sim::Pressed pressed;
    };
    std::vector<Deed> deeds_;
};

}  // namespace lockstep::harness
