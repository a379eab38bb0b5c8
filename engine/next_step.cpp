#include "engine/next_step.hpp"

namespace lockstep::engine {

namespace {

NextStep rewrite(Belief const& belief) {
    if (belief.held_is_wanted()) return NextStep::nothing;
    return belief.code.holds && !belief.capabilities.edit_in_place ? NextStep::replace : NextStep::put;
}

}  // namespace

NextStep next_step(Belief const& belief) {
    CodeRecord const& code = belief.code;
    if (code.offline) return NextStep::nothing;
    if (code.delete_requested || belief.ended()) return code.holds ? NextStep::remove : NextStep::nothing;
    if (code.erase_honoured || code.leave_alone) return NextStep::nothing;
    if (!code.native) {
        if (belief.started()) return rewrite(belief);
        return code.holds ? NextStep::remove : NextStep::nothing;
    }
    if (belief.preload_from() <= belief.now) return rewrite(belief);
    // Too early to be on the lock. A record that is there all the same may open the door: it gets the new window, or
    // goes, where the vendor cannot edit.
    if (!code.holds || belief.held_is_wanted()) return NextStep::nothing;
    return belief.capabilities.edit_in_place ? NextStep::put : NextStep::remove;
}

}  // namespace lockstep::engine
