#include "harness/invariants/checker.hpp"

#include <cstdlib>

namespace lockstep::harness {

void Checker::report(Findings& findings, World const& world, CodeNumber code, std::uint32_t device,
                     std::string text) const {
    InvariantFacts const mine = facts();
    std::string const id = (mine.number < 10 ? "I-0" : "I-") + std::to_string(mine.number);
    findings.breach({id, std::string(mine.title), std::move(text), world.now(), code, device,
                     static_cast<TraceId>(world.trace().size())});
}

void Checker::report(Findings& findings, World const& world, engine::CodeId code, std::string text) const {
    CodeNumber const number = world.number_of(code);
    std::uint32_t const device = world.engine().exists(code) ? world.engine().record(code).device.value : nobody;
    report(findings, world, number, device, code_text(world, number) + " " + std::move(text));
}

std::string code_text(World const& world, CodeNumber code) {
    return "code `" + (code < world.names().codes.size() ? world.names().codes[code] : std::string("?")) + "`";
}

std::string device_text(World const& world, engine::DeviceId device) {
    return "lock `" + world.names().devices[device.value] + "`";
}

Duration clock_error(World const& world, engine::DeviceId device) {
    Duration const error = world.lock(device).local_time(world.now()) - world.now();
    return error < Duration{} ? -error : error;
}

}  // namespace lockstep::harness
