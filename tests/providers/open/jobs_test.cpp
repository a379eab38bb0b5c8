// Work that the virtual lock maker has accepted: who waits for which of it, since when, and what is forgotten.
#include "providers/open/mock_jobs.hpp"

#include "tests/catch.hpp"
#include "tests/providers/open/fixtures.hpp"

namespace lockstep::providers::open {
namespace {

Job a_job(std::uint64_t id, std::uint32_t lock, Instant since, std::vector<ExchangeId> parked = {}) {
    return {id, EventType::code_created, 0, lock, since, std::move(parked)};
}

TEST_CASE("open jobs: the end of work is told to those who waited for it, once", "[open][jobs]") {
    JobBook jobs;
    jobs.add(a_job(7, 1, noon, {ExchangeId{70}}));
    jobs.add(a_job(8, 2, noon + 1s));
    jobs.park(8, ExchangeId{80});
    jobs.park(8, ExchangeId{81});
    CHECK(jobs.open(0, 2).of_account == 3);
    CHECK(jobs.open(0, 2).of_lock == 2);
    CHECK(jobs.open(1, 2).of_account == 0);

    auto const ended = jobs.take(8);
    REQUIRE(ended);
    CHECK(ended->parked == std::vector{ExchangeId{80}, ExchangeId{81}});
    CHECK_FALSE(jobs.take(8));
    CHECK_FALSE(jobs.has(8));
    CHECK(jobs.has(7));
    CHECK(jobs.open(0, 2).of_lock == 0);
}

TEST_CASE("open jobs: patience ends in the order in which the work came, whatever ended between", "[open][jobs]") {
    JobBook jobs;
    CHECK(jobs.longest_waiting() == nullptr);
    jobs.add(a_job(1, 1, noon));
    jobs.add(a_job(2, 1, noon + 1s, {ExchangeId{20}}));
    jobs.add(a_job(0, 1, noon + 2s, {ExchangeId{30}}));  // swallowed
    jobs.add(a_job(4, 1, noon + 3s, {ExchangeId{40}}));
    CHECK(jobs.longest_waiting()->id == 2);
    jobs.take(2);
    CHECK(jobs.longest_waiting()->id == 0);
    jobs.unpark_longest_waiting();
    CHECK(jobs.size() == 2);
    CHECK(jobs.longest_waiting()->id == 4);
    jobs.unpark_longest_waiting();
    CHECK(jobs.longest_waiting() == nullptr);
    CHECK(jobs.has(4));  // its end is still to come
    jobs.park(1, ExchangeId{10});
    CHECK(jobs.longest_waiting()->id == 1);
}

TEST_CASE("open jobs: what never ends is forgotten, unless somebody waits for it", "[open][jobs]") {
    JobBook jobs;
    jobs.add(a_job(1, 1, noon));
    jobs.add(a_job(2, 1, noon + 1s, {ExchangeId{20}}));
    jobs.add(a_job(3, 1, noon + 2s));
    jobs.forget_since_before(noon);
    CHECK(jobs.size() == 3);
    jobs.forget_since_before(noon + 10s);
    CHECK_FALSE(jobs.has(1));
    CHECK(jobs.has(2));
    CHECK(jobs.has(3));  // behind one that somebody waits for
    CHECK_FALSE(jobs.has(0));
}

}  // namespace
}  // namespace lockstep::providers::open
