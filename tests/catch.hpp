// The one way to include Catch2: version 3 where the system has it, 2.13 otherwise. Tests write the common subset.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
namespace Catch {
// What version 2 calls Contains; version 3's own Contains looks for an element.
inline auto Contains(std::string const& part) { return Matchers::ContainsSubstring(part); }
}  // namespace Catch
#else
#include <catch2/catch.hpp>
#endif
