// How a store's file is laid out, and how files of earlier layouts become files of this one.
#pragma once

#include "runtime/result.hpp"
#include "stores/sqlite.hpp"

namespace lockstep::stores {

// The layout that this program writes: the number of steps it takes to get there from an empty file.
int schema_version();

// Makes sure that the file is ours, and brings it to the layout of today. A file of anybody else's, or of a later
// version, is left as it is.
Result<void, StoreError> adopt(Database const& database);

}  // namespace lockstep::stores
