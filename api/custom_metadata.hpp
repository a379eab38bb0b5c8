// Notes of an integrator about a device or an account, as requests bring them.
#pragma once

#include "api/arguments.hpp"
#include "api/directory.hpp"
#include "api/problem.hpp"

namespace lockstep::api {

// What `metadata` becomes when the argument `custom_metadata` is laid over it: members that are given take the place of
// those of the same name, null takes one away. Refused: values that are neither text nor true or false, and more than
// anybody needs.
Outcome<CustomMetadata> with_changes(CustomMetadata metadata, Arguments const& arguments);

}  // namespace lockstep::api
