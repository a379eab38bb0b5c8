#include "api/lookup.hpp"

#include <algorithm>

namespace lockstep::api {

namespace {

Problem no_code() { return problem(ProblemType::access_code_not_found, "No such access code."); }

Uuid id_of(View const& view, engine::Origin const& origin) {
    if (origin.code) return view.identity.code(origin.code);
    return view.identity.unmanaged_code({origin.device, hash_of_vendor_ref(origin.vendor_ref)});
}

}  // namespace

Outcome<engine::DeviceId> find_device(View const& view, Uuid uuid) {
    auto const device = view.identity.as_device(uuid);
    if (!device || !view.engine.device_exists(*device) || !view.sees(*device))
        return failure(problem(ProblemType::device_not_found, "No such device."));
    return *device;
}

Outcome<engine::AccountId> find_account(View const& view, Uuid uuid) {
    auto const account = view.identity.as_account(uuid);
    if (!account || account->value >= view.engine.account_count() || !view.engine.account(*account).exists ||
        !view.sees(*account))
        return failure(problem(ProblemType::connected_account_not_found, "No such connected account."));
    return *account;
}

Uuid public_id(View const& view, engine::CodeId code) {
    auto const& origin = view.engine.exists(code) ? view.engine.cold(code).rare->origin : view.memory.origin_of(code);
    return origin.any() ? id_of(view, origin) : view.identity.code(code);
}

Uuid public_id(View const& view, engine::DeviceId device, engine::UnmanagedCode const& code) {
    if (code.origin.any()) return id_of(view, code.origin);
    return view.identity.unmanaged_code({device, hash_of_vendor_ref(code.vendor_ref)});
}

Outcome<engine::CodeId> find_code(View const& view, Uuid uuid) {
    auto const code = view.identity.as_code(uuid);
    bool const known = code && view.engine.exists(*code) && !view.engine.cold(*code).rare->origin.any();
    if (known && view.sees(view.engine.record(*code).device)) return *code;
    if (known || (!code && !view.identity.as_unmanaged_code(uuid))) return failure(no_code());
    auto const successor =
        view.memory.successor([&](engine::Origin const& origin) { return id_of(view, origin) == uuid; });
    if (!view.engine.exists(successor) || view.engine.record(successor).foreign) return failure(no_code());
    if (!view.sees(view.engine.record(successor).device)) return failure(no_code());
    return successor;
}

Outcome<engine::AttemptId> find_attempt(View const& view, Uuid uuid) {
    auto const attempt = view.identity.as_attempt(uuid);
    if (!attempt || !view.engine.attempt_exists(*attempt) || !view.sees(view.engine.attempt(*attempt).device))
        return failure(problem(ProblemType::action_attempt_not_found, "No such action attempt."));
    return *attempt;
}

bool sees_webview(Call const& call, std::uint64_t number) {
    auto const* const webview = call.access.webviews().find(number);
    if (webview == nullptr || webview->workspace != call.caller.workspace) return false;
    if (!call.caller.session) return true;
    auto const& own = call.access.sessions().find(*call.caller.session)->webviews;
    return std::find(own.begin(), own.end(), number) != own.end();
}

Outcome<std::uint64_t> find_webview(Call const& call, Uuid uuid) {
    auto const number = call.identity.as_connect_webview(uuid);
    if (!number || !sees_webview(call, *number))
        return failure(problem(ProblemType::connect_webview_not_found, "No such connect webview."));
    return *number;
}

Outcome<DeviceAttemptId> find_device_attempt(View const& view, Uuid uuid) {
    auto const attempt = view.identity.as_device_attempt(uuid);
    auto const& known = view.memory.device_attempts();
    if (!attempt || !known.exists(*attempt) || !view.sees(known[*attempt].device))
        return failure(problem(ProblemType::action_attempt_not_found, "No such action attempt."));
    return *attempt;
}

Outcome<UnmanagedPlace> find_unmanaged_code(View const& view, Uuid uuid) {
    auto const ref = view.identity.as_unmanaged_code(uuid);
    bool const was_ours = view.identity.as_code(uuid).has_value();
    for (std::uint32_t i = 0; (ref || was_ours) && i < view.engine.device_count(); ++i) {
        engine::DeviceId const device{i};
        if (!view.engine.device_exists(device) || !view.sees(device) || (ref && ref->device != device)) continue;
        auto const& unmanaged = view.engine.device(device).unmanaged;
        for (std::size_t index = 0; index < unmanaged.size(); ++index)
            if (public_id(view, device, unmanaged[index]) == uuid) return UnmanagedPlace{device, index};
    }
    return failure(no_code());
}

Outcome<UnmanagedPlace> find_unmanaged_code(View const& view, engine::DeviceId device, engine::Pin pin) {
    auto const& unmanaged = view.engine.device(device).unmanaged;
    for (std::size_t index = 0; index < unmanaged.size(); ++index)
        if (unmanaged[index].record.pin == pin) return UnmanagedPlace{device, index};
    return failure(no_code());
}

Outcome<engine::CodeId> find_code(View const& view, engine::DeviceId device, engine::Pin pin) {
    engine::CodeId oldest;
    for (auto const code : view.engine.codes_on(device)) {
        auto const& record = view.engine.record(code);
        if (record.pin != pin || record.foreign) continue;
        if (record.window.contains(view.now)) return code;
        if (!oldest) oldest = code;
    }
    if (!oldest) return failure(no_code());
    return oldest;
}

}  // namespace lockstep::api
