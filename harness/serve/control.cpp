#include "harness/serve/control.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/serve/control_body.hpp"
#include "harness/serve/webhook_log.hpp"
#include "harness/serve/world_json.hpp"
#include "http/target.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

constexpr std::string_view prefix = "/lockstep/";

bool reads(http::Request const& request) {
    return request.method == http::Method::get || request.method == http::Method::head;
}

api::Problem only(std::string_view path, std::string_view verbs) {
    return api::problem(api::ProblemType::method_not_allowed, fmt::format("{}{} answers {}.", prefix, path, verbs));
}

}  // namespace

std::variant<http::Response, AdvanceWish> Control::handle(http::Request const& request, Instant real_now) {
    auto const [path, query] = http::split_target(request.target);
    Call const call{request, path.substr(std::min(prefix.size(), path.size())), query, real_now};
    bool const post = request.method == http::Method::post;
    if (call.path == "metrics" && reads(request)) return metrics();
    if (call.path == "clock" && post) {
        auto const body = ControlBody::read(request.body, {"advance", "to", "until", "limit", "mode"});
        if (!body) return respond(body.error());
        if (!body->has("mode")) {
            auto const wish = advance(call);
            if (!wish) return respond(wish.error());
            return *wish;
        }
    }
    auto made = answer(call);
    if (!made) return respond(made.error());
    return respond(200, std::move(*made));
}

Control::Answer Control::answer(Call const& call) {
    if (call.path == "clock") return clock(call);
    if (call.path == "faults") return faults(call);
    if (call.path == "reset") return reset(call);
    if (call.path == "webhooks") return webhooks({}, call);
    if (call.path.starts_with("webhooks/")) return webhooks(call.path.substr(9), call);
    if (call.path == "trace") return reads(call.request) ? trace(call) : failure(only("trace", "GET"));
    if (call.path == "devices") return reads(call.request) ? devices() : failure(only("devices", "GET"));
    if (call.path == "accounts") return reads(call.request) ? accounts() : failure(only("accounts", "GET"));
    if (call.path.starts_with("devices/")) {
        auto const rest = call.path.substr(8);
        auto const slash = rest.rfind('/');
        if (slash != std::string_view::npos) return device(rest.substr(0, slash), rest.substr(slash + 1), call);
        return device(rest, {}, call);
    }
    if (call.path == "codes") return reads(call.request) ? codes(call) : failure(only("codes", "GET"));
    if (call.path == "providers") return reads(call.request) ? providers() : failure(only("providers", "GET"));
    if (call.path.starts_with("providers/")) return provider(call.path.substr(10), call);
    if (call.path.starts_with("accounts/")) return account(call.path.substr(9), call);
    return failure(api::problem(api::ProblemType::unknown_path, "There is nothing at this path."));
}

// --- the clock ---

api::Json Control::clock_json(Instant) const {
    auto const& world = world_->world();
    auto const next = world.next_instant();
    auto const count = world.messages_under_way() + world.requests_parked() + world.orders_under_way() +
                       world.engine().pending_timers();
    return {{"mode", text_of(world_->clock().mode())},
            {"now", format_instant(world.now())},
            {"pending", {{"next", next == never ? Json{} : Json(format_instant(next))}, {"count", count}}}};
}

Control::Answer Control::clock(Call const& call) {
    if (reads(call.request)) return clock_json(call.real_now);
    if (call.request.method != http::Method::post) return failure(only("clock", "GET, POST"));
    auto const body = ControlBody::read(call.request.body, {"mode"});
    if (!body) return failure(body.error());
    auto const text = body->text("mode");
    if (!text) return failure(text.error());
    auto const mode = parse_clock_mode(*text);
    if (!mode) return failure(api::invalid("mode", "`mode` is real, manual or scaled:N."));
    world_->apply(ClockSet{*mode, world_->clock().now(call.real_now)}, call.real_now);
    return clock_json(call.real_now);
}

