// What was done to a served world, written down as a scenario that does it again: `lockstep serve --record`.
//
// Calls of the API become steps (`create`, `update`, `delete`, or `http` for all the rest, and for what a vendor's own
// clients asked of it), presses, links, accounts, edits and faults the steps of those names. What the codes went
// through becomes `expect:`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/serve/recorded_calls.hpp"
#include "harness/serve/served_world.hpp"

namespace lockstep::harness {

class Recording final : public InputListener {
  public:
    void heard(OutsideInput const& input, std::uint64_t state) override;
    void stood(std::size_t codes) override;
    void answered(http::Response const& response) override;
    void pressed(sim::Pressed const& pressed) override;
    void edited(bool done) override;

    // The scenario so far. `world_text`: the file that the world was made of; `regime`: another than the file's, if
    // any.
    std::string scenario(ServedWorld const& world, std::string_view world_text, std::string_view regime = {}) const;

  private:
    struct Deed {
        OutsideInput input;
        http::Response response;  // of a call of the API
        sim::Pressed pressed;
        bool done = true;              // an edit by hand
        std::size_t codes_before = 0;  // so many there had been
    };
    bool changed_through_vendors() const;
    bool only_repeats(std::size_t index) const;
    std::map<std::size_t, std::vector<CodeNumber>> made_by_calls(ServedWorld const& world,
                                                                 CallWriter const& calls) const;
    std::vector<Deed> deeds_;
};

}  // namespace lockstep::harness
