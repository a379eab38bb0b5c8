// Our client alone: what it asks, what it believes, and what it makes of answers that are none.
#include "tests/catch.hpp"
#include "tests/providers/smartthings/fixtures.hpp"

namespace lockstep::providers::smartthings {
namespace {

using engine::ListedState;
using engine::Refusal;
using engine::Verdict;

http::Response plain(int status, std::string body = "{}") { return http::json_response(status, std::move(body)); }

Json changed(std::string value, Instant at) { return {{"value", std::move(value)}, {"timestamp", timestamp(at)}}; }

}  // namespace

TEST_CASE("smartthings adapter: it looks before it picks, and takes the lowest slot nobody has",
          "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1));
    REQUIRE(asked.sent.size() == 1);
    CHECK(asked.sent[0].op == Op::read);
    CHECK_FALSE(asked.sent[0].operation_start);

    asked.hear(listing({{1, "Ada"}, {3, "Cleo"}}));
    CHECK(asked.sent.back().op == Op::write);
    CHECK(asked.sent.back().operation_start);
    CHECK(asked.command().arguments == Json::array({2, "0420", "guest"}));

    asked.hear(accepted());
    REQUIRE(asked.answers.size() == 1);
    CHECK(asked.answers[0].verdict == Verdict::accepted);
    CHECK(asked.answers[0].vendor_ref == "2");
}

TEST_CASE("smartthings adapter: a lock that seems to be empty at first is looked at twice", "[smartthings][adapter]") {
    Asked asked{a_setup(), false};
    asked.start(a_put(1));
    asked.hear(listing({}));
    REQUIRE(asked.sent.size() == 2);
    CHECK(asked.last().method == http::Method::get);
    asked.hear(listing({{1, "Ada"}}));  // the first was an empty success
    CHECK(asked.command().arguments[0] == 2);
    asked.hear(accepted());
    asked.start(a_put(2, "", "1111", "other"));
    asked.hear(listing({}));
    CHECK(asked.command().arguments[0] == 3);
}

TEST_CASE("smartthings adapter: two codes at once take two slots", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1, "", "1111", "one"));
    asked.start(a_put(2, "", "2222", "two"));
    REQUIRE(asked.sent.size() == 1);  // one look for both
    SECTION("the look tells both") {
        asked.hear(listing({}));
        REQUIRE(asked.sent.size() == 3);
        CHECK(read_commands(request_in(asked.sent[1].message).body)->at(0).arguments[0] == 1);
        CHECK(read_commands(request_in(asked.sent[2].message).body)->at(0).arguments[0] == 2);
    }
    SECTION("the look is refused") {
        asked.hear(plain(429));
        CHECK(asked.answers.size() == 2);
    }
    SECTION("the look is lost: the second one looks by itself") {
        asked.hear_nothing();
        CHECK(asked.answers.size() == 1);
        REQUIRE(asked.sent.size() == 2);
        asked.hear(listing({}));
        CHECK(asked.command().arguments == Json::array({1, "2222", "two"}));
    }
    SECTION("who looked gives up: the second one hears the answer") {
        asked.adapter->abandon({1});
        asked.hear(listing({}));
        CHECK(asked.sent.size() == 2);
        CHECK(asked.command().arguments == Json::array({1, "2222", "two"}));
    }
    SECTION("both give up") {
        asked.adapter->abandon({1});
        asked.adapter->abandon({2});
        asked.hear(listing({}));
        CHECK(asked.sent.size() == 1);
    }
    SECTION("the look needs a token that is not to be had") {
        asked.hear(plain(401));
        asked.hear(plain(400));
        REQUIRE(asked.answers.size() == 2);
        CHECK(asked.answers[1].refusal == Refusal::unauthorized);
    }
}

TEST_CASE("smartthings adapter: a repeated write goes where the first one went", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1));
    asked.hear(listing({}));
    asked.hear_nothing();
    CHECK(asked.answers.at(0).verdict == Verdict::unknown);

    asked.now += 20s;
    asked.start(a_put(2));
    SECTION("the lock has nothing yet") { asked.hear(listing({})); }
    SECTION("it has landed meanwhile") { asked.hear(listing({{1, "guest"}})); }
    SECTION("a stranger is about as well") { asked.hear(listing({{2, "Ada"}})); }
    CHECK(asked.command().arguments[0] == 1);
}

