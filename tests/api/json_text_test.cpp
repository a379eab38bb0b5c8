// Listings are written as text; the tree of the same members is what that text has to be.
#include "api/json_text.hpp"

#include <string>

#include "tests/api/a_house.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {

TEST_CASE("json text: what is written is what the tree would be", "[api][json]") {
    auto const text = GENERATE(values<std::string>({"", "Ada", "a \"quoted\" \\ one", "line\nand \x01 control",
                                                    "Zo\xc3\xab \xf0\x9f\x94\x91", "no \xff UTF-8", "\x7f"}));
    auto const instant =
        GENERATE(always, never, Instant{}, test::noon, test::noon + 123'456us, Instant{-1us},
                 Instant{Duration{253'402'300'800'000'000}}, Instant{Duration{-62'167'219'200'000'001}});
    auto const describe = [&](auto& out) {
        out.put(member<"text">, std::string_view{text});
        out.put_or_null(member<"text_or_null">, text);
        out.put(member<"instant">, instant);
        out.put(member<"id">, Uuid{0x0123456789abcdef, 0xfedcba9876543210});
        out.put(member<"yes">, true);
        out.put(member<"list">, Json::array());
        out.put(member<"tree">, Json::object({{"a", Json::array({1, text})}}));
        out.put(member<"named">, Named{text});
        out.put_object(member<"nothing">, [](auto&) {});
        out.put_object(member<"object">, [&](auto& object) { object.put(member<"text">, text); });
        out.put_list(member<"no_entries">, [](auto&) {});
        out.put_list(member<"entries">, [&](auto& list) {
            list.add([](auto&) {});
            list.add([&](auto& entry) { entry.put(member<"text">, text); });
        });
    };
    JsonTree tree;
    describe(tree);
    std::string written{"before "};

    {
        Appender end{written};
        JsonText out{end};
        describe(out);
        out.end();
    }

    CHECK(written == "before " + text_of(tree.take()));
}

TEST_CASE("json text: a listing has each code as it is shown alone", "[api][json][access_codes]") {
    test::House house;
    house.create({{"code", "0420"}, {"name", "A \"great\" guest \xf0\x9f\x94\x91"}});
    house.create({{"starts_at", "2030-02-01T15:00:00Z"}, {"ends_at", "2030-02-02T10:00:00.250Z"}});
    house.create({{"name", "set"}, {"allow_external_modification", true}});
    while (!house.calls.empty())
        house.succeed();
    house.create({{"code", "1234"}});

    auto const listed = house.get("/access_codes/list?device_id=" + house.id_of(house.door));

    REQUIRE(listed["access_codes"].size() == 4);
    for (auto const& code : listed["access_codes"])
        CHECK(house.get("/access_codes/get?access_code_id=" +
                        code["access_code_id"].get<std::string>())["access_code"] == code);
    CHECK(listed.body.begin().key() == "access_codes");
    CHECK(listed["ok"] == true);
    CHECK(listed["pagination"]["has_next_page"] == false);
}

}  // namespace lockstep::api