api::Outcome<AdvanceWish> Control::advance(Call const& call) {
    auto const body = ControlBody::read(call.request.body, {"advance", "to", "until", "limit"});
    if (!body) return failure(body.error());
    if (body->has("advance") + body->has("to") + body->has("until") != 1)
        return failure(api::invalid("", "Exactly one of `advance`, `to`, `until` and `mode` is wanted."));
    if (body->has("limit") && !body->has("until"))
        return failure(api::invalid("limit", "`limit` stands beside `until`."));
    auto const now = world_->world().now();
    if (body->has("advance")) {
        auto const length = body->duration("advance");
        if (!length) return failure(length.error());
        return AdvanceWish{.to = std::nullopt, .by = *length};
    }
    if (body->has("to")) {
        auto const to = body->instant("to");
        if (!to) return failure(to.error());
        if (*to < now)
            return failure(
                api::invalid("to", fmt::format("The clock does not go backwards: it is {}.", format_instant(now))));
        if (*to - now > hundred_years) return failure(api::invalid("to", "`to` is more than 100 years away."));
        return AdvanceWish{.to = *to};
    }
    auto const until = body->text("until");
    if (!until) return failure(until.error());
    if (*until != "idle") return failure(api::invalid("until", "`until` can only be `idle`."));
    auto const limit = body->has("limit") ? body->duration("limit") : api::Outcome<Duration>{std::chrono::hours{24}};
    if (!limit) return failure(limit.error());
    return AdvanceWish{.to = std::nullopt, .by = *limit, .until_idle = true};
}

api::Json Control::world() const {
    return {{"seed", world_->seed()},
            {"trace", world_->world().record().trace.size()},
            {"devices", world_->scenario().devices.size()},
            {"workspaces", json_of_workspaces(*world_)}};
}

http::Response Control::advanced(std::uint64_t events) {
    return respond(200, {{"now", format_instant(world_->world().now())}, {"events", events}});
}

// --- devices ---

Control::Answer Control::devices() const {
    Json list = Json::array();
    for (DeviceIndex i = 0; i < world_->scenario().devices.size(); ++i)
        list.push_back(json_of_device(*world_, i));
    return Json{{"devices", std::move(list)}};
}

Control::Answer Control::device(std::string_view name, std::string_view action, Call const& call) {
    auto const text = http::percent_decoded(name);
    auto const found = text ? world_->device_called(*text) : std::nullopt;
    if (!found)
        return failure(api::problem(api::ProblemType::device_not_found,
                                    fmt::format("No device is called `{}`.", text.value_or(std::string(name)))));
    if (action.empty())
        return reads(call.request) ? Answer(Json{{"device", json_of_device(*world_, *found)}})
                                   : failure(only("a device", "GET; press, link and edit answer POST"));
    auto const handler = action == "press"  ? &Control::press
                         : action == "link" ? &Control::link
                         : action == "edit" ? &Control::edit
                                            : nullptr;
    if (handler == nullptr)
        return failure(api::problem(api::ProblemType::unknown_path, "A device has press, link and edit."));
    if (call.request.method != http::Method::post) return failure(only(call.path, "POST"));
    return (this->*handler)(*found, call);
}

Control::Answer Control::press(DeviceIndex device, Call const& call) {
    auto const body = ControlBody::read(call.request.body, {"pin"});
    if (!body) return failure(body.error());
    auto const pin = body->text("pin");
    if (!pin) return failure(pin.error());
    if (!sim::can_be_typed(*pin)) return failure(api::invalid("pin", "A PIN is digits."));
    auto const pressed = world_->apply(KeysPressed{device, *pin}, call.real_now);
    return Json{{"opens", pressed.opens},
                {"reason", pressed.opens ? Json{} : Json(std::string(sim::name_of(pressed.reason)))}};
}

Control::Answer Control::link(DeviceIndex device, Call const& call) {
    auto const body = ControlBody::read(call.request.body, {"online"});
    if (!body) return failure(body.error());
    auto const online = body->boolean("online");
    if (!online) return failure(online.error());
    world_->apply(LinkSet{device, *online}, call.real_now);
    return Json{{"device", json_of_device(*world_, device)}};
}

