// A kept world as lines of JSON: one for the world, one for each entry of its journal. For copies, for looking, for
// moving to another machine.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "harness/serve/world_store.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

Result<void, stores::StoreError> write_journal(WorldStore& store, std::ostream& out);

// Into a store that keeps no world yet; the number of entries. A text that is none is told by its line, and leaves the
// store as it was.
Result<std::uint64_t, std::string> read_journal(WorldStore& store, std::istream& in);

}  // namespace lockstep::harness
