// Hashes are pinned: they are written into files and compared between machines.
#include "runtime/hash.hpp"

#include <optional>
#include <string_view>

#include "tests/catch.hpp"

namespace lockstep {
namespace {

template <class... T>
std::uint64_t hash_of(T const&... values) {
    StateHash hash;
    hash.add(values...);
    return hash.value();
}

enum class Colour : std::uint8_t { red, green };

TEST_CASE("hash: the written-down numbers hold", "[runtime][hash]") {
    CHECK(StateHash{}.value() == 0);
    CHECK(hash_of(std::uint64_t{0}) == 0xe220a8397b1dcdafu);
    CHECK(hash_of(1) == 0xe4d971771b652c20u);
    CHECK(hash_of(std::string_view{"lockstep"}) == 0xf0e261b80bc1174au);
    CHECK(hash_of(std::string_view{"lockstep, nine"}, Duration{-1}, true) == 0xbd65aee351838d0bu);
}

TEST_CASE("hash: neighbouring texts cannot trade bytes", "[runtime][hash]") {
    CHECK(hash_of(std::string_view{"ab"}, std::string_view{"c"}) !=
          hash_of(std::string_view{"a"}, std::string_view{"bc"}));
    CHECK(hash_of(std::string_view{""}) != hash_of(std::string_view{"", 1}));
}

TEST_CASE("hash: order, absence and sign count", "[runtime][hash]") {
    CHECK(hash_of(1, 2) != hash_of(2, 1));
    CHECK(hash_of(std::optional<int>{}) != hash_of(std::optional<int>{0}));
    CHECK(hash_of(-1) != hash_of(1));
    CHECK(hash_of(0, 0) != hash_of(0));
}

TEST_CASE("hash: a value counts by its meaning, not by its width", "[runtime][hash]") {
    CHECK(hash_of(std::int8_t{-3}) == hash_of(std::int64_t{-3}));
    CHECK(hash_of(Colour::green) == hash_of(1u));
    CHECK(hash_of(Instant{Duration{5}}) == hash_of(Duration{5}));
    CHECK(hash_of("text") == hash_of(std::string_view{"text"}));
}

}  // namespace
}  // namespace lockstep
