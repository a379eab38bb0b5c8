// Calls of the API as steps: `create`, `update` and `delete` where these say all that was asked, else `http`.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/serve/served_world.hpp"

namespace lockstep::harness {

using StepFields = std::vector<std::pair<std::string, std::string>>;  // of a request's head

class CallWriter {
  public:
    explicit CallWriter(ServedWorld const& world);

    // The code that a `create` step makes; nothing where the call has to be an `http` step.
    std::optional<CodeNumber> made_plainly(http::Request const& request, http::Response const& response) const;

    // The step without its instant. `makes`: the codes that come of it.
    std::string step(http::Request const& request, http::Response const& response,
                     std::vector<CodeNumber> const& makes);

    bool has_named(CodeNumber code) const { return named_.contains(code); }

  private:
    std::optional<std::string> create(http::Request const& request, http::Response const& response);
    std::optional<std::string> update(http::Request const& request) const;
    std::optional<std::string> remove(http::Request const& request) const;
    std::string raw(http::Request const& request, http::Response const& response,
                    std::vector<CodeNumber> const& makes) const;
    StepFields headers_of(http::Request const& request) const;
    StepFields asker_of(http::Request const& request) const;
    void learn_ids(http::Response const& response, std::vector<CodeNumber> const& makes);
    std::string with_names(std::string text) const;
    std::string name_of(CodeNumber code) const;

    ServedWorld const& world_;
    std::map<std::string, std::string> names_;  // by id
    std::set<CodeNumber> named_;                // codes that have a name in the scenario
};

// The same for a call of a client of the vendor's own. What he was answered is not judged.
std::string vendor_step(http::Request const& request, std::string_view provider);

}  // namespace lockstep::harness
