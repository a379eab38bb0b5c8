// A poller's view: regular looks, after the steps of their instant and before all else.
#include "harness/judge/polling.hpp"

#include <string>

#include "runtime/time_text.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

constexpr Instant epoch{Duration{1'893'456'000'000'000}};
using engine::Status;

std::string seen(std::vector<StatusEntry> const& entries, Duration every, Duration to) {
    CodeHistory history;
    history.status = entries;
    std::string out;
    for (Poll const& poll : polls(history, epoch, every, epoch + to))
        out += format_duration(poll.at - epoch) + " " + std::string(engine::name_of(poll.status)) + "; ";
    return out;
}

TEST_CASE("polls: agree with asking at every instant", "[harness][judge][polling]") {
    std::vector<StatusEntry> const entries{
        {epoch + 0s, Turn::step, Status::setting},      {epoch + 3s, Turn::message, Status::set},
        {epoch + 5s, Turn::step, Status::removing},     {epoch + 5s, Turn::message, Status::setting},
        {epoch + 5500ms, Turn::message, Status::set},   {epoch + 7s, Turn::timer, Status::removing},
        {epoch + 7200ms, Turn::message, Status::unset}, {epoch + 7300ms, Turn::message, Status::set},
        {epoch + 60s, Turn::step, Status::gone},
    };
    auto const every = GENERATE(values<Duration>({100ms, 500ms, 1s, 1700ms, 2s, 60s, 61s}));
    CAPTURE(format_duration(every));

    CodeHistory history;
    history.status = entries;
    std::string by_asking;
    std::optional<Status> last;
    for (Instant at = epoch; at <= epoch + 90s; at += every) {
        auto const now = history.polled(at);
        if (now && now != last)
            by_asking += format_duration(at - epoch) + " " + std::string(engine::name_of(*now)) + "; ";
        last = now;
    }

    CHECK(seen(entries, every, 90s) == by_asking);
}

TEST_CASE("polls: a long run with a short interval costs no more than its transitions", "[harness][judge][polling]") {
    std::vector<StatusEntry> const entries{{epoch, Turn::step, Status::setting},
                                           {epoch + std::chrono::hours{24 * 365 * 200}, Turn::message, Status::set}};

    CHECK(seen(entries, Duration{1}, std::chrono::hours{24 * 365 * 250}) == "0s setting; 73000d0.000001s set; ");
    CHECK(seen(entries, 1s, 1h) == "0s setting; ");
    CHECK(seen({}, 1s, 1h).empty());
}

}  // namespace
}  // namespace lockstep::harness
