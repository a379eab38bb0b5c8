// How the lock makers' API enters the register of vendors.
#pragma once

#include "providers/contract.hpp"

namespace lockstep::providers::open {

Vendor const& open_vendor();
Vendor const& open_2022_vendor();

}  // namespace lockstep::providers::open
