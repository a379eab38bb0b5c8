#include "api/memory.hpp"

#include <algorithm>

namespace lockstep::api {

void Memory::observe(engine::Effects const& effects, Instant now, engine::Engine const& engine) {
    events_.append(effects, now, engine);
    for (auto const& change : effects.attempts) {
        if (change.to != engine::AttemptState::success) continue;
        auto const& attempt = engine.attempt(change.attempt);
        if (attempt.kind == engine::AttemptKind::delete_access_code || !engine.exists(attempt.code)) continue;
        auto const& cold = engine.cold(attempt.code);
        results_[change.attempt] = {.name = cold.name,
                                    .appearance = cold.vendor_name,
                                    .common_code_key = common_code_key(attempt.code),
                                    .created_at = cold.created_at,
                                    .allow_external = engine.record(attempt.code).allow_external};
    }
    for (auto const& transition : effects.transitions)
        if (transition.to == engine::Status::gone) common_code_keys_.erase(transition.code);
}

std::string const& Memory::common_code_key(engine::CodeId code) const {
    static std::string const none;
    auto const found = common_code_keys_.find(code);
    return found == common_code_keys_.end() ? none : found->second;
}

void Memory::set_common_code_key(engine::CodeId code, std::string key) { common_code_keys_[code] = std::move(key); }

engine::CodeId Memory::code_with_key(std::string const& key) const {
    engine::CodeId oldest;
    for (auto const& [code, known] : common_code_keys_)
        if (known == key && (!oldest || code.serial < oldest.serial)) oldest = code;
    return oldest;
}

bool Memory::shares_key(engine::CodeId code) const {
    auto const& key = common_code_key(code);
    if (key.empty()) return false;
    return std::any_of(common_code_keys_.begin(), common_code_keys_.end(),
                       [&](auto const& other) { return other.first != code && other.second == key; });
}

FrozenCode const* Memory::result_of(engine::AttemptId attempt) const {
    auto const found = results_.find(attempt);
    return found == results_.end() ? nullptr : &found->second;
}

}  // namespace lockstep::api
