#include "harness/serve/sync_answers.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "api/dialect.hpp"
#include "api/identity.hpp"
#include "api/routes.hpp"
#include "http/target.hpp"

namespace lockstep::harness {

namespace {

using AnswerJson = nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> waiting_routes{"/access_codes/create", "/access_codes/update",
                                                         "/access_codes/delete", "/access_codes/unmanaged/delete",
                                                         "/locks/lock_door",     "/locks/unlock_door"};

AnswerJson parsed(std::string const& body) { return AnswerJson::parse(body, nullptr, false); }

std::string member_text(AnswerJson const& json, char const* object, char const* member) {
    if (!json.is_object() || !json.contains(object) || !json[object].is_object()) return {};
    return json[object].value(member, "");
}

// The same caller asks.
http::Request look_by(http::Request const& asked, std::string target) {
    http::Request look{http::Method::get, std::move(target), asked.headers, {}};
    look.headers.remove(http::field::content_type);
    return look;
}

bool is_pending(engine::AttemptId attempt, World const& world) {
    auto const& engine = world.engine();
    return engine.attempt_exists(attempt) && engine.attempt(attempt).state == engine::AttemptState::pending;
}

bool is_pending(api::DeviceAttemptId order, World const& world) {
    auto const& orders = world.api().device_attempts();
    return orders.exists(order) && orders[order].state == engine::AttemptState::pending;
}

}  // namespace

std::optional<SyncAnswer> sync_answer(http::Request const& asked, http::Response const& response, World const& world) {
    auto const path = http::split_target(asked.target).path;
    if (response.status != 200 || std::find(waiting_routes.begin(), waiting_routes.end(), path) == waiting_routes.end())
        return std::nullopt;
    auto const fields = api::fields_of(asked, api::find_route(path)->parameters);
    if (!fields || fields->value("sync", api::Fields{}) != true) return std::nullopt;
    auto const body = parsed(response.body);
    if (member_text(body, "action_attempt", "status") != "pending") return std::nullopt;
    if (member_text(body, "access_code", "status") == "unset") return std::nullopt;
    auto const id = member_text(body, "action_attempt", "action_attempt_id");
    auto const uuid = api::Uuid::parse(id);
    if (!uuid) return std::nullopt;
    auto const look = look_by(asked, "/action_attempts/get?action_attempt_id=" + id);
    if (auto const attempt = world.api().identity().as_attempt(*uuid)) return SyncAnswer{*attempt, look, response};
    if (auto const order = world.api().identity().as_device_attempt(*uuid)) return SyncAnswer{*order, look, response};
    return std::nullopt;
}

std::optional<http::Response> ended_answer(SyncAnswer const& answer, World const& world) {
    if (std::visit([&](auto const attempt) { return is_pending(attempt, world); }, answer.attempt)) return std::nullopt;
    auto const seen = world.ask(answer.look);
    auto const now = parsed(seen.body);
    auto response = answer.response;
    auto body = parsed(response.body);
    if (seen.status != 200 || !body.is_object()) return response;
    auto const& attempt = now["action_attempt"];
    body["action_attempt"] = attempt;
    if (body.contains("access_code") && attempt["result"].is_object() && attempt["result"].contains("access_code"))
        body["access_code"] = attempt["result"]["access_code"];
    response.body = body.dump(-1, ' ', false, AnswerJson::error_handler_t::replace);
    return response;
}

}  // namespace lockstep::harness
