#include "providers/direct/vendor.hpp"

#include "providers/direct/direct_adapter.hpp"
#include "providers/direct/direct_mock.hpp"

namespace lockstep::providers::direct {

namespace {

std::unique_ptr<Adapter> make_adapter(VendorSetup const& /*setup*/, engine::AccountId account) {
    return std::make_unique<DirectAdapter>(account);
}
std::unique_ptr<Mock> make_mock(VendorSetup const& setup) { return std::make_unique<DirectMock>(setup); }

}  // namespace

Vendor const& direct_vendor() {
    static Vendor const vendor{.name = "direct",
                               .speaks_http = false,
                               .settings = {.fixed = {{"profile", {"calm"}}}, .defaults = {}},
                               .make_adapter = make_adapter,
                               .make_mock = make_mock};
    return vendor;
}

}  // namespace lockstep::providers::direct
