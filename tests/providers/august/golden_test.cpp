// Written-down exchanges, composed from the vendor's description: a third witness, so that adapter and mock cannot be
// wrong together. Each file is held against the adapter alone, and against the mock alone.
#include <array>
#include <map>

#include "runtime/time_text.hpp"
#include "tests/catch.hpp"
#include "tests/providers/august/fixtures.hpp"
#include "tests/providers/golden.hpp"

namespace lockstep::providers::august {
namespace {

using Tree = nlohmann::json;

engine::ProviderCall call_in(Tree const& note) {
    auto const kind = note.at("kind").get<std::string>();
    auto const serial = note.value("serial", 0u);
    auto call = kind == "put" ? a_put(1, note.at("pin").get<std::string>(), serial, note.at("name").get<std::string>())
                : kind == "remove" ? a_removal(1, serial)
                                   : a_read(1);
    call.vendor_ref = note.value("ref", "");
    auto const bound = [&](char const* key, Instant otherwise) {
        return note.contains(key) ? parse_instant(note[key].get<std::string>()).value() : otherwise;
    };
    call.record.window = {bound("starts", always), bound("ends", never)};
    return call;
}

Tree told_by(engine::Answer const& answer) {
    static std::array<std::string, 4> const verdicts{"done", "accepted", "refused", "unknown"};
    static std::array<std::string, 3> const states{"active", "pending", "removing"};
    Tree note{{"verdict", verdicts[static_cast<std::size_t>(answer.verdict)]},
              {"refusal", engine::name_of(answer.refusal)},
              {"ref", answer.vendor_ref},
              {"listed", Tree::array()}};
    for (auto const& one : answer.listed)
        note["listed"].push_back({{"ref", one.vendor_ref},
                                  {"pin", one.record.pin.text()},
                                  {"name", one.record.name},
                                  {"state", states[static_cast<std::size_t>(one.state)]}});
    return note;
}

TEST_CASE("august golden: the adapter writes the request, and understands the response", "[august][golden]") {
    std::size_t seen = 0;
    for (auto const& exchange : all_golden("august/golden")) {
        CAPTURE(exchange.name);
        ++seen;
        auto const adapter = august_vendor().make_adapter(a_setup(), engine::AccountId{0});
        std::uint64_t exchanges = 0;
        AdapterEffects effects{.next_exchange = &exchanges};

        adapter->start(call_in(exchange.notes.at("call")), noon, effects);

        REQUIRE(effects.outgoing.size() == 1);
        auto const& sent = std::get<http::Request>(effects.outgoing[0].message);
        CHECK(sent.method == exchange.request().method);
        CHECK(sent.target == exchange.request().target);
        CHECK(sent.headers.find("content-type") == exchange.request().headers.find("content-type"));
        CHECK(sent.body.empty() == exchange.request().body.empty());
        if (!sent.body.empty()) CHECK(Tree::parse(sent.body) == Tree::parse(exchange.request().body));

        adapter->received(effects.outgoing[0].exchange, exchange.response(), noon, effects);

        REQUIRE(effects.answers.size() == 1);
        auto const answer = told_by(effects.answers[0]);
        for (auto const& [key, value] : exchange.notes.at("answer").items()) {
            CAPTURE(key);
            INFO("written: " << value << " got: " << answer.at(key));
            CHECK(fits(value, answer.at(key)));
        }
    }
    CHECK(seen >= 17);
}

// What happened before the exchange, each thing done before the next one comes; a removal is only accepted.
void prepare(Desk& desk, Golden const& exchange) {
    auto const given = exchange.notes.find("given");
    for (auto const& one : given == exchange.notes.end() ? Tree::array() : given->second) {
        auto const text = one.get<std::string>();
        auto const first = text.find(' '), second = text.find(' ', first + 1);
        auto const verb = text.substr(0, first), what = text.substr(first + 1, second - first - 1);
        if (verb == "delete") {
            CHECK(desk.command(R"({"action":"delete","partnerUserID":")" + what + R"("})").status == 202);
            continue;
        }
        if (verb == "by-hand")
            desk.cloud.add_by_hand(0, {.pin = what, .name = text.substr(second + 1)}, desk.now);
        else
            CHECK(desk.command(R"({"action":"load","firstName":"Guest","accessType":"always","partnerUserID":")" +
                               what + R"(","pin":")" + text.substr(second + 1) + R"("})")
                      .status == 202);
        desk.pass(10s);
    }
    auto const world = exchange.notes.find("world");
    if (world == exchange.notes.end()) return;
    if (world->second.value("offline", false)) desk.cloud.set_online(0, false, desk.now);
    if (world->second.value("outage", false)) desk.cloud.set_outage(true);
    if (world->second.value("removed", false)) desk.cloud.remove_lock(0, desk.now);
}

TEST_CASE("august golden: the mock gives the response to the request", "[august][golden]") {
    for (auto const& exchange : all_golden("august/golden")) {
        CAPTURE(exchange.name);
        auto capabilities = polled();
        capabilities.slots = 3;
        auto lock = queueing();
        lock.offline = sim::OfflineMode::reject;
        lock.slots = 3;
        Desk desk{Brand::august, Profile::calm, lock};
        desk.mock = AugustMock{Brand::august, a_setup(Profile::calm, capabilities)};
        prepare(desk, exchange);
        auto request = exchange.request();
        request.headers.add(header::token, desk.token);

        auto const answer = desk.ask(request).value();

        CHECK(answer.status == exchange.response().status);
        CHECK(http::is_json(answer.headers));
        INFO("written: " << exchange.response().body << "got: " << answer.body);
        CHECK(fits(Tree::parse(exchange.response().body), Tree::parse(answer.body)));
    }
}

}  // namespace
}  // namespace lockstep::providers::august
