// How a client of the August cloud gets in: sessions, the code that validates an installation, OAuth, fresh tokens.
#include <algorithm>

#include "http/target.hpp"
#include "providers/august/mock.hpp"
#include "providers/august/protocol_json.hpp"

namespace lockstep::providers::august {

namespace {

// A token that has less than this left is replaced by the next answer.
constexpr Duration renewal_before{std::chrono::hours{24 * 30}};

bool is_identifier_of(std::string_view identifier, std::uint32_t account) {
    for (std::string_view const kind : {"email:", "phone:"})
        if (identifier.starts_with(kind)) identifier.remove_prefix(kind.size());
    return identifier == email_of(account) || identifier == phone_of(account);
}

void set_token(http::Response& response, std::string_view token) {
    response.headers.set(header::token, token);
    response.headers.set(header::token_plain, token);
}

}  // namespace

// Every answer carries the current token; when it is a fresh one, the one before stays good until its end.
void AugustMock::hand_out_token(Visit const& visit, http::Response& response) const {
    auto const judged_at = visit.handling.credential_time(visit.now);
    auto expires_at = visit.claims.expires_at;
    bool const ends_soon = expires_at != never && expires_at - judged_at < renewal_before;
    if (ends_soon || profile_ == Profile::awkward) expires_at = later_by(judged_at, token_life);
    set_token(response, tokens_.token(visit.account, visit.claims.install_id, true, expires_at));
}

// Two brands live behind one host. Whose token, login or channel it is tells them apart; else the brand's header does.
bool AugustMock::expects(http::Request const& request) const {
    auto const route = http::match(routes, request.method, http::split_target(request.target).path);
    bool const logs_in = route.routed == http::Routed::found && route.handler == Call::session;
    auto const login = logs_in ? read_session_request(request.body) : std::nullopt;
    if (login && std::any_of(accounts_.begin(), accounts_.end(),
                             [&](auto account) { return is_identifier_of(login->identifier, account); }))
        return true;
    if (route.handler == Call::channel) {
        auto const locks = locks_of_channels(route.parameters[1]);
        return std::any_of(locks.begin(), locks.end(), [&](auto lock) { return state_of(lock) != nullptr; });
    }
    for (auto const name : {header::token, header::token_plain})
        if (auto const token = request.headers.find(name); token && tokens_.open(*token)) return true;
    auto const& brand = facts_of(brand_);
    return request.headers.find(brand.brand_header) == brand.brand_word;
}

// A wrong password is no error of HTTP: the body tells.
AugustMock::Reply AugustMock::session(Visit& visit) {
    auto const asked = read_session_request(visit.request.body);
    if (!asked || asked->install_id.empty()) return error_response(ErrorCode::invalid_request);
    SessionAnswer answer{.install_id = asked->install_id, .email = {}, .phone = {}};
    auto const known = std::find_if(accounts_.begin(), accounts_.end(), [&](std::uint32_t account) {
        return is_identifier_of(asked->identifier, account);
    });
    answer.expires_at = later_by(visit.handling.credential_time(visit.now), token_life);
    if (known == accounts_.end() || asked->password != password_of(*known)) {
        auto response = http::json_response(200, write_session(answer));
        set_token(response, "");  // clients read the field before they look at the body
        return response;
    }
    if (!visit.cloud.connected(*known)) return error_response(ErrorCode::unauthorized);

    answer.user_id = user_id_of(*known);
    answer.password_is_right = true;
    answer.install_is_valid = tokens_.validated(*known, asked->install_id);
    answer.email = email_of(*known);
    answer.phone = phone_of(*known);
    answer.first_name = "Ada";
    answer.last_name = "Host";
    auto response = http::json_response(200, write_session(answer));
    set_token(response, tokens_.token(*known, asked->install_id, answer.install_is_valid, answer.expires_at));
    return response;
}

AugustMock::Reply AugustMock::send_code(Visit const& visit) {
    auto const to = read_text_member(visit.request.body, "value");
    if (!to || !is_identifier_of(*to, visit.account)) return error_response(ErrorCode::invalid_request);
    return http::json_response(200, text_of(Json{{"value", *to}, {"status", "sent"}}));
}

AugustMock::Reply AugustMock::validate_code(Visit& visit) {
    auto const code = read_code_member(visit.request.body, "code");
    auto const by = read_text_member(visit.request.body, visit.parameters[0]);
    bool const right = code == validation_code && by && is_identifier_of(*by, visit.account);
    if (!right) return error_response(ErrorCode::invalid_request);
    tokens_.validate(visit.account, visit.claims.install_id);
    auto response = http::json_response(200, text_of(Json{{"resolution", "validated"}}));
    visit.claims.validated = true;
    hand_out_token(visit, response);
    return response;
}

// Where the clients of OAuth brands get their tokens is the integrator's affair; this one is ours, for our own client.
AugustMock::Reply AugustMock::oauth_token(Visit const& visit) const {
    auto const form = http::Query::parse(visit.request.body);
    if (!form || form->find("grant_type") != std::string_view{"refresh_token"})
        return error_response(ErrorCode::invalid_request);
    auto const account = tokens_.account_of_refresh(form->find("refresh_token").value_or(""));
    if (!account || !visit.cloud.connected(*account)) return error_response(ErrorCode::unauthorized);
    auto const expires_at = later_by(visit.handling.credential_time(visit.now), token_life);
    auto const token = tokens_.token(*account, known_install_id(*account), true, expires_at);
    auto response = http::json_response(200, text_of(Json{{"access_token", token},
                                                          {"token_type", "Bearer"},
                                                          {"refresh_token", tokens_.refresh_token(*account)}}));
    set_token(response, token);
    return response;
}

}  // namespace lockstep::providers::august