Control::Answer Control::edit(DeviceIndex device, Call const& call) {
    auto const body = ControlBody::read(call.request.body, {"add", "pin", "to", "erase"});
    if (!body) return failure(body.error());
    if (body->has("add") + body->has("to") + body->has("erase") != 1)
        return failure(api::invalid("", "Exactly one of `add`, `to` and `erase` is wanted."));

    EditByHand edit;
    edit.device = device;
    std::string_view const part = body->has("add") ? "add" : "to";
    if (body->has("erase")) {
        edit.what = EditByHand::What::erase;
        auto const erase = body->boolean("erase");
        if (!erase) return failure(erase.error());
        if (!*erase) return failure(api::invalid("erase", "`erase` can only be true."));
    } else {
        edit.what = part == "add" ? EditByHand::What::add : EditByHand::What::change;
        auto held = body->object(part);
        if (!held) return failure(held.error());
        auto const record = ControlBody::read(std::move(*held), fmt::format("{}.", part),
                                              {"pin", "starts", "ends", "starts_at", "ends_at"});
        if (!record) return failure(record.error());
        auto const bound = [&](std::string_view key, Field<Moment>& field) -> std::optional<api::Problem> {
            if (!record->has(key)) return std::nullopt;
            auto const instant = record->instant(key);
            if (!instant) return instant.error();
            field.given = true;
            field.value = Moment{*instant, {}, {}};
            return std::nullopt;
        };
        for (std::string_view const key : {"starts", "starts_at"})
            if (auto const problem = bound(key, edit.starts)) return failure(*problem);
        for (std::string_view const key : {"ends", "ends_at"})
            if (auto const problem = bound(key, edit.ends)) return failure(*problem);
        if (edit.starts.has_value() && edit.ends.has_value() && edit.ends->instant <= edit.starts->instant)
            return failure(api::invalid(fmt::format("{}.ends", part), "This window ends before it starts."));
        if (part == "add" || record->has("pin")) {
            auto const pin = record->text("pin");
            if (!pin) return failure(pin.error());
            if (!sim::can_be_typed(*pin)) return failure(api::invalid(fmt::format("{}.pin", part), "A PIN is digits."));
            if (part == "add") {
                edit.pin = *pin;
            } else {
                edit.to_pin.given = true;
                edit.to_pin.value = *pin;
            }
        }
    }
    bool const changes_nothing =
        edit.what == EditByHand::What::change && !edit.to_pin.given && !edit.starts.given && !edit.ends.given;
    if (changes_nothing) return failure(api::invalid("to", "What becomes of it: `pin`, `starts`, `ends`."));
    if (part != "add" || body->has("pin")) {
        if (part == "add") return failure(api::invalid("pin", "The new code's PIN stands within `add`."));
        auto const pin = body->text("pin");
        if (!pin) return failure(pin.error());
        edit.pin = *pin;
    }
    if (!world_->apply(HandEdit{edit}, call.real_now))
        return failure(api::invalid(part == "add" ? "add" : "pin",
                                    part == "add" ? std::string("The lock has no room for another code.")
                                                  : fmt::format("The lock stores no code {}.", edit.pin)));
    return Json{{"device", json_of_device(*world_, device)}};
}

// --- accounts, providers, faults, reset ---

Control::Answer Control::accounts() const {
    Json list = Json::array();
    for (AccountIndex i = 0; i < world_->scenario().accounts.size(); ++i)
        list.push_back(json_of_account(*world_, i));
    return Json{{"accounts", std::move(list)}};
}

Control::Answer Control::account(std::string_view name, Call const& call) {
    auto const text = http::percent_decoded(name);
    auto const found = text ? world_->account_called(*text) : std::nullopt;
    if (!found)
        return failure(api::problem(api::ProblemType::connected_account_not_found,
                                    fmt::format("No account is called `{}`.", text.value_or(std::string(name)))));
    if (reads(call.request)) return Json{{"account", json_of_account(*world_, *found)}};
    if (call.request.method != http::Method::post) return failure(only(call.path, "GET, POST"));
    auto const body = ControlBody::read(call.request.body, {"connected"});
    if (!body) return failure(body.error());
    auto const connected = body->boolean("connected");
    if (!connected) return failure(connected.error());
    world_->apply(AccountSet{*found, *connected}, call.real_now);
    return Json{{"account", json_of_account(*world_, *found)}};
}

