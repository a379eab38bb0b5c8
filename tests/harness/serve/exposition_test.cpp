// The figures of a served world as a scraper reads them: every line is one of the format, every sample has its family.
#include "harness/serve/exposition.hpp"

#include <map>
#include <regex>
#include <sstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/harness/serve/a_shop.hpp"

namespace lockstep::harness {
namespace {

using test::ServedJson;
using test::Shop;

// Samples by name and labels, as `name{a="b"}`. Fails the test where the text is none of the format.
struct Scrape {
    explicit Scrape(std::string const& text) {
        static std::regex const help{R"(# HELP ([a-z_]+) [^\n]+)"};
        static std::regex const type{R"(# TYPE ([a-z_]+) (counter|gauge|histogram))"};
        static std::regex const sample{
            R"re(([a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? ([0-9.e+-]+))re"};
        CHECK(text.ends_with('\n'));
        std::istringstream lines{text};
        std::string line, family, helped;
        std::smatch parts;
        while (std::getline(lines, line)) {
            CAPTURE(line);
            if (std::regex_match(line, parts, help)) {
                helped = parts[1];
            } else if (std::regex_match(line, parts, type)) {
                family = parts[1];
                CHECK(helped == family);
                CHECK(types.emplace(family, parts[2]).second);
                CHECK((parts[2] == "counter") == family.ends_with("_total"));
            } else if (std::regex_match(line, parts, sample)) {
                std::string name = parts[1];
                if (types[family] == "histogram")
                    for (std::string const suffix : {"_bucket", "_sum", "_count"})
                        if (name == family + suffix) name = family;
                CHECK(name == family);
                CHECK(samples.emplace(parts[1].str() + parts[2].str(), std::stod(parts[3])).second);
            } else {
                FAIL_CHECK("no line of the format");
            }
        }
    }
    double operator[](std::string const& key) const {
        auto const found = samples.find(key);
        INFO(key);
        REQUIRE(found != samples.end());
        return found->second;
    }

    std::map<std::string, std::string> types;
    std::map<std::string, double> samples;
};

Scrape scrape(Shop& shop) {
    auto const heard = shop.send({http::Method::get, "/lockstep/metrics", {}, {}});
    REQUIRE(heard.ok());
    CHECK(heard->headers.find("content-type") == std::string_view{"text/plain; version=0.0.4; charset=utf-8"});
    return Scrape{heard->body};
}

}  // namespace

TEST_CASE("metrics: labels are escaped, buckets add up", "[serve][metrics]") {
    Exposition out;
    out.counter("odd_total", "Odd things.");
    out.sample(std::uint64_t{3}, {{"name", "a\"b\\c\nd"}});
    Histogram histogram;
    for (auto const took : {Duration{500us}, Duration{5ms}, Duration{20s}})
        histogram.add(took);
    out.histogram("took_seconds", "Time taken.");
    out.sample(histogram, "face", "api");
    CHECK(out.text() ==
          "# HELP lockstep_odd_total Odd things.\n# TYPE lockstep_odd_total counter\n"
          "lockstep_odd_total{name=\"a\\\"b\\\\c\\nd\"} 3\n"
          "# HELP lockstep_took_seconds Time taken.\n# TYPE lockstep_took_seconds histogram\n"
          "lockstep_took_seconds_bucket{face=\"api\",le=\"0.001\"} 1\n"
          "lockstep_took_seconds_bucket{face=\"api\",le=\"0.005\"} 2\n"
          "lockstep_took_seconds_bucket{face=\"api\",le=\"0.01\"} 2\n"
          "lockstep_took_seconds_bucket{face=\"api\",le=\"0.05\"} 2\n"
          "lockstep_took_seconds_bucket{face=\"api\",le=\"0.1\"} 2\n"
          "lockstep_took_seconds_bucket{face=\"api\",le=\"0.5\"} 2\n"
          "lockstep_took_seconds_bucket{face=\"api\",le=\"1\"} 2\n"
          "lockstep_took_seconds_bucket{face=\"api\",le=\"5\"} 2\n"
          "lockstep_took_seconds_bucket{face=\"api\",le=\"10\"} 2\n"
          "lockstep_took_seconds_bucket{face=\"api\",le=\"+Inf\"} 3\n"
          "lockstep_took_seconds_sum{face=\"api\"} 20.0055\n"
          "lockstep_took_seconds_count{face=\"api\"} 3\n");
    Scrape{out.text()};
}

TEST_CASE("metrics: a served world counts what happens to it", "[serve][metrics][socket]") {
    Shop shop;
    auto const device = shop.device("open-front").at("device_id");
    shop.ask(http::Method::post, "/webhooks/create", R"({"url":"http://127.0.0.1:1/nobody"})");
    shop.ask(http::Method::post, "/access_codes/create", ServedJson{{"device_id", device}, {"code", "482913"}}.dump());
    shop.ask(http::Method::post, "/access_codes/create", ServedJson{{"device_id", device}, {"code", "482913"}}.dump());
    shop.ask(http::Method::get, "/vendors/open/locks");
    shop.ask(http::Method::get, "/vendors/nobody/locks");
    CHECK(shop.send({http::Method::get, "/ui", {}, {}}).ok());
    shop.ask(http::Method::post, "/lockstep/clock", R"({"advance":"1m"})");

    auto const told = scrape(shop);

    CHECK(told["lockstep_http_requests_total{face=\"api\",status=\"2xx\"}"] == 2);
    CHECK(told["lockstep_http_requests_total{face=\"api\",status=\"4xx\"}"] == 1);
    CHECK(told["lockstep_http_requests_total{face=\"vendor\",status=\"4xx\"}"] == 1);
    CHECK(told["lockstep_http_requests_total{face=\"page\",status=\"2xx\"}"] == 1);
    CHECK(told["lockstep_http_requests_total{face=\"unknown_vendor\",status=\"4xx\"}"] == 1);
    CHECK(told["lockstep_http_request_duration_seconds_count{face=\"api\"}"] == 3);
    CHECK(told["lockstep_http_request_duration_seconds_bucket{face=\"api\",le=\"+Inf\"}"] == 3);
    CHECK(told["lockstep_access_codes{status=\"set\"}"] == 1);
    CHECK(told["lockstep_access_codes{status=\"removing\"}"] == 0);
    CHECK(told["lockstep_action_attempts{action_type=\"CREATE_ACCESS_CODE\",status=\"success\"}"] == 1);
    CHECK(told["lockstep_events_total{event_type=\"access_code.set_on_device\"}"] == 1);
    CHECK(told["lockstep_webhooks"] == 1);
    CHECK(told["lockstep_webhook_attempts_failed_total"] >= 2);
    CHECK(told["lockstep_webhook_deliveries_total{outcome=\"delivered\"}"] == 0);
    CHECK(told["lockstep_webhook_deliveries_waiting"] >= 2);
    CHECK(told["lockstep_connections"] == 1);
    CHECK(told["lockstep_clock_factor"] == 0);
    CHECK(told["lockstep_simulated_time_seconds"] == 1'893'456'060);
}

}  // namespace lockstep::harness
