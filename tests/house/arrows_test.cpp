// Keeps the arrows of docs/architecture true: every include line of the tree is read.
#include "tests/house/arrows.hpp"

#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/house/source_tree.hpp"

namespace lockstep::house {
namespace {

TEST_CASE("arrows: every include line of the tree follows them", "[house][arrows]") {
    auto const files = files_ending_in({".hpp", ".cpp"});
    REQUIRE(files.size() > 10);

    for (auto const& file : files) {
        for (std::size_t line = 0; line < file.lines.size(); ++line) {
            auto const include = include_of(file.lines[line]);
            if (!include) continue;
            if (auto const reason = objection(file.path, *include))
                FAIL_CHECK(file.path << ":" << line + 1 << ": forbidden arrow: " << *reason);
        }
    }
}

TEST_CASE("arrows: what may be included and what may not", "[house][arrows]") {
    struct Row {
        std::string_view name;
        std::string_view from;
        std::string_view line;
        bool allowed;
    };
    auto const row = GENERATE(values<Row>({
        {"a room sees itself", "engine/step.cpp", "#include \"engine/step.hpp\"", true},
        {"everybody sees the runtime", "sim/lock.cpp", "#include \"runtime/time.hpp\"", true},
        {"the runtime sees nobody", "runtime/zone.cpp", "#include \"http/message.hpp\"", false},
        {"the engine never sees its twin", "engine/step.cpp", "#include \"sim/lock.hpp\"", false},
        {"nor the other way round", "sim/lock.cpp", "#include \"engine/pin.hpp\"", false},
        {"the engine speaks no HTTP", "engine/step.cpp", "#include \"http/message.hpp\"", false},
        {"the engine speaks no JSON", "engine/step.cpp", "#include <nlohmann/json.hpp>", false},
        {"sim opens no sockets", "sim/lock.cpp", "#include <sys/socket.h>", false},
        {"the standard library is everyone's", "engine/step.cpp", "#include <vector>", true},
        {"blanks hide nothing", "engine/step.cpp", "  #  include   \"sim/lock.hpp\"", false},
        {"an adapter sees the engine's port", "providers/open/adapter/put.cpp", "#include \"engine/port.hpp\"", true},
        {"but not the engine's inside", "providers/open/adapter/put.cpp", "#include \"engine/step.hpp\"", false},
        {"an adapter sees its protocol", "providers/open/adapter.cpp", "#include \"providers/open/protocol.hpp\"",
         true},
        {"an adapter never sees a mock", "providers/open/adapter.cpp", "#include \"providers/open/mock.hpp\"", false},
        {"nor sim", "providers/open/adapter.cpp", "#include \"sim/cloud.hpp\"", false},
        {"a mock sees sim", "providers/open/mock.cpp", "#include \"sim/cloud.hpp\"", true},
        {"a mock never sees the engine", "providers/open/mock.cpp", "#include \"engine/port.hpp\"", false},
        {"a mock never sees an adapter", "providers/open/mock.cpp", "#include \"providers/open/adapter.hpp\"", false},
        {"vendors do not know each other", "providers/nuki/adapter.cpp", "#include \"providers/open/protocol.hpp\"",
         false},
        {"direct stands on port and sim", "providers/direct/direct.cpp", "#include \"sim/cloud.hpp\"", true},
        {"stores know nothing of the engine", "stores/journal.cpp", "#include \"engine/records.hpp\"", false},
        {"stores speak SQL", "stores/sqlite.cpp", "#include <sqlite3.h>", true},
        {"nobody else does", "engine/step.cpp", "#include <sqlite3.h>", false},
        {"the api does not reach the simulation", "api/routes.cpp", "#include \"sim/lock.hpp\"", false},
        {"nothing stands on the roof", "api/routes.cpp", "#include \"harness/world/world.hpp\"", false},
        {"the harness sees everybody", "harness/world/world.cpp", "#include \"providers/open/mock.hpp\"", true},
        {"the product does not stand on its tests", "harness/run/run.cpp", "#include \"tests/catch.hpp\"", false},
        {"no path climbs", "engine/step.cpp", "#include \"../runtime/time.hpp\"", false},
        {"no path starts in the middle", "engine/step.cpp", "#include \"step.hpp\"", false},
        {"a new room has to be introduced", "cellar/wine.cpp", "#include \"runtime/time.hpp\"", false},
        {"tests see what they test", "tests/engine/step_test.cpp", "#include \"engine/step.hpp\"", true},
    }));
    CAPTURE(row.name);
    auto const include = include_of(row.line);
    REQUIRE(include.has_value());

    CHECK(objection(row.from, *include).has_value() == !row.allowed);
}

}  // namespace
}  // namespace lockstep::house