Control::Answer Control::providers() const {
    Json list = Json::array();
    for (std::size_t i = 0; i < world_->scenario().providers.size(); ++i)
        list.push_back(json_of_provider(*world_, i));
    return Json{{"providers", std::move(list)}};
}

Control::Answer Control::provider(std::string_view name, Call const& call) {
    auto const text = http::percent_decoded(name);
    auto const found = text ? world_->provider_called(*text) : std::nullopt;
    if (!found)
        return failure(api::problem(api::ProblemType::unknown_path,
                                    fmt::format("No provider is called `{}`.", text.value_or(std::string(name)))));
    if (reads(call.request)) return Json{{"provider", json_of_provider(*world_, *found)}};
    if (call.request.method != http::Method::post) return failure(only(call.path, "GET, POST"));
    auto const body = ControlBody::read(call.request.body, {"outage"});
    if (!body) return failure(body.error());
    auto const outage = body->boolean("outage");
    if (!outage) return failure(outage.error());
    world_->apply(OutageSet{*found, *outage}, call.real_now);
    return Json{{"provider", json_of_provider(*world_, *found)}};
}

Control::Answer Control::faults(Call const& call) {
    if (call.request.method == http::Method::put) {
        auto parsed = api::parse_json(call.request.body);
        if (parsed && parsed->is_object() && parsed->size() == 1 && parsed->contains("faults"))
            parsed = api::Fields{parsed->at("faults")};
        if (!parsed || !parsed->is_array()) return failure(api::invalid("", "A list of rules is wanted."));
        auto const set = world_->set_faults(*parsed, call.real_now);
        if (!set) return failure(api::invalid("faults", set.error()));
    } else if (!reads(call.request)) {
        return failure(only("faults", "GET, PUT"));
    }
    return Json{{"faults", world_->faults()}};
}

Control::Answer Control::reset(Call const& call) {
    if (call.request.method != http::Method::post) return failure(only("reset", "POST"));
    auto const body = ControlBody::read(call.request.body, {"seed"});
    if (!body) return failure(body.error());
    std::optional<std::uint64_t> seed;
    if (body->has("seed")) {
        auto const given = body->integer("seed");
        if (!given) return failure(given.error());
        seed = *given;
    }
    world_->apply(WorldReset{seed.value_or(world_->seed()), world_->clock().mode()}, call.real_now);
    return Json{{"now", format_instant(world_->world().now())}, {"seed", world_->seed()}};
}

Control::Answer Control::webhooks(std::string_view id, Call const& call) {
    bool const clears = call.request.method == http::Method::delete_;
    if (!clears && !reads(call.request)) return failure(only(call.path, "GET, DELETE"));
    auto const& api = world_->world().api();
    auto const uuid = api::Uuid::parse(id);
    auto const wanted = uuid ? api.identity().as_webhook(*uuid) : std::nullopt;
    if (!id.empty() && (!wanted || api.webhooks().find(api::WebhookId{*wanted}) == nullptr))
        return failure(api::problem(api::ProblemType::webhook_not_found, "No such webhook."));
    Json list = Json::array();
    for (auto const& [webhook, state] : api.webhooks().all()) {
        if (wanted && webhook.value != *wanted) continue;
        if (clears) world_->apply(WebhookLogCleared{webhook}, call.real_now);
        list.push_back(webhook_log_json(api, webhook));
    }
    return Json{{"webhooks", std::move(list)}};
}

http::Response Control::metrics() const {
    http::Response response{200, {}, metrics_->text(*world_)};
    response.headers.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
    return response;
}

// --- answers ---

http::Response Control::respond(int status, Json body) {
    if (body.is_object() && !body.contains("ok")) body["ok"] = true;
    return http::json_response(status, api::text_of(body));
}

http::Response Control::respond(api::Problem const& problem) {
    auto const id = world_->world().api().identity().request(++requests_).text();
    return respond(api::status_of(problem.type), api::envelope(problem, id));
}

http::Response Control::refused(int status, std::string_view type, std::string_view message) {
    auto const id = world_->world().api().identity().request(++requests_).text();
    return respond(status, {{"error", {{"type", type}, {"message", message}, {"request_id", id}}}, {"ok", false}});
}

}  // namespace lockstep::harness
