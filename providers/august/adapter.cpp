#include "providers/august/adapter.hpp"

#include <algorithm>
#include <utility>

#include "http/retry_after.hpp"
#include "http/target.hpp"
#include "providers/august/protocol_token.hpp"

namespace lockstep::providers::august {

namespace {

constexpr std::string_view json_with_charset = "application/json; charset=UTF-8";
constexpr std::string_view api_version = "0.0.1";
constexpr std::string_view api_key = "lockstep";

}  // namespace

AugustAdapter::AugustAdapter(AdapterSettings settings) : settings_(std::move(settings)) {}

void AugustAdapter::start(engine::ProviderCall const& call, Instant now, AdapterEffects& effects) {
    open_.push_back({.operation = Operation{call, settings_.with_webhook}});
    if (now >= settings_.credentials.expires_at)
        need_token(open_.back(), effects);
    else
        send(open_.back(), effects);
}

void AugustAdapter::abandon(engine::CallId call) {
    std::erase_if(open_, [&](Open const& open) { return open.operation.call().id == call; });
    login_.given_up_by(call);
}

// What every request of this brand has on it.
void AugustAdapter::dress(http::Request& request) const {
    auto const& brand = facts_of(settings_.brand);
    auto& headers = request.headers;
    headers.add(brand.key_header, api_key);
    headers.add(brand.brand_header, brand.brand_word);
    headers.add(header::accept_version, api_version);
    headers.add("x-august-country", "US");
    if (http::is_json(headers)) headers.set(http::field::content_type, json_with_charset);
}

void AugustAdapter::send(Open& open, AdapterEffects& effects) {
    auto request = open.operation.request();
    dress(request);
    request.headers.add(facts_of(settings_.brand).token_header, settings_.credentials.token);
    auto const& call = open.operation.call();
    open.request.leaves_with(token_, effects);
    effects.outgoing.push_back({.exchange = open.request.exchange,
                                .op = op_of(call.kind),
                                .operation_start = !std::exchange(open.request.announced, true),
                                .call = call.id,
                                .account = settings_.account,
                                .device = call.device,
                                .message = std::move(request)});
}

void AugustAdapter::need_token(Open& open, AdapterEffects& effects) {
    open.request.waiting = true;
    if (login_.awaited()) return;
    login_.ask(open.operation.call().id, settings_.account, login_request(), effects);
}

http::Request AugustAdapter::login_request() const {
    auto const& credentials = settings_.credentials;
    http::Request request;
    if (facts_of(settings_.brand).login == LoginBy::password) {
        request = http::json_request(http::Method::post, std::string{path::session},
                                     write_session_request({.install_id = credentials.install_id,
                                                            .identifier = credentials.identifier,
                                                            .password = credentials.password}));
    } else {
        http::Query form;
        form.add("grant_type", "refresh_token");
        form.add("refresh_token", credentials.refresh_token);
        request = {http::Method::post, std::string{path::oauth_token}, {}, form.text()};
        request.headers.add(http::field::content_type, http::form_type);
    }
    dress(request);
    return request;
}

void AugustAdapter::received(ExchangeId exchange, Message const& message, Instant now, AdapterEffects& effects) {
    auto const* response = std::get_if<http::Response>(&message);
    if (response == nullptr) return broke(exchange, Broken::connection_reset, now, effects);
    if (login_.is(exchange)) return logged_in(*response, now, effects);
    if (response->ok()) take_token(response->headers);
    auto const open = find(exchange);
    if (open == open_.end()) return;  // of a call that was abandoned

    if (response->status == 401 && !open->request.refreshed) {
        open->request.refreshed = true;
        // Somebody else's 401 may have brought a newer token meanwhile: that one has to be tried first.
        if (open->request.token != token_) return send(*open, effects);
        return need_token(*open, effects);
    }
    effects.answers.push_back(open->operation.received(*response, now));
    open_.erase(open);
}

void AugustAdapter::broke(ExchangeId exchange, Broken, Instant, AdapterEffects& effects) {
    if (login_.is(exchange)) {
        login_.over();
        return finish_waiting({.verdict = engine::Verdict::unknown}, effects);
    }
    auto const open = find(exchange);
    if (open == open_.end()) return;
    effects.answers.push_back(open->operation.unknown());
    open_.erase(open);
}

// Answers overtake each other: a token that ends earlier than ours is older news.
void AugustAdapter::take_token(http::Headers const& headers) {
    auto const token = headers.find(header::token);
    if (!token || *token == settings_.credentials.token) return;
    auto const claims = read_token(*token);
    if (claims && claims->expires_at > settings_.credentials.expires_at) adopt_token(*token);
}

bool AugustAdapter::adopt_token(std::string_view token) {
    if (token.empty()) return false;
    auto const claims = read_token(token);
    settings_.credentials.token = token;
    // One that does not say when it ends is good until it is refused.
    settings_.credentials.expires_at = claims ? claims->expires_at : never;
    ++token_;
    return true;
}

// Whether the login has brought a token; `refused` when the account is proven to have no way in.
bool AugustAdapter::login_succeeded(http::Response const& response, bool& refused) {
    if (!http::is_json(response.headers)) return false;
    auto const in_header = response.headers.find(facts_of(settings_.brand).token_header);
    if (facts_of(settings_.brand).login == LoginBy::password) {
        auto const session = read_session(response.body);
        if (!session) return false;
        refused = !session->password_is_right || !session->install_is_valid;
        return !refused && adopt_token(in_header.value_or(""));
    }
    auto const token = read_text_member(response.body, "access_token");
    if (!token || !adopt_token(*token)) return false;
    auto refresh = read_text_member(response.body, "refresh_token");
    if (refresh && !refresh->empty()) settings_.credentials.refresh_token = std::move(*refresh);
    return true;
}

void AugustAdapter::logged_in(http::Response const& response, Instant now, AdapterEffects& effects) {
    login_.over();
    engine::Answer end{.verdict = engine::Verdict::unknown,
                       .retry_after = http::retry_after(response.headers, now).value_or(Duration::zero())};
    bool refused = response.status >= 400 && response.status <= 499;
    if (response.ok() && login_succeeded(response, refused)) {
        for (auto& open : open_)
            if (open.request.waiting) send(open, effects);
        return;
    }
    if (refused) {
        end.verdict = engine::Verdict::refused;
        end.refusal = response.status == 429 ? engine::Refusal::rate_limited : engine::Refusal::unauthorized;
    }
    finish_waiting(end, effects);
}

// Ends every call that waits for a token.
void AugustAdapter::finish_waiting(engine::Answer const& like, AdapterEffects& effects) {
    for (auto const& open : open_) {
        if (!open.request.waiting) continue;
        auto answer = like;
        answer.call = open.operation.call().id;
        effects.answers.push_back(std::move(answer));
    }
    std::erase_if(open_, [](Open const& open) { return open.request.waiting; });
}

int AugustAdapter::pushed(Message const& push, Instant, AdapterEffects& effects) {
    auto const* request = std::get_if<http::Request>(&push);
    if (request == nullptr || !http::is_json(request->headers)) return 400;
    if (request->method != http::Method::post) return 405;
    auto const result = read_result(request->body);
    if (!result) return 400;
    auto const lock = lock_number(result->record.lock_id);
    if (!lock) return 400;
    // Switching a PIN on and off is not our doing: the next read tells how it stands.
    if (result->action == PinAction::disable || result->action == PinAction::enable) return 200;

    using What = engine::Push::What;
    bool const removal = result->action == PinAction::remove;
    What what = removal ? What::removed : What::stored;
    if (!result->succeeded) what = removal ? What::failed_to_remove : What::failed_to_store;
    effects.pushes.push_back({.account = settings_.account,
                              .device = engine::DeviceId{*lock},
                              .what = what,
                              .vendor_ref = reference_to(result->record),
                              .record = record_of(result->record),
                              .refusal = result->succeeded ? engine::Refusal::none : refusal_of(result->error)});
    return 200;
}

void AugustAdapter::restarted() {
    open_.clear();
    login_.over();
}

std::deque<AugustAdapter::Open>::iterator AugustAdapter::find(ExchangeId exchange) {
    return std::find_if(open_.begin(), open_.end(),
                        [&](Open const& open) { return !open.request.waiting && open.request.exchange == exchange; });
}

void AugustAdapter::hash(StateHash& hash) const {
    hash.add(settings_.account.value, settings_.brand, settings_.with_webhook, settings_.credentials, token_);
    hash.add(open_.size());
    for (auto const& open : open_)
        hash.add(open.operation, open.request);
    hash.add(login_);
}

}  // namespace lockstep::providers::august
