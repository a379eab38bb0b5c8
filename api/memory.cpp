#include "api/memory.hpp"

#include <utility>

namespace lockstep::api {

void Memory::observe(engine::Effects const& effects, Instant now, engine::Engine const& engine,
                     Directory const& directory, Instant durable_at) {
    for (auto const code : effects.adopted)
        if (engine.exists(code)) origins_[code] = engine.cold(code).rare->origin;
    auto const known = events_.size();
    events_.append(effects, now, engine, hubs_gone_);
    webhooks_.tell(events_, known, directory, durable_at);
    for (auto const& change : effects.attempts) {
        if (change.to != engine::AttemptState::success) continue;
        auto const& attempt = engine.attempt(change.attempt);
        if (attempt.kind == engine::AttemptKind::delete_access_code || !engine.exists(attempt.code)) continue;
        auto const& cold = engine.cold(attempt.code);
        results_[change.attempt] = {.name = cold.name,
                                    .appearance = cold.vendor_name,
                                    .common_code_key = cold.common_key,
                                    .created_at = cold.created_at,
                                    .allow_external = engine.record(attempt.code).allow_external,
                                    .backup = engine.record(attempt.code).backup,
                                    .offline = engine.record(attempt.code).offline,
                                    .one_time = engine.record(attempt.code).one_time};
    }
}

void Memory::tell(ApiEvent type, engine::AccountId account, Instant now, Directory const& directory,
                  EventDetail detail) {
    tell({.at = now, .type = type, .account = account}, directory, std::move(detail));
}

void Memory::tell(LoggedEvent event, Directory const& directory, EventDetail detail) {
    auto const known = events_.size();
    auto const at = event.at;
    events_.append(event, std::move(detail));
    webhooks_.tell(events_, known, directory, at);
}

engine::Origin const& Memory::origin_of(engine::CodeId code) const {
    static engine::Origin const nobody;
    auto const found = origins_.find(code);
    return found == origins_.end() ? nobody : found->second;
}

FrozenCode const* Memory::result_of(engine::AttemptId attempt) const {
    auto const found = results_.find(attempt);
    return found == results_.end() ? nullptr : &found->second;
}

}  // namespace lockstep::api
