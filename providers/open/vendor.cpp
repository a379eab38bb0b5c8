#include "providers/open/vendor.hpp"

#include "providers/open/adapter.hpp"
#include "providers/open/mock.hpp"

namespace lockstep::providers::open {

namespace {

// An account is connected before a run begins, so its first token is there. With a calm vendor it does not end within
// any run; with an awkward one it has ended before the first request, and only a 401 tells.
std::unique_ptr<Adapter> make_adapter(VendorSetup const& setup, engine::AccountId account) {
    TokenOffice const tokens{setup.provider, setup.seed};
    Instant const ends = setup.profile == Profile::awkward ? Instant{} : never;
    return std::make_unique<OpenAdapter>(
        AdapterSettings{.account = account,
                        .native_scheduling = setup.capabilities.native_scheduling,
                        .credentials = {.access_token = tokens.access_token(account.value, ends),
                                        .refresh_token = tokens.refresh_token(account.value)}});
}

std::unique_ptr<Mock> make_mock(VendorSetup const& setup) { return std::make_unique<OpenMock>(setup); }

}  // namespace

Vendor const& open_vendor() {
    static Vendor const vendor{
        .name = "open", .speaks_http = true, .settings = {}, .make_adapter = make_adapter, .make_mock = make_mock};
    return vendor;
}

}  // namespace lockstep::providers::open
