// Any bytes as requests to the API: each ends in a well-formed answer, and a refusal changes nothing.
//
// Input: requests apart by lines of `---`; of each the first line is `VERB target`, then header lines, an empty line
// and the body. `{door}`, `{code}`, `{attempt}` and `{account}` stand for ids that exist. Between requests the vendor
// does what it was asked, and a minute passes.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/api/a_house.hpp"
#include "tests/fuzz/input.hpp"

namespace {

using namespace lockstep;

using fuzz::require;

void check(api::test::House const& house, http::Request const& request, api::test::Reply const& reply,
           std::size_t codes_before) {
    require(reply.status == 200 || (reply.status >= 400 && reply.status < 500));
    if (request.method == http::Method::head) return;
    require(reply.body.is_object() && reply["ok"] == (reply.status == 200));
    if (reply.status == 200) return;
    require(reply["error"]["message"].is_string() && !reply.error().empty());
    require(reply["error"]["request_id"] == *reply.headers.find("seam-request-id"));
    require(house.effects.events.empty() && house.effects.calls.empty());
    require(house.engine.live_codes() == codes_before);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view rest{reinterpret_cast<char const*>(data), size};
    api::test::House house;
    auto const first = house.create({{"code", "0420"}, {"name", "Anne"}});
    auto const& identity = house.api.identity();

    for (int count = 0; count < 16 && !rest.empty(); ++count) {
        std::string text{fuzz::take_part(rest)};
        fuzz::replace_all(text, "{door}", house.id_of(house.door));
        fuzz::replace_all(text, "{code}", first);
        fuzz::replace_all(text, "{attempt}", identity.attempt(engine::AttemptId{0}).text());
        fuzz::replace_all(text, "{account}", identity.account(house.account).text());
        auto const request = fuzz::request_of(text);
        auto const codes_before = house.engine.live_codes();

        check(house, request, house.send(request), codes_before);

        while (!house.calls.empty() && house.calls.front().kind != engine::CallKind::read)
            house.succeed();
        house.wait(std::chrono::minutes{1});
    }
    return 0;
}
