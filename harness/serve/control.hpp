// The controls of a served world, `/lockstep/...`: clock, devices, accounts, faults, trace, webhooks, metrics, reset.
//
// Pure: a request in, an answer out. Moving the clock takes its time; it comes out as a wish for whoever drives the
// world, who asks for the answer when it has been done.
#pragma once

#include <string_view>
#include <variant>

#include "api/problem.hpp"
#include "harness/serve/metrics.hpp"
#include "harness/serve/served_world.hpp"
#include "http/message.hpp"
#include "runtime/time.hpp"

namespace lockstep::harness {

// Simulated time is to be moved: to an instant, or by a while from when it begins to move.
struct AdvanceWish {
    std::optional<Instant> to;
    Duration by{};
    bool until_idle = false;  // and no further than that
};

// From where on a request wants the trace; nothing when it says it wrongly.
std::optional<TraceId> trace_since(http::Request const& request);

class Control {
  public:
    Control(ServedWorld& world, Metrics const& metrics) : world_(&world), metrics_(&metrics) {}

    std::variant<http::Response, AdvanceWish> handle(http::Request const& request, Instant real_now);
    http::Response advanced(std::uint64_t events);
    // What this world is, beside what its first line said.
    api::Json world() const;
    http::Response respond(int status, api::Json body);
    // What `GET trace` answers as a stream: the events after `seen`, each a server-sent event. Moves `seen` on.
    std::string trace_stream(TraceId& seen) const;
    // A request that is refused before anybody looks at what it asks for.
    http::Response refused(int status, std::string_view type, std::string_view message);

  private:
    using Json = api::Json;
    using Answer = api::Outcome<Json>;
    struct Call {
        http::Request const& request;
        std::string_view path;  // below /lockstep/
        std::string_view query;
        Instant real_now;
    };

    Answer answer(Call const& call);
    Answer clock(Call const& call);
    api::Outcome<AdvanceWish> advance(Call const& call);
    Answer devices() const;
    Answer device(std::string_view name, std::string_view action, Call const& call);
    Answer press(DeviceIndex device, Call const& call);
    Answer link(DeviceIndex device, Call const& call);
    Answer edit(DeviceIndex device, Call const& call);
    Answer accounts() const;
    Answer account(std::string_view name, Call const& call);
    Answer providers() const;
    Answer provider(std::string_view name, Call const& call);
    Answer codes(Call const& call) const;
    Answer faults(Call const& call);
    Answer trace(Call const& call) const;
    Answer reset(Call const& call);
    Answer webhooks(std::string_view id, Call const& call);
    http::Response metrics() const;

    std::optional<CodeNumber> code_called(std::string_view name_or_id) const;
    Json clock_json(Instant real_now) const;
    http::Response respond(api::Problem const& problem);

    ServedWorld* world_;
    Metrics const* metrics_;
    std::uint64_t requests_ = 0;
};

}  // namespace lockstep::harness
