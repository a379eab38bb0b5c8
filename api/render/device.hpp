// Devices and the accounts they hang on, as the API shows them.
#pragma once

#include "api/json.hpp"
#include "api/view.hpp"

namespace lockstep::api {

Json device(View const& view, engine::DeviceId device);
Json unmanaged_device(View const& view, engine::DeviceId device);
Json connected_account(View const& view, engine::AccountId account);

}  // namespace lockstep::api