TEST_CASE("smartthings adapter: a slot that one list does not show is not given away", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_read(1));
    asked.hear(listing({{1, "Ada"}}));
    asked.start(a_put(2));
    asked.hear(listing({}));  // an empty success
    CHECK(asked.command().arguments[0] == 2);
}

TEST_CASE("smartthings adapter: without a free slot there is no space", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1));
    asked.hear(listing({{1, "a"}, {2, "b"}, {3, "c"}}, nullptr, nullptr));  // limits unknown: ours
    CHECK(asked.answers.at(0).refusal == Refusal::no_space);
    CHECK(asked.sent.size() == 1);
}

TEST_CASE("smartthings adapter: a list does not show accepted work, so the adapter says it", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1));
    asked.hear(listing({}));
    asked.hear(accepted());
    asked.start(a_read(2));

    SECTION("nothing there yet: pending") {
        asked.hear(listing({}));
        REQUIRE(asked.answers.back().listed.size() == 1);
        CHECK(asked.answers.back().listed[0].state == ListedState::pending);
        CHECK(asked.answers.back().listed[0].vendor_ref == "1");
        CHECK(asked.answers.back().listed[0].record.name == "guest");
    }
    SECTION("there: the slot was free, so this is it") {
        asked.hear(listing({{1, "guest"}}));
        REQUIRE(asked.answers.back().listed.size() == 1);
        CHECK(asked.answers.back().listed[0].state == ListedState::active);
    }
    SECTION("silence: after the radio's patience it has failed") {
        asked.now += radio_patience;
        asked.hear(listing({}));
        CHECK(asked.answers.back().listed.empty());
    }
    SECTION("failed, by the last change") {
        asked.hear(listing({}, changed("1 failed", asked.now)));
        CHECK(asked.answers.back().listed.empty());
        REQUIRE(asked.pushes.size() == 1);
        CHECK(asked.pushes[0].what == engine::Push::What::failed_to_store);
        CHECK(asked.pushes[0].refusal == Refusal::pin_conflict);
        CHECK(asked.pushes[0].account == engine::AccountId{0});
    }
    SECTION("a failure from before the write says nothing of it") {
        asked.hear(listing({}, changed("1 failed", asked.now - 2s)));
        CHECK(asked.answers.back().listed.size() == 1);
        CHECK(asked.pushes.empty());
    }
}

TEST_CASE("smartthings adapter: an edit leaves the list as it was; only the last change proves it",
          "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1, "2", "9999"));
    CHECK(asked.command().arguments == Json::array({2, "9999", "guest"}));
    asked.hear(accepted());
    asked.start(a_read(2));

    SECTION("no proof: pending") {
        asked.hear(listing({{2, "guest"}}));
        CHECK(asked.answers.back().listed.at(0).state == ListedState::pending);
    }
    SECTION("a write that was never said to be taken") {
        asked.start(a_put(3, "2", "8888"));
        asked.hear_nothing();
        asked.start(a_read(4));
        asked.hear(listing({{2, "guest"}}));
        CHECK(asked.answers.back().listed.at(0).state == ListedState::active);  // nothing is promised
    }
    SECTION("proof") {
        asked.hear(listing({{2, "guest"}}, changed("2 changed", asked.now + 1s)));
        CHECK(asked.answers.back().listed.at(0).state == ListedState::active);
    }
    SECTION("no proof for long enough: it has failed, whatever the list says") {
        asked.now += radio_patience;
        asked.hear(listing({{2, "guest"}}));
        CHECK(asked.answers.back().listed.at(0).state == ListedState::pending);
        REQUIRE(asked.pushes.size() == 1);
        CHECK(asked.pushes[0].what == engine::Push::What::failed_to_store);
        CHECK(asked.pushes[0].refusal == Refusal::other);
    }
    SECTION("the second word about the write before is no proof") {
        asked.hear(listing({{2, "guest"}}, changed("2 set", asked.now)));
        asked.start(a_put(3, "2", "8888"));
        asked.hear(accepted());
        asked.now += 4s;
        asked.start(a_read(4));
        asked.hear(listing({{2, "guest"}}, changed("2 changed", asked.now)));
        CHECK(asked.answers.back().listed.at(0).state == ListedState::pending);
    }
}

