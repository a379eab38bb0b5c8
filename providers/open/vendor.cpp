#include "providers/open/vendor.hpp"

#include "providers/open/adapter.hpp"
#include "providers/open/mock.hpp"

namespace lockstep::providers::open {

namespace {

// An account is connected before a run begins, so its first token is there. With a calm vendor it does not end within
// any run; with an awkward one it has ended before the first request, and only a 401 tells.
template <Generation generation>
std::unique_ptr<Adapter> make_adapter(VendorSetup const& setup, engine::AccountId account) {
    TokenOffice const tokens{setup.provider, setup.seed};
    Instant const ends = setup.profile == Profile::awkward ? Instant{} : never;
    return std::make_unique<OpenAdapter>(
        AdapterSettings{.account = account,
                        .generation = generation,
                        .native_scheduling = setup.capabilities.native_scheduling,
                        .credentials = {.access_token = tokens.access_token(account.value, ends),
                                        .refresh_token = tokens.refresh_token(account.value)}});
}

template <Generation generation>
std::unique_ptr<Mock> make_mock(VendorSetup const& setup) {
    return std::make_unique<OpenMock>(setup, generation);
}

// A code has no bounds and no status, and nothing edits one: so windows are the engine's, a change is a removal and a
// new code, and a success means that the lock is done. A lock without a link cannot be waited for.
VendorSettings const& settings_2022() {
    static VendorSettings const settings{
        .fixed = {{"native_scheduling", {"false"}},
                  {"edit", {"recreate"}},
                  {"reads", {"pins"}},
                  {"rounding", {"none"}},
                  {"device.offline", {"reject", "swallow"}},
                  {"confirm", {"answer"}},
                  {"idempotency_keys", {"false"}}},
        .defaults =
            "{ native_scheduling: false, edit: recreate, reads: pins, rounding: none, confirm: answer, "
            "device: { offline: reject }, idempotency_keys: false }"};
    return settings;
}

}  // namespace

Vendor const& open_vendor() {
    static Vendor const vendor{.name = "open",
                               .speaks_http = true,
                               .settings = {},
                               .make_adapter = make_adapter<Generation::current>,
                               .make_mock = make_mock<Generation::current>};
    return vendor;
}

Vendor const& open_2022_vendor() {
    static Vendor const vendor{.name = "open_2022",
                               .speaks_http = true,
                               .settings = settings_2022(),
                               .make_adapter = make_adapter<Generation::of_2022>,
                               .make_mock = make_mock<Generation::of_2022>};
    return vendor;
}

}  // namespace lockstep::providers::open
