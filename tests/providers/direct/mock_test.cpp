// The direct mock: what it answers at once, what when the lock is done, and what it pushes.
#include "providers/direct/direct_mock.hpp"

#include "providers/direct/vendor_ref.hpp"
#include "tests/catch.hpp"
#include "tests/providers/direct/road.hpp"

namespace lockstep::providers::direct {
namespace {

using engine::Confirmation;
using engine::Refusal;
using engine::Verdict;
using What = engine::Push::What;

TEST_CASE("direct: codes are called k and their number", "[providers][direct]") {
    CHECK(vendor_ref_of(17) == "k17");
    CHECK(key_of("k17") == 17);
    CHECK(key_of("k18446744073709551615") == 18446744073709551615u);
    for (auto const* const wrong : {"", "k", "17", "k0", "k017", "k-1", "k1x", "x17", "k18446744073709551616"}) {
        CAPTURE(wrong);
        CHECK(key_of(wrong) == std::nullopt);
    }
}

TEST_CASE("direct mock: a write is acknowledged and pushed when the lock is done", "[providers][direct][mock]") {
    Road road;

    auto const written = road.answer_to(road.put("0420", noon));
    REQUIRE(written);
    CHECK(written->verdict == Verdict::accepted);
    CHECK(written->vendor_ref == "k1");
    CHECK(road.effects.pushes.empty());
    road.run(noon + 3s);
    REQUIRE(road.effects.pushes.size() == 1);
    CHECK(road.effects.pushes[0].device.value == 0);
    CHECK(road.push(0).what == What::stored);
    CHECK(road.push(0).vendor_ref == "k1");
    CHECK(road.push(0).pin_known);
    CHECK(road.push(0).record.pin == pin("0420"));
    CHECK(road.push(0).record.name == "code 0420");

    auto const removed = road.answer_to(road.remove("k1", noon + 10s));
    REQUIRE(removed);
    CHECK(removed->verdict == Verdict::accepted);
    road.run(noon + 11s);
    REQUIRE(road.effects.pushes.size() == 2);
    CHECK(road.push(1).what == What::removed);
    CHECK(road.push(1).vendor_ref == "k1");
}

TEST_CASE("direct mock: who polls is acknowledged and not pushed to", "[providers][direct][mock]") {
    Road road{confirmed_by(Confirmation::poll)};

    auto const written = road.answer_to(road.put("0420", noon));
    road.run(noon + 3s);

    REQUIRE(written);
    CHECK(written->verdict == Verdict::accepted);
    CHECK(road.effects.pushes.empty());
    CHECK(road.effects.replies.size() == 1);
}

TEST_CASE("direct mock: who waits for the answer gets it when the lock is done", "[providers][direct][mock]") {
    Road road{confirmed_by(Confirmation::answer)};

    auto const write = road.put("0420", noon);
    auto const edit = road.put("0421", noon + 1s, "k1");
    CHECK(road.mock.parked() == 2);
    CHECK(road.effects.replies.empty());

    road.run(noon + 3s);
    auto const written = road.answer_to(write);
    REQUIRE(written);
    CHECK(written->verdict == Verdict::done);
    CHECK(written->call.value == 1);
    CHECK(written->vendor_ref == "k1");
    CHECK(written->record.pin == pin("0420"));
    CHECK_FALSE(road.answer_to(edit));
    road.run(noon + 6s);
    REQUIRE(road.answer_to(edit));
    CHECK(road.answer_to(edit)->record.pin == pin("0421"));

    auto const removal = road.remove("k1", noon + 10s);
    CHECK_FALSE(road.answer_to(removal));
    road.run(noon + 11s);
    REQUIRE(road.answer_to(removal));
    CHECK(road.answer_to(removal)->verdict == Verdict::done);
    CHECK(road.mock.parked() == 0);
    CHECK(road.effects.pushes.empty());
}

TEST_CASE("direct mock: nobody answers for work that a lock swallowed or lost", "[providers][direct][mock]") {
    Road swallows{confirmed_by(Confirmation::answer), {.offline = sim::OfflineMode::swallow}};
    swallows.cloud.set_online(0, false, noon);
    swallows.put("0420", noon);
    swallows.run(noon + 1h);
    CHECK(swallows.effects.replies.empty());
    CHECK(swallows.mock.parked() == 0);

    Road loses{confirmed_by(Confirmation::answer)};
    loses.put("0420", noon);
    loses.put("0421", noon);
    loses.cloud.factory_reset(0, noon + 1s);
    auto const next = loses.put("0422", noon + 2s);
    CHECK(loses.mock.parked() == 1);  // what was lost is not kept for ever
    loses.run(noon + 1h);
    CHECK(loses.effects.replies.size() == 1);
    CHECK(loses.answer_to(next));
}

TEST_CASE("direct mock: refusals in the port's words", "[providers][direct][mock]") {
    struct Row {
        std::string_view name;
        void (*arrange)(Road& road);
        ExchangeId (*act)(Road& road);
        Verdict verdict;
        Refusal refusal;
    };
    auto const write = [](Road& road) { return road.put("2222", noon + 1min); };
    auto const read = [](Road& road) { return road.send({.kind = engine::CallKind::read}, noon + 1min); };
    auto const removal = [](Road& road) { return road.remove("k1", noon + 1min); };
    auto const nothing = [](Road&) {};
    auto const row = GENERATE_COPY(values<Row>({
        {"outage: a write may or may not have happened", [](Road& road) { road.cloud.set_outage(true); }, write,
         Verdict::unknown, Refusal::none},
        {"outage: nothing can be read", [](Road& road) { road.cloud.set_outage(true); }, read, Verdict::unknown,
         Refusal::none},
        {"credentials revoked", [](Road& road) { road.cloud.set_connected(0, false); }, write, Verdict::refused,
         Refusal::unauthorized},
        {"credentials revoked, reading", [](Road& road) { road.cloud.set_connected(0, false); }, read, Verdict::refused,
         Refusal::unauthorized},
        {"offline", [](Road& road) { road.cloud.set_online(0, false, noon); }, write, Verdict::refused,
         Refusal::device_offline},
        {"offline, removing", [](Road& road) { road.cloud.set_online(0, false, noon); }, removal, Verdict::refused,
         Refusal::device_offline},
        {"a lock that left: its codes are not known to be gone", [](Road& road) { road.cloud.remove_lock(0, noon); },
         removal, Verdict::refused, Refusal::other},
        {"PIN taken", nothing, [](Road& road) { return road.put("1111", noon + 1min); }, Verdict::refused,
         Refusal::pin_conflict},
        {"PIN too short", nothing, [](Road& road) { return road.put("123", noon + 1min); }, Verdict::refused,
         Refusal::invalid_pin},
        {"no PIN", nothing, [](Road& road) { return road.put("", noon + 1min); }, Verdict::refused,
         Refusal::invalid_pin},
        {"no slot left",
         [](Road& road) {
             road.put("3333", noon);
             road.put("4444", noon);
         },
         write, Verdict::refused, Refusal::no_space},
        {"an edit of nothing", nothing, [](Road& road) { return road.put("2222", noon + 1min, "k9"); },
         Verdict::refused, Refusal::not_found},
        {"an edit of what can be no code", nothing, [](Road& road) { return road.put("2222", noon + 1min, "guest"); },
         Verdict::refused, Refusal::not_found},
        {"a removal of nothing", nothing, [](Road& road) { return road.remove("k9", noon + 1min); }, Verdict::refused,
         Refusal::not_found},
        {"a removal by a name nobody has", nothing, [](Road& road) { return road.remove("", noon + 1min, "nobody"); },
         Verdict::refused, Refusal::not_found},
        {"a removal by name", nothing, [](Road& road) { return road.remove("", noon + 1min, "code 1111"); },
         Verdict::accepted, Refusal::none},
    }));
    CAPTURE(row.name);
    Road road;
    road.put("1111", noon);
    road.run(noon + 3s);
    row.arrange(road);

    auto const answer = road.answer_to(row.act(road));

    REQUIRE(answer);
    CHECK(answer->verdict == row.verdict);
    CHECK(answer->refusal == row.refusal);
    CHECK(answer->call.value == road.last_call);
}

TEST_CASE("direct mock: a device's own rules about PINs are judged on that device", "[providers][direct][mock]") {
    auto strict = confirmed_by(Confirmation::push);
    strict.pins.lengths = 1u << 6;
    auto setup = setup_with(confirmed_by(Confirmation::push));
    setup.devices.push_back({engine::DeviceId{1}, engine::AccountId{0}, strict, "back"});
    DirectMock mock{setup};
    sim::Cloud cloud{{}, 1, "some"};
    cloud.add_lock(0, 0, {}, noon);
    cloud.add_lock(1, 0, {}, noon);
    MockEffects effects;

    for (std::uint32_t const device : {0u, 1u})
        mock.handle({device},
                    engine::ProviderCall{.kind = engine::CallKind::put,
                                         .account = {0},
                                         .device = {device},
                                         .record = {.pin = pin("1234"), .window = {}, .name = {}}},
                    {}, cloud, noon, effects);

    CHECK(std::get<engine::Answer>(effects.replies.at(0).message).verdict == Verdict::accepted);
    CHECK(std::get<engine::Answer>(effects.replies.at(1).message).refusal == Refusal::invalid_pin);
}

TEST_CASE("direct mock: a store that finds no slot after all is told as failed", "[providers][direct][mock]") {
    auto const confirmation = GENERATE(Confirmation::push, Confirmation::answer);
    Road road{confirmed_by(confirmation), {.slots = 1, .apply = 3s}};
    auto const write = road.put("1111", noon);
    REQUIRE(road.cloud.add_by_hand(0, {.pin = "9999"}, noon + 1s));

    road.run(noon + 3s);

    if (confirmation == Confirmation::push) {
        REQUIRE(road.effects.pushes.size() == 1);
        CHECK(road.push(0).what == What::failed_to_store);
        CHECK(road.push(0).refusal == Refusal::no_space);
    } else {
        REQUIRE(road.answer_to(write));
        CHECK(road.answer_to(write)->verdict == Verdict::refused);
        CHECK(road.answer_to(write)->refusal == Refusal::no_space);
    }
}

TEST_CASE("direct mock: a read lists codes with what the vendor tells of them", "[providers][direct][mock]") {
    auto capabilities = confirmed_by(Confirmation::push);
    capabilities.reads = GENERATE(engine::Reads::pins, engine::Reads::names, engine::Reads::nothing);
    Road road{capabilities};
    road.put("1111", noon);
    road.run(noon + 3s);
    road.put("2222", noon + 10s);
    road.remove("k1", noon + 10s);

    auto const answer = road.read(noon + 10s);

    if (capabilities.reads == engine::Reads::nothing) {
        CHECK(answer.verdict == Verdict::refused);
        return;
    }
    CHECK(answer.verdict == Verdict::done);
    REQUIRE(answer.listed.size() == 2);
    bool const tells = capabilities.reads == engine::Reads::pins;
    CHECK(answer.listed[0].vendor_ref == "k1");
    CHECK(answer.listed[0].state == engine::ListedState::removing);
    CHECK(answer.listed[0].record.pin == (tells ? pin("1111") : engine::Pin{}));
    CHECK(answer.listed[1].record.name == "code 2222");
    CHECK(answer.listed[1].state == engine::ListedState::pending);
    CHECK(road.push(0).pin_known == tells);
    CHECK(road.push(0).record.pin == (tells ? pin("1111") : engine::Pin{}));
    road.run(noon + 13s);
    REQUIRE(road.read(noon + 13s).listed.size() == 1);
    CHECK(road.read(noon + 13s).listed[0].state == engine::ListedState::active);
}

TEST_CASE("direct mock: windows are kept as the cloud keeps them", "[providers][direct][mock]") {
    struct Row {
        std::string_view name;
        sim::CloudSettings settings;
        Handling handling;
        engine::Window stored;
    };
    constexpr static engine::Window wanted{noon + 1us, noon + 1h};
    auto const row = GENERATE(values<Row>({
        {"exactly", {}, {}, wanted},
        {"rounded outwards", {.rounding = 1h}, {}, {noon, noon + 1h}},
        {"not at all", {.stores_windows = false}, {}, {}},
        {"without its start", {}, {.lose_starts = true}, {always, noon + 1h}},
        {"without its end", {}, {.lose_ends = true}, {noon + 1us, never}},
    }));
    CAPTURE(row.name);
    Road road{confirmed_by(Confirmation::push), {}, row.settings};

    road.send({.kind = engine::CallKind::put, .record = {.pin = pin("1111"), .window = wanted, .name = {}}}, noon,
              row.handling);
    road.run(noon);

    CHECK(road.push(0).record.window == row.stored);
    CHECK(road.read(noon).listed.at(0).record.window == row.stored);
}

TEST_CASE("direct mock: a stale read answers old news", "[providers][direct][mock]") {
    Road road{confirmed_by(Confirmation::push), {.apply = 3s}, {.history_max = 8}};
    road.put("1111", noon);
    road.run(noon + 3s);

    CHECK(road.read(noon + 10s).listed.at(0).state == engine::ListedState::active);
    CHECK(road.read(noon + 10s, {.as_of = noon + 1s}).listed.at(0).state == engine::ListedState::pending);
    CHECK(road.read(noon + 10s, {.as_of = noon - 1s}).listed.empty());
}

TEST_CASE("direct: a refresh is judged by the account alone", "[providers][direct]") {
    Road road;
    auto const refresh = [&] {
        ExchangeId const exchange{++road.last_exchange};
        road.mock.handle(exchange, engine::ProviderCall{.account = {0}}, {}, road.cloud, noon, road.effects);
        return road.answer_to(exchange).value_or(engine::Answer{});
    };
    CHECK(refresh().verdict == Verdict::done);

    road.cloud.set_connected(0, false);
    CHECK(refresh().refusal == Refusal::unauthorized);
    road.cloud.set_outage(true);
    CHECK(refresh().verdict == Verdict::unknown);

    CHECK(std::get<engine::Answer>(road.mock.error(engine::ProviderCall{.account = {0}}, 200, {})).verdict ==
          Verdict::done);
    CHECK(std::get<engine::Answer>(road.mock.error(engine::ProviderCall{.account = {0}}, 401, {})).refusal ==
          Refusal::unauthorized);
    CHECK(std::get<engine::Answer>(road.mock.error(engine::ProviderCall{.account = {0}}, 503, {})).verdict ==
          Verdict::unknown);
}

TEST_CASE("direct mock: raw material for chaos says what this vendor would say", "[providers][direct][mock]") {
    Road road;
    Message const write = engine::ProviderCall{
        .id = {5}, .kind = engine::CallKind::put, .vendor_ref = {}, .record = {pin("1111"), {}, "guest"}};
    Message const read = engine::ProviderCall{.id = {6}, .kind = engine::CallKind::read};
    struct Row {
        int status;
        Verdict verdict;
        Refusal refusal;
    };
    auto const row = GENERATE(values<Row>({
        {200, Verdict::accepted, Refusal::none},
        {401, Verdict::refused, Refusal::unauthorized},
        {403, Verdict::refused, Refusal::forbidden},
        {404, Verdict::refused, Refusal::not_found},
        {409, Verdict::refused, Refusal::other},
        {429, Verdict::refused, Refusal::rate_limited},
        {500, Verdict::unknown, Refusal::none},
        {503, Verdict::unknown, Refusal::none},
    }));
    CAPTURE(row.status);

    auto const said = std::get<engine::Answer>(road.mock.error(write, row.status, 7s));

    CHECK(said.call.value == 5);
    CHECK(said.verdict == row.verdict);
    CHECK(said.refusal == row.refusal);
    CHECK(said.retry_after == 7s);
    CHECK(std::get<engine::Answer>(road.mock.error(read, 200, {})).verdict == Verdict::done);
    CHECK(std::get<engine::Answer>(road.mock.refusal(write, Refusal::no_space)).refusal == Refusal::no_space);
    CHECK(road.read(noon).listed.empty());  // and nothing happened
}

TEST_CASE("direct mock: broken answers, and a success with nothing in it", "[providers][direct][mock]") {
    Road road;
    road.put("1111", noon);
    Message listing = road.read(noon);
    REQUIRE(std::get<engine::Answer>(listing).listed.size() == 1);

    CHECK(std::holds_alternative<std::monostate>(road.mock.malformed(listing)));
    road.mock.empty_list(listing);
    CHECK(std::get<engine::Answer>(listing).verdict == Verdict::done);
    CHECK(std::get<engine::Answer>(listing).listed.empty());
}

TEST_CASE("direct mock: a message that is no call is refused", "[providers][direct][mock]") {
    Road road;

    road.mock.handle({77}, http::Request{}, {}, road.cloud, noon, road.effects);

    REQUIRE(road.answer_to({77}));
    CHECK(road.answer_to({77})->verdict == Verdict::refused);
}

TEST_CASE("direct mock: a clone goes its own way", "[providers][direct][mock]") {
    Road road{confirmed_by(Confirmation::answer)};
    road.put("1111", noon);
    auto const clone = road.mock.clone();
    auto const hash_of = [](Mock const& mock) {
        StateHash hash;
        mock.hash(hash);
        return hash.value();
    };
    CHECK(hash_of(*clone) == hash_of(road.mock));

    road.run(noon + 3s);

    CHECK(hash_of(*clone) != hash_of(road.mock));
}

}  // namespace
}  // namespace lockstep::providers::direct
