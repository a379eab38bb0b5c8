// /access_codes/report_device_constraints: whoever knows a device better than its provider says which PINs it takes.
#include "api/lookup.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr std::int64_t digits_min = 4;
constexpr std::int64_t digits_max = engine::PinRules::longest;

constexpr Parameter report_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
    {.name = "supported_code_lengths",
     .kind = ParameterKind::numbers,
     .least = digits_min,
     .most = digits_max,
     .about = "All the lengths that the device takes."},
    {.name = "min_code_length",
     .kind = ParameterKind::number,
     .least = digits_min,
     .most = digits_max,
     .about = "Instead of the list; without it 4."},
    {.name = "max_code_length",
     .kind = ParameterKind::number,
     .least = digits_min,
     .most = digits_max,
     .about = "Instead of the list; without it 20."},
};

Outcome<std::uint32_t> reported_lengths(Arguments const& arguments) {
    auto const list = arguments.numbers("supported_code_lengths");
    auto const least = arguments.number("min_code_length");
    auto const most = arguments.number("max_code_length");
    std::uint32_t lengths = 0;
    if (!list) {
        if (!least && !most)
            return failure(invalid("", "supported_code_lengths, or min_code_length or max_code_length, is required"));
        auto const first = least.value_or(digits_min), last = most.value_or(digits_max);
        if (last < first) return failure(invalid("max_code_length", "must not be below min_code_length"));
        for (auto length = first; length <= last; ++length)
            lengths |= 1u << length;
        return lengths;
    }
    for (auto const* const name : {"min_code_length", "max_code_length"})
        if (arguments.has(name)) return failure(invalid(name, "cannot come with supported_code_lengths"));
    if (list->empty()) return failure(invalid("supported_code_lengths", "must hold a length"));
    for (auto const length : *list)
        lengths |= 1u << length;
    return lengths;
}

Outcome<Json> report(Call& call) {
    auto const lengths = reported_lengths(call.arguments);
    if (!lengths) return failure(lengths.error());
    auto const device = find_device(call.view(), *call.arguments.uuid("device_id"));
    if (!device) return failure(device.error());
    if (!call.engine.device(*device).managed)
        return failure(problem_of({.error = engine::CommandError::device_unmanaged}, nullptr));
    call.engine.report_pin_lengths(*device, *lengths, call.now, call.effects);
    return Json::object();
}

constexpr Route routes[] = {
    {"/access_codes/report_device_constraints",
     verbs::create,
     report_parameters,
     {},
     "Says which PINs a device takes, for all codes from then on.",
     report,
     audience::servers},
};

}  // namespace

std::span<Route const> device_constraint_routes() { return routes; }

}  // namespace lockstep::api
