// From the uuids in a request to things that exist and that the caller sees, or to the 404 that says which does not.
#pragma once

#include "api/problem.hpp"
#include "api/route.hpp"
#include "api/view.hpp"

namespace lockstep::api {

Outcome<engine::DeviceId> find_device(View const& view, Uuid uuid);
Outcome<engine::AccountId> find_account(View const& view, Uuid uuid);
Outcome<engine::CodeId> find_code(View const& view, Uuid uuid);
Outcome<engine::AttemptId> find_attempt(View const& view, Uuid uuid);
Outcome<DeviceAttemptId> find_device_attempt(View const& view, Uuid uuid);

// A connect webview by its number; client sessions see their own alone.
Outcome<std::uint64_t> find_webview(Call const& call, Uuid uuid);
bool sees_webview(Call const& call, std::uint64_t number);

// A code that the engine did not create: where it stands in its device's list.
struct UnmanagedPlace {
    engine::DeviceId device;
    std::size_t index = 0;
};
Outcome<UnmanagedPlace> find_unmanaged_code(View const& view, Uuid uuid);
Outcome<UnmanagedPlace> find_unmanaged_code(View const& view, engine::DeviceId device, engine::Pin pin);

// The ids by which callers know codes. One that changes hands keeps the id that it had first.
Uuid public_id(View const& view, engine::CodeId code);
Uuid public_id(View const& view, engine::DeviceId device, engine::UnmanagedCode const& code);

// The code with this PIN on the device. Where disjoint windows share a PIN: the one in its window, else the oldest.
Outcome<engine::CodeId> find_code(View const& view, engine::DeviceId device, engine::Pin pin);

}  // namespace lockstep::api
