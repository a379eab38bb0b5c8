#include "harness/conform/check.hpp"

#include <algorithm>

namespace lockstep::harness {

std::string_view name_of(ConformProfile profile) {
    switch (profile) {
        case ConformProfile::core:
            return "core";
        case ConformProfile::native:
            return "native";
        case ConformProfile::push:
            return "push";
        case ConformProfile::idempotent:
            return "idempotent";
    }
    return "?";
}

std::optional<ConformProfile> conform_profile_from(std::string_view word) {
    auto const found = std::find_if(conform_profiles.begin(), conform_profiles.end(),
                                    [&](ConformProfile profile) { return name_of(profile) == word; });
    return found == conform_profiles.end() ? std::nullopt : std::optional{*found};
}

std::string_view name_of(CheckKind kind) { return kind == CheckKind::contract ? "contract" : "compatibility"; }

std::string_view name_of(Observed observed) {
    switch (observed) {
        case Observed::answer:
            return "answer";
        case Observed::read_back:
            return "read-back";
        case Observed::door:
            return "door";
        case Observed::event:
            return "event";
        case Observed::claim:
            return "claim";
    }
    return "?";
}

bool has_wire_checks(std::string_view vendor) { return vendor == "open"; }

std::vector<Check> checks_of(std::string_view vendor) {
    auto checks = adapter_checks();
    if (has_wire_checks(vendor)) checks.insert(checks.end(), open_checks().begin(), open_checks().end());
    return checks;
}

std::vector<CheckSection> sections_of(std::string_view vendor) {
    auto sections = adapter_sections();
    if (has_wire_checks(vendor)) sections.insert(sections.end(), open_sections().begin(), open_sections().end());
    return sections;
}

std::string_view section_of(std::string_view number) { return number.substr(0, number.find('/')); }

}  // namespace lockstep::harness
