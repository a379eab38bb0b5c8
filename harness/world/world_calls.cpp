// A scenario's calls of the API: what it names becomes ids, the request goes out, and the answer is judged.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/world/api_requests.hpp"
#include "harness/world/engine_hash.hpp"
#include "harness/world/hands.hpp"
#include "harness/world/reply_check.hpp"
#include "harness/world/world.hpp"

namespace lockstep::harness {
namespace {

using CallJson = nlohmann::json;

std::uint64_t hash_of(engine::Engine const& engine) {
    StateHash hash;
    hash_engine(engine, hash);
    return hash.value();
}

}  // namespace

std::string World::id_of(CodeNumber code) const {
    auto const id = codes_[code].id;
    if (id) return api_.id_of(id, engine_).text();
    return fmt::format("00000000-0000-4000-8000-{:012}", code);
}

std::optional<std::string> World::id_called(std::string_view name) const {
    auto const text = std::string(name);
    if (auto const code = record_.code_called(text); code != nobody) return id_of(code);
    if (auto const device = record_.device_called(text); device != nobody)
        return api_.identity().device(engine::DeviceId{device}).text();
    if (auto const* const attempt = record_.attempt_called(text); attempt != nullptr && attempt->attempt != nobody)
        return api_.identity().attempt(engine::AttemptId{attempt->attempt}).text();
    if (auto const found = device_attempts_.find(text); found != device_attempts_.end())
        return api_.identity().attempt(found->second).text();
    auto const& accounts = record_.names.accounts;
    if (auto const found = std::find(accounts.begin(), accounts.end(), text); found != accounts.end())
        return api_.identity().account(engine::AccountId{static_cast<std::uint32_t>(found - accounts.begin())}).text();
    for (std::size_t i = 0; i < scenario().workspaces.size(); ++i)
        if (scenario().workspaces[i].name == text)
            return api_.identity().workspace(static_cast<api::WorkspaceNumber>(i)).text();
    // `front:0420` is the code with this PIN, whoever put it there.
    auto const colon = text.find(':');
    auto const device = record_.device_called(text.substr(0, colon));
    auto const pin = colon == std::string::npos ? std::nullopt : engine::Pin::parse(text.substr(colon + 1));
    if (device == nobody || !pin) return std::nullopt;
    auto const id = api_.id_of(engine::DeviceId{device}, *pin, engine_);
    return id ? std::optional(id->text()) : std::nullopt;
}

std::vector<std::string> World::device_ids() const {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < doors_.size(); ++i)
        ids.push_back(api_.identity().device(device_id(i)).text());
    return ids;
}

// `subject` is the code that the call is about, if it is about one of the scenario's.
void World::call_api(http::Request const& request, CodeNumber subject, Step const& step, TraceId trace) {
    auto const index = next_step_ - 1;
    bool const expects_refusal = step.reply && step.reply->expects_refusal();
    auto const before = expects_refusal ? hash_of(engine_) : 0;

    keep_checkpoint();
    effects_.clear();
    auto const serve = [&](http::Request const& asked) {
        Hands hands{*this, trace};
        auto answer = api_.handle(asked, {now_, engine_, effects_, &hands});
        log_input(AskedRequest{asked, hands.take_moves()});
        return answer;
    };
    auto response = options_.api_road ? options_.api_road->call(request, serve) : serve(request);
    note_forgotten();
    auto replied = event(TraceKind::replied, trace);
    replied.number = index;
    replied.detail = static_cast<std::uint64_t>(response.status);
    auto const reply_trace = note(replied);
    if (expects_refusal && !response.ok() && hash_of(engine_) != before)
        fail_step(index, step.place, "something changed although the request was refused", "nothing changes", "it did",
                  reply_trace);

    auto const envelope = CallJson::parse(response.body, nullptr, false);
    if (!response.ok()) marks_.refused(error_type_of(envelope));
    if (std::holds_alternative<DeleteCode>(step.action) && response.ok()) ++record_.totals.deleted;
    if (std::holds_alternative<CreateCode>(step.action)) creating_ = subject;
    if (!step.label.empty()) label_attempt(step.label, subject, envelope);
    carry_out(trace, {});
    creating_ = nobody;

    Undelivered reply{index, std::move(response), reply_trace};
    // An answer may not tell of what a crash could still undo, whoever decided it.
    if (unsynced_.empty())
        judge_reply(reply);
    else
        unsynced_.back().replies.push_back(std::move(reply));
}

// The attempt that the call started; a repeated delete names the one that runs already.
void World::label_attempt(std::string const& label, CodeNumber code, CallJson const& envelope) {
    if (!envelope.is_object() || !envelope.contains("action_attempt")) return;
    auto const& object = envelope.at("action_attempt");
    if (!object.is_object() || !object.contains("action_attempt_id") || !object.at("action_attempt_id").is_string())
        return;
    auto const uuid = api::Uuid::parse(object.at("action_attempt_id").get_ref<std::string const&>());
    if (auto const at_device = uuid ? api_.identity().as_device_attempt(*uuid) : std::nullopt)
        device_attempts_[label] = *at_device;
    auto const attempt = uuid ? api_.identity().as_attempt(*uuid) : std::nullopt;
    if (!attempt || !engine_.attempt_exists(*attempt)) return;
    for (auto& history : record_.attempts) {
        if (history.label != label) continue;
        history.attempt = attempt->value;
        history.code = code;
        auto& names = record_.names.attempts;
        if (names.size() <= attempt->value) names.resize(attempt->value + std::size_t{1});
        names[attempt->value] = label;
        auto const started = [&](engine::AttemptChange const& change) { return change.attempt == *attempt; };
        // A second delete gets the attempt of the first: one attempt, one history.
        auto const same = std::find_if(
            record_.attempts.begin(), record_.attempts.end(),
            [&](AttemptHistory const& other) { return &other != &history && other.attempt == attempt->value; });
        if (same != record_.attempts.end()) {
            history.states = same->states;
        } else if (std::none_of(effects_.attempts.begin(), effects_.attempts.end(), started)) {
            auto& entry = history.states.emplace_back();
            entry.at = now_;
            entry.turn = turn_;
            entry.state = engine_.attempt(*attempt).state;
            fill_attempt_result(*attempt, entry);
        }
    }
}

