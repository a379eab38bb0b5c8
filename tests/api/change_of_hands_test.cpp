// Codes that change hands: strangers' codes are taken over or taken off, and ours are let go of.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;

// A door onto which the cleaner has put a code.
struct CleanersHouse : House {
    std::vector<engine::ListedCode> on_lock;
    std::string cleaner;

    explicit CleanersHouse(engine::Window window = {}, engine::Capabilities capabilities = {})
        : House{std::move(capabilities)} {
        on_lock.push_back({"v-1", {*engine::Pin::parse("7777"), window, "Cleaner"}, engine::ListedState::active});
        notice(engine::Notice::What::account_disconnected);
        notice(engine::Notice::What::account_reconnected);
        list(on_lock);
        cleaner = unmanaged()[0]["access_code_id"].get<std::string>();
    }

    Json unmanaged() { return get("/access_codes/unmanaged/list?device_id=" + id_of(door))["access_codes"]; }
    Json managed() { return get("/access_codes/list?device_id=" + id_of(door))["access_codes"]; }
    test::Reply convert(std::string const& id) {
        return send(http::json_request(http::Method::patch, "/access_codes/unmanaged/convert_to_managed",
                                       Json{{"access_code_id", id}}.dump()));
    }
    std::vector<std::string> events_of(std::string const& id) {
        std::vector<std::string> types;
        auto const all = get("/events/list?since=2030-01-01T00:00:00Z&access_code_id=" + id)["events"];
        for (auto const& event : all)
            types.push_back(event["event_type"].get<std::string>());
        return types;
    }
};

using Types = std::vector<std::string>;

TEST_CASE("convert: a read decides, and the code keeps its id", "[api][unmanaged]") {
    CleanersHouse house;

    auto const reply = house.convert(house.cleaner);

    CHECK(reply.status == 200);
    CHECK(reply.body.size() == 1);
    CHECK(house.unmanaged().size() == 1);
    CHECK(house.managed().empty());
    REQUIRE(house.calls.size() == 1);
    REQUIRE(house.calls.front().kind == engine::CallKind::read);

    SECTION("still there: ours from here on") {
        house.list(house.on_lock);

        CHECK(house.unmanaged().empty());
        REQUIRE(house.managed().size() == 1);
        auto const code = house.get_code(house.cleaner)["access_code"];
        CHECK(code == house.managed()[0]);
        CHECK(code["access_code_id"] == house.cleaner);
        CHECK(code["status"] == "set");
        CHECK(code["code"] == "7777");
        CHECK(code["name"] == "Cleaner");
        CHECK(code["is_managed"] == true);
        CHECK(house.calls.empty());
        CHECK(house.events_of(house.cleaner) ==
              Types{"access_code.unmanaged.created", "access_code.unmanaged.converted_to_managed"});

        house.post("/access_codes/delete", {{"access_code_id", house.cleaner}});
        REQUIRE(house.calls.size() == 1);
        CHECK(house.calls.front().vendor_ref == "v-1");
        house.succeed();
        CHECK(house.get_code(house.cleaner).status == 404);
        CHECK(house.events_of(house.cleaner) == Types{"access_code.unmanaged.created",
                                                      "access_code.unmanaged.converted_to_managed",
                                                      "access_code.removed_from_device", "access_code.deleted"});
    }
    SECTION("gone: it cannot be") {
        house.list({});
        CHECK(house.unmanaged().empty());
        CHECK(house.managed().empty());
        CHECK(house.events_of(house.cleaner) == Types{"access_code.unmanaged.created",
                                                      "access_code.unmanaged.failed_to_convert_to_managed",
                                                      "access_code.unmanaged.removed"});
    }
    SECTION("its PIN was given to another meanwhile") {
        house.create({{"code", "7777"}, {"ends_at", "2030-01-02T00:00:00Z"}});
        house.list(house.on_lock);
        CHECK(house.unmanaged().size() == 1);
        CHECK(house.events_of(house.cleaner) ==
              Types{"access_code.unmanaged.created", "access_code.unmanaged.failed_to_convert_to_managed"});
    }
    SECTION("a failed read is repeated") {
        house.refuse(engine::Refusal::other);
        house.wait(2s);
        REQUIRE(house.calls.size() == 1);
        house.list(house.on_lock);
        CHECK(house.managed().size() == 1);
    }
    SECTION("asked twice, read once") {
        CHECK(house.convert(house.cleaner).status == 200);
        CHECK(house.calls.size() == 1);
    }
    SECTION("a restart reads again") {
        house.calls.clear();
        house.engine.restart(house.now, house.effects);
        house.note();
        REQUIRE(house.calls.size() == 1);
        house.list(house.on_lock);
        CHECK(house.managed().size() == 1);
    }
    SECTION("cut off: the read after the reconnect decides") {
        house.notice(engine::Notice::What::account_disconnected);
        CHECK(house.calls.empty());
        house.notice(engine::Notice::What::account_reconnected);
        house.list(house.on_lock);
        CHECK(house.managed().size() == 1);
    }
    SECTION("the device is gone") {
        house.notice(engine::Notice::What::device_removed);
        CHECK(house.events_of(house.cleaner).back() == "access_code.unmanaged.failed_to_convert_to_managed");
    }
}

