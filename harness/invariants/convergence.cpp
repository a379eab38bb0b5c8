#include "harness/invariants/convergence.hpp"

#include <algorithm>

#include "engine/belief.hpp"
#include "harness/invariants/bounds.hpp"

namespace lockstep::harness {

namespace {

constexpr Duration healing_max = std::chrono::hours{24 * 366};

// Long enough for two read-backs, and for the operations that each of them sets off.
Duration healing_time(World const& world) {
    Duration longest{};
    for (std::uint32_t i = 0; i < world.engine().device_count(); ++i)
        longest = std::max(longest, bounds_of(world, engine::DeviceId{i}).patience);
    return 2 * world.engine().settings().resync + 3 * longest;
}

// What is wrong with a code that should be at rest; empty when nothing is.
std::string unrest(World const& world, engine::CodeId code) {
    auto const& engine = world.engine();
    auto const& record = engine.record(code);
    engine::Belief const belief{record, engine.capabilities(record.device), engine.settings(), world.now()};
    bool const set = record.status == engine::Status::set;
    if (!set && record.status != engine::Status::unset) return "is still " + std::string(name_of(record.status));
    if (!set || record.offline) return {};  // of what it works out a lock holds nothing
    auto const wanted = belief.wanted_window();
    for (auto const& slot : world.lock(record.device).slots()) {
        bool const same = slot.record.pin == record.pin.text() && slot.record.starts == wanted.starts &&
                          slot.record.ends == wanted.ends;
        auto const owner = world.owner_of(record.device, slot.key);  // nobody: a stranger's, which may look the same
        if (same && owner != nobody && world.code_id(owner) == code) return {};
    }
    return "is set, and its lock does not hold what is wanted";
}

}  // namespace

void check_convergence(World const& world, Findings& findings) {
    Duration const healing = healing_time(world);
    // Patience without end, such as a timeout of centuries or a lock whose clock stands still: nothing could be said.
    if (healing > healing_max) return;
    World healed = world;
    Watch nobody_watches;
    healed.heal(nobody_watches);
    Instant const until = later_by(healed.now(), healing);
    while (healed.next_instant() <= until)
        if (!healed.play_instant(nobody_watches)) break;

    auto const& engine = healed.engine();
    for (CodeNumber number = 0; number < healed.code_count(); ++number) {
        engine::CodeId const code = healed.code_id(number);
        if (!engine.exists(code)) continue;
        auto const& record = engine.record(code);
        Trouble const trouble = healed.trouble(record.device);
        if (trouble.removed || trouble.forgotten) continue;
        // Nobody reads back, so nobody can know what hands or chaos did to the lock.
        if (engine.settings().resync == Duration{} && trouble.tampered_at != always) continue;
        // A refusal that time does not cure is rest, too: it waits for a slot, a PIN or the caller.
        if (record.phase == engine::Phase::parked) continue;
        Duration const patience = bounds_of(healed, record.device).patience;
        auto const lately = [&](Instant edge) {
            return is_finite(edge) && edge <= healed.now() && healed.now() <= later_by(edge, patience);
        };
        Duration const lead = record.native ? engine.settings().preload : engine.settings().jit_lead;
        if (lately(record.window.starts) || lately(record.window.ends) || lately(later_by(record.window.starts, -lead)))
            continue;
        if (auto const wrong = unrest(healed, code); !wrong.empty())
            findings.breach({"I-22", std::string(convergence_facts.title),
                             code_text(healed, number) + " " + wrong + " long after all was healed", world.now(),
                             number, record.device.value, static_cast<TraceId>(world.trace().size())});
    }
}

}  // namespace lockstep::harness
