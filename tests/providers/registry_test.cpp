// The register of vendors.
#include "providers/contract.hpp"
#include "tests/catch.hpp"

namespace lockstep::providers {
namespace {

TEST_CASE("registry: vendors are found by name and listed in order", "[providers][registry]") {
    auto const names = vendor_names();

    CHECK(std::is_sorted(names.begin(), names.end()));
    for (auto const name : names) {
        CAPTURE(name);
        auto const* const vendor = find_vendor(name);
        REQUIRE(vendor != nullptr);
        CHECK(vendor->name == name);
        VendorSetup const setup{.provider = "some", .devices = {}, .accounts = {engine::AccountId{0}}};
        CHECK(vendor->make_adapter(setup, engine::AccountId{0}) != nullptr);
        CHECK(vendor->make_mock(setup) != nullptr);
    }
    CHECK(find_vendor("direct") != nullptr);
    CHECK_FALSE(find_vendor("direct")->speaks_http);
    CHECK(find_vendor("Direct") == nullptr);
    CHECK(find_vendor("") == nullptr);
}

TEST_CASE("registry: operations have the names that scenarios write", "[providers][registry]") {
    CHECK(name_of(Op::write) == "write");
    CHECK(name_of(Op::remove) == "remove");
    CHECK(name_of(Op::read) == "read");
    CHECK(name_of(Op::login) == "login");
    CHECK(name_of(Op::push) == "push");
}

}  // namespace
}  // namespace lockstep::providers
