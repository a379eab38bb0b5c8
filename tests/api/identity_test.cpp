// Ids are sealed numbers: each opens to what it was made from, and nothing else opens.
#include "api/identity.hpp"

#include <set>

#include "runtime/random.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using engine::AccountId;
using engine::AttemptId;
using engine::CodeId;
using engine::DeviceId;

TEST_CASE("identity: an id opens to what it was made from", "[api][identity]") {
    auto const seed = GENERATE(0u, 1u, 0xffff'ffffu);
    Identity const identity{seed};

    for (std::uint32_t const number : {0u, 1u, 2u, 77u, 0x7fff'ffffu, 0xffff'fffeu}) {
        CAPTURE(seed, number);
        CHECK(identity.as_account(identity.account(AccountId{number})) == AccountId{number});
        CHECK(identity.as_device(identity.device(DeviceId{number})) == DeviceId{number});
        CHECK(identity.as_attempt(identity.attempt(AttemptId{number})) == AttemptId{number});
        CHECK(identity.as_code(identity.code(CodeId{number, number + 1})) == CodeId{number, number + 1});
        CHECK(identity.as_event(identity.event(number)) == number);
        CHECK(identity.as_device_attempt(identity.attempt(DeviceAttemptId{number})) == DeviceAttemptId{number});
        CHECK_FALSE(identity.as_attempt(identity.attempt(DeviceAttemptId{number})));
        UnmanagedRef const stranger{DeviceId{number}, hash_of_vendor_ref("k" + std::to_string(number))};
        CHECK(identity.as_unmanaged_code(identity.unmanaged_code(stranger)) == stranger);
    }
}

TEST_CASE("identity: an id of one kind is no id of another", "[api][identity]") {
    Identity const identity{1};
    auto const device = identity.device(DeviceId{3});

    CHECK_FALSE(identity.as_code(device));
    CHECK_FALSE(identity.as_account(device));
    CHECK_FALSE(identity.as_attempt(device));
    CHECK_FALSE(identity.as_event(device));
    CHECK_FALSE(identity.as_unmanaged_code(device));
    CHECK_FALSE(Identity{2}.as_device(device));
}

TEST_CASE("identity: a uuid from elsewhere opens to nothing", "[api][identity]") {
    Identity const identity{1};
    RandomStream random{1, "strangers"};

    for (int i = 0; i < 10'000; ++i) {
        Uuid uuid{random.next_u64(), random.next_u64()};
        if (i % 2 == 0) {  // of the right version, as most are
            uuid.high = (uuid.high & ~std::uint64_t{0xf000}) | 0x4000;
            uuid.low = (uuid.low & ~(std::uint64_t{3} << 62)) | std::uint64_t{2} << 62;
        }
        CHECK_FALSE(identity.as_code(uuid));
        CHECK_FALSE(identity.as_device(uuid));
    }
}

TEST_CASE("identity: ids look like version 4 and do not repeat", "[api][identity]") {
    Identity const identity{42};
    std::set<std::string> seen;

    for (std::uint32_t number = 0; number < 1'000; ++number) {
        for (auto const& text : {identity.device(DeviceId{number}).text(), identity.attempt(AttemptId{number}).text(),
                                 identity.request(number).text()}) {
            CHECK(text.size() == 36);
            CHECK(text[14] == '4');
            CHECK(std::string_view{"89ab"}.find(text[19]) != std::string_view::npos);
            CHECK(seen.insert(text).second);
        }
    }
}

TEST_CASE("uuid: its text is read in either case and in no other shape", "[api][identity]") {
    struct Row {
        std::string_view name;
        std::string_view text;
        bool valid;
    };
    auto const row = GENERATE(values<Row>({
        {"lower case", "0123abcd-4567-4abc-8def-0123456789ab", true},
        {"upper case", "0123ABCD-4567-4ABC-8DEF-0123456789AB", true},
        {"another version", "0123abcd-4567-1abc-8def-0123456789ab", true},
        {"empty", "", false},
        {"too short", "0123abcd-4567-4abc-8def-0123456789a", false},
        {"too long", "0123abcd-4567-4abc-8def-0123456789abc", false},
        {"no hyphens", "0123abcd045670abc08def00123456789abc", false},
        {"not hexadecimal", "0123abcg-4567-4abc-8def-0123456789ab", false},
        {"in braces", "{0123abcd-4567-4abc-8def-0123456789}", false},
    }));
    CAPTURE(row.name);

    auto const uuid = Uuid::parse(row.text);

    CHECK(uuid.has_value() == row.valid);
    if (uuid) CHECK(Uuid::parse(uuid->text()) == uuid);
}

TEST_CASE("uuid: text is what was read", "[api][identity]") {
    CHECK(Uuid::parse("0123ABCD-4567-4abc-8def-0123456789ab")->text() == "0123abcd-4567-4abc-8def-0123456789ab");
}

}  // namespace
}  // namespace lockstep::api
