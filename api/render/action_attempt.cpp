#include "api/render/action_attempt.hpp"

#include "api/render/access_code.hpp"

namespace lockstep::api {

Json action_attempt(View const& view, engine::AttemptId attempt) {
    auto const& record = view.engine.attempt(attempt);
    Json json{{"action_attempt_id", view.identity.attempt(attempt).text()},
              {"action_type", engine::name_of(record.kind)},
              {"status", engine::name_of(record.state)},
              {"result", nullptr},
              {"error", nullptr}};
    switch (record.state) {
        case engine::AttemptState::pending:
            break;
        case engine::AttemptState::success:
            json["result"] = Json::object();
            if (record.kind != engine::AttemptKind::delete_access_code)
                json["result"]["access_code"] = access_code_of_result(view, attempt);
            break;
        case engine::AttemptState::error:
            json["error"] = {{"type", engine::name_of(record.error)}, {"message", engine::message_of(record.error)}};
            break;
    }
    return json;
}

Json sandbox_reset(View const& view, SandboxReset const& reset, std::uint64_t number) {
    bool const done = reset.done(view.engine);
    return {{"action_attempt_id", view.identity.sandbox_reset(number).text()},
            {"action_type", "RESET_SANDBOX_WORKSPACE"},
            {"status", done ? "success" : "pending"},
            {"result", done ? Json::object() : Json(nullptr)},
            {"error", nullptr}};
}

Json action_attempt(View const& view, DeviceAttemptId id) {
    auto const& attempt = view.memory.device_attempts()[id];
    Json json{{"action_attempt_id", view.identity.attempt(id).text()},
              {"action_type", name_of(attempt.kind)},
              {"status", engine::name_of(attempt.state)},
              {"result", nullptr},
              {"error", nullptr}};
    if (attempt.state == engine::AttemptState::success) json["result"] = Json::object();
    if (attempt.state == engine::AttemptState::error)
        json["error"] = {{"type", attempt.failure.type}, {"message", attempt.failure.message}};
    return json;
}

}  // namespace lockstep::api