TEST_CASE("smartthings adapter: erasures are on their way until the list shows nothing", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_removal(1, "2"));
    CHECK(asked.command().command == "deleteCode");
    CHECK(asked.sent.back().op == Op::remove);
    CHECK(asked.sent.back().operation_start);
    asked.hear(accepted());

    asked.start(a_read(2));
    asked.hear(listing({{2, "guest"}}));
    CHECK(asked.answers.back().listed.at(0).state == ListedState::removing);
    asked.now += radio_patience;
    asked.start(a_read(3));
    asked.hear(listing({{2, "guest"}}));
    CHECK(asked.answers.back().listed.at(0).state == ListedState::active);
}

TEST_CASE("smartthings adapter: one list alone does not prove that a slot is empty", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_removal(1, "2"));
    asked.hear(accepted());
    auto const listed_by = [&](http::Response const& list) {
        asked.start(a_read(2 + asked.answers.size()));
        asked.hear(list);
        return asked.answers.back().listed;
    };
    SECTION("the next one does") {
        REQUIRE(listed_by(listing({})).size() == 1);
        CHECK(asked.answers.back().listed[0].state == ListedState::removing);
        CHECK(asked.answers.back().listed[0].record.name == "guest");
        CHECK(listed_by(listing({{2, "guest"}})).size() == 1);  // the first was wrong: it does not count
        CHECK(listed_by(listing({})).size() == 1);
        CHECK(listed_by(listing({})).empty());
    }
    SECTION("the hub does") { CHECK(listed_by(listing({}, changed("2 deleted", asked.now + 1s))).empty()); }
    SECTION("what it said before does not") {
        CHECK(listed_by(listing({}, changed("2 deleted", asked.now - 5s))).size() == 1);
    }
}

TEST_CASE("smartthings adapter: a removal of a write whose answer was lost knows the slot", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1));
    asked.hear(listing({{1, "Ada"}}));
    asked.hear_nothing();
    asked.start(a_removal(2));
    CHECK(asked.command().arguments == Json::array({2}));

    asked.adapter->restarted();
    asked.start(a_removal(3));
    CHECK(asked.sent.back().op == Op::remove);
    CHECK(asked.last().method == http::Method::get);
    asked.hear(listing({{1, "Ada"}}));
    CHECK(asked.answers.back().verdict == Verdict::done);  // nothing of that name is there
}

TEST_CASE("smartthings adapter: how answers that are no success end a call", "[smartthings][adapter]") {
    struct Row {
        std::string_view name;
        http::Response heard;
        Verdict verdict;
        Refusal refusal;
    };
    auto html = plain(200, "<html>");
    html.headers.set(http::field::content_type, "text/html");
    auto const row = GENERATE_COPY(values<Row>({
        {"garbage", plain(200, "<html>"), Verdict::unknown, Refusal::none},
        {"another type", html, Verdict::unknown, Refusal::none},
        {"cut", plain(200, R"({"results":[{"id":)"), Verdict::unknown, Refusal::none},
        {"empty", plain(200, ""), Verdict::unknown, Refusal::none},
        {"no results", plain(200, R"({"results":[]})"), Verdict::unknown, Refusal::none},
        {"of more commands than one", plain(200, write_results({{}, {}})), Verdict::unknown, Refusal::none},
        {"failed at once", plain(200, write_results({{"1", CommandStatus::failed}})), Verdict::refused, Refusal::other},
        {"completed", plain(200, write_results({{"1", CommandStatus::completed}})), Verdict::accepted, Refusal::none},
        {"500", plain(500), Verdict::unknown, Refusal::none},
        {"504", plain(504), Verdict::unknown, Refusal::none},
        {"302", plain(302), Verdict::unknown, Refusal::none},
        {"403", plain(403), Verdict::refused, Refusal::forbidden},
        {"404", plain(404), Verdict::refused, Refusal::other},
        {"409", plain(409, "busy"), Verdict::refused, Refusal::device_offline},
        {"422 without reasons", plain(422), Verdict::refused, Refusal::other},
        {"422 about the PIN",
         plain(422, write_error(ErrorName::constraint_violation, "X", {{"NotValidValue", "commands[0].arguments[1]"}})),
         Verdict::refused, Refusal::invalid_pin},
    }));
    CAPTURE(row.name);
    Asked asked;
    asked.start(a_put(1, "2"));
    asked.hear(row.heard);
    REQUIRE(asked.answers.size() == 1);
    CHECK(asked.answers[0].verdict == row.verdict);
    CHECK(asked.answers[0].refusal == row.refusal);
}

