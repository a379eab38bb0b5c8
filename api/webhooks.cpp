#include "api/webhooks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/identity.hpp"
#include "http/base64.hpp"
#include "http/hmac.hpp"
#include "http/url.hpp"
#include "runtime/random.hpp"

namespace lockstep::api {

namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t secret_bytes = 24;

std::string secret_of(std::uint64_t seed, std::uint32_t number) {
    RandomStream random{seed, fmt::format("webhook {}", number)};
    std::string key;
    while (key.size() < secret_bytes)
        key += static_cast<char>(random.below(256));
    return fmt::format("{}{}", secret_prefix, http::base64_encoded(key));
}

Topic topic_of(LoggedEvent const& event, EventDetail const& detail) {
    using enum Topic::Kind;
    if (event.code) return {code, event.code.slot, event.code.serial};
    if (!detail.vendor_ref.empty()) return {unmanaged_code, event.device.value, hash_of_vendor_ref(detail.vendor_ref)};
    if (event.device) return {device, event.device.value, 0};
    return {account, event.account.value, 0};
}

}  // namespace

bool Webhook::wants(std::string_view event_type) const {
    return std::any_of(event_types.begin(), event_types.end(),
                       [&](std::string const& wanted) { return wanted == "*" || wanted == event_type; });
}

std::string Webhooks::objection(std::string_view url) const {
    auto const parsed = http::parse_url(url);
    if (!parsed) return parsed.error();
    if (receivers_ == Receivers::this_machine && !http::is_loopback(parsed->origin.host))
        return fmt::format(
            "`{}` is not this machine (localhost, 127.0.0.1, [::1]); start the server with --allow-remote "
            "if it may call others",
            parsed->origin.host);
    return {};
}

WebhookId Webhooks::add(std::uint32_t workspace, std::string url, std::vector<std::string> event_types) {
    WebhookId const id{last_++};
    webhooks_.emplace(id, Webhook{.workspace = workspace,
                                  .url = std::move(url),
                                  .event_types = std::move(event_types),
                                  .secret = secret_of(seed_, id.value),
                                  .outbox = {}});
    return id;
}

Webhook* Webhooks::find(WebhookId id) {
    auto const found = webhooks_.find(id);
    return found == webhooks_.end() ? nullptr : &found->second;
}

Webhook const* Webhooks::find(WebhookId id) const {
    auto const found = webhooks_.find(id);
    return found == webhooks_.end() ? nullptr : &found->second;
}

void Webhooks::remove(WebhookId id) {
    auto const* const webhook = find(id);
    if (webhook == nullptr) return;
    removed_ += webhook->outbox.counts();
    webhooks_.erase(id);
}

void Webhooks::remove_all_of(std::uint32_t workspace) {
    std::erase_if(webhooks_, [&](auto const& entry) {
        if (entry.second.workspace != workspace) return false;
        removed_ += entry.second.outbox.counts();
        return true;
    });
}

void Webhooks::tell(EventLog const& events, std::size_t from, Directory const& directory, Instant due) {
    if (receivers_ == Receivers::none || webhooks_.empty()) return;
    for (auto at = from; at < events.size(); ++at)
        for (auto& [id, webhook] : webhooks_)
            if (webhook.workspace == events.workspace_of(events[at], directory) &&
                webhook.wants(name_of(events[at].type)))
                webhook.outbox.put(at, topic_of(events[at], events.detail_of(events[at])), due);
}

Instant Webhooks::next_due() const {
    auto first = never;
    for (auto const& [id, webhook] : webhooks_)
        first = std::min(first, webhook.outbox.next_due());
    return first;
}

std::size_t Webhooks::under_way() const {
    std::size_t count = 0;
    for (auto const& [id, webhook] : webhooks_)
        count += webhook.outbox.under_way();
    return count;
}

std::size_t Webhooks::waiting() const {
    std::size_t count = 0;
    for (auto const& [id, webhook] : webhooks_)
        count += webhook.outbox.waiting();
    return count;
}

Outbox::Counts Webhooks::totals() const {
    auto totals = removed_;
    for (auto const& [id, webhook] : webhooks_)
        totals += webhook.outbox.counts();
    return totals;
}

std::string webhook_signature(std::string_view secret, std::string_view message_id, std::int64_t unix_seconds,
                              std::string_view body) {
    if (secret.starts_with(secret_prefix)) secret.remove_prefix(secret_prefix.size());
    auto const key = http::base64_decoded(secret).value_or("");
    auto const content = fmt::format("{}.{}.{}", message_id, unix_seconds, body);
    return "v1," + http::base64_encoded(http::hmac_sha256(key, content));
}

}  // namespace lockstep::api
