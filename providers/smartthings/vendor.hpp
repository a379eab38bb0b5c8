// How SmartThings enters the register of vendors.
#pragma once

#include "providers/contract.hpp"

namespace lockstep::providers::smartthings {

Vendor const& smartthings_vendor();

}  // namespace lockstep::providers::smartthings
