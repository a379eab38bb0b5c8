#include "providers/august/vendor.hpp"

#include "providers/august/adapter.hpp"
#include "providers/august/mock.hpp"

namespace lockstep::providers::august {

namespace {

// An account is connected before a run begins: its installation is validated and its first token is there. With a calm
// vendor that does not end within any run; with an awkward one it has ended before the first request.
template <Brand brand>
std::unique_ptr<Adapter> make_adapter(VendorSetup const& setup, engine::AccountId account) {
    TokenOffice const tokens{setup.provider, setup.seed};
    Instant const ends = setup.profile == Profile::awkward ? Instant{} : never;
    Credentials credentials{.token = tokens.token(account.value, known_install_id(account.value), true, ends),
                            .expires_at = ends};
    if (facts_of(brand).login == LoginBy::password) {
        credentials.install_id = known_install_id(account.value);
        credentials.identifier = "email:" + email_of(account.value);
        credentials.password = password_of(account.value);
    } else {
        credentials.refresh_token = tokens.refresh_token(account.value);
    }
    return std::make_unique<AugustAdapter>(
        AdapterSettings{.account = account,
                        .brand = brand,
                        .with_webhook = setup.capabilities.confirmation == engine::Confirmation::push,
                        .credentials = std::move(credentials)});
}

template <Brand brand>
std::unique_ptr<Mock> make_mock(VendorSetup const& setup) {
    return std::make_unique<AugustMock>(brand, setup);
}

// Windows are kept on the lock, PINs are listed with their digits, and nobody is told when a lock is done unless he
// gave an address with the command. A lock takes 5 to 30 s for a PIN, and what is sent while its bridge is away waits
// for it.
VendorSettings const& settings() {
    static VendorSettings const settings{
        .fixed = {{"native_scheduling", {"true"}},
                  {"reads", {"pins"}},
                  {"rounding", {"none"}},
                  {"idempotency_keys", {"false"}},
                  {"confirm", {"poll", "webhook"}},
                  {"manner.own_device_type", {"true"}},
                  {"manner.lists_swallowed_work", {"true"}},
                  {"manner.shares_pins", {"false"}},
                  {"manner.knows_own_codes", {"true"}},
                  {"manner.slow_when_awkward", {"true"}}},
        .defaults =
            "{ native_scheduling: true, edit: in_place, reads: pins, rounding: none, "
            "code: { length: 4..8, slots: 100 }, "
            "device: { apply: { uniform: [5s, 30s] }, erase: { uniform: [3s, 12s] }, offline: queue }, "
            "confirm: { poll: 5s }, idempotency_keys: false }"};
    return settings;
}

template <Brand brand>
Vendor const& vendor_of() {
    static Vendor const vendor{.name = facts_of(brand).name,
                               .speaks_http = true,
                               .settings = settings(),
                               .hosts = {facts_of(brand).host, "*.pndsn.com"},
                               .make_adapter = make_adapter<brand>,
                               .make_mock = make_mock<brand>};
    return vendor;
}

}  // namespace

Vendor const& august_vendor() { return vendor_of<Brand::august>(); }
Vendor const& yale_access_vendor() { return vendor_of<Brand::yale_access>(); }
Vendor const& yale_global_vendor() { return vendor_of<Brand::yale_global>(); }

}  // namespace lockstep::providers::august
