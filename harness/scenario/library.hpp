// What a scenario takes from other files: the providers and templates of its libraries.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/scenario/complaints.hpp"
#include "harness/scenario/suite_files.hpp"

namespace lockstep::harness {

struct Library {
    struct Item {
        NodePtr key;
        NodePtr value;
        bool own = false;  // of the scenario itself
        bool used = false;
    };
    std::map<std::string, Item, std::less<>> providers;  // of included files only
    std::map<std::string, Item, std::less<>> templates;
    bool broken = false;  // some included file could not be read
};

// Follows `include` and takes the scenario's own templates.
Library collect_library(SuiteFile const& scenario, Node const& root, SuiteFiles& files, Complaints& complaints);

// The scenario with the templates of `use` merged below it. Where two templates differ and the scenario does not
// decide, that is a mistake. Templates whose name is a variable are left for later.
NodePtr apply_templates(NodePtr const& root, Library& library, Complaints& complaints, bool& unknown);

// The scenario's providers over those of its libraries.
NodePtr apply_providers(NodePtr const& root, Library const& library);

}  // namespace lockstep::harness
