// /access_codes/get_timeline: pages through what was told of one code, newest first.
#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

using test::House;
using test::Reply;

std::vector<std::string> types_of(Reply const& reply) {
    std::vector<std::string> types;
    for (auto const& event : reply["timeline_events"])
        types.push_back(event["event_type"].get<std::string>().substr(sizeof "access_code." - 1));
    return types;
}

using Types = std::vector<std::string>;

// created, set_on_device, changed, name_changed, removed_from_device, deleted; and somebody else in between
struct House6 : House {
    std::string guest;
    House6() {
        guest = create({{"code", "0420"}});
        create({{"code", "1111"}});
        succeed();
        succeed();
        wait(1h);
        post("/access_codes/update", {{"access_code_id", guest}, {"name", "Anne"}});
        wait(1h);
        post("/access_codes/delete", {{"access_code_id", guest}});
        while (!calls.empty())
            succeed();
    }
    Reply timeline(Json fields = Json::object()) {
        fields["access_code_id"] = guest;
        return post("/access_codes/get_timeline", fields);
    }
};

Types const all{"deleted", "removed_from_device", "name_changed", "changed", "set_on_device", "created"};

TEST_CASE("get_timeline: all of one code, also when it is gone", "[api][timeline]") {
    House6 house;
    REQUIRE(house.get_code(house.guest).status == 404);

    auto const reply = house.get("/access_codes/get_timeline?access_code_id=" + house.guest);

    CAPTURE(text_of(reply.body));
    REQUIRE(reply.status == 200);
    CHECK(types_of(reply) == all);
    CHECK(reply["pagination"] ==
          Json::object({{"has_more", false}, {"next_cursor", nullptr}, {"prev_cursor", nullptr}}));
    auto const& newest = reply["timeline_events"][0];
    auto const id = newest["event_id"].get<std::string>();
    auto event = house.get("/events/get?event_id=" + id)["event"];
    CHECK(newest["timeline_event_id"] == id);
    CHECK(newest["description"] == event["event_description"]);
    CHECK(newest["related_resource_ids"] == Json{{"event_id", id},
                                                 {"device_id", house.id_of(house.door)},
                                                 {"connected_account_id", event["connected_account_id"]}});
    for (auto const& [name, value] : event.items())
        CHECK(newest[name] == value);
    CHECK(newest["code"] == "0420");
}

TEST_CASE("get_timeline: every entry names who brought it about", "[api][timeline]") {
    House6 house;
    std::vector<std::string> actors;
    auto const reply = house.timeline();
    for (auto const& entry : reply["timeline_events"])
        actors.push_back(entry["actor"]["type"].get<std::string>());
    CHECK(actors == Types{"system", "system", "api_key", "api_key", "system", "api_key"});
}

TEST_CASE("get_timeline: pages, there and back", "[api][timeline]") {
    House6 house;

    auto const first = house.timeline({{"limit", 4}});
    CHECK(types_of(first) == Types{all.begin(), all.begin() + 4});
    CHECK(first["pagination"]["has_more"] == true);
    CHECK(first["pagination"]["prev_cursor"].is_null());

    auto const second = house.timeline({{"limit", 4}, {"before", first["pagination"]["next_cursor"]}});
    CHECK(types_of(second) == Types{all.begin() + 4, all.end()});
    CHECK(second["pagination"]["has_more"] == false);
    CHECK(second["pagination"]["next_cursor"].is_null());

    auto const back = house.timeline({{"limit", 3}, {"after", second["pagination"]["prev_cursor"]}});
    CHECK(types_of(back) == Types{all.begin() + 1, all.begin() + 4});
    CHECK(back["pagination"]["has_more"] == true);
    CHECK(back["pagination"]["next_cursor"].is_string());
}

TEST_CASE("get_timeline: by instants and types", "[api][timeline]") {
    House6 house;
    CHECK(types_of(house.timeline({{"after", "2030-01-01T12:00:00Z"}})) == Types{all.begin(), all.begin() + 4});
    CHECK(types_of(house.timeline({{"before", "2030-01-01T13:00:00Z"}})) == Types{all.begin() + 4, all.end()});
    CHECK(types_of(house.timeline({{"event_types", {"access_code.created", "access_code.deleted"}}})) ==
          Types{"deleted", "created"});
    CHECK(types_of(house.timeline({{"event_types", {"lock.locked"}}})).empty());
    CHECK(types_of(house.timeline({{"event_types", {"internal.access_code.programming_started"}}})).empty());
}

TEST_CASE("get_timeline: refusals", "[api][timeline]") {
    struct Row {
        Json fields;
        std::string field;
    };
    House6 house;
    for (auto const& [fields, field] : std::vector<Row>{
             {{{"limit", 0}}, "limit"},
             {{{"limit", 201}}, "limit"},
             {{{"before", "yesterday"}}, "before"},
             {{{"after", house.guest}}, "after"},
             {{{"before", "2030-01-01T13:00:00Z"}, {"after", "2030-01-01T13:00:00Z"}}, ""},
             {{{"event_types", {"access_code.stolen"}}}, "event_types"},
         }) {
        CAPTURE(fields.dump());
        auto const reply = house.timeline(fields);
        CHECK(reply.error() == "invalid_input");
        CHECK(reply.messages(field).size() == 1);
    }
    auto const device = house.id_of(house.door);
    CHECK(house.post("/access_codes/get_timeline", {{"access_code_id", device}}).error() == "access_code_not_found");
}

}  // namespace
}  // namespace lockstep::api
