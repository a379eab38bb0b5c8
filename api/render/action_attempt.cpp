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

}  // namespace lockstep::api
