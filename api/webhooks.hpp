// Who wants to be told of events, and what each of them still has to be told.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/directory.hpp"
#include "api/event_log.hpp"
#include "api/outbox.hpp"
#include "engine/ids.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

using WebhookId = engine::Id<struct WebhookTag>;

// Which receivers may be called at all. Whoever plays a world without delivering anything has no receivers.
enum class Receivers : std::uint8_t { none, this_machine, anywhere };

struct Webhook {
    std::uint32_t workspace = 0;
    std::string url;
    std::vector<std::string> event_types;  // `*` stands for all
    std::string secret;                    // `whsec_` and a key in base64
    Outbox outbox;

    bool wants(std::string_view event_type) const;
};

class Webhooks {
  public:
    static constexpr std::size_t webhooks_max = 100;

    explicit Webhooks(std::uint64_t seed = 1, Receivers receivers = Receivers::none)
        : seed_(seed), receivers_(receivers) {}

    // Nothing, or a sentence that says why events cannot be delivered there.
    std::string objection(std::string_view url) const;
    // The secret is drawn from the seed. Not called for an address that is objected to, nor when it is full.
    WebhookId add(std::uint32_t workspace, std::string url, std::vector<std::string> event_types);
    bool full() const { return webhooks_.size() >= webhooks_max; }
    Webhook* find(WebhookId id);
    Webhook const* find(WebhookId id) const;
    void remove(WebhookId id);
    void remove_all_of(std::uint32_t workspace);
    std::map<WebhookId, Webhook> const& all() const { return webhooks_; }  // in order of creation

    // Events from this place in the log on become deliveries to those of their workspace, due at that instant.
    void tell(EventLog const& events, std::size_t from, Directory const& directory, Instant due);
    Instant next_due() const;
    std::size_t waiting() const;
    std::size_t under_way() const;
    Outbox::Counts totals() const;  // of removed ones too

  private:
    std::map<WebhookId, Webhook> webhooks_;
    std::uint64_t seed_;
    std::uint32_t last_ = 0;
    Receivers receivers_;
    Outbox::Counts removed_;
};

// `v1,...`: what proves that a message of this id and instant comes from who knows the secret (Standard Webhooks).
std::string webhook_signature(std::string_view secret, std::string_view message_id, std::int64_t unix_seconds,
                              std::string_view body);

}  // namespace lockstep::api
