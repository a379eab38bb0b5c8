// How long after a call is sent, at the latest, a provider's settings make it known that the lock is done.
#pragma once

#include "harness/scenario/provider_settings.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// `work` is what the lock needs: `device.apply` or `device.erase`.
Duration seen_after(ConfirmSettings const& confirm, Duration request, Duration response, Duration work);

}  // namespace lockstep::harness
