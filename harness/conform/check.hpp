// What a provider is checked for: a table of numbered promises, each with the profile it belongs to.
//
// Numbers are quoted in bug reports and baselines (`open/3.2/4`), so they are never given to another promise. Sections
// 1 are kept through a vendor's adapter and are the same for all vendors; the rest are about one vendor's wire.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::harness {

enum class ConformProfile : std::uint8_t {
    core,        // codes are stored, told, changed and removed
    native,      // the lock keeps windows by itself
    push,        // a webhook is told when the lock is done
    idempotent,  // a repeated write is done once
};
inline constexpr std::array conform_profiles{ConformProfile::core, ConformProfile::native, ConformProfile::push,
                                             ConformProfile::idempotent};
std::string_view name_of(ConformProfile profile);
std::optional<ConformProfile> conform_profile_from(std::string_view word);

enum class CheckKind : std::uint8_t {
    contract,       // access codes go wrong where this does not hold
    compatibility,  // clients can live without it; many are written as if it held
};
std::string_view name_of(CheckKind kind);

// By what a check sees what it judges.
enum class Observed : std::uint8_t { answer, read_back, door, event, claim };
std::string_view name_of(Observed observed);

struct Check {
    std::string_view number;  // `3.2/4`, unique within a vendor
    ConformProfile profile = ConformProfile::core;
    CheckKind kind = CheckKind::contract;
    Observed observed = Observed::answer;
    std::string_view title;  // what holds, as a sentence
};

// A heading of the table: what section `3.2` is about.
struct CheckSection {
    std::string_view number;
    std::string_view title;
};

// In order of number. A vendor whose wire nobody has described has the checks through its adapter only.
std::vector<Check> checks_of(std::string_view vendor);
std::vector<CheckSection> sections_of(std::string_view vendor);
bool has_wire_checks(std::string_view vendor);

std::string_view section_of(std::string_view number);  // `3.2`

// The tables, by vendor.
std::vector<Check> const& adapter_checks();
std::vector<CheckSection> const& adapter_sections();
std::vector<Check> const& open_checks();
std::vector<CheckSection> const& open_sections();

}  // namespace lockstep::harness
