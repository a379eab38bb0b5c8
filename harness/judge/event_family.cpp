#include "harness/judge/event_family.hpp"

namespace lockstep::harness {

std::string_view family_of(std::string_view type) {
    auto const dot = type.find('.');
    if (dot == std::string_view::npos) return type;
    std::string_view const rest = type.substr(dot + 1);
    if (rest == "mutations_requested") return type;
    if (rest.substr(0, 10) == "unmanaged.") return type.substr(0, dot + 10);
    return type.substr(0, dot);
}

std::set<std::string, std::less<>> families_of(std::vector<std::string_view> const& types) {
    std::set<std::string, std::less<>> families{"access_code"};
    for (std::string_view const type : types)
        families.emplace(family_of(type));
    return families;
}

}  // namespace lockstep::harness
