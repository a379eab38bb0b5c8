// Any bytes as messages of the August API: bodies of both kinds are read or refused, what was read survives being
// written; as requests to the mock they are answered or parked, and as answers to the adapter they end its call.
//
// Input: a first line `VERB target` and a body after it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "providers/august/adapter.hpp"
#include "providers/august/mock.hpp"
#include "providers/august/protocol_schedule.hpp"
#include "providers/august/protocol_token.hpp"
#include "providers/august/vendor.hpp"
#include "sim/cloud.hpp"

namespace {

using namespace lockstep;
using namespace lockstep::providers;
using namespace lockstep::providers::august;

constexpr Instant noon{Duration{1'893'499'200'000'000}};

void require(bool holds) {
    if (!holds) std::abort();
}

// An offset can carry an instant out of the years that are written with four digits: it prints, and is no input.
bool is_input_again(Instant instant) {
    constexpr Instant year_0{Duration{-62'167'219'200'000'000}}, year_10000{Duration{253'402'300'800'000'000}};
    return !is_finite(instant) || (instant >= year_0 && instant < year_10000);
}

void read_everything(std::string_view text) {
    if (auto const pins = read_pins(text)) {
        PinGroups groups;
        for (auto const& pin : *pins) {
            groups[static_cast<std::size_t>(pin.state)].push_back(pin);
            for (auto const at : {&PinBody::created_at, &PinBody::updated_at, &PinBody::loaded_at})
                if (!is_input_again(pin.*at)) return;
        }
        auto const again = read_pins(write_pins(groups, Dress::awkward));
        require(again && again->size() == pins->size());
    }
    if (auto const commands = read_commands(text)) {
        auto const again = read_commands(write_commands(*commands));
        require(again && again->commands.size() == commands->commands.size());
    }
    static_cast<void>(read_user_pin(text));
    static_cast<void>(read_session(text));
    static_cast<void>(read_session_request(text));
    static_cast<void>(read_result(text));
    static_cast<void>(read_token(text));
    if (auto const bytes = base64url_decoded(text)) require(base64url_decoded(base64url(*bytes)) == *bytes);
    if (auto const times = read_times(text); times && times->bounded())
        if (is_input_again(times->starts) && is_input_again(times->ends))
            require(read_times(write_times(*times)) == *times);
    static_cast<void>(read_recurrence(text, text));
    require(joined_name(split_name(text)) == text);
}

VendorSetup a_house(Profile profile) {
    VendorSetup setup{.provider = "house", .profile = profile, .devices = {}, .accounts = {engine::AccountId{0}}};
    setup.capabilities.confirmation = engine::Confirmation::poll;
    setup.devices.push_back({engine::DeviceId{0}, engine::AccountId{0}, setup.capabilities, "door"});
    return setup;
}

void ask_the_mock(http::Method method, std::string_view target, std::string_view body) {
    auto const setup = a_house(Profile::calm);
    sim::Cloud cloud{{}, 1, "house"};
    cloud.add_lock(0, 0, {.slots = 5, .apply = 3s, .erase = 1s}, noon);
    AugustMock mock{Brand::august, setup};
    auto request = http::json_request(method, std::string{target}, std::string{body});
    request.headers.add(header::token, TokenOffice{"house", 1}.token(0, known_install_id(0), true, never));
    MockEffects effects;
    mock.handle({1}, request, {}, cloud, noon, effects);
    bool const parked = effects.replies.empty();
    for (int turn = 0; turn < 8; ++turn) {
        auto const now = std::min(std::min(cloud.next_due(), mock.next_due()), noon + 10min);
        for (auto const& completion : cloud.run_due(now))
            mock.completed(completion, cloud, now, effects);
        mock.run_due(cloud, now, effects);
    }
    require(effects.replies.size() == 1);
    auto const status = std::get<http::Response>(effects.replies[0].message).status;
    require((status >= 200 && status < 300) || (status >= 400 && status < 500));
    require(!parked || method == http::Method::put || method == http::Method::get);
}

void answer_the_adapter(std::string_view body) {
    for (auto const kind : {engine::CallKind::put, engine::CallKind::read}) {
        for (int const status : {200, 409, 404}) {
            auto const adapter = august_vendor().make_adapter(a_house(Profile::calm), engine::AccountId{0});
            std::uint64_t exchanges = 0;
            AdapterEffects effects{.next_exchange = &exchanges};
            engine::ProviderCall call{.id = {1}, .kind = kind, .account = engine::AccountId{0}, .device = {0}};
            adapter->start(call, noon, effects);
            adapter->received({exchanges}, http::json_response(status, std::string{body}), noon, effects);
            require(effects.answers.size() == 1);
            require((effects.answers[0].verdict == engine::Verdict::refused) ==
                    (effects.answers[0].refusal != engine::Refusal::none));
        }
    }
    AdapterEffects effects;
    auto const adapter = august_vendor().make_adapter(a_house(Profile::calm), engine::AccountId{0});
    adapter->pushed(http::json_request(http::Method::post, "/webhooks/august", std::string{body}), noon, effects);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    read_everything(text);
    answer_the_adapter(text);
    auto const line = text.substr(0, text.find('\n'));
    auto const blank = line.find(' ');
    if (blank == std::string_view::npos) return 0;
    auto const body = line.size() < text.size() ? text.substr(line.size() + 1) : std::string_view{};
    read_everything(body);
    answer_the_adapter(body);
    ask_the_mock(http::method_from(line.substr(0, blank)), line.substr(blank + 1), body);
    return 0;
}
