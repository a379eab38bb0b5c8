// Types of events: each has a name of its own, is known to the listing, and stands in docs/events.md.
#include "api/event_type.hpp"

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

std::vector<EventType> all_types() {
    std::vector<EventType> types;
    for (std::size_t i = 0; i < event_type_count; ++i)
        types.push_back(EventType::at(i));
    return types;
}

}  // namespace

TEST_CASE("event types: each has a name, is known, and is documented", "[api][events]") {
    std::ifstream file{std::string{LOCKSTEP_ROOT} + "/docs/events.md"};
    std::stringstream text;
    text << file.rdbuf();
    auto const documented = text.str();
    std::set<std::string_view> names;
    std::set<std::string_view> sentences;

    for (auto const type : all_types()) {
        auto const name = name_of(type);
        CAPTURE(name);
        CHECK(names.insert(name).second);
        CHECK(is_event_type(name));
        CHECK(sentences.insert(description_of(type)).second);
        CHECK(documented.find("`" + std::string{name} + "`") != std::string::npos);
    }
    CHECK_FALSE(is_event_type("lock.exploded"));
    CHECK_FALSE(is_event_type(""));
}

TEST_CASE("event types: of the engine or of a device, never both", "[api][events]") {
    for (auto const type : all_types())
        CHECK(type.of_engine().has_value() != type.of_api().has_value());
    for (std::size_t i = 0; i < event_type_count; ++i)
        CHECK(EventType::at(i).index() == i);
    CHECK(EventType{ApiEvent::lock_locked} != EventType{engine::EventType::code_created});
}

}  // namespace lockstep::api