TEST_CASE("smartthings adapter: too many requests wait for the reset", "[smartthings][adapter]") {
    struct Row {
        std::string_view field, value;
        Duration wait;
    };
    auto const row = GENERATE(values<Row>({
        {"x-ratelimit-reset", "17", 17s},
        {"retry-after", "5", 5s},
        {"x-ratelimit-reset", "1893499200000", std::chrono::hours{1}},  // of another unit: not believed
        {"x-ratelimit-reset", "soon", 0s},
        {"x-ratelimit-reset", "-3", 0s},
        {"x-other", "1", 0s},
    }));
    CAPTURE(row.field, row.value);
    auto heard = plain(429);
    heard.headers.set(row.field, row.value);
    Asked asked;
    asked.start(a_read(1));
    asked.hear(heard);
    CHECK(asked.answers.at(0).refusal == Refusal::rate_limited);
    CHECK(asked.answers.at(0).retry_after == row.wait);
}

TEST_CASE("smartthings adapter: the reset that every answer tells is no reason to wait", "[smartthings][adapter]") {
    auto heard = plain(409);
    heard.headers.set("x-ratelimit-reset", "55");
    Asked asked;
    asked.start(a_put(1, "2"));
    asked.hear(heard);
    CHECK(asked.answers.at(0).refusal == Refusal::device_offline);
    CHECK(asked.answers.at(0).retry_after == 0s);
}

TEST_CASE("smartthings adapter: one refresh for all, with a token that is spent by it", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_read(1));
    asked.start(a_read(2));
    asked.hear(asked.sent[0].exchange, plain(401));
    asked.hear(asked.sent[1].exchange, plain(401));
    REQUIRE(asked.sent.size() == 3);
    CHECK(asked.sent[2].op == Op::login);
    CHECK(asked.last().target == "/oauth/token");
    CHECK(asked.last().headers.find("authorization")->starts_with("Basic "));
    auto const form = http::Query::parse(asked.last().body);
    CHECK(form->find("grant_type") == std::string_view{"refresh_token"});

    SECTION("good: both go out again") {
        asked.hear(asked.sent[2].exchange, plain(200, write_token({"new", "next", 60s, ""})));
        REQUIRE(asked.sent.size() == 5);
        CHECK(http::bearer(request_in(asked.sent[3].message).headers) == "new");
        asked.hear(asked.sent[3].exchange, plain(401));  // refused once more
        CHECK(asked.answers.at(0).refusal == Refusal::unauthorized);

        asked.now += 60s;  // the new one has ended: the next call refreshes first, with the token that came last
        asked.start(a_read(3));
        CHECK(http::Query::parse(asked.last().body)->find("refresh_token") == std::string_view{"next"});
    }
    SECTION("spent: the account is cut off, and connecting it anew brings a code") {
        asked.hear(asked.sent[2].exchange, plain(400, R"({"error":"invalid_grant"})"));
        CHECK(asked.answers.size() == 2);
        CHECK(asked.answers[0].refusal == Refusal::unauthorized);
        asked.start(a_read(3));
        asked.hear(plain(401));
        CHECK(http::Query::parse(asked.last().body)->find("grant_type") == std::string_view{"authorization_code"});
    }
    SECTION("too many, or no answer: nothing is proven") {
        bool const lost = GENERATE(true, false);
        if (lost)
            asked.hear_nothing();
        else
            asked.hear(plain(200, "<html>"));
        REQUIRE(asked.answers.size() == 2);
        CHECK(asked.answers[0].verdict == Verdict::unknown);
    }
    SECTION("whoever asked for it gives up: the next call asks anew") {
        asked.adapter->abandon({1});
        asked.start(a_read(3));
        asked.hear(plain(401));
        CHECK(asked.sent.back().op == Op::login);
        CHECK(asked.sent.size() == 5);
    }
}

