// A small served world, and a life for it in which everything happens that can be done from outside.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "harness/serve/served_world.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/a_world.hpp"

namespace lockstep::harness {

inline constexpr Instant first_real{std::chrono::hours{500'000}};

inline std::string const small_world_text =
    "schema: world/v1\nproviders: { maker: { vendor: open, code: { slots: 3 } }, august: { vendor: august } }\n"
    "devices: { front: { provider: maker }, back: { provider: maker }, side: { provider: august } }\n";

inline Case small_world() { return world_of(small_world_text); }

inline std::uint64_t state_of(ServedWorld const& world) {
    StateHash hash;
    world.world().hash(hash);
    hash.add(world.world().trace().hash());
    return hash.value();
}

// With the world's own key.
inline http::Response post_to(ServedWorld& world, std::string target, std::string body, Instant real) {
    auto request = http::json_request(http::Method::post, std::move(target), std::move(body));
    http::set_bearer(request.headers, world.scenario().api_keys.front().key);
    return world.apply(ApiCall{std::move(request)}, real);
}

// Everything that can be done from outside, at different instants.
inline void live(ServedWorld& world) {
    auto real = first_real;
    auto const post = [&](std::string target, std::string body) {
        return post_to(world, std::move(target), std::move(body), real);
    };
    auto const create = [&](DeviceIndex device, std::string const& rest) {
        return post("/access_codes/create", R"({"device_id":")" + world.device_id_text(device) + '"' + rest + '}');
    };
    auto const go_on = [&](Duration by) {
        real += 1s;
        world.play(world.world().now() + by, 1'000'000);
        world.apply(ClockSet{world.clock().mode(), world.world().now()}, real);
    };
    CHECK(create(0, R"(,"code":"0420","name":"Ada \ud83d\udd11")").status == 200);
    CHECK(create(0, R"(,"code":"0420")").status == 409);
    CHECK(create(2, "").status == 200);
    world.play(world.world().now() + 2s, 1'000'000);
    CHECK(post("/access_codes/generate_code", R"({"device_id":")" + world.device_id_text(1) + "\"}").status == 200);
    CHECK(post("/devices/list", "{}").status == 200);
    CHECK(create(1, R"(,"starts_at":"2030-01-02T00:00:00Z","ends_at":"2030-01-03T00:00:00Z")").status == 200);
    go_on(1min);
    world.apply(LinkSet{0, false}, real);
    CHECK(create(0, R"(,"code":"0421")").status == 200);
    CHECK(world.set_faults(nlohmann::json::parse(R"([{"op":"write","device":"front","do":{"reply":503},"nth":1}])"),
                           real));
    go_on(1min);
    world.apply(LinkSet{0, true}, real);
    http::Request locks{http::Method::get, "/locks", {}, {}};
    http::set_bearer(locks.headers, "mine");
    locks.headers.add("x-odd", "\xff\xfe");
    world.apply(VendorCall{0, locks}, real);
    go_on(10min);
    EditByHand edit;
    edit.device = 1;
    edit.what = EditByHand::What::add;
    edit.pin = "7777";
    edit.ends.given = true;
    edit.ends.value.instant = world.world().now() + std::chrono::hours{5};
    CHECK(world.apply(HandEdit{edit}, real));
    CHECK(world.apply(KeysPressed{1, "7777"}, real).opens);
    world.apply(AccountSet{0, false}, real);
    go_on(1h);
    world.apply(AccountSet{0, true}, real);
    go_on(std::chrono::hours{30});
}

}  // namespace lockstep::harness
