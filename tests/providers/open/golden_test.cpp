// Written-down exchanges, composed from the vendor's description: a third witness, so that adapter and mock cannot be
// wrong together. Each file is held against the adapter alone, and against the mock alone.
#include <map>

#include "runtime/time_text.hpp"
#include "tests/catch.hpp"
#include "tests/providers/golden.hpp"
#include "tests/providers/open/fixtures.hpp"

namespace lockstep::providers::open {
namespace {

using Json = nlohmann::json;

struct OfGeneration : Golden {
    Vendor const* vendor = nullptr;
};

std::vector<OfGeneration> both_generations() {
    std::vector<OfGeneration> all;
    for (auto& golden : all_golden("open/golden"))
        all.push_back({std::move(golden), &open_vendor()});
    for (auto& golden : all_golden("open/golden_2022"))
        all.push_back({std::move(golden), &open_2022_vendor()});
    return all;
}

Instant bound(Json const& note, char const* key, Instant otherwise) {
    return note.contains(key) ? parse_instant(note[key].get<std::string>()).value() : otherwise;
}

VendorSetup setup_of(Golden const& golden) {
    engine::Capabilities capabilities;
    if (auto const found = golden.notes.find("profile"); found != golden.notes.end()) {
        auto const& profile = found->second;
        capabilities.native_scheduling = profile.value("native_scheduling", true);
        capabilities.edit_in_place = profile.value("edit_in_place", true);
        if (profile.value("reads", "pins") == "names") capabilities.reads = engine::Reads::names;
        if (profile.value("confirm", "webhook") == "answer") capabilities.confirmation = engine::Confirmation::answer;
    }
    return a_setup(capabilities);
}

engine::ProviderCall call_of(Json const& note) {
    auto const kind = note.at("kind").get<std::string>();
    auto call = kind == "put"      ? a_put(1, note.at("pin").get<std::string>(), note.at("name").get<std::string>())
                : kind == "remove" ? a_removal(1, "")
                                   : a_read(1);
    call.vendor_ref = note.value("ref", "");
    call.record.window = {bound(note, "starts", always), bound(note, "ends", never)};
    return call;
}

Json told(engine::Answer const& answer) {
    static std::map<engine::Verdict, std::string> const verdicts{{engine::Verdict::done, "done"},
                                                                 {engine::Verdict::accepted, "accepted"},
                                                                 {engine::Verdict::refused, "refused"},
                                                                 {engine::Verdict::unknown, "unknown"}};
    static std::array<std::string, 3> const states{"active", "pending", "removing"};
    Json note{{"verdict", verdicts.at(answer.verdict)},
              {"refusal", engine::name_of(answer.refusal)},
              {"ref", answer.vendor_ref},
              {"pin", answer.record.pin.text()},
              {"name", answer.record.name},
              {"listed", Json::array()}};
    for (auto const& one : answer.listed)
        note["listed"].push_back({{"ref", one.vendor_ref},
                                  {"pin", one.record.pin.text()},
                                  {"name", one.record.name},
                                  {"state", states[static_cast<std::size_t>(one.state)]}});
    return note;
}

TEST_CASE("open golden: the adapter writes the request, and understands the response", "[open][golden]") {
    std::size_t exchanges_seen = 0;
    for (auto const& golden : both_generations()) {
        if (!golden.notes.contains("call")) continue;
        CAPTURE(golden.name);
        ++exchanges_seen;
        auto const adapter = golden.vendor->make_adapter(setup_of(golden), engine::AccountId{0});
        std::uint64_t exchanges = 0;
        AdapterEffects effects{.next_exchange = &exchanges};

        adapter->start(call_of(golden.notes.at("call")), noon, effects);

        REQUIRE(effects.outgoing.size() == 1);
        auto const& sent = std::get<http::Request>(effects.outgoing[0].message);
        CHECK(sent.method == golden.request().method);
        CHECK(sent.target == golden.request().target);
        CHECK_FALSE(http::bearer(sent.headers).empty());
        CHECK(http::is_json(sent.headers) == http::is_json(golden.request().headers));
        if (!golden.request().body.empty()) CHECK(Json::parse(sent.body) == Json::parse(golden.request().body));
        CHECK(sent.body.empty() == golden.request().body.empty());

        adapter->received(effects.outgoing[0].exchange, golden.response(), noon, effects);

        REQUIRE(effects.answers.size() == 1);
        auto const answer = told(effects.answers[0]);
        for (auto const& [key, value] : golden.notes.at("answer").items()) {
            CAPTURE(key);
            CHECK(answer.at(key) == value);
        }
    }
    CHECK(exchanges_seen > 20);
}

// What happened before the exchange, each job done before the next one comes.
void prepare(Golden const& golden, Mock& mock, sim::Cloud& cloud, Instant& now, MockEffects& effects) {
    auto const work = [&] {
        while (cloud.next_due() != never) {
            now = cloud.next_due();
            effects.clear();
            for (auto const& completion : cloud.run_due(now))
                mock.completed(completion, cloud, now, effects);
        }
    };
    if (auto const given = golden.notes.find("given"); given != golden.notes.end()) {
        for (auto const& one : given->second) {
            if (one.contains("remove"))
                cloud.remove(0, place_of(one["remove"].get<std::string>())->key, now);
            else
                cloud.put(0, std::nullopt,
                          {one["pin"].get<std::string>(), bound(one, "starts", always), bound(one, "ends", never),
                           one["name"].get<std::string>()},
                          now);
            work();
        }
    }
    if (auto const world = golden.notes.find("world"); world != golden.notes.end()) {
        if (world->second.value("offline", false)) cloud.set_online(0, false, now);
        if (world->second.value("outage", false)) cloud.set_outage(true);
    }
}

TEST_CASE("open golden: the mock gives the response to the request", "[open][golden]") {
    for (auto const& golden : both_generations()) {
        if (!golden.notes.contains("call")) continue;
        CAPTURE(golden.name);
        auto const setup = setup_of(golden);
        auto cloud = a_cloud(setup, {.slots = 3, .apply = 3s, .erase = 1s});
        auto const mock = golden.vendor->make_mock(setup);
        auto now = noon;
        MockEffects effects;
        prepare(golden, *mock, cloud, now, effects);
        auto request = golden.request();
        http::set_bearer(request.headers, TokenOffice{setup.provider, setup.seed}.access_token(0, never));
        effects.clear();

        mock->handle({1}, request, {}, cloud, now, effects);
        while (effects.replies.empty() && cloud.next_due() != never)
            for (auto const& completion : cloud.run_due(now = cloud.next_due()))
                mock->completed(completion, cloud, now, effects);

        REQUIRE(effects.replies.size() == 1);
        auto const& answer = response(effects.replies[0].message);
        CHECK(answer.status == golden.response().status);
        CHECK(http::is_json(answer.headers));
        INFO("written: " << golden.response().body << "got: " << answer.body);
        CHECK(fits(Json::parse(golden.response().body), Json::parse(answer.body)));
    }
}

TEST_CASE("open golden: pushes are written by the mock and understood by the adapter", "[open][golden]") {
    std::size_t pushes_seen = 0;
    for (auto const& golden : both_generations()) {
        if (!golden.notes.contains("push")) continue;
        CAPTURE(golden.name);
        ++pushes_seen;
        auto const setup = setup_of(golden);
        auto cloud = a_cloud(setup);
        auto const mock = golden.vendor->make_mock(setup);
        auto now = noon;
        MockEffects made;
        prepare(golden, *mock, cloud, now, made);

        REQUIRE(made.pushes.size() == 1);
        auto const& request = std::get<http::Request>(made.pushes[0].message);
        CHECK(request.method == golden.request().method);
        CHECK(request.target == golden.request().target);
        INFO("written: " << golden.request().body << "got: " << request.body);
        CHECK(fits(Json::parse(golden.request().body), Json::parse(request.body)));

        auto const adapter = golden.vendor->make_adapter(setup, engine::AccountId{0});
        AdapterEffects effects;
        CHECK(adapter->pushed(golden.request(), noon, effects) == golden.response().status);
        REQUIRE(effects.pushes.size() == 1);
        auto const& push = effects.pushes[0];
        auto const& note = golden.notes.at("push");
        CHECK((push.what == engine::Push::What::stored ? "stored" : "removed") == note.at("what").get<std::string>());
        CHECK(push.vendor_ref == note.at("ref").get<std::string>());
        CHECK(push.record.pin.text() == note.at("pin").get<std::string>());
        CHECK(push.record.name == note.at("name").get<std::string>());
        CHECK(push.device.value == note.at("device").get<std::uint32_t>());
    }
    CHECK(pushes_seen == 2);
}

}  // namespace
}  // namespace lockstep::providers::open
