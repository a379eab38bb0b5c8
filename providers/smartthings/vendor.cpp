#include "providers/smartthings/vendor.hpp"

#include <algorithm>

#include "providers/smartthings/adapter.hpp"
#include "providers/smartthings/mock.hpp"

namespace lockstep::providers::smartthings {

namespace {

// An account is connected before a run begins, so its first pair of tokens is there. With a calm vendor the access
// token does not end within any run; with an awkward one it has ended before the first request, and only a 401 tells.
std::unique_ptr<Adapter> make_adapter(VendorSetup const& setup, engine::AccountId account) {
    TokenOffice const tokens{setup.provider, setup.seed};
    Instant const ends = setup.profile == Profile::awkward ? Instant{} : never;
    AdapterSettings settings{.account = account,
                             .codes_max = {},
                             .credentials = {.client_id = "lockstep",
                                             .client_secret = "lockstep-secret",
                                             .access_token = tokens.access_token(account.value, ends),
                                             .refresh_token = tokens.refresh_token(account.value),
                                             .authorization_code = tokens.authorization_code(account.value)}};
    for (auto const& device : setup.devices)
        if (device.account == account) settings.codes_max.emplace_back(device.device, device.capabilities.slots);
    std::sort(settings.codes_max.begin(), settings.codes_max.end());
    return std::make_unique<SmartThingsAdapter>(std::move(settings));
}

std::unique_ptr<Mock> make_mock(VendorSetup const& setup) { return std::make_unique<SmartThingsMock>(setup); }

}  // namespace

Vendor const& smartthings_vendor() {
    static Vendor const vendor{
        .name = "smartthings",
        .speaks_http = true,
        .settings = {.fixed = {{"native_scheduling", {"false"}},
                               {"edit", {"in_place"}},
                               {"reads", {"names"}},
                               {"rounding", {"none"}},
                               {"device.offline", {"reject", "swallow"}},
                               {"confirm", {"poll", "webhook"}},
                               {"idempotency_keys", {"false"}},
                               {"convert_unmanaged", {"false"}},
                               {"manner.own_device_type", {"true"}},
                               {"manner.lists_swallowed_work", {"true"}},
                               {"manner.lists_accepted_work", {"false"}}},
                     .defaults = "{ native_scheduling: false, edit: in_place, reads: names, code: { length: 4..8, "
                                 "slots: 30 }, http: { request: 150ms, response: 150ms }, device: { apply: 2s, erase: "
                                 "3s, offline: reject }, confirm: { poll: 5s }, convert_unmanaged: false }",
                     .round_trips_before_write = 2},
        .hosts = {"api.smartthings.com", "*.api.smartthings.com"},
        .make_adapter = make_adapter,
        .make_mock = make_mock};
    return vendor;
}

}  // namespace lockstep::providers::smartthings
