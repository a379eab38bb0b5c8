// /access_codes/get, /list, /generate_code: codes that the engine keeps.
#include <algorithm>
#include <vector>

#include "api/account_filter.hpp"
#include "api/lookup.hpp"
#include "api/page.hpp"
#include "api/render/access_code.hpp"
#include "api/routes.hpp"
#include "api/text_match.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t limit_default = 55'000;

constexpr Parameter get_parameters[] = {
    {.name = "access_code_id", .kind = ParameterKind::uuid},
    {.name = "device_id", .kind = ParameterKind::uuid, .about = "Together with `code`, instead of the id."},
    {.name = "code"},
};
constexpr Parameter list_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .about = "The codes of this device."},
    {.name = "access_code_ids", .kind = ParameterKind::uuids, .about = "Only these; unknown ones are left out."},
    {.name = "search", .about = "Part of the name, the PIN or the id."},
    {.name = "access_method_id", .kind = ParameterKind::uuid},
    {.name = "access_grant_id", .kind = ParameterKind::uuid},
    {.name = "access_grant_key"},
    {.name = "customer_key"},
    {.name = "user_identifier_key", .about = "Only codes that this user's client sessions see."},
    {.name = "limit", .kind = ParameterKind::number, .least = 1},
    {.name = "page_cursor"},
};
constexpr Parameter generate_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid, .need = Need::required},
};
constexpr std::string_view one[] = {"access_code"};
constexpr std::string_view many[] = {"access_codes", "pagination"};
constexpr std::string_view generated[] = {"generated_code"};

Problem no_code() { return problem(ProblemType::access_code_not_found, "No such access code."); }

Outcome<engine::CodeId> wanted_code(Call& call) {
    auto const view = call.view();
    auto const device_id = call.arguments.uuid("device_id");
    auto const text = call.arguments.text("code");
    if (auto const id = call.arguments.uuid("access_code_id")) {
        auto const code = find_code(view, *id);
        if (!code) return code;
        // Whatever else is given has to be true of the code as well.
        auto const& record = view.engine.record(*code);
        if (device_id && view.identity.device(record.device) != *device_id) return failure(no_code());
        if (text && record.pin.text() != *text) return failure(no_code());
        return code;
    }
    if (!device_id || !text) return failure(invalid("", "access_code_id, or both device_id and code, is required"));
    auto const device = find_device(view, *device_id);
    if (!device) return failure(device.error());
    auto const pin = engine::Pin::parse(*text);
    if (!pin) return failure(no_code());
    return find_code(view, *device, *pin);
}

Outcome<Json> get(Call& call) {
    auto const code = wanted_code(call);
    if (!code) return failure(code.error());
    auto& text = call.written;
    text = R"({"access_code":)";
    add_access_code(text, call.view(), *code);
    text += ',';
    return Json::object();
}

bool names_a_stranger(Arguments const& arguments) {
    // Grants and methods do not exist, so no code is theirs.
    for (auto const* const name : {"access_method_id", "access_grant_id", "access_grant_key"})
        if (arguments.has(name)) return true;
    return false;
}

void add_codes_of(std::vector<engine::CodeId>& codes, View const& view, AccountFilter const& owners) {
    for (std::uint32_t at = 0; at < view.engine.device_count(); ++at) {
        engine::DeviceId const device{at};
        if (!view.engine.device_exists(device) || !view.sees(device)) continue;
        if (!owners.holds(view, view.engine.device(device).account)) continue;
        auto const own = view.engine.codes_on(device);
        codes.insert(codes.end(), own.begin(), own.end());
    }
}

// A spare code is nobody's yet, and a stranger's that is being taken off was never ours.
bool is_hidden(engine::CodeRecord const& record) { return record.pooled || record.foreign; }

// The codes of a listing, oldest first.
Outcome<std::vector<engine::CodeId>> candidates(Call& call) {
    auto const view = call.view();
    auto const& arguments = call.arguments;
    auto const device_id = arguments.uuid("device_id");
    auto const ids = arguments.uuids("access_code_ids");
    AccountFilter const owners{call};
    if (!device_id && !ids && !owners.is_given() && !names_a_stranger(arguments))
        return failure(invalid("", "device_id or access_code_ids is required"));
    std::vector<engine::CodeId> codes;
    engine::DeviceId device;
    if (device_id) {
        auto const found = find_device(view, *device_id);
        if (!found) return failure(found.error());
        device = *found;
        if (!ids) codes = view.engine.codes_on(device);
    }
    for (auto const id : ids.value_or(std::vector<Uuid>{}))
        if (auto const code = find_code(view, id); code && (!device || view.engine.record(*code).device == device))
            codes.push_back(*code);
    if (!device_id && !ids && owners.is_given()) add_codes_of(codes, view, owners);
    if (names_a_stranger(arguments)) codes.clear();
    std::erase_if(codes, [&](engine::CodeId code) {
        auto const& record = view.engine.record(code);
        return is_hidden(record) ||
               (owners.is_given() && !owners.holds(view, view.engine.device(record.device).account));
    });
    auto const by_age = [](engine::CodeId left, engine::CodeId right) { return left.serial < right.serial; };
    if (!std::is_sorted(codes.begin(), codes.end(), by_age)) std::sort(codes.begin(), codes.end(), by_age);
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
}

bool matches(View const& view, engine::CodeId code, std::string_view search) {
    return search.empty() || contains_ignoring_case(view.engine.cold(code).name, search) ||
           contains_ignoring_case(view.engine.record(code).pin.text(), search) ||
           contains_ignoring_case(public_id(view, code).text(), search);
}

Outcome<Json> list(Call& call) {
    auto const view = call.view();
    auto const page = Page::of(call.arguments, call.path, limit_default);
    if (!page) return failure(page.error());
    auto const codes = candidates(call);
    if (!codes) return failure(codes.error());
    auto const search = call.arguments.text("search").value_or("");

    PageFill fill{*page};
    std::vector<engine::CodeId> listed;
    listed.reserve(std::min(codes->size(), page->limit));
    for (auto const code : *codes) {
        if (fill.full()) break;
        if (matches(view, code, search) && fill.takes(code.serial)) listed.push_back(code);
    }
    auto& text = call.written;
    text = R"({"access_codes":[)";
    add_access_codes(text, view, listed);
    text += "],";
    return Json::object({{"pagination", fill.pagination()}});
}

Outcome<Json> generate(Call& call) {
    auto const device = find_device(call.view(), *call.arguments.uuid("device_id"));
    if (!device) return failure(device.error());
    auto const pin = call.engine.free_pin(*device, std::nullopt);
    if (!pin) {
        engine::CommandReply const refusal{.error = engine::CommandError::no_pin_left};
        return failure(problem_of(refusal, &call.engine.capabilities(*device)));
    }
    Json code{{"device_id", call.identity.device(*device).text()}, {"code", pin->text()}};
    return Json::object({{"generated_code", std::move(code)}});
}

constexpr Route routes[] = {
    {"/access_codes/get", verbs::read, get_parameters, one, "One access code.", get},
    {"/access_codes/list", verbs::read, list_parameters, many, "Access codes, oldest first.", list},
    {"/access_codes/generate_code", verbs::read, generate_parameters, generated,
     "A PIN that the device would take and that is free now.", generate},
};

}  // namespace

std::span<Route const> access_code_reading_routes() { return routes; }

}  // namespace lockstep::api
