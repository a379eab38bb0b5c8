#include "harness/scenario/model.hpp"

#include <array>

namespace lockstep::harness {
namespace {

constexpr std::array<std::string_view, 8> capability_names{
    "native_scheduling", "edit_in_place",   "lists_codes", "lists_pins", "push", "poll",
    "offline_codes",     "idempotency_keys"};

bool has(ProviderSettings const& settings, Capability capability) {
    switch (capability) {
        case Capability::native_scheduling:
            return settings.native_scheduling;
        case Capability::edit_in_place:
            return settings.edit == EditMode::in_place;
        case Capability::lists_codes:
            return true;  // all read modes of the language list codes; a vendor that lists nothing will say so here
        case Capability::lists_pins:
            return settings.reads == ReadMode::pins;
        case Capability::push:
            return settings.confirm.by == ConfirmSettings::By::webhook;
        case Capability::poll:
            return settings.confirm.by == ConfirmSettings::By::poll;
        case Capability::offline_codes:
            return settings.offline_codes;
        case Capability::idempotency_keys:
            return settings.idempotency_keys;
    }
    return false;
}

}  // namespace

std::string_view name_of(Capability capability) { return capability_names.at(static_cast<std::size_t>(capability)); }

std::optional<MissingCapability> missing_capability(Scenario const& scenario) {
    for (Requirement const& need : scenario.needs)
        for (ProviderSettings const& provider : scenario.providers)
            if (!has(provider, need.capability)) return MissingCapability{need, provider.name};
    return std::nullopt;
}

}  // namespace lockstep::harness
