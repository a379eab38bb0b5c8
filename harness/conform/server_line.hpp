// The line to a server: requests and their answers in real time, one at a time, in a loop that goes on turning.
//
// What holds for every answer (JSON says that it is JSON, errors have their shape, nothing is a 5xx) is noted here, so
// that it is judged over all requests of a run.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "harness/clock/simulated_clock.hpp"
#include "harness/conform/options.hpp"
#include "http/client.hpp"
#include "http/loop.hpp"
#include "http/message.hpp"

namespace lockstep::harness {

using WireJson = nlohmann::ordered_json;

// Nobody waits longer for a quota, by the provider's clock, whatever an answer asks for.
inline constexpr Duration rate_limit_wait_max = std::chrono::minutes{1};

// An answer, or why there is none.
struct Heard {
    std::optional<http::Response> response;
    std::string trouble;  // "connection reset"
    WireJson body;        // discarded when it is no JSON

    int status() const { return response ? response->status : 0; }
    bool ok() const { return response && response->ok(); }
    bool is(int status) const { return response && response->status == status; }
    bool is_4xx() const { return response && response->status >= 400 && response->status < 500; }
    // A no to what was asked for, not to who asks or how often.
    bool refused() const { return is_4xx() && !is(401) && !is(403) && !is(429); }
    std::string text(std::string_view member) const;  // empty when it is none
    std::string answered() const;                     // `answered with 409 PIN_CONFLICT`
    std::string seen() const;                         // `409 PIN_CONFLICT`, `no answer (timed out)`
};

// First sight of something that should not be, with the request that it answered.
struct WireObservations {
    std::size_t answers = 0;
    std::size_t errors = 0;
    std::string not_json;
    std::string bad_error;
    std::string server_error;
};

class ServerLine {
  public:
    ServerLine(http::Loop& loop, ConformOptions const& options, http::Origin origin);

    // With the run's token. An answer of 429 is waited out, a few times.
    Heard send(http::Request request);
    // A request that is none of the API: what a framework says to it is not held against all answers.
    Heard send_beside_the_api(http::Request request);
    Heard send_without_token(http::Request request) { return exchange(std::move(request)); }
    Heard get(std::string target) { return send({http::Method::get, std::move(target), {}, {}}); }
    Heard send_json(http::Method method, std::string target, WireJson const& body, std::string_view key = {});

    // Turns the loop until this holds; false when it did not within that time, or somebody wants the run to end.
    bool wait_until(std::function<bool()> const& holds, Duration at_most);
    void rest(Duration length);

    // What time it is where the provider lives: real time, unless its world has another.
    Instant now() const;
    void use_clock(SimulatedClock clock) { clock_ = clock; }
    // Waits for a quota: that long by the provider's clock.
    void rest_for_quota(Duration theirs);
    // How long that was in real time, all in all.
    Duration quota_waits() const { return quota_waits_; }
    bool has_quota() const { return quota_waits_ > Duration{}; }
    void tell_quota_waits(std::function<void(Duration)> listener) { quota_listener_ = std::move(listener); }
    // A length of the provider's time, in real time.
    Duration real_length(Duration theirs) const;

    bool stopped() const { return !tidying_ && options_.stop != nullptr && options_.stop->load(); }
    // Whoever ends a run early still wants its codes taken off the lock.
    void tidy(bool tidying) { tidying_ = tidying; }
    // The server has gone: nothing can be found out any more.
    bool gone() const { return cannot_connect_ >= 2; }
    bool over() const { return stopped() || gone(); }
    std::string const& last_trouble() const { return last_trouble_; }

    http::Loop& loop() { return loop_; }
    http::Client& client() { return client_; }
    WireObservations const& observed() const { return observed_; }
    void note_trouble(http::Trouble trouble);
    void use_token(std::string token) { token_ = std::move(token); }

  private:
    Heard exchange(http::Request request);
    void observe(http::Request const& request, Heard const& heard);

    http::Loop& loop_;
    ConformOptions const& options_;
    http::Client client_;
    WireObservations observed_;
    std::string token_;
    SimulatedClock clock_;
    Duration quota_waits_{};
    std::function<void(Duration)> quota_listener_;
    bool judging_ = true;
    bool tidying_ = false;
    int cannot_connect_ = 0;
    std::string last_trouble_;
};

http::ClientOptions client_options(ConformOptions const& options, http::Origin origin);
std::string words_of(http::Trouble trouble);  // "connection reset"

}  // namespace lockstep::harness
