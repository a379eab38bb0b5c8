// Codes that a lock works out by itself: made here with the vendor's algorithm, and never spoken of to the lock.
#include "engine/step.hpp"

namespace lockstep::engine {

namespace {

CommandReply not_worked_out(CommandError error, OfflineProblem problem = OfflineProblem::none) {
    CommandReply reply;
    reply.error = error;
    reply.offline_problem = problem;
    return reply;
}

}  // namespace

CommandReply Step::create_offline(CreateCode const& command) {
    if (!engine_.device_exists(command.device)) return not_worked_out(CommandError::device_not_found);
    DeviceRecord const& lock = device(command.device);
    OfflineCodes const& algorithm = capabilities(command.device).offline;
    if (!lock.managed) return not_worked_out(CommandError::device_unmanaged);
    if (lock.removed) return not_worked_out(CommandError::device_cannot_program_codes);
    if (algorithm.make == nullptr) return not_worked_out(CommandError::no_offline_codes);
    auto const [problem, window, on_wall] =
        offline_window(command.window, command.one_time, command.max_rounding, now_, algorithm.zone);
    if (problem != OfflineProblem::none) return not_worked_out(CommandError::offline_window, problem);
    if (auto const error = check_name(command.device, {}, command.name); error != CommandError::none)
        return not_worked_out(error);

    OfflinePinRequest request{command.device.value, on_wall, command.one_time, 0};
    for (; request.variant < offline_variants(command.one_time); ++request.variant) {
        if (variant_taken(command.device, window, request)) continue;
        Pin const pin = algorithm.make(algorithm.secret, request);
        if (engine_.pin_in_use(command.device, pin)) continue;
        CommandReply reply;
        reply.code = add_offline_code(command, window, pin, request.variant);
        reply.attempt = code(reply.code).create_attempt;
        settle(reply.code);
        return reply;
    }
    return not_worked_out(CommandError::no_offline_pin_left);
}

CodeId Step::add_offline_code(CreateCode const& command, Window const& window, Pin pin, std::uint32_t variant) {
    CodeId const id = new_code(command.device);
    CodeRecord& record = code(id);
    record.window = window;
    want_pin(id, pin);
    record.native = record.offline = true;
    record.one_time = command.one_time;
    cold(id).name = command.name;
    if (variant != 0) rare_to_write(id).variant = variant;
    effects_.subject = id;
    emit(EventType::code_created, id).pin_to = pin;
    record.create_attempt = add_attempt(AttemptKind::create_access_code, id);
    if (window.ends - window.starts > offline_first_use) raise(id, Issue::must_be_used_within_a_day);
    return id;
}

bool Step::variant_taken(DeviceId id, Window const& window, OfflinePinRequest const& request) {
    bool taken = false;
    for_each_code(id, [&](CodeId other) {
        CodeRecord const& record = code(other);
        taken = taken || (record.offline && record.one_time == request.one_time && record.window == window &&
                          rare(other).variant == request.variant);
    });
    return taken;
}

// Nobody tells whether it was used; what has to be decided is decided by then.
void Step::look_after_offline_code(CodeId id) {
    if (later_by(code(id).window.starts, offline_first_use) <= now_) drop(id, Issue::must_be_used_within_a_day);
}

}  // namespace lockstep::engine
