// Any bytes as messages of the open API's generation of 2022: bodies are read or refused, and what was read survives
// being written; as requests to the mock they are answered or parked, and as answers to the adapter they end its call.
//
// Input: a first line `VERB target` and a body after it.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "http/headers.hpp"
#include "providers/open/mock.hpp"
#include "providers/open/protocol_2022.hpp"
#include "providers/open/vendor.hpp"
#include "sim/cloud.hpp"

namespace {

using namespace lockstep;
using namespace lockstep::providers;
using namespace lockstep::providers::open;

constexpr Instant noon{Duration{1'893'499'200'000'000}};
constexpr std::string_view owner = "us_0";

void require(bool holds) {
    if (!holds) std::abort();
}

void same(CodeBody const& one, CodeBody const& other) {
    require(one.access_code_id == other.access_code_id && one.lock_id == other.lock_id && one.status == other.status);
    require(one.code == other.code && one.name == other.name);
}

void read_everything(std::string_view text) {
    for (auto const dress : {Dress::plain, Dress::awkward}) {
        if (auto const code = read_code_2022(text)) {
            auto const again = read_code_2022(write_code_2022(*code, owner, dress));
            require(again.has_value());
            same(*code, *again);
        }
        if (auto const list = read_list_2022(text)) {
            auto const again = read_list_2022(write_list_2022(*list, owner, dress));
            require(again && again->codes.size() == list->codes.size() && list->next_cursor.empty());
        }
    }
    if (auto const request = read_create_2022(text)) {
        auto const again = read_create_2022(write_create_2022(*request));
        require(again && again->lock_id == request->lock_id && again->code == request->code);
        require(again->name == request->name);
    }
    static_cast<void>(read_error(text, Generation::of_2022));
    static_cast<void>(read_ok(text));
}

VendorSetup a_maker(Profile profile) {
    VendorSetup setup{.provider = "maker", .profile = profile, .devices = {}, .accounts = {engine::AccountId{0}}};
    setup.capabilities.confirmation = engine::Confirmation::poll;
    setup.devices.push_back({engine::DeviceId{0}, engine::AccountId{0}, setup.capabilities, "door"});
    return setup;
}

void ask_the_mock(Profile profile, http::Method method, std::string_view target, std::string_view body) {
    auto const setup = a_maker(profile);
    sim::Cloud cloud{{}, 1, "maker"};
    cloud.add_lock(0, 0, {.slots = 5, .apply = std::chrono::seconds{3}, .erase = std::chrono::seconds{1}}, noon);
    OpenMock mock{setup, Generation::of_2022};
    auto request = http::json_request(method, std::string{target}, std::string{body});
    http::set_bearer(request.headers, "any");
    MockEffects effects;
    mock.handle({1}, request, {}, cloud, noon, effects);
    for (int turn = 0; turn < 8; ++turn) {
        auto const now = std::min(std::min(cloud.next_due(), mock.next_due()), noon + gateway_patience);
        for (auto const& completion : cloud.run_due(now))
            mock.completed(completion, cloud, now, effects);
        mock.run_due(cloud, now, effects);
    }
    require(effects.replies.size() == 1);
    auto const status = std::get<http::Response>(effects.replies.front().message).status;
    require((status >= 200 && status < 300) || (status >= 400 && status < 500));
}

void answer_the_adapter(std::string_view body) {
    using engine::CallKind;
    for (auto const kind : {CallKind::put, CallKind::remove, CallKind::read}) {
        for (int const status : {200, 409, 404}) {
            auto const adapter = open_2022_vendor().make_adapter(a_maker(Profile::calm), engine::AccountId{0});
            std::uint64_t exchanges = 0;
            AdapterEffects effects;
            effects.next_exchange = &exchanges;
            engine::ProviderCall const call{.id = {1},
                                            .kind = kind,
                                            .account = engine::AccountId{0},
                                            .device = engine::DeviceId{0},
                                            .vendor_ref = "ac_0_1",
                                            .record = {}};
            adapter->start(call, noon, effects);
            require(exchanges == 1);
            adapter->received({exchanges}, http::json_response(status, std::string{body}), noon, effects);
            require(effects.answers.size() == 1);
            require((effects.answers.front().verdict == engine::Verdict::refused) ==
                    (effects.answers.front().refusal != engine::Refusal::none));
        }
    }
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
    for (auto const profile : {Profile::calm, Profile::awkward})
        ask_the_mock(profile, http::method_from(line.substr(0, blank)), line.substr(blank + 1), body);
    return 0;
}
