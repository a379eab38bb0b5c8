#include "harness/conform/driver.hpp"

#include <fmt/format.h>

#include <array>

#include "harness/clock/real_time.hpp"
#include "http/target.hpp"

namespace lockstep::harness {

namespace {

constexpr int quota_tries = 12;
// A call is a few requests, each with a timeout of its own; this ends one that never stops asking.
constexpr int requests_a_call = 8;
constexpr engine::DeviceId the_lock{0};

// Where vendors carry their tokens.
constexpr std::array<std::string_view, 3> token_fields{http::field::authorization, "x-august-access-token",
                                                       "x-access-token"};
constexpr std::string_view bearer_mark = "Bearer ";

// The lock's name as a segment of a path.
std::string with_segment(std::string target, std::string const& from, std::string const& to) {
    std::size_t at = 0;
    while ((at = target.find(from, at)) != std::string::npos) {
        auto const end = at + from.size();
        bool const whole =
            at > 0 && (target[at - 1] == '/' || target[at - 1] == '=') &&
            (end == target.size() || std::string_view{"/?&"}.find(target[end]) != std::string_view::npos);
        if (whole) target.replace(at, from.size(), to);
        at += whole ? to.size() : from.size();
    }
    return target;
}

std::string with_part(std::string text, std::string const& from, std::string const& to) {
    if (auto const at = text.find(from); !from.empty() && at != std::string::npos) text.replace(at, from.size(), to);
    return text;
}

void with_text(WireJson& json, std::string const& from, std::string const& to) {
    if (json.is_string() && json.get_ref<std::string const&>() == from) {
        json = to;
    } else if (json.is_structured()) {
        for (auto& inner : json)
            with_text(inner, from, to);
    }
}

std::string body_with_text(std::string body, std::string const& from, std::string const& to) {
    if (from == to || body.find(from) == std::string::npos) return body;
    auto json = WireJson::parse(body, nullptr, false);
    if (json.is_discarded()) return body;
    with_text(json, from, to);
    return json.dump(-1, ' ', false, WireJson::error_handler_t::replace);
}

}  // namespace

std::string seen(std::optional<engine::Answer> const& answer) {
    if (!answer) return "no end within the time";
    switch (answer->verdict) {
        case engine::Verdict::done:
            return "done";
        case engine::Verdict::accepted:
            return "accepted";
        case engine::Verdict::unknown:
            return "no answer that the adapter could use";
        case engine::Verdict::refused:
            break;
    }
    return fmt::format("refused: {}", engine::name_of(answer->refusal));
}

Driver::Driver(ServerLine& wire, ConformOptions const& options, providers::Vendor const& vendor,
               providers::VendorSetup setup, std::string lock)
    : wire_(wire),
      options_(options),
      capabilities_(setup.capabilities),
      account_(setup.accounts.front()),
      ours_(vendor.make_mock(setup)->device_id(the_lock.value)),
      theirs_(std::move(lock)),
      first_key_(static_cast<std::uint64_t>(microseconds(real_now()))),
      adapter_(vendor.make_adapter(setup, account_)),
      client_(wire.loop(), client_options(options, *http::parse_origin(options.url))) {
    effects_.next_exchange = &exchanges_;
    for (auto const& ours : vendor.make_mock(setup)->logins())
        if (auto const theirs = options.login.find(std::string(ours.word)); theirs != options.login.end())
            logins_.emplace_back(ours.value, theirs->second);
}

std::optional<engine::Answer> Driver::put(engine::StoredRecord const& record, std::string const& vendor_ref) {
    auto answer = call({.kind = engine::CallKind::put, .vendor_ref = vendor_ref, .record = record});
    if (answer) failed_later_.erase(answer->vendor_ref);
    return answer;
}

std::optional<engine::Answer> Driver::remove(std::string const& vendor_ref, std::string const& name) {
    return call({.kind = engine::CallKind::remove, .vendor_ref = vendor_ref, .record = {.name = name}});
}

std::optional<engine::Answer> Driver::read() { return call({.kind = engine::CallKind::read}); }

std::optional<engine::Answer> Driver::call(engine::ProviderCall call) {
    call.account = account_;
    call.device = the_lock;
    std::optional<engine::Answer> answer;
    for (int tried = 0; tried < quota_tries && !wire_.over(); ++tried) {
        call.id = {++calls_};
        if (capabilities_.idempotency_keys && call.kind != engine::CallKind::read)
            call.idempotency_key = first_key_ + call.id.value;
        effects_.clear();
        adapter_->start(call, wire_.now(), effects_);
        carry();
        wire_.wait_until([&] { return answers_.contains(call.id.value); }, options_.timeout * requests_a_call);
        auto const found = answers_.find(call.id.value);
        if (found == answers_.end()) {
            adapter_->abandon(call.id);
            return std::nullopt;
        }
        answer = std::move(found->second);
        answers_.erase(found);
        if (answer->refusal != engine::Refusal::rate_limited) break;
        // The whole call is made again: the place in the quota that one request of it has waited for is taken by the
        // first, so each refusal waits longer until there are enough.
        wire_.rest_for_quota(std::max<Duration>(answer->retry_after, 1s) * (tried + 1));
    }
    return answer;
}

// Sends what the adapter wants sent; what it has to say is kept.
void Driver::carry() {
    for (auto& answer : effects_.answers)
        answers_[answer.call.value] = std::move(answer);
    for (auto& push : effects_.pushes)
        if (push.what == engine::Push::What::failed_to_store) failed_later_.insert(std::move(push.vendor_ref));
    auto outgoing = std::move(effects_.outgoing);
    effects_.clear();
    for (auto& one : outgoing) {
        auto* const request = std::get_if<http::Request>(&one.message);
        if (request == nullptr) continue;
        client_.send(to_theirs(one, std::move(*request)), [this, exchange = one.exchange](auto heard) {
            if (heard) {
                adapter_->received(exchange, to_ours(std::move(heard).value()), wire_.now(), effects_);
            } else {
                using providers::Broken;
                auto const trouble = heard.error();
                wire_.note_trouble(trouble);
                adapter_->broke(exchange,
                                trouble == http::Trouble::timed_out   ? Broken::timed_out
                                : trouble == http::Trouble::truncated ? Broken::truncated
                                                                      : Broken::connection_reset,
                                wire_.now(), effects_);
            }
            carry();
        });
    }
}

http::Request Driver::to_theirs(providers::Outgoing const& outgoing, http::Request request) {
    request.target = with_segment(std::move(request.target), ours_, http::percent_encoded(theirs_));
    request.body = body_with_text(std::move(request.body), ours_, theirs_);
    if (outgoing.op == providers::Op::login) return with_login(std::move(request));
    for (auto const name : token_fields) {
        auto const value = request.headers.find(name);
        if (!value) continue;
        auto const mark = value->starts_with(bearer_mark) ? bearer_mark : std::string_view{};
        std::string const token{value->substr(mark.size())};
        if (first_token_.empty()) first_token_ = token;
        if (token == first_token_ && !options_.token.empty())
            request.headers.set(name, fmt::format("{}{}", mark, options_.token));
    }
    return request;
}

http::Request Driver::with_login(http::Request request) {
    for (auto const& [from, to] : logins_)
        request.body = with_part(std::move(request.body), from, to);
    auto const form = http::Query::parse(request.body);
    if (options_.refresh_token.empty() || !form || !form->has("refresh_token")) return request;
    // Later ones are what the provider gave us instead of the first.
    std::string const ours{*form->find("refresh_token")};
    if (first_refresh_token_.empty()) first_refresh_token_ = ours;
    if (ours != first_refresh_token_) return request;
    http::Query changed;
    for (auto const& field : form->parameters())
        changed.add(field.name, field.name == "refresh_token" ? options_.refresh_token : field.value);
    request.body = changed.text();
    return request;
}

http::Response Driver::to_ours(http::Response response) const {
    response.body = body_with_text(std::move(response.body), theirs_, ours_);
    return response;
}

}  // namespace lockstep::harness
