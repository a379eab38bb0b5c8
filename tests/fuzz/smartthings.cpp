// Any bytes as what SmartThings' two halves may hear: each ends in a value, an answer or a refusal.
//
// Input: messages apart by lines of `---`. The first line is `VERB target` for a request to the mock, a number for a
// response to the adapter's last request, or `EVENT` for a push; a body follows. `{lock}` is the id of a lock. Five
// seconds pass between two messages.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/input.hpp"
#include "tests/providers/smartthings/fixtures.hpp"

namespace {

using namespace lockstep;
using namespace lockstep::providers;
using namespace lockstep::providers::smartthings;

using fuzz::require;
using fuzz::take;

void read_everything(std::string_view text) {
    if (auto const codes = read_lock_codes(text)) require(!lock_codes_text(codes->codes).empty());
    if (auto const commands = read_commands(text)) require(read_commands(write_commands(*commands)).has_value());
    if (auto const results = read_results(text))
        require(read_results(write_results(*results))->size() == results->size());
    if (auto const token = read_token(text)) require(read_token(write_token(*token)).has_value());
    if (auto const event = read_event(text); event && !event->capability.empty())
        require(read_event(write_event(*event)).has_value());
    static_cast<void>(read_error(text));
    if (auto const change = read_code_change(text); change && change->slot && change->change != Change::other)
        require(code_change_text(*change->slot, change->change) == text);
    if (auto const number = number_of(IdKind::device, text)) require(id_of(IdKind::device, *number) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view rest{reinterpret_cast<char const*>(data), size};
    Served served{a_setup(size % 2 == 0 ? Profile::calm : Profile::awkward)};
    Asked asked;
    std::uint64_t calls = 0;
    for (int count = 0; count < 32 && !rest.empty(); ++count) {
        std::string message{fuzz::take_part(rest)};
        fuzz::replace_all(message, "{lock}", lock_0());
        std::string_view body{message};
        auto const first = take(body, "\n");
        read_everything(body);
        if (first == "EVENT") {
            auto const status =
                asked.hear_push(http::json_request(http::Method::post, std::string{path::webhook}, std::string{body}));
            require(status == 200 || status == 400);
        } else if (!first.empty() && first[0] >= '0' && first[0] <= '9') {
            if (asked.answers.size() == calls) {
                ++calls;
                asked.start(calls % 3 == 0   ? a_read(calls)
                            : calls % 3 == 1 ? a_put(calls, calls % 2 == 0 ? "2" : "")
                                             : a_removal(calls, calls % 2 == 0 ? "2" : ""));
            }
            asked.hear(http::json_response(first == "200" ? 200 : 400 + first[0], std::string{body}));
        } else {
            auto line = first;
            auto const method = http::method_from(take(line, " "));
            auto const answer = served.ask(method, std::string{line}, std::string{body});
            require(answer.status >= 200 && answer.status < 500 && read_json(answer.body).has_value());
        }
        served.run_for(5s);
        asked.now += 5s;
    }
    auto const copy = served.mock.clone();
    StateHash one, other;
    served.mock.hash(one);
    copy->hash(other);
    require(one == other);
    return 0;
}