TEST_CASE("smartthings adapter: a stranger in the slot of a write that never came is not our code",
          "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1));
    asked.hear(listing({}));
    asked.hear_nothing();  // did it arrive?
    auto const read = [&](std::uint64_t call, NamedSlot const& only) {
        asked.start(a_read(call));
        asked.hear(listing({only}));
        return asked.answers.back().listed;
    };

    asked.now += 2s;
    if (GENERATE(false, true)) CHECK(asked.hear_event("1 set", "Ada", "a") == 200);
    CHECK(asked.pushes.empty());
    auto listed = read(2, {1, "Ada"});
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].state == ListedState::pending);  // it may still come, over hers
    CHECK(listed[0].record.name == "guest");

    asked.now += radio_patience;
    CHECK(read(3, {1, "Ada"}).empty());  // whatever the engine calls slot 1, our code is not there
    CHECK(read(4, {1, "Ada"}).empty());
    SECTION("the repeat goes elsewhere, also where the engine names the slot") {
        asked.start(a_put(5, GENERATE("", "1")));
        asked.hear(listing({{1, "Ada"}}));
        CHECK(asked.command().arguments[0] == 2);
        asked.hear(accepted());
        listed = read(6, {1, "Ada"});
        REQUIRE(listed.size() == 2);
        CHECK(listed[0].record.name == "Ada");
        CHECK(listed[0].state == ListedState::active);
        CHECK(listed[1].vendor_ref == "2");
    }
    SECTION("a removal has nothing to erase") {
        asked.start(a_removal(5, GENERATE("", "1")));
        asked.hear(listing({{1, "Ada"}}));
        CHECK(asked.answers.back().verdict == Verdict::done);
        CHECK(request_in(asked.sent.back().message).method == http::Method::get);
    }
}

TEST_CASE("smartthings adapter: a write that found no token is not on its way", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1));
    asked.hear(listing({}));
    asked.hear(plain(401));
    asked.hear(plain(503));  // there is no token now
    REQUIRE(asked.answers.size() == 1);
    CHECK(asked.answers[0].verdict == Verdict::unknown);

    asked.now += 2s;
    asked.start(a_read(2));
    asked.hear(listing({}));
    REQUIRE(asked.answers.size() == 2);
    CHECK(asked.answers[1].listed.empty());
}

TEST_CASE("smartthings adapter: events confirm by slot, and doubles say nothing", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1));
    asked.hear(listing({}));
    asked.hear(accepted());
    asked.now += 2s;

    CHECK(asked.hear_event("1 set", "guest", "a") == 200);
    REQUIRE(asked.pushes.size() == 1);
    CHECK(asked.pushes[0].what == engine::Push::What::stored);
    CHECK(asked.pushes[0].vendor_ref == "1");
    CHECK(asked.pushes[0].record.name == "guest");

    CHECK(asked.hear_event("1 set", "guest", "a") == 200);  // the same again
    asked.now += 4s;
    CHECK(asked.hear_event("1 changed", "guest", "b") == 200);  // the read-back
    CHECK(asked.pushes.size() == 1);
    asked.now += 10s;
    asked.hear_event("1 changed", "guest", "c");  // another write
    CHECK(asked.pushes.size() == 2);
    asked.hear_event("1 deleted", "", "d");
    CHECK(asked.pushes.at(2).what == engine::Push::What::removed);
}

TEST_CASE("smartthings adapter: an event of what was there before a write is not its end", "[smartthings][adapter]") {
    Asked asked;
    asked.start(a_put(1, "1"));
    asked.hear(accepted());
    asked.hear_event("1 changed", "guest", "a", noon - 3s);
    asked.hear_event("1 deleted", "", "b", noon + 1s);  // the slot's last owner leaves
    CHECK(asked.pushes.empty());
    asked.hear_event("1 failed", "", "c", noon + 1s);
    REQUIRE(asked.pushes.size() == 1);
    CHECK(asked.pushes[0].what == engine::Push::What::failed_to_store);
}

TEST_CASE("smartthings adapter: pushes that are no events are refused", "[smartthings][adapter]") {
    Asked asked;
    CHECK(asked.hear_event("all deleted") == 200);
    CHECK(asked.hear_event("0 changed") == 200);
    CHECK(asked.hear_event("nonsense") == 400);
    CHECK(asked.hear_push(http::json_request(http::Method::post, "/", "[]")) == 400);
    CHECK(asked.hear_push(http::json_request(http::Method::put, "/", "{}")) == 405);
    CHECK(asked.hear_push({http::Method::post, "/", {}, "{}"}) == 400);
    CHECK(asked.pushes.empty());
}

TEST_CASE("smartthings adapter: a copy lives on by itself and hashes alike until it does", "[smartthings][adapter]") {
    auto const hash_of = [](Adapter const& one) {
        StateHash hash;
        one.hash(hash);
        return hash.value();
    };
    Asked asked;
    asked.start(a_put(1));
    asked.hear(listing({{1, "Ada"}}));
    auto const copy = asked.adapter->clone();
    CHECK(hash_of(*copy) == hash_of(*asked.adapter));
    asked.hear(accepted());
    CHECK(hash_of(*copy) != hash_of(*asked.adapter));
}

}  // namespace lockstep::providers::smartthings
