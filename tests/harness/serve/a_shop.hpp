// A served demo world and a client of it, in one loop.
#pragma once

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "harness/serve/demo_world.hpp"
#include "harness/serve/serve.hpp"
#include "http/client.hpp"
#include "http/loop.hpp"
#include "tests/catch.hpp"
#include "tests/harness/serve/a_world.hpp"

namespace lockstep::harness::test {

using ServedJson = nlohmann::json;

struct Shop {
    explicit Shop(ServeOptions options = {.port = 0, .clock = {0}}) {
        auto started = Serve::start(loop, world_of(demo_world()), options);
        REQUIRE(started.ok());
        serve = std::move(*started);
        told = ServedJson::parse(serve->announcement());
        auto origin = http::parse_origin(told.at("url").get<std::string>());
        REQUIRE(origin.ok());
        client.emplace(loop, http::ClientOptions{.origin = *origin,
                                                 .timeout = std::chrono::minutes{1},
                                                 .trusted_certificate = told.value("certificate", "")});
    }

    Result<http::Response, http::Trouble> send(http::Request request) {
        std::optional<Result<http::Response, http::Trouble>> heard;
        // The API's own key, where nobody says otherwise; vendors have tokens of their own.
        if (!request.headers.has(http::field::authorization) && !request.target.starts_with("/vendors/"))
            http::set_bearer(request.headers, told.at("api_key").get<std::string>());
        client->send(std::move(request), [&heard](auto answer) { heard = std::move(answer); });
        while (!heard)
            loop.wait_one(1s);
        return std::move(*heard);
    }
    ServedJson ask(http::Method method, std::string target, std::string body = {}) {
        auto const heard = send(body.empty() ? http::Request{method, std::move(target), {}, {}}
                                             : http::json_request(method, std::move(target), std::move(body)));
        REQUIRE(heard.ok());
        auto json = ServedJson::parse(heard->body, nullptr, false);
        if (json.is_object()) json["http"] = heard->status;
        return json;
    }

    // What the controls tell of a device.
    ServedJson device(std::string const& name) {
        auto const all = ask(http::Method::get, "/lockstep/devices");
        for (auto const& device : all.at("devices"))
            if (device.at("name") == name) return device;
        FAIL("no device called " << name);
        return {};
    }

    http::Loop loop;
    std::unique_ptr<Serve> serve;
    ServedJson told;
    std::optional<http::Client> client;
};

}  // namespace lockstep::harness::test
