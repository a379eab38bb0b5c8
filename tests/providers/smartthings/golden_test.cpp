// Written-down exchanges, composed from the vendor's description: a third witness, so that adapter and mock cannot be
// wrong together. Each file is held against the adapter alone, and against the mock alone. `{lock}` stands for the id
// of the lock, "*" for any text, and members that a file does not name may be there.
#include <array>

#include "tests/catch.hpp"
#include "tests/providers/golden.hpp"
#include "tests/providers/smartthings/fixtures.hpp"

namespace lockstep::providers::smartthings {
namespace {

bool agrees(Json const& written, Json const& got) { return fits(written, got, Unwritten::allowed); }

VendorSetup setup_for(Golden const& written) {
    bool const awkward = written.notes.contains("profile") && written.notes.at("profile") == "awkward";
    return a_setup(awkward ? Profile::awkward : Profile::calm);
}

engine::ProviderCall call_in(Json const& note) {
    auto const kind = note.at("kind").get<std::string>();
    return a_call(kind == "put"      ? engine::CallKind::put
                  : kind == "remove" ? engine::CallKind::remove
                                     : engine::CallKind::read,
                  1, note.value("ref", ""), note.value("pin", "0420"), note.value("name", "guest"));
}

std::string word(engine::Verdict verdict) {
    static std::array<std::string, 4> const words{"done", "accepted", "refused", "unknown"};
    return words[static_cast<std::size_t>(verdict)];
}
std::string word(engine::Push::What what) {
    static std::array<std::string, 4> const words{"stored", "removed", "failed_to_store", "failed_to_remove"};
    return words[static_cast<std::size_t>(what)];
}

Json told_of(engine::Answer const& answer) {
    static std::array<std::string, 3> const states{"active", "pending", "removing"};
    Json note{{"verdict", word(answer.verdict)},
              {"refusal", engine::name_of(answer.refusal)},
              {"ref", answer.vendor_ref},
              {"listed", Json::array()}};
    for (auto const& one : answer.listed)
        note["listed"].push_back({{"ref", one.vendor_ref},
                                  {"pin", one.record.pin.text()},
                                  {"name", one.record.name},
                                  {"state", states[static_cast<std::size_t>(one.state)]}});
    return note;
}

// What the lock holds before; the clock is back at noon after that, less what it took.
void give(Golden const& written, Served& served) {
    served.now = noon - std::chrono::minutes{10};
    if (written.notes.contains("given"))
        for (auto const& one : written.notes.at("given")) {
            served.command("setCode", Json::array({one["slot"], one["pin"], one["name"]}));
            served.run_for(5s);
        }
    served.run_for(noon - served.now);
    served.pushes.clear();
    auto const world = written.notes.contains("world") ? written.notes.at("world") : Json::object();
    if (world.value("offline", false)) served.cloud.set_online(0, false, served.now);
    if (world.value("outage", false)) served.cloud.set_outage(true);
}

}  // namespace

TEST_CASE("smartthings golden: the adapter writes the requests, and understands the responses",
          "[smartthings][golden]") {
    std::size_t seen = 0;
    for (auto const& written : all_golden("smartthings/golden", lock_0())) {
        if (!written.notes.contains("call") || written.notes.contains("event")) continue;
        CAPTURE(written.name);
        ++seen;
        auto setup = setup_for(written);
        setup.profile = Profile::calm;  // its tokens do not end
        Asked asked{setup};

        asked.start(call_in(written.notes.at("call")));
        for (std::size_t i = 0; i < written.exchanges.size(); ++i) {
            CAPTURE(i);
            REQUIRE(asked.sent.size() == i + 1);
            auto const& want = written.exchanges[i].request;
            auto const& got = asked.last();
            CHECK(got.method == want.method);
            CHECK(got.target == want.target);
            CHECK_FALSE(http::bearer(got.headers).empty());
            CHECK(http::is_json(got.headers) == http::is_json(want.headers));
            if (!want.body.empty()) CHECK(Json::parse(got.body) == Json::parse(want.body));
            CHECK(got.body.empty() == want.body.empty());
            asked.hear(written.exchanges[i].response);
        }

        REQUIRE(asked.answers.size() == 1);
        auto const answer = told_of(asked.answers[0]);
        INFO(answer.dump());
        CHECK(agrees(written.notes.at("answer"), answer));
    }
    CHECK(seen >= 10);
}

TEST_CASE("smartthings golden: the mock gives the responses to the requests", "[smartthings][golden]") {
    for (auto const& written : all_golden("smartthings/golden", lock_0())) {
        if (written.notes.contains("event")) continue;
        CAPTURE(written.name);
        Served served{setup_for(written)};
        give(written, served);
        for (auto const& exchange : written.exchanges) {
            auto request = exchange.request;
            http::set_bearer(request.headers, "any");

            auto const answer = served.ask(request);

            CHECK(answer.status == exchange.response.status);
            CHECK(http::is_json(answer.headers));
            INFO("written: " << exchange.response.body << "got: " << answer.body);
            CHECK(agrees(Json::parse(exchange.response.body), Json::parse(answer.body)));
        }
    }
}

TEST_CASE("smartthings golden: events are written by the mock and understood by the adapter", "[smartthings][golden]") {
    std::size_t seen = 0;
    for (auto const& written : all_golden("smartthings/golden", lock_0())) {
        if (!written.notes.contains("event")) continue;
        CAPTURE(written.name);
        ++seen;
        auto const& exchange = written.exchanges.at(0);
        Served served{setup_for(written)};
        give(written, served);
        auto const& after = written.notes.at("after");
        CHECK(served.command(after["command"], after["arguments"]).status == 200);
        served.run_for(5s);

        REQUIRE(served.pushes.size() == 1);
        auto const& got = request_in(served.pushes[0].message);
        CHECK(got.method == exchange.request.method);
        CHECK(got.target == exchange.request.target);
        INFO("written: " << exchange.request.body << "got: " << got.body);
        CHECK(agrees(Json::parse(exchange.request.body), Json::parse(got.body)));

        Asked asked{setup_for(written)};
        if (written.notes.contains("call")) asked.start(call_in(written.notes.at("call")));
        asked.now = noon + 1s;
        CHECK(asked.hear_push(got) == exchange.response.status);
        REQUIRE(asked.pushes.size() == 1);
        auto const& push = asked.pushes[0];
        auto const& note = written.notes.at("event");
        CHECK(word(push.what) == note.at("what").get<std::string>());
        CHECK(push.vendor_ref == note.at("ref").get<std::string>());
        CHECK(push.record.name == note.at("name").get<std::string>());
        CHECK_FALSE(push.pin_known);
        if (note.contains("refusal")) CHECK(engine::name_of(push.refusal) == note.at("refusal").get<std::string>());
    }
    CHECK(seen == 3);
}

}  // namespace lockstep::providers::smartthings
