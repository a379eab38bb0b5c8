// Any bytes as what the two halves of the open API may hear: bodies are read or refused, and what was read survives
// being written; the mock answers every request, and the adapter answers each of its calls once at most.
//
// Input: messages apart by lines of `---`. The first line is `VERB target` for a request to the mock, a number for a
// response to the oldest request of the adapter, or `EVENT` for a push; a body follows. Five seconds pass between two
// messages.
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "http/headers.hpp"
#include "providers/open/mock.hpp"
#include "providers/open/protocol_messages.hpp"
#include "providers/open/vendor.hpp"
#include "runtime/hash.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/providers/open/fixtures.hpp"

namespace {

using namespace lockstep;
using namespace lockstep::providers;
using namespace lockstep::providers::open;

using fuzz::require;

void same(CodeBody const& one, CodeBody const& other) {
    require(one.access_code_id == other.access_code_id && one.lock_id == other.lock_id && one.status == other.status);
    require(one.code == other.code && one.name == other.name);
}

void read_bodies(std::string_view text) {
    for (auto const dress : {Dress::plain, Dress::awkward}) {
        if (auto const code = read_code(text)) {
            auto const again = read_code(write_code(*code, dress));
            require(again.has_value());
            same(*code, *again);
        }
        if (auto const list = read_list(text)) {
            auto const again = read_list(write_list(*list, dress));
            require(again && again->codes.size() == list->codes.size() && again->next_cursor == list->next_cursor);
        }
        if (auto const event = read_event(text); event && event->type != EventType::other)
            require(read_event(write_event(*event, dress)).has_value());
    }
    if (auto const request = read_code_request(text)) {
        auto const again = read_code_request(write_code_request(*request));
        require(again && again->name == request->name && again->code == request->code);
        require(again->starts_at == request->starts_at && again->ends_at == request->ends_at);
    }
    if (auto const token = read_token(text)) require(read_token(write_token(*token)).has_value());
    static_cast<void>(read_error(text));
    static_cast<void>(read_subscribe(text));
}

engine::Capabilities one_of_the_kinds(std::size_t number) {
    using engine::Confirmation;
    engine::Capabilities capabilities;
    capabilities.confirmation = std::array{Confirmation::answer, Confirmation::poll, Confirmation::push}[number % 3];
    capabilities.native_scheduling = number % 2 == 0;
    return capabilities;
}

class Halves {
  public:
    explicit Halves(VendorSetup setup)
        : setup_(std::move(setup)), adapter_(open_vendor().make_adapter(setup_, engine::AccountId{0})) {}

    void ask_the_mock(std::string_view line, std::string_view body) {
        auto const method = http::method_from(fuzz::take(line, " "));
        auto request = http::json_request(method, std::string{line}, std::string{body});
        http::set_bearer(request.headers, "any");
        MockEffects effects;
        mock_.handle({++asked_}, request, {}, cloud_, now_, effects);
        check(effects);
    }

    void answer_the_adapter(int status, std::string_view body) {
        if (outgoing_.empty()) {
            ++calls_;
            AdapterEffects effects{.next_exchange = &exchanges_};
            adapter_->start(calls_ % 3 == 0   ? a_read(calls_)
                            : calls_ % 3 == 1 ? a_put(calls_, "4711")
                                              : a_removal(calls_, "ac_0_1"),
                            now_, effects);
            hear(effects);
        }
        if (outgoing_.empty()) return;
        auto const exchange = outgoing_.front();
        outgoing_.pop_front();
        AdapterEffects effects{.next_exchange = &exchanges_};
        adapter_->received(exchange, http::json_response(status, std::string{body}), now_, effects);
        hear(effects);
    }

    void push(std::string_view body) {
        AdapterEffects effects{.next_exchange = &exchanges_};
        auto const request = http::json_request(http::Method::post, std::string{path::webhook}, std::string{body});
        auto const status = adapter_->pushed(request, now_, effects);
        require(status >= 200 && status < 500);
        hear(effects);
    }

    void rest() {
        auto const until = now_ + 5s;
        for (auto due = next_due(); due <= until; due = next_due()) {
            now_ = std::max(now_, due);
            MockEffects effects;
            for (auto const& completion : cloud_.run_due(now_))
                mock_.completed(completion, cloud_, now_, effects);
            if (mock_.next_due() <= now_) mock_.run_due(cloud_, now_, effects);
            check(effects);
            for (auto const& pushed : effects.pushes)
                mock_.push_answered(pushed, asked_ % 2 == 0 ? 200 : 500, now_);
        }
        now_ = until;
    }

    void compare_with_copies() const {
        StateHash one, other;
        mock_.hash(one);
        adapter_->hash(one);
        mock_.clone()->hash(other);
        adapter_->clone()->hash(other);
        require(one == other);
    }

  private:
    Instant next_due() const { return std::min(cloud_.next_due(), mock_.next_due()); }

    static void check(MockEffects const& effects) {
        for (auto const& reply : effects.replies) {
            auto const status = std::get<http::Response>(reply.message).status;
            require(status >= 200 && status < 500);
        }
    }

    void hear(AdapterEffects const& effects) {
        for (auto const& message : effects.outgoing)
            outgoing_.push_back(message.exchange);
        for (auto const& answer : effects.answers)
            require((answer.verdict == engine::Verdict::refused) == (answer.refusal != engine::Refusal::none));
        answers_ += effects.answers.size();
        require(answers_ <= calls_);
    }

    VendorSetup setup_;
    sim::Cloud cloud_ = a_cloud(setup_);
    OpenMock mock_{setup_};
    std::unique_ptr<Adapter> adapter_;
    Instant now_ = noon;
    std::deque<ExchangeId> outgoing_;
    std::uint64_t asked_ = 0, exchanges_ = 0, calls_ = 0;
    std::size_t answers_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view rest{reinterpret_cast<char const*>(data), size};
    Halves halves{a_setup(one_of_the_kinds(size), size % 5 == 0 ? Profile::awkward : Profile::calm)};
    for (int count = 0; count < 32 && !rest.empty(); ++count) {
        auto body = fuzz::take_part(rest);
        read_bodies(body);
        auto const first = fuzz::take(body, "\n");
        read_bodies(body);
        if (first == "EVENT")
            halves.push(body);
        else if (!first.empty() && first[0] >= '0' && first[0] <= '9')
            halves.answer_the_adapter(first == "200" ? 200 : 400 + first[0], body);
        else
            halves.ask_the_mock(first, body);
        halves.rest();
    }
    halves.compare_with_copies();
    return 0;
}
