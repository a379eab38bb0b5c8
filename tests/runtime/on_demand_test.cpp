// A value that is made when it is first written to.
#include "runtime/on_demand.hpp"

#include <string>
#include <utility>

#include "tests/catch.hpp"

namespace lockstep {
namespace {

struct Facts {
    std::string word = "new";
    int number = 7;
};

TEST_CASE("on demand: until it is written to, it is as when new", "[runtime]") {
    OnDemand<Facts> facts;
    CHECK(facts->word == "new");
    CHECK((*facts).number == 7);
    facts.to_write().number = 8;
    CHECK(facts->number == 8);
    CHECK(facts->word == "new");
    CHECK(OnDemand<Facts> {} -> number == 7);
}

TEST_CASE("on demand: a copy is a value of its own", "[runtime]") {
    OnDemand<Facts> first;
    first.to_write().word = "written";
    OnDemand<Facts> second = first;
    second.to_write().word = "another";
    CHECK(first->word == "written");
    second = first;
    CHECK(second->word == "written");
    second = OnDemand<Facts>{};
    CHECK(second->word == "new");
    second = std::move(first);
    CHECK(second->word == "written");
}

}  // namespace
}  // namespace lockstep