TEST_CASE("convert: a code with a window to come is scheduled, and becomes set", "[api][unmanaged]") {
    CleanersHouse house{{test::noon + 24h, test::noon + 48h}};
    house.convert(house.cleaner);
    house.list(house.on_lock);

    auto const code = house.get_code(house.cleaner)["access_code"];
    CHECK(code["status"] == "unset");
    CHECK(code["is_scheduled_on_device"] == true);
    house.wait(24h);
    CHECK(house.get_code(house.cleaner)["access_code"]["status"] == "set");
    CHECK(house.events_of(house.cleaner).back() == "access_code.set_on_device");
    house.wait(24h);
    house.succeed();
    CHECK(house.get_code(house.cleaner).status == 404);
}

TEST_CASE("convert: what is refused", "[api][unmanaged]") {
    SECTION("a provider whose codes cannot be taken over") {
        engine::Capabilities cannot;
        cannot.convert_unmanaged = false;
        CleanersHouse house{{}, cannot};
        CHECK(house.unmanaged()[0]["cannot_be_managed"] == true);
        CHECK(house.convert(house.cleaner).error() == "device_type_not_supported");
    }
    SECTION("a provider that tells no PINs") {
        engine::Capabilities names;
        names.reads = engine::Reads::names;
        CleanersHouse house{{}, names};
        CHECK(house.convert(house.cleaner).error() == "device_type_not_supported");
    }
    SECTION("a PIN that the device would not take from us") {
        engine::Capabilities four;
        four.pins.add(engine::PinConstraint::no_all_same_digits);
        CleanersHouse house{{}, four};
        CHECK(house.convert(house.cleaner).error() == "invalid_input");
    }
    SECTION("a PIN that one of ours has") {
        CleanersHouse house;
        house.create({{"code", "7777"}});
        CHECK(house.convert(house.cleaner).error() == "duplicate_access_code");
    }
    SECTION("a window that is over") {
        CleanersHouse house{{always, test::noon}};
        CHECK(house.convert(house.cleaner).error() == "invalid_input");
    }
    SECTION("nobody's id, and the id of one of ours") {
        CleanersHouse house;
        auto const ours = house.create({{"code", "0420"}});
        CHECK(house.convert(ours).error() == "access_code_not_found");
        CHECK(house.convert(house.id_of(house.door)).error() == "access_code_not_found");
    }
}

TEST_CASE("convert: said with is_managed", "[api][unmanaged]") {
    CleanersHouse house;
    auto const update = [&](Json fields) {
        fields["access_code_id"] = house.cleaner;
        return house.send(http::json_request(http::Method::patch, "/access_codes/unmanaged/update", fields.dump()));
    };
    CHECK(update({{"is_managed", false}}).status == 200);
    CHECK(house.calls.empty());
    CHECK(update(Json::object()).error() == "invalid_input");

    CHECK(update({{"is_managed", true}, {"allow_external_modification", true}, {"force", true}}).status == 200);
    house.list(house.on_lock);
    CHECK(house.get_code(house.cleaner)["access_code"]["is_external_modification_allowed"] == true);
}

