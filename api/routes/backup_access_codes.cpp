// /access_codes/pull_backup_access_code: a spare code for a guest whose own does not work.
#include "api/lookup.hpp"
#include "api/render/access_code.hpp"
#include "api/routes.hpp"

namespace lockstep::api {

namespace {

constexpr Parameter parameters[] = {
    {.name = "access_code_id", .kind = ParameterKind::uuid, .need = Need::required},
};
// Newer clients read the first, older ones the second.
constexpr std::string_view both_names[] = {"access_code", "backup_access_code"};

Outcome<Json> pull(Call& call) {
    auto const code = find_code(call.view(), *call.arguments.uuid("access_code_id"));
    if (!code) return failure(code.error());
    auto const device = call.engine.record(*code).device;
    auto const reply = call.engine.pull_backup({*code}, call.now, call.effects);
    if (!reply.ok()) return failure(problem_of(reply, &call.engine.capabilities(device)));
    auto backup = access_code(call.view(), reply.code);
    return Json::object({{"access_code", backup}, {"backup_access_code", std::move(backup)}});
}

constexpr Route routes[] = {
    {"/access_codes/pull_backup_access_code", verbs::create, parameters, both_names,
     "A code that works already takes the place of one that does not.", pull},
};

}  // namespace

std::span<Route const> backup_access_code_routes() { return routes; }

}  // namespace lockstep::api
