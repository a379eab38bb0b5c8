#include "harness/conform/server_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/clock/real_time.hpp"
#include "http/retry_after.hpp"

namespace lockstep::harness {

namespace {

constexpr int rate_limit_tries = 12;
constexpr std::size_t shown_bytes_max = 60;
constexpr Duration quota_wait_min = 100ms;

bool is_error_body(WireJson const& body) {
    auto const text = [&](char const* member) { return body.contains(member) && body[member].is_string(); };
    return body.is_object() && text("error_code") && text("message");
}

std::string asked(http::Request const& request, Heard const& heard) {
    return fmt::format("{} {}: {}", http::name_of(request.method), request.target, heard.seen());
}

}  // namespace

std::string words_of(http::Trouble trouble) {
    switch (trouble) {
        case http::Trouble::cannot_connect:
            return "cannot connect";
        case http::Trouble::reset:
            return "connection reset";
        case http::Trouble::truncated:
            return "the answer broke off";
        case http::Trouble::no_http:
            return "what came is no HTTP";
        case http::Trouble::timed_out:
            return "timed out";
    }
    return "?";
}

http::ClientOptions client_options(ConformOptions const& options, http::Origin origin) {
    http::ClientOptions client;
    client.origin = std::move(origin);
    client.timeout = options.timeout;
    client.trusted_certificate = options.certificate;
    return client;
}

std::string Heard::text(std::string_view member) const {
    if (!body.is_object() || !body.contains(member) || !body[member].is_string()) return {};
    return body[member].get<std::string>();
}

std::string Heard::answered() const { return response ? fmt::format("answered with {}", seen()) : seen(); }

std::string Heard::seen() const {
    if (!response) return fmt::format("no answer ({})", trouble);
    if (auto const code = text("error_code"); !code.empty()) return fmt::format("{} {}", response->status, code);
    if (response->ok() && body.is_discarded() && !response->body.empty())
        return fmt::format("{} with a body that is no JSON", response->status);
    return std::to_string(response->status);
}

ServerLine::ServerLine(http::Loop& loop, ConformOptions const& options, http::Origin origin)
    : loop_(loop),
      options_(options),
      client_(loop, client_options(options, std::move(origin))),
      token_(options.token),
      clock_({}, real_now(), real_now()) {}

Heard ServerLine::send(http::Request request) {
    if (!request.headers.has(http::field::authorization)) http::set_bearer(request.headers, token_);
    Heard heard;
    for (int tried = 0; tried < rate_limit_tries; ++tried) {
        heard = exchange(request);
        if (!heard.is(429) || over()) break;
        rest_for_quota(http::retry_after(heard.response->headers, now()).value_or(1s));
    }
    return heard;
}

Heard ServerLine::send_beside_the_api(http::Request request) {
    judging_ = false;
    auto heard = send(std::move(request));
    judging_ = true;
    return heard;
}

Heard ServerLine::send_json(http::Method method, std::string target, WireJson const& body, std::string_view key) {
    auto request =
        http::json_request(method, std::move(target), body.dump(-1, ' ', false, WireJson::error_handler_t::replace));
    if (!key.empty()) request.headers.add(http::field::idempotency_key, key);
    return send(std::move(request));
}

Heard ServerLine::exchange(http::Request request) {
    Heard heard;
    heard.body = WireJson(WireJson::value_t::discarded);
    if (over()) {
        heard.trouble = stopped() ? "stopped" : "the server has gone";
        return heard;
    }
    auto const answer = std::make_shared<std::optional<Result<http::Response, http::Trouble>>>();
    client_.send(request, [answer](auto came) { *answer = std::move(came); });
    // The client's own timeout ends this; the margin is for a loop that is busy with others.
    wait_until([&] { return answer->has_value(); }, options_.timeout + 5s);
    if (!*answer) {
        heard.trouble = "timed out";
        return heard;
    }
    if (!(*answer)->ok()) {
        note_trouble((*answer)->error());
        heard.trouble = words_of((*answer)->error());
        return heard;
    }
    cannot_connect_ = 0;
    heard.response = std::move(**answer).value();
    heard.body = WireJson::parse(heard.response->body, nullptr, false);
    if (judging_) observe(request, heard);
    return heard;
}

void ServerLine::note_trouble(http::Trouble trouble) {
    last_trouble_ = words_of(trouble);
    if (trouble == http::Trouble::cannot_connect) ++cannot_connect_;
}

void ServerLine::observe(http::Request const& request, Heard const& heard) {
    ++observed_.answers;
    auto const& response = *heard.response;
    bool const looks_like_json = !heard.body.is_discarded();
    bool const has_body = !response.body.empty();
    if (has_body && observed_.not_json.empty()) {
        if (!http::is_json(response.headers))
            observed_.not_json = fmt::format("{} has content-type `{}`", asked(request, heard),
                                             response.headers.find(http::field::content_type).value_or("(none)"));
        else if (!looks_like_json)
            observed_.not_json =
                fmt::format("{}: `{}`", asked(request, heard), response.body.substr(0, shown_bytes_max));
    }
    if (response.status >= 500 && observed_.server_error.empty()) observed_.server_error = asked(request, heard);
    if (response.status < 400 || response.status >= 500) return;
    ++observed_.errors;
    if (observed_.bad_error.empty() && !is_error_body(heard.body))
        observed_.bad_error =
            fmt::format("{} with the body `{}`", asked(request, heard), response.body.substr(0, shown_bytes_max));
}

bool ServerLine::wait_until(std::function<bool()> const& holds, Duration at_most) {
    auto const expired = std::make_shared<bool>(false);
    loop_.after(at_most, [expired] { *expired = true; });
    while (!holds()) {
        if (*expired || stopped()) return false;
        if (loop_.poll() > 0) continue;
        loop_.wait_one(100ms);
    }
    return true;
}

void ServerLine::rest(Duration length) {
    wait_until([] { return false; }, length);
}

Instant ServerLine::now() const { return clock_.now(real_now()); }

Duration ServerLine::real_length(Duration theirs) const {
    auto const at = real_now();
    return clock_.real_time_until(later_by(clock_.now(at), theirs), at).value_or(theirs);
}

void ServerLine::rest_for_quota(Duration theirs) {
    auto const length = real_length(std::clamp<Duration>(theirs, quota_wait_min, rate_limit_wait_max));
    quota_waits_ += length;
    if (quota_listener_) quota_listener_(length);
    rest(length);
}

}  // namespace lockstep::harness
