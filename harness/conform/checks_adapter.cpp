// What every provider is checked for, through the adapter that Lockstep itself would use.
#include "harness/conform/check.hpp"

namespace lockstep::harness {

std::vector<CheckSection> const& adapter_sections() {
    static std::vector<CheckSection> const all{
        {"1.1", "Reading, through the adapter"},  {"1.2", "Storing, through the adapter"},
        {"1.3", "Editing, through the adapter"},  {"1.4", "Conflicts, through the adapter"},
        {"1.5", "Removing, through the adapter"}, {"1.6", "Several codes, through the adapter"},
    };
    return all;
}

std::vector<Check> const& adapter_checks() {
    using enum ConformProfile;
    using enum CheckKind;
    using enum Observed;
    static std::vector<Check> const all{
        {"1.1/1", core, contract, answer, "a read-back is answered"},
        {"1.1/2", core, contract, read_back, "two read-backs tell of the same codes"},
        {"1.2/1", core, contract, answer, "a new code is taken, and its id is told"},
        {"1.2/2", core, contract, read_back, "a code that was taken is active before the deadline"},
        {"1.2/3", core, contract, read_back, "a read-back tells the PIN that was written"},
        {"1.2/4", core, compatibility, read_back, "a read-back tells the name that was written"},
        {"1.2/5", core, contract, door, "the door opens to an active code"},
        {"1.2/6", core, contract, read_back, "the codes that were there before still are"},
        {"1.3/1", core, contract, answer, "an edit is taken"},
        {"1.3/2", core, contract, read_back, "an edited code has its new PIN before the deadline, and the same id"},
        {"1.3/3", core, contract, door, "after an edit the door opens to the new PIN and not to the old one"},
        {"1.4/1", core, contract, read_back, "a PIN that another code has is not stored a second time"},
        {"1.4/2", core, compatibility, answer, "a PIN that another code has is refused for that reason"},
        {"1.5/1", core, contract, answer, "a removal is taken"},
        {"1.5/2", core, contract, read_back, "a removed code is absent before the deadline"},
        {"1.5/3", core, contract, door, "the door does not open to a removed code"},
        {"1.5/4", core, contract, answer, "removing a code that is gone does no harm"},
        {"1.5/5", core, contract, read_back, "a removal takes no other code along"},
        {"1.6/1", core, contract, read_back, "four codes written one after the other are all read back, each once"},
    };
    return all;
}

}  // namespace lockstep::harness
