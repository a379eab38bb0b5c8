#include "engine/step.hpp"

#include <algorithm>

namespace lockstep::engine {

Step::Step(Engine& engine, Instant now, Effects& effects, Because because)
    : engine_{engine}, now_{now}, effects_{effects} {
    effects_.clear();
    effects_.because = because;
}

Step::~Step() {
    for (CodeId const id : effects_.touched)
        engine_.codes_[id.slot].touched = false;
}

Belief Step::belief(CodeId id) {
    CodeRecord const& record = code(id);
    return {record, capabilities(record.device), engine_.settings_, now_};
}

bool Step::may_call(CodeId id) {
    CodeRecord const& record = code(id);
    DeviceRecord const& lock = device(record.device);
    return lock.exists && !lock.removed && !record.unread && account(lock.account).connected;
}

void Step::touch(CodeId id) {
    if (code(id).touched) return;
    code(id).touched = true;
    effects_.touched.push_back(id);
}

void Step::touch(DeviceId id) {
    auto& all = effects_.touched_devices;
    if (std::find(all.begin(), all.end(), id) == all.end()) all.push_back(id);
}

void Step::touch(AccountId id) {
    auto& all = effects_.touched_accounts;
    if (std::find(all.begin(), all.end(), id) == all.end()) all.push_back(id);
}

Event& Step::emit(EventType type, CodeId id) {
    Event& event = emit(type, code(id).device);
    event.code = id;
    return event;
}

Event& Step::emit(EventType type, DeviceId id) {
    Event& event = emit(type, device(id).account);
    event.device = id;
    return event;
}

Event& Step::emit(EventType type, AccountId id) {
    Event& event = effects_.events.emplace_back();
    event.type = type;
    event.account = id;
    return event;
}

}  // namespace lockstep::engine
