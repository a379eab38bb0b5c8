#include "api/render/action_attempt.hpp"

#include "api/json_text.hpp"
#include "api/render/access_code.hpp"

namespace lockstep::api {

namespace {

template <class Out>
void describe(Out& out, View const& view, engine::AttemptId attempt) {
    auto const& record = view.engine.attempt(attempt);
    out.put(member<"action_attempt_id">, view.identity.attempt(attempt));
    out.put(member<"action_type">, engine::name_of(record.kind));
    out.put(member<"status">, engine::name_of(record.state));
    if (record.state == engine::AttemptState::success)
        out.put_object(member<"result">, [&](auto& result) {
            if (record.kind == engine::AttemptKind::delete_access_code) return;
            result.put_object(member<"access_code">, [&](auto& code) { put_result(code, view, attempt); });
        });
    else
        out.put_or_null(member<"result">, {});
    if (record.state == engine::AttemptState::error)
        out.put_object(member<"error">, [&](auto& error) {
            error.put(member<"type">, engine::name_of(record.error));
            error.put(member<"message">, engine::message_of(record.error));
        });
    else
        out.put_or_null(member<"error">, {});
}

}  // namespace

Json action_attempt(View const& view, engine::AttemptId attempt) {
    JsonTree tree;
    describe(tree, view, attempt);
    return tree.take();
}

void add_action_attempt(std::string& out, View const& view, engine::AttemptId attempt) {
    Appender end{out};
    JsonText text{end};
    describe(text, view, attempt);
    text.end();
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
