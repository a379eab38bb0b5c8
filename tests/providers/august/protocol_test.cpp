// The August protocol: brands, ids, names, schedules, tokens and bodies.
#include "tests/catch.hpp"
#include "tests/providers/august/fixtures.hpp"

namespace lockstep::providers::august {
namespace {

TEST_CASE("august protocol: brands differ in host, header names and login", "[august][protocol]") {
    CHECK(facts_of(Brand::august).host == "api-production.august.com");
    CHECK(facts_of(Brand::yale_access).host == facts_of(Brand::august).host);
    CHECK(facts_of(Brand::yale_access).brand_word == "yale");
    CHECK(facts_of(Brand::yale_global).host == "api.aaecosystem.com");
    CHECK(facts_of(Brand::yale_global).token_header == "x-access-token");
    CHECK(facts_of(Brand::yale_global).login == LoginBy::oauth);
}

TEST_CASE("august protocol: a lock's id is 32 digits, in either case, and leads back to its number",
          "[august][protocol]") {
    auto const number = GENERATE(0u, 6u, 0xffff'fffeu);
    auto id = lock_id(number);
    CHECK(id.size() == 32);
    CHECK(lock_number(id) == number);
    for (auto& c : id)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c + 32);
    CHECK(lock_number(id) == number);
    CHECK_FALSE(lock_number(id + "0"));
    CHECK_FALSE(lock_number("4E1B0C9A77D24F6E8A3355000000000G"));
    CHECK_FALSE(lock_number(""));
}

TEST_CASE("august protocol: a name split in two is whole again when joined", "[august][protocol]") {
    std::string const name = GENERATE("guest", "Ada Host", "Ada  Host", " Ada", "Ada ", " ", "", "a b c", "  ");
    CAPTURE(name);
    CHECK(joined_name(split_name(name)) == name);
    CHECK(split_name("Ada Host").last == "Host");
}

TEST_CASE("august protocol: access times are read back as written", "[august][protocol][schedule]") {
    Bounds const bounds{noon, noon + 1h};
    CHECK(write_times(bounds) == "DTSTART=2030-01-01T12:00:00.000Z;DTEND=2030-01-01T13:00:00.000Z");
    CHECK(read_times(write_times(bounds)) == bounds);
    CHECK(write_times(Bounds{}).empty());
    for (Bounds const half : {Bounds{noon, never}, Bounds{always, noon}, Bounds{}}) {
        CHECK(is_finite(filled(half).starts));
        CHECK(is_finite(filled(half).ends));
        CHECK(opened(filled(half)) == half);
    }
}

TEST_CASE("august protocol: what is no access times is refused", "[august][protocol][schedule]") {
    std::string_view const text =
        GENERATE("", ";", "DTSTART", "DTSTART=", "DTSTART=noon;DTEND=2030-01-01T13:00:00Z", "DTSTART=2030-01-01",
                 "DTSTART=2030-01-01T12:00:00Z;DTSTART=2030-01-01T12:00:00Z", "STARTSEC=1;ENDSEC=2", "X=1");
    CAPTURE(text);
    CHECK_FALSE(read_times(text));
}

TEST_CASE("august protocol: weekly schedules", "[august][protocol][schedule]") {
    struct Row {
        std::string_view name, times, rule;
        std::optional<Recurrence> expected;
    };
    auto const row = GENERATE(values<Row>({
        {"weekdays", "STARTSEC=32400;ENDSEC=61200", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,TH",
         Recurrence{32400, 61200, 0b0001011}},
        {"daily", "STARTSEC=0;ENDSEC=86400", "FREQ=DAILY", Recurrence{0, 86400, every_day}},
        {"over midnight", "STARTSEC=80000;ENDSEC=3600", "FREQ=DAILY", std::nullopt},
        {"every other week", "STARTSEC=1;ENDSEC=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", std::nullopt},
        {"weekly on no day", "STARTSEC=1;ENDSEC=2", "FREQ=WEEKLY", std::nullopt},
        {"no such day", "STARTSEC=1;ENDSEC=2", "FREQ=WEEKLY;BYDAY=XX", std::nullopt},
        {"monthly", "STARTSEC=1;ENDSEC=2", "FREQ=MONTHLY;BYDAY=MO", std::nullopt},
        {"no end", "STARTSEC=1", "FREQ=DAILY", std::nullopt},
        {"longer than a day", "STARTSEC=1;ENDSEC=90000", "FREQ=DAILY", std::nullopt},
        {"no rule", "STARTSEC=1;ENDSEC=2", "", std::nullopt},
    }));
    CAPTURE(row.name);
    CHECK(read_recurrence(row.times, row.rule) == row.expected);
}

TEST_CASE("august protocol: base64url of any bytes leads back to them", "[august][protocol][token]") {
    CHECK(base64url("") == "");
    CHECK(base64url("f") == "Zg");
    CHECK(base64url("fo") == "Zm8");
    CHECK(base64url("foo") == "Zm9v");
    CHECK(base64url("\xff\xfe\xfd") == "__79");
    CHECK(base64url_decoded("Zm8") == "fo");
    CHECK_FALSE(base64url_decoded("Z"));
    CHECK_FALSE(base64url_decoded("Zm=="));
}

TEST_CASE("august protocol: a token tells when it ends, to whoever decodes it", "[august][protocol][token]") {
    TokenClaims const claims{.user_id = "u", .install_id = "i", .validated = true, .expires_at = noon};
    auto const token = token_head(claims) + ".signature";

    auto const middle = token.substr(token.find('.') + 1, token.rfind('.') - token.find('.') - 1);
    CHECK(json(*base64url_decoded(middle))["exp"] == 1893499200);
    auto const read = read_token(token);
    REQUIRE(read);
    CHECK(read->expires_at == noon);
    CHECK(read->install_id == "i");
    CHECK(read->validated);
    CHECK(read_token(token_head({}) + ".x")->expires_at == never);
}

TEST_CASE("august protocol: what is no token is nothing", "[august][protocol][token]") {
    std::string const text = GENERATE(
        std::string{}, std::string{"a"}, std::string{"a.b"}, std::string{".."}, "x." + base64url("[]") + ".y",
        "x." + base64url("{}") + ".y", "x." + base64url(R"({"exp":"soon"})") + ".y",
        "x." + base64url(R"({"exp":-1})") + ".y", "x." + base64url(R"({"exp":1e99})") + ".y", std::string(20'000, '.'));
    CHECK_FALSE(read_token(text));
}

TEST_CASE("august protocol: records that lack what makes them one, or of another kind, are no list",
          "[august][protocol][messages]") {
    struct Row {
        std::string_view name, text;
        std::optional<std::size_t> pins;
    };
    auto const row = GENERATE(values<Row>({
        {"nothing loaded", R"({"loaded":[]})", 0},
        {"not a list of groups", R"({"created":[]})", std::nullopt},
        {"groups of another kind", R"({"loaded":{}})", std::nullopt},
        {"a bare array", "[]", std::nullopt},
        {"cut off", R"({"loaded":[)", std::nullopt},
        {"a page of HTML", "<html></html>", std::nullopt},
        {"empty", "", std::nullopt},
        {"one", R"({"loaded":[{"userID":"u","pin":"1","accessType":"always","slot":7,"more":{}}]})", 1},
        {"no user", R"({"loaded":[{"pin":"1","accessType":"always"}]})", std::nullopt},
        {"no pin", R"({"loaded":[{"userID":"u","accessType":"always"}]})", std::nullopt},
        {"a pin that is a number", R"({"loaded":[{"userID":"u","pin":1,"accessType":"always"}]})", std::nullopt},
        {"a type nobody knows", R"({"loaded":[{"userID":"u","pin":"1","accessType":"never"}]})", std::nullopt},
        {"an instant that is none", R"({"loaded":[{"userID":"u","pin":"1","accessType":"always","createdAt":"x"}]})",
         std::nullopt},
        {"a group nobody knows", R"({"loaded":[],"moving":[{"userID":"u","pin":"1","accessType":"always"}]})", 1},
        {"something else beside", R"({"loaded":[],"rules":[{"a":1}],"n":5})", 0},
    }));
    CAPTURE(row.name);
    auto const pins = read_pins(row.text);
    CHECK(pins.has_value() == row.pins.has_value());
    if (pins && row.pins) CHECK(pins->size() == *row.pins);
}

TEST_CASE("august protocol: hostile bodies end in nothing", "[august][protocol][messages]") {
    std::string deep = R"({"loaded":)" + std::string(100'000, '[');
    CHECK_FALSE(read_pins(deep));
    CHECK_FALSE(read_commands(deep));
    std::string many = R"({"loaded":[])";
    for (int i = 0; i < 50'000; ++i)
        many += ",\"k" + std::to_string(i) + "\":0";
    CHECK(read_pins(many + "}").has_value());
    CHECK(read_error(deep, ErrorCode::bad_pin) == ErrorCode::bad_pin);
}

TEST_CASE("august protocol: PIN groups survive being written and read", "[august][protocol][messages]") {
    auto const dress = GENERATE(Dress::plain, Dress::awkward);
    PinGroups groups;
    PinBody const body{.id = "65f0",
                       .lock_id = lock_id(3),
                       .user_id = "user",
                       .partner_id = "stay-1",
                       .state = Group::deleting,
                       .pin = "0420",
                       .slot = 7,
                       .access = AccessType::recurring,
                       .times = "STARTSEC=1;ENDSEC=2",
                       .recurrence = "FREQ=DAILY",
                       .first_name = "Gu\"est",
                       .last_name = "Zwölf",
                       .created_at = noon,
                       .updated_at = noon};
    groups[static_cast<std::size_t>(Group::deleting)].push_back(body);

    auto const read = read_pins(write_pins(groups, dress));

    REQUIRE(read);
    REQUIRE(read->size() == 1);
    CHECK(read->front().pin == "0420");
    CHECK(read->front().state == Group::deleting);
    CHECK(read->front().slot == 7);
    CHECK(read->front().access == AccessType::recurring);
    CHECK(read->front().recurrence == "FREQ=DAILY");
    CHECK(read->front().first_name == "Gu\"est");
    CHECK(read->front().created_at == noon);
    CHECK_FALSE(is_finite(read->front().loaded_at));
}

TEST_CASE("august protocol: the keys that clients read without a default are in every record",
          "[august][protocol][messages]") {
    PinGroups groups;
    groups[1].push_back({.id = "1", .user_id = "u", .pin = "1234", .created_at = noon, .updated_at = noon});
    auto const record = json(write_pins(groups))["loaded"][0];
    for (auto const* const key : {"_id", "lockID", "userID", "state", "pin", "slot", "accessType", "firstName",
                                  "lastName", "unverified", "createdAt", "updatedAt", "loadedDate"}) {
        CAPTURE(key);
        CHECK(record.contains(key));
    }
    for (auto const* const group : {"created", "loaded", "updating", "disabling", "disabled", "enabling", "deleting"})
        CHECK(json(write_pins(groups))[group].is_array());
}

TEST_CASE("august protocol: instants are cut to milliseconds, windows are not", "[august][protocol][messages]") {
    PinGroups groups;
    groups[1].push_back({.user_id = "u",
                         .pin = "1234",
                         .access = AccessType::temporary,
                         .times = write_times({noon + 1us, noon + 1h}),
                         .created_at = noon + 1999us,
                         .updated_at = noon});
    auto const record = json(write_pins(groups))["loaded"][0];
    CHECK(record["createdAt"] == "2030-01-01T12:00:00.001Z");
    CHECK(read_times(record["accessTimes"].get<std::string>())->starts == noon + 1us);
}

TEST_CASE("august protocol: names that are no UTF-8 still make JSON", "[august][protocol][messages]") {
    PinCommands commands{.commands = {{.partner_id = "p", .first_name = "\xff\xfe", .pin = "1234"}}};
    CHECK(read_commands(write_commands(commands)).has_value());
}

}  // namespace
}  // namespace lockstep::providers::august
