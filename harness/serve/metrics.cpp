#include "harness/serve/metrics.hpp"

#include <algorithm>

#include "engine/attempt.hpp"
#include "engine/events.hpp"
#include "engine/status.hpp"

namespace lockstep::harness {
namespace {

constexpr std::array<std::string_view, 5> face_names{"api", "vendor", "control", "page", "unknown_vendor"};
constexpr std::array<std::string_view, 5> class_names{"1xx", "2xx", "3xx", "4xx", "5xx"};
constexpr std::size_t status_count = 5;  // of codes that exist

void tell_codes(Exposition& out, World const& world) {
    std::array<std::uint64_t, status_count> codes{};
    for (CodeNumber number = 0; number < world.code_count(); ++number)
        if (auto const id = world.code_id(number); id && world.engine().exists(id))
            ++codes[static_cast<std::size_t>(world.engine().record(id).status)];
    out.gauge("access_codes", "Access codes that exist, by status.");
    for (std::size_t i = 0; i < codes.size(); ++i)
        out.sample(codes[i], {{"status", engine::name_of(static_cast<engine::Status>(i))}});
}

void tell_attempts(Exposition& out, engine::Engine const& engine) {
    constexpr std::size_t kinds = 3;
    constexpr std::size_t states = 3;
    std::array<std::array<std::uint64_t, states>, kinds> attempts{};
    for (std::uint32_t number = 0; number < engine.attempt_count(); ++number) {
        auto const& attempt = engine.attempt(engine::AttemptId{number});
        ++attempts[static_cast<std::size_t>(attempt.kind)][static_cast<std::size_t>(attempt.state)];
    }
    out.gauge("action_attempts", "Action attempts, by type and status.");
    for (std::size_t kind = 0; kind < kinds; ++kind)
        for (std::size_t state = 0; state < states; ++state)
            out.sample(attempts[kind][state], {{"action_type", engine::name_of(static_cast<engine::AttemptKind>(kind))},
                                               {"status", engine::name_of(static_cast<engine::AttemptState>(state))}});
}

void tell_events(Exposition& out, api::EventLog const& events) {
    out.counter("events_total", "Events that subscribers may hear of, by type.");
    for (std::size_t i = 0; i < api::event_type_count; ++i) {
        auto const type = api::EventType::at(i);
        out.sample(events.count(type), {{"event_type", api::name_of(type)}});
    }
}

void tell_webhooks(Exposition& out, api::Webhooks const& webhooks) {
    auto const counts = webhooks.totals();
    out.gauge("webhooks", "Webhooks.");
    out.sample(webhooks.all().size());
    out.counter("webhook_deliveries_total", "Events for webhooks that were delivered, given up, or dropped unsent.");
    out.sample(counts.delivered, {{"outcome", "delivered"}});
    out.sample(counts.given_up, {{"outcome", "given_up"}});
    out.sample(counts.dropped, {{"outcome", "dropped"}});
    out.counter("webhook_attempts_failed_total", "Attempts to deliver an event that its receiver did not take.");
    out.sample(counts.failed);
    out.gauge("webhook_deliveries_waiting", "Events that have not been delivered yet, those under way included.");
    out.sample(webhooks.waiting());
    out.gauge("webhook_deliveries_under_way", "Events that were sent and not answered yet.");
    out.sample(webhooks.under_way());
}

void tell_world(Exposition& out, ServedWorld const& served) {
    auto const& world = served.world();
    auto const& totals = world.record().totals;
    auto const counter = [&out](std::string_view name, std::string_view help, std::uint64_t value) {
        out.counter(name, help);
        out.sample(value);
    };
    auto const gauge = [&out](std::string_view name, std::string_view help, std::uint64_t value) {
        out.gauge(name, help);
        out.sample(value);
    };
    gauge("devices", "Keypads.", served.scenario().devices.size());
    counter("access_codes_created_total", "Access codes created.", totals.created);
    counter("status_transitions_total", "Changes of a code's status.", totals.transitions);
    counter("engine_steps_total", "Steps of the engine.", totals.engine_steps);
    counter("provider_calls_total", "Calls of the engine to vendors.", totals.provider_calls);
    counter("pushes_total", "Pushes of vendors to the engine.", totals.pushes);
    counter("world_events_total", "Things that happened in the world.", totals.world_events);
    gauge("messages_under_way", "Messages between engine and vendors.", world.messages_under_way());
    gauge("timers_pending", "Timers of the engine.", world.engine().pending_timers());
    out.gauge("simulated_time_seconds", "Simulated time since 1970-01-01T00:00:00Z.");
    out.sample(static_cast<double>(world.now().time_since_epoch().count()) / 1e6);
    out.gauge("clock_factor", "Simulated seconds in a real one; 0 while the clock is turned by hand.");
    out.sample(served.clock().mode().factor);
}

}  // namespace

std::string_view name_of(Faced::Face face) { return face_names[static_cast<std::size_t>(face)]; }

void Metrics::answered(Faced::Face face, int status, Duration took) {
    auto const at = static_cast<std::size_t>(face);
    ++answers_[at][static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1)];
    durations_[at].add(std::max(took, Duration{}));
}

std::string Metrics::text(ServedWorld const& served) const {
    Exposition out;
    out.counter("http_requests_total", "Requests answered, by face and class of status.");
    for (std::size_t face = 0; face < face_count; ++face)
        for (std::size_t i = 0; i < class_count; ++i)
            out.sample(answers_[face][i], {{"face", face_names[face]}, {"status", class_names[i]}});
    out.histogram("http_request_duration_seconds", "Real time from a request to its answer, by face.");
    for (std::size_t face = 0; face < face_count; ++face)
        out.sample(durations_[face], "face", face_names[face]);
    out.gauge("connections", "Connections of clients.");
    out.sample(connections_);
    tell_codes(out, served.world());
    tell_attempts(out, served.world().engine());
    tell_events(out, served.world().api().events());
    tell_webhooks(out, served.world().api().webhooks());
    tell_world(out, served);
    return out.text();
}

}  // namespace lockstep::harness
