// Any bytes as requests to a served world, without a socket: API, controls, the page, and the vendors of every kind.
// Each is answered with a status that is documented, the API's in its envelope, and what was done can be done again.
//
// Input: requests apart by lines of `---`; of each the first line is `VERB target`, then header lines, an empty line
// and the body. `{device}`, `{account}`, `{code}`, `{attempt}` and `{webhook}` stand for ids of the API, `{lock}` for a
// vendor's; `{key}` for the world's key, with which the API is asked where nobody says otherwise.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/json.hpp"
#include "harness/scenario/load.hpp"
#include "harness/serve/control.hpp"
#include "harness/serve/demo_world.hpp"
#include "harness/serve/faces.hpp"
#include "harness/serve/metrics.hpp"
#include "harness/serve/page.hpp"
#include "harness/serve/served_world.hpp"
#include "http/framing.hpp"
#include "http/headers.hpp"
#include "http/target.hpp"
#include "tests/fuzz/input.hpp"

namespace {

using namespace lockstep;
using namespace lockstep::harness;
using fuzz::require;

constexpr Instant real_noon{std::chrono::hours{500'000}};
constexpr std::uint64_t things_at_once = 3'000;
constexpr std::size_t inputs_replayed_max = 6;

Case a_world() {
    static Case const loaded = [] {
        auto report = load_text(demo_world(), "demo", {.kind = FileKind::world});
        require(report.ok());
        return std::move(report.cases.front());
    }();
    return loaded;
}

// What was done, as a journal would keep it.
struct Journal final : InputListener {
    struct Line {
        OutsideInput input;
        std::uint64_t state = 0;
    };
    void heard(OutsideInput const& input, std::uint64_t state) override { lines.push_back({input, state}); }

    std::vector<Line> lines;
};

class Server {
  public:
    Server() { world_.listen(journal_); }

    void ask(std::string text) {
        name_things(text);
        auto request = fuzz::request_of(text);
        if (!request.headers.has(http::field::host)) request.headers.set(http::field::host, "localhost");
        auto const faced = faces_.of(request);
        switch (faced.face) {
            case Faced::Face::api:
                ask_the_api(std::move(request));
                break;
            case Faced::Face::control:
                ask_the_controls(request);
                break;
            case Faced::Face::vendor:
                ask_a_vendor(faced.provider, std::move(request));
                break;
            case Faced::Face::page:
                check_page(answer_page(request));
                break;
            case Faced::Face::unknown_vendor:
                break;
        }
        play(Duration{});
    }

    void rest() { play(std::chrono::seconds{5}); }

    // What the journal holds makes the same world, by way of its text too.
    void live_again() const {
        if (journal_.lines.size() > inputs_replayed_max) return;
        ServedWorld again{a_world(), 1, {0}, real_noon};
        for (auto const& line : journal_.lines) {
            auto const text = text_of(line.input.action, world_.scenario());
            auto action = parse_action(kind_of(line.input.action), text, world_.scenario());
            require(action.ok() && text_of(*action, world_.scenario()) == text);
            require(again.replay({line.input.at, line.input.real_at, line.input.played, *action}, line.state).ok());
        }
    }

  private:
    void name_things(std::string& text) const {
        auto const& identity = world_.world().api().identity();
        fuzz::replace_all(text, "{device}", world_.device_id_text(0));
        fuzz::replace_all(text, "{account}", world_.account_id_text(0));
        fuzz::replace_all(text, "{code}", identity.code({0, 1}).text());
        fuzz::replace_all(text, "{attempt}", identity.attempt(engine::AttemptId{0}).text());
        fuzz::replace_all(text, "{webhook}", identity.webhook(1).text());
        fuzz::replace_all(text, "{lock}", world_.world().mock(0).device_id(0));
        fuzz::replace_all(text, "{key}", key());
    }
    std::string const& key() const { return world_.scenario().api_keys.front().key; }

    void ask_the_api(http::Request request) {
        if (!request.headers.has(http::field::authorization)) http::set_bearer(request.headers, key());
        auto const head = request.method == http::Method::head;
        auto const description = http::split_target(request.target).path.find("openapi") != std::string_view::npos;
        auto const response = world_.apply(ApiCall{std::move(request)}, real_noon);
        constexpr std::array documented{200, 400, 401, 403, 404, 405, 409, 413};
        require(std::count(documented.begin(), documented.end(), response.status) == 1);
        if (!head) check_envelope(response, description);
    }

    static void check_envelope(http::Response const& response, bool description) {
        auto const body = api::Fields::parse(response.body, nullptr, false);
        require(body.is_object());
        if (description && response.status == 200) return;
        require(body.contains("ok") && body["ok"] == (response.status == 200));
        if (response.status == 200) return;
        auto const& error = body.at("error");
        require(!error.at("type").get<std::string>().empty() && error.at("message").is_string());
        require(error.at("request_id").is_string());
        if (auto const id = response.headers.find("seam-request-id")) require(error.at("request_id") == *id);
    }

    void ask_the_controls(http::Request const& request) {
        auto const path = http::split_target(request.target).path;
        disturbed_ = disturbed_ || path.starts_with("/lockstep/faults") || path.starts_with("/lockstep/providers");
        auto outcome = control_.handle(request, real_noon);
        if (auto const* const wish = std::get_if<AdvanceWish>(&outcome)) {
            auto const now = world_.world().now();
            auto const to = std::max(now, wish->to.value_or(later_by(now, wish->by)));
            world_.play(to, things_at_once);
            outcome = control_.advanced(1);
        }
        auto const& response = std::get<http::Response>(outcome);
        constexpr std::array documented{200, 400, 404, 405};
        require(std::count(documented.begin(), documented.end(), response.status) == 1);
        if (path != "/lockstep/metrics" || response.status != 200) check_envelope(response, false);
    }

    void ask_a_vendor(std::size_t provider, http::Request request) {
        world_.apply(VendorCall{provider, std::move(request)}, real_noon);
    }

    static void check_page(http::Response const& response) {
        constexpr std::array documented{200, 302, 304, 404, 405};
        require(std::count(documented.begin(), documented.end(), response.status) == 1);
    }

    void play(Duration length) {
        world_.play(later_by(world_.world().now(), length), things_at_once);
        for (auto const& answer : world_.take_answers()) {
            if (!answer.response) continue;
            require(answer.response->status >= 200 && answer.response->status < 600);
            require(disturbed_ || answer.response->status < 500);
        }
        for (auto const& due : world_.take_deliveries())
            world_.apply(EventAnswered{due.id, {.status = 200}}, real_noon);
        for (auto const& pushed : world_.take_pushes())
            world_.apply(PushAnswered{pushed.number, 500}, real_noon);
    }

    ServedWorld world_{a_world(), 1, {0}, real_noon};
    Faces faces_{world_.scenario(), "http"};
    Metrics metrics_;
    Control control_{world_, metrics_};
    Journal journal_;
    bool disturbed_ = false;  // somebody wants vendors to fail
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view rest{reinterpret_cast<char const*>(data), size};
    Server server;
    for (int count = 0; count < 16 && !rest.empty(); ++count) {
        server.ask(std::string{fuzz::take_part(rest)});
        server.rest();
    }
    server.live_again();
    return 0;
}