// Nobody was told of the attempt that the call may have started, and the next one may get its number.
void World::forget_label(std::string const& label) {
    if (label.empty()) return;
    for (auto& history : record_.attempts) {
        if (history.label != label || history.attempt == nobody) continue;
        auto& name = record_.names.attempts[history.attempt];
        if (name == label) name.clear();
        history.attempt = history.code = nobody;
        history.states.clear();
    }
}

void World::fill_attempt_result(engine::AttemptId id, AttemptEntry& entry) const {
    auto const& attempt = engine_.attempt(id);
    if (attempt.state == engine::AttemptState::error) {
        entry.error_type = name_of(attempt.error);
        entry.error_message = message_of(attempt.error);
        return;
    }
    if (attempt.state != engine::AttemptState::success) return;
    auto const response = ask(attempt_request(api_.identity().attempt(id).text()));
    auto const envelope = CallJson::parse(response.body, nullptr, false);
    if (!envelope.is_object() || !envelope.contains("action_attempt")) return;
    auto const& result = envelope.at("action_attempt").value("result", CallJson());
    if (result.is_object() && result.contains("access_code")) entry.access_code = result.at("access_code").dump();
}

void World::judge_reply(Undelivered const& reply) {
    auto const& step = scenario().steps[reply.step];
    record_.replies.push_back({reply.step, now_, reply.response.status,
                               options_.keep_details ? reply.response.body : std::string(), reply.trace});
    auto const ids = [this](std::string_view name) { return id_called(name); };
    for (auto& mismatch : check_reply(step, reply.response, ids))
        fail_step(reply.step, mismatch.place, std::move(mismatch.what), std::move(mismatch.want),
                  std::move(mismatch.got), reply.trace);
}

// The process died before it answered. Only a step that says what must come back can tell that nothing did.
void World::lose_replies(Unsynced const& decision) {
    for (auto const& reply : decision.replies) {
        auto const& step = scenario().steps[reply.step];
        if (step.reply)
            fail_step(reply.step, step.place, "reply: the engine crashed before it answered", {}, {}, reply.trace);
    }
}

void World::fail_step(std::uint32_t step, Place place, std::string what, std::string want, std::string got,
                      TraceId trace) {
    record_.step_failures.push_back({step, place, std::move(what), std::move(want), std::move(got), trace});
}

// Who keeps workspaces apart asks in the one whose lock it is.
http::Request World::in_workspace_of(DeviceIndex device, http::Request request) const {
    auto const& from = scenario();
    for (auto const& workspace : from.workspaces)
        for (auto const account : workspace.accounts)
            if (account == from.devices[device].account)
                request.headers.set("seam-workspace", id_called(workspace.name).value_or(""));
    return request;
}

void World::act(CreateCode const& action, Step const& step, TraceId trace) {
    auto request = create_request(action.fields, device_ids());
    if (action.fields.device.has_value()) request = in_workspace_of(*action.fields.device, std::move(request));
    call_api(request, static_cast<CodeNumber>(action.code), step, trace);
}
void World::act(UpdateCode const& action, Step const& step, TraceId trace) {
    auto const code = static_cast<CodeNumber>(action.code);
    call_api(in_workspace_of(codes_[code].device, update_request(id_of(code), action.fields, device_ids())), code, step,
             trace);
}
void World::act(DeleteCode const& action, Step const& step, TraceId trace) {
    auto const code = static_cast<CodeNumber>(action.code);
    call_api(in_workspace_of(codes_[code].device, delete_request(id_of(code))), code, step, trace);
}
void World::act(GetCode const& action, Step const& step, TraceId trace) {
    auto const code = static_cast<CodeNumber>(action.code);
    call_api(in_workspace_of(codes_[code].device, get_request(id_of(code))), code, step, trace);
}
void World::act(ListCodes const& action, Step const& step, TraceId trace) {
    auto const id = api_.identity().device(device_id(action.device)).text();
    call_api(in_workspace_of(action.device, list_request(id)), nobody, step, trace);
}
void World::act(HttpCall const& action, Step const& step, TraceId trace) {
    auto request = raw_request(action, [this](std::string_view name) { return id_called(name); });
    for (auto const code : action.makes)
        to_be_made_.push_back(static_cast<CodeNumber>(code));
    if (action.provider)
        ask_as_client(*action.provider, std::move(request), step);
    else
        call_api(request, nobody, step, trace);
}

// A client of the vendor's own. What he is answered is judged where the step says what it has to be.
void World::ask_as_client(std::size_t provider, http::Request request, Step const& step) {
    auto const exchange = serve_client(provider, std::move(request), now_);
    for (auto& answer : take_outside_answers())
        if (answer.exchange == exchange && answer.response && step.reply)
            judge_reply({next_step_ - 1, std::move(*answer.response), 0});
}

http::Response World::ask(http::Request const& request) const {
    auto api = api_;
    auto engine = engine_;
    engine::Effects effects;
    return api.handle(request, {now_, engine, effects});
}

}  // namespace lockstep::harness