TEST_CASE("unmanaged delete: a stranger's code is taken off on demand", "[api][unmanaged]") {
    CleanersHouse house;

    auto const reply = house.post("/access_codes/unmanaged/delete", {{"access_code_id", house.cleaner}});

    REQUIRE(reply.status == 200);
    CHECK(reply["action_attempt"]["action_type"] == "DELETE_ACCESS_CODE");
    CHECK(reply["action_attempt"]["status"] == "pending");
    CHECK(house.managed().empty());
    CHECK(house.unmanaged().size() == 1);
    CHECK(house.get_code(house.cleaner).status == 404);
    REQUIRE(house.calls.size() == 1);
    CHECK(house.calls.front().kind == engine::CallKind::remove);
    CHECK(house.calls.front().vendor_ref == "v-1");

    SECTION("asked twice, taken off once") {
        auto const again = house.post("/access_codes/unmanaged/delete", {{"access_code_id", house.cleaner}});
        CHECK(again["action_attempt"] == reply["action_attempt"]);
        CHECK(house.calls.size() == 1);
    }
    SECTION("a read that still lists it does not count it as ours to keep") {
        house.notice(engine::Notice::What::account_disconnected);
        house.notice(engine::Notice::What::account_reconnected);
        house.list(house.on_lock);
        CHECK(house.unmanaged().size() == 1);
    }
    house.succeed();
    CHECK(house.unmanaged().empty());
    CHECK(house.engine.live_codes() == 0);
    auto const id = reply["action_attempt"]["action_attempt_id"].get<std::string>();
    CHECK(house.get("/action_attempts/get?action_attempt_id=" + id)["action_attempt"]["status"] == "success");
    CHECK(house.events_of(house.cleaner) == Types{"access_code.unmanaged.created", "access_code.unmanaged.removed"});
    CHECK(house.post("/access_codes/unmanaged/delete", {{"access_code_id", house.cleaner}}).error() ==
          "access_code_not_found");
}

TEST_CASE("is_managed false: the code stays on its device, and keeps its id", "[api][unmanaged]") {
    House house;
    auto const id = house.create({{"code", "0420"}, {"name", "Anne"}});
    auto const let_go = [&] {
        return house.post("/access_codes/update", {{"access_code_id", id}, {"is_managed", false}});
    };

    CHECK(let_go().messages("is_managed").size() == 1);  // it is not on its device yet
    house.succeed();
    CHECK(house.post("/access_codes/update", {{"access_code_id", id}, {"is_managed", false}, {"code", "1111"}})
              .messages("is_managed")
              .size() == 1);
    auto const reply = let_go();

    REQUIRE(reply.status == 200);
    CHECK(reply["action_attempt"]["status"] == "success");
    CHECK(house.calls.empty());
    CHECK(house.get_code(id).status == 404);
    auto const stranger = house.get("/access_codes/unmanaged/get?access_code_id=" + id)["access_code"];
    CHECK(stranger["access_code_id"] == id);
    CHECK(stranger["code"] == "0420");
    CHECK(stranger["is_managed"] == false);
    CHECK(house.engine.live_codes() == 0);

    SECTION("and back") {
        house.post("/access_codes/unmanaged/convert_to_managed", {{"access_code_id", id}});
        auto const listed = house.engine.device(house.door).unmanaged[0];
        house.list({{listed.vendor_ref, listed.record, engine::ListedState::active}});
        CHECK(house.get_code(id)["access_code"]["status"] == "set");
        CHECK(house.get_code(id)["access_code"]["access_code_id"] == id);
        CHECK(house.get("/access_codes/unmanaged/get?access_code_id=" + id).status == 404);
        house.post("/access_codes/delete", {{"access_code_id", id}});
        house.succeed();
        CHECK(house.get_code(id).status == 404);
    }
    SECTION("and off") {
        house.post("/access_codes/unmanaged/delete", {{"access_code_id", id}});
        house.succeed();
        CHECK(house.get("/access_codes/unmanaged/get?access_code_id=" + id).status == 404);
    }
}

}  // namespace
}  // namespace lockstep::api
