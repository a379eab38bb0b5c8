// All that subscribers were told, in order, with the instant at which they were told.
//
// An event shows how things stood at that instant, so what it shows is kept here; the code it speaks of may be gone
// when somebody reads it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "api/directory.hpp"
#include "api/door_news.hpp"
#include "api/event_type.hpp"
#include "engine/effects.hpp"
#include "engine/engine.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

struct ListedIssue {
    engine::Issue issue = engine::Issue::being_deleted;
    Instant since{};
};

// What is listed of a device and its account.
std::vector<ListedIssue> issues_listed_of(engine::DeviceId device, engine::Engine const& engine);

// What only some events need: kept apart so that the many stay small.
struct EventDetail {
    engine::Pin pin_from = {}, pin_to = {};
    engine::Window window_from = {}, window_to = {};
    std::string name_from = {}, name_to = {};
    std::string vendor_ref = {};
    engine::CodeId backup = {};
    std::vector<ListedIssue> issues = {};       // of delays, failures and lost links: all that was listed then
    std::optional<DoorNews> door = {};          // of events of a lock
    DeviceAttemptId attempt = {};               // of events of an attempt at a device
    bool through_hub = false;                   // it is the hub of the device that has no link
    std::optional<Instant> unpaid_since = {};   // of a subscription that has expired
    std::optional<std::uint64_t> webview = {};  // of events of a connect webview: its number
    std::optional<std::uint64_t> session = {};  // of events of a client session: its number
    std::string customer_key = {};              // of the webview
    WorkspaceNumber workspace = no_workspace;   // of events that are about no account
};

struct LoggedEvent {
    static constexpr std::uint32_t no_detail = 0xffff'ffffu;

    Instant at{};
    EventType type = engine::EventType::code_created;
    engine::AccountId account = {};
    engine::DeviceId device = {};
    engine::CodeId code = {};
    engine::Pin pin = {};  // the code's, where the event carries it
    engine::Issue issue = engine::Issue::device_disconnected;
    std::uint32_t detail = no_detail;
};

class EventLog {
  public:
    // Takes the events of one step. To be called right after it, while the engine stands as the step left it.
    // `hubs_gone`: devices whose hub has no link.
    void append(engine::Effects const& effects, Instant now, engine::Engine const& engine,
                std::set<engine::DeviceId> const& hubs_gone);
    // One that no step of the engine has caused.
    void append(LoggedEvent event, EventDetail detail);

    std::size_t size() const { return events_.size(); }
    std::uint64_t count(EventType type) const { return counts_[type.index()]; }
    LoggedEvent const& operator[](std::size_t index) const { return events_[index]; }
    EventDetail const& detail_of(LoggedEvent const& event) const;
    WorkspaceNumber workspace_of(LoggedEvent const& event, Directory const& directory) const;

    // The first event at or after `at`. Events are in order of time.
    std::size_t first_since(Instant at) const;

  private:
    std::vector<LoggedEvent> events_;
    std::vector<EventDetail> details_;
    std::array<std::uint64_t, event_type_count> counts_{};
};

}  // namespace lockstep::api
