// The vendor's registrations: one a brand.
#pragma once

#include "providers/contract.hpp"

namespace lockstep::providers::august {

Vendor const& august_vendor();
Vendor const& yale_access_vendor();
Vendor const& yale_global_vendor();

}  // namespace lockstep::providers::august
