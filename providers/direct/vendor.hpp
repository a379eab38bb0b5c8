// How the direct road enters the register of vendors.
#pragma once

#include "providers/contract.hpp"

namespace lockstep::providers::direct {

Vendor const& direct_vendor();

}  // namespace lockstep::providers::direct
