// Notes of an integrator about a device or an account, as requests bring them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/arguments.hpp"
#include "api/directory.hpp"
#include "api/json.hpp"
#include "api/problem.hpp"

namespace lockstep::api {

// What `metadata` becomes when the argument `custom_metadata` is laid over it: members that are given take the place of
// those of the same name, null takes one away. Refused: values that are neither text nor true or false, and more than
// anybody needs.
Outcome<CustomMetadata> with_changes(CustomMetadata metadata, Arguments const& arguments);

Json json_of(CustomMetadata const& metadata);

// The members that a listing asks for with `custom_metadata_has`; all hold without it.
class MetadataFilter {
  public:
    explicit MetadataFilter(Arguments const& arguments);

    bool holds(CustomMetadata const& metadata) const;

  private:
    std::vector<std::pair<std::string, std::string>> wanted_;  // queries know texts alone, so `true` is a text here
};

}  // namespace lockstep::api
