// Any bytes as requests to the API: each ends in a well-formed answer, and a refusal changes nothing.
//
// Input: requests apart by lines of `---`; of each the first line is `VERB target`, then header lines, an empty line
// and the body. `{door}`, `{code}`, `{attempt}` and `{account}` stand for ids that exist. Between requests the vendor
// does what it was asked, and a minute passes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "tests/api/a_house.hpp"

namespace {

using namespace lockstep;

void replace_all(std::string& text, std::string_view what, std::string const& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

// Up to and without `end`, which is taken off as well.
std::string_view take(std::string_view& text, std::string_view end) {
    auto const at = text.find(end);
    auto const part = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
    return part;
}

http::Request request_of(std::string_view text) {
    http::Request request;
    auto first = take(text, "\n");
    request.method = http::method_from(take(first, " "));
    request.target = first;
    while (!text.empty()) {
        auto line = take(text, "\n");
        if (line.empty()) break;
        auto const name = take(line, ": ");
        request.headers.add(name, line);
    }
    request.body = text;
    return request;
}

void require(bool holds) {
    if (!holds) std::abort();
}

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
        std::string text{take(rest, "\n---\n")};
        replace_all(text, "{door}", house.id_of(house.door));
        replace_all(text, "{code}", first);
        replace_all(text, "{attempt}", identity.attempt(engine::AttemptId{0}).text());
        replace_all(text, "{account}", identity.account(house.account).text());
        auto const request = request_of(text);
        auto const codes_before = house.engine.live_codes();

        check(house, request, house.send(request), codes_before);

        while (!house.calls.empty() && house.calls.front().kind != engine::CallKind::read)
            house.succeed();
        house.wait(std::chrono::minutes{1});
    }
    return 0;
}
