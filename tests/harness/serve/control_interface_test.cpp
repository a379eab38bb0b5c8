// The interface of the controls, row by row as docs/serve.md has it: each call with each body that it takes, what it
// answers, and what has happened then.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/serve/control.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/a_world.hpp"

namespace lockstep::harness {
namespace {

using ControlJson = nlohmann::json;

constexpr Instant real_noon{std::chrono::hours{12}};

struct Console {
    ServedWorld world{the_case(), 1, {0}, real_noon};
    Metrics metrics;
    Control control{world, metrics};

    static Case the_case() {
        return world_of(
            "schema: world/v1\nproviders: { maker: { vendor: open, code: { slots: 3 } } }\n"
            "accounts: { home: { provider: maker } }\n"
            "devices: { front: { account: home, clock_skew: -5m } }\n");
    }

    ControlJson ask(http::Method method, std::string const& path, std::string body = {}) {
        auto outcome = control.handle({method, "/lockstep/" + path, {}, std::move(body)}, real_noon);
        if (auto const* const wish = std::get_if<AdvanceWish>(&outcome)) {
            auto const before = world.things_played();
            world.play(wish->to.value_or(world.world().now() + wish->by), 1'000'000);
            outcome = control.advanced(world.things_played() - before);
        }
        auto const& response = std::get<http::Response>(outcome);
        INFO(path << ": " << response.body);
        CHECK(response.status == 200);
        return ControlJson::parse(response.body, nullptr, false);
    }
    ControlJson call_api(http::Method method, std::string path, ControlJson const& body = {}) {
        auto request = http::json_request(method, std::move(path), body.is_null() ? std::string{} : body.dump());
        http::set_bearer(request.headers, world.scenario().api_keys.front().key);
        return ControlJson::parse(world.apply(ApiCall{std::move(request)}, real_noon).body);
    }
};

// The names of an object's members, in order; of a list's first item.
std::string members(ControlJson const& json) {
    if (json.is_array()) return json.empty() ? "" : members(json.front());
    std::string names;
    if (json.is_object())
        for (auto const& [name, value] : json.items())
            if (name != "ok") names += (names.empty() ? "" : " ") + name;
    return names;
}

bool has_all(std::string const& wanted, ControlJson const& json) {
    auto const& object = json.is_array() ? json.at(0) : json;
    std::size_t from = 0;
    while (from < wanted.size()) {
        auto const to = std::min(wanted.find(' ', from), wanted.size());
        if (!object.contains(wanted.substr(from, to - from))) return false;
        from = to + 1;
    }
    return true;
}

}  // namespace

TEST_CASE("control interface: every call with every body answers what is written", "[serve][control]") {
    using enum http::Method;
    struct Row {
        http::Method method;
        std::string path, body;
        std::string answer;  // its members
        std::string within;  // a JSON pointer to a part, and
        std::string part;    // that part's members
    };
    auto const row = GENERATE(values<Row>({
        {get, "clock", "", "mode now pending", "/pending", "next count"},
        {post, "clock", R"({"advance":"1h"})", "now events", "", ""},
        {post, "clock", R"({"to":"2030-01-02T00:00:00Z"})", "now events", "", ""},
        {post, "clock", R"({"until":"idle","limit":"1d"})", "now events", "", ""},
        {post, "clock", R"({"until":"idle"})", "now events", "", ""},
        {post, "clock", R"({"mode":"scaled:60"})", "mode now pending", "", ""},
        {get, "devices", "", "devices", "/devices", "name device_id vendor_id provider account online clock slots"},
        {get, "devices", "", "devices", "/devices/0/clock", "now skew"},
        {get, "devices", "", "devices", "/devices/0/slots", "pin starts_at ends_at usable"},
        {post, "devices/front/press", R"({"pin":"7777"})", "opens reason", "", ""},
        {post, "devices/lk_0/press", R"({"pin":"7777"})", "opens reason", "", ""},
        {post, "devices/front/link", R"({"online":false})", "device", "/device", "online"},
        {post, "devices/front/edit", R"({"add":{"pin":"1234"}})", "device", "/device/slots", "pin"},
        {post, "devices/front/edit", R"({"pin":"7777","to":{"pin":"1234"}})", "device", "/device/slots", "pin"},
        {post, "devices/front/edit", R"({"pin":"7777","erase":true})", "device", "/device", "slots"},
        {get, "accounts", "", "accounts", "/accounts", "name connected_account_id provider connected"},
        {post, "accounts/home", R"({"connected":false})", "account", "/account", "connected"},
        {put, "faults", R"([{"op":"write","do":{"reply":503}}])", "faults", "/faults", "op do fired"},
        {get, "faults", "", "faults", "", ""},
        {get, "trace?since=0", "", "events", "/events", "seq at what cause"},
        {post, "reset", "{}", "now", "", ""},
        {post, "reset", R"({"seed":7})", "now seed", "", ""},
    }));
    CAPTURE(row.path, row.body);
    Console console;
    console.ask(post, "devices/front/edit", R"({"add":{"pin":"7777"}})");

    auto const answer = console.ask(row.method, row.path, row.body);

    CAPTURE(answer.dump());
    CHECK(answer.at("ok") == true);
    CHECK(has_all(row.answer, answer));
    if (row.within.empty()) return;
    auto const& part = answer.at(ControlJson::json_pointer{row.within});
    CAPTURE(members(part));
    CHECK(has_all(row.part, part));
}

TEST_CASE("control interface: a device by its name, its id and its vendor's id", "[serve][control]") {
    Console console;
    auto const device = console.ask(http::Method::get, "devices").at("devices").at(0);
    auto const handle = GENERATE(values<std::string>({"name", "device_id", "vendor_id"}));

    auto const path = "devices/" + device.at(handle).get<std::string>();
    console.ask(http::Method::post, path + "/edit", R"({"add":{"pin":"7777","ends_at":"2030-01-01T01:00:00Z"}})");

    // The lock's clock is five minutes behind, so its window ends five minutes later.
    CHECK(device.at("clock").at("now") == "2029-12-31T23:55:00.000Z");
    CHECK(device.at("clock").at("skew") == "-5m");
    CHECK(console.ask(http::Method::post, path + "/press", R"({"pin":"7777"})").at("opens") == true);
    console.ask(http::Method::post, "clock", R"({"to":"2030-01-01T01:06:00Z"})");
    auto const late = console.ask(http::Method::post, path + "/press", R"({"pin":"7777"})");
    CHECK(late.at("opens") == false);
    CHECK(late.at("reason") == "expired_code");
}

TEST_CASE("control interface: what controls do, the API tells", "[serve][control]") {
    using enum http::Method;
    Console console;
    auto const id = console.world.device_id_text(0);
    auto const device = [&] { return console.call_api(get, "/devices/get?device_id=" + id).at("device"); };
    auto const account_errors = [&] {
        return console.call_api(get, "/connected_accounts/list").at("connected_accounts").at(0).at("errors").size();
    };
    auto const count = [&](std::string const& type) {
        return console.call_api(get, "/events/list?since=2030-01-01T00:00:00Z&event_type=" + type).at("events").size();
    };

    console.ask(post, "devices/front/link", R"({"online":false})");
    CHECK(device()["properties"]["online"] == false);
    console.ask(post, "devices/front/link", R"({"online":true})");
    CHECK(device()["properties"]["online"] == true);
    CHECK(count("device.disconnected") == 1);
    CHECK(count("device.connected") == 1);

    console.ask(post, "accounts/home", R"({"connected":false})");
    CHECK(account_errors() == 1);
    CHECK(count("connected_account.disconnected") == 1);
    console.ask(post, "accounts/" + console.world.account_id_text(0), R"({"connected":true})");
    CHECK(account_errors() == 0);

    auto const made = console.call_api(post, "/access_codes/create", {{"device_id", id}, {"code", "0420"}});
    console.ask(post, "clock", R"({"advance":"1m"})");
    console.ask(post, "devices/front/press", R"({"pin":"0420"})");
    CHECK(count("lock.unlocked") == 1);
    CHECK(device()["properties"]["locked"] == false);
    CHECK(console.ask(get, "devices").at("devices").at(0).at("locked") == false);
    console.ask(post, "devices/front/press", R"({"pin":"9999"})");
    CHECK(count("lock.access_denied") == 1);

    console.ask(post, "devices/front/edit", R"({"add":{"pin":"5555"}})");
    auto const strangers = [&] {
        return console.call_api(get, "/access_codes/unmanaged/list?device_id=" + id).at("access_codes").size();
    };
    CHECK(strangers() == 0);  // found by the next read
    console.ask(post, "clock", R"({"advance":"15m"})");
    CHECK(strangers() == 1);
}

TEST_CASE("control interface: idle is nothing under way and nothing being set or removed", "[serve][control]") {
    using enum http::Method;
    Console console;
    auto const id = console.world.device_id_text(0);
    CHECK(console.world.world().idle());

    console.call_api(post, "/locks/unlock_door", {{"device_id", id}});
    CHECK_FALSE(console.world.world().idle());
    auto const pending = console.ask(get, "clock").at("pending");
    CHECK(pending.at("count") > 0);
    CHECK(pending.at("next").is_string());
    console.ask(post, "clock", R"({"advance":"1m"})");
    CHECK(console.world.world().idle());

    console.call_api(post, "/access_codes/create", {{"device_id", id}, {"code", "0420"}});
    CHECK_FALSE(console.world.world().idle());
    console.ask(post, "clock", R"({"advance":"1m"})");
    CHECK(console.world.world().idle());
}

}  // namespace lockstep::harness
