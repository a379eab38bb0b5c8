// One door, its vendor and the API in front of them. The vendor obeys: each call waits until the test ends it.
#pragma once

#include <deque>
#include <string>
#include <utility>

#include "api/api.hpp"
#include "api/json.hpp"
#include "engine/engine.hpp"

namespace lockstep::api::test {

inline constexpr Instant noon{std::chrono::seconds{1'893'499'200}};  // 2030-01-01T12:00:00Z

struct Reply {
    int status = 0;
    Json body;
    http::Headers headers;

    // The type of the error; empty for a success.
    std::string error() const { return body.contains("error") ? body["error"].value("type", "") : ""; }
    // The messages of one field; of the request as a whole for "".
    Json messages(std::string const& field) const {
        auto const error = body.value("error", Json::object());
        auto const errors = error.value("validation_errors", Json::object());
        return (field.empty() ? errors : errors.value(field, Json::object())).value("_errors", Json::array());
    }
    Json const& operator[](std::string const& member) const { return body.at(member); }
};

struct House {
    engine::Engine engine;
    engine::Effects effects;
    Api api{{.seed = 7}};
    engine::AccountId account;
    engine::DeviceId door;
    Instant now = noon;
    std::deque<engine::ProviderCall> calls;  // not answered yet
    Simulation* simulation = nullptr;

    explicit House(engine::Capabilities capabilities = {}, engine::Settings settings = quiet()) : engine{settings} {
        account = engine.add_account();
        door = engine.add_device(account, engine.add_profile(std::move(capabilities)));
        api.directory().put(account, {.name = "home", .provider = "open", .provider_name = {}, .created_at = noon});
        DeviceEntry entry;
        entry.name = "front";
        entry.created_at = noon;
        api.directory().put(door, std::move(entry));
    }

    static engine::Settings quiet() {
        engine::Settings settings;
        settings.resync = Duration::zero();
        settings.epoch = noon;
        return settings;
    }

    engine::DeviceId add_door(std::string name) {
        auto const device = engine.add_device(account, engine.add_profile({}));
        DeviceEntry entry;
        entry.name = std::move(name);
        entry.created_at = noon;
        api.directory().put(device, std::move(entry));
        return device;
    }

    void note() {
        api.observe(effects, now, engine);
        for (auto const& call : effects.calls)
            calls.push_back(call);
        for (auto const gone : effects.abandoned)
            std::erase_if(calls, [&](engine::ProviderCall const& call) { return call.id == gone; });
    }

    Reply send(http::Request const& request) {
        auto const response = api.handle(request, {now, engine, effects, simulation});
        note();
        return {response.status, Json::parse(response.body, nullptr, false), response.headers};
    }
    Reply get(std::string target) { return send({http::Method::get, std::move(target), {}, {}}); }
    Reply post(std::string target, Json const& body) {
        return send(http::json_request(http::Method::post, std::move(target), body.dump()));
    }

    std::string id_of(engine::DeviceId device) const { return api.identity().device(device).text(); }

    // A code on the door, which has to be accepted; its id.
    std::string create(Json fields = Json::object()) {
        fields["device_id"] = id_of(door);
        auto const reply = post("/access_codes/create", fields);
        if (reply.status != 200) return reply.body.dump();
        return reply["access_code"]["access_code_id"].get<std::string>();
    }
    Reply get_code(std::string const& id) { return get("/access_codes/get?access_code_id=" + id); }

    // Lets time pass: the engine's timers up to and including `until`.
    void wait_until(Instant until) {
        while (engine.next_due() <= until) {
            now = std::max(now, engine.next_due());
            engine.timer_due(now, effects);
            note();
        }
        now = until;
    }
    void wait(Duration duration) { wait_until(now + duration); }

    void answer(engine::Answer const& answer) {
        engine.answered(answer, now, effects);
        note();
    }
    // The oldest open call ends well, at once.
    void succeed() {
        auto const call = calls.front();
        calls.pop_front();
        engine::Answer done;
        done.call = call.id;
        done.verdict = engine::Verdict::done;
        done.vendor_ref = call.vendor_ref.empty() ? "k" + std::to_string(call.id.value) : call.vendor_ref;
        done.record = call.record;
        answer(done);
    }
    void refuse(engine::Refusal refusal) {
        auto const call = calls.front();
        calls.pop_front();
        engine::Answer no;
        no.call = call.id;
        no.verdict = engine::Verdict::refused;
        no.refusal = refusal;
        answer(no);
    }
    // The oldest open call is a read, and lists these.
    void list(std::vector<engine::ListedCode> listed) {
        auto const call = calls.front();
        calls.pop_front();
        engine::Answer done;
        done.call = call.id;
        done.verdict = engine::Verdict::done;
        done.listed = std::move(listed);
        answer(done);
    }
    void notice(engine::Notice::What what) {
        engine.noticed({what, account, door}, now, effects);
        note();
    }
};

}  // namespace lockstep::api::test
