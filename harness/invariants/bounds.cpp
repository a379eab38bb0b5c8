#include "harness/invariants/bounds.hpp"

#include <algorithm>

namespace lockstep::harness {

Bounds bounds_of(World const& world, engine::DeviceId device) {
    Device const& lock = world.scenario().devices[device.value];
    ProviderSettings const& provider = world.provider_settings(device);
    engine::Settings const& settings = world.engine().settings();

    Bounds bounds;
    auto const late = world.lateness();
    bounds.round_trip = lock.http.request.longest() + lock.http.response.longest() + 2 * late;
    // A poll is asked P after the write's answer and after each answer: the last one may miss the lock by a whole turn.
    Duration const told = provider.confirm.by == ConfirmSettings::By::webhook ? provider.confirm.webhook.longest()
                          : provider.confirm.by == ConfirmSettings::By::poll
                              ? 2 * (provider.confirm.poll + bounds.round_trip)
                              : Duration{};
    bounds.written = bounds.round_trip + lock.behaviour.apply.longest() + told + late;
    bounds.removed = bounds.round_trip + lock.behaviour.erase.longest() + told + late;
    auto const cap = static_cast<double>(settings.retry.cap.count()) * (1 + settings.retry.jitter);
    bounds.retry_gap = Duration{static_cast<std::int64_t>(cap)} + late;
    bounds.patience = bounds.written + bounds.removed + 2 * settings.timeout + bounds.retry_gap + 2 * bounds.round_trip;
    bounds.excuse = settings.resync == Duration{} ? Duration::max() : settings.resync + bounds.patience;
    return bounds;
}

}  // namespace lockstep::harness
