#include "harness/serve/served_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "harness/invariants/convergence.hpp"
#include "harness/scenario/load.hpp"
#include "harness/serve/credentials.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

// What can be asked for at /lockstep/trace at least.
constexpr std::size_t trace_events_kept = 50'000;

using Json = nlohmann::json;

// A world that holds only the names which rules may speak of, and the rules.
std::string world_with_faults(Scenario const& scenario, Json const& rules) {
    Json providers = Json::object();
    for (auto const& provider : scenario.providers)
        providers[provider.name] = {{"vendor", provider.vendor}};
    Json accounts = Json::object();
    for (auto const& account : scenario.accounts)
        accounts[account.name] = {{"provider", scenario.providers[account.provider].name}};
    Json devices = Json::object();
    for (auto const& device : scenario.devices)
        devices[device.name] = {{"account", scenario.accounts[device.account].name}};
    Json const world{{"schema", "world/v1"},   {"epoch", format_instant(scenario.epoch)},
                     {"providers", providers}, {"accounts", accounts},
                     {"devices", devices},     {"faults", rules}};
    return world.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

ServedWorld::ServedWorld(Case the_case, std::uint64_t seed, ClockMode mode, Instant real_now, api::Receivers receivers)
    : case_(std::make_unique<Case>(std::move(the_case))),
      seed_(seed),
      receivers_(receivers),
      clock_(mode, case_->scenario.epoch, real_now),
      fault_rules_(Json::array()) {
    give_credentials(case_->scenario, seed);
    build();
}

void ServedWorld::watch(Watchers watchers) {
    watchers_ = std::move(watchers);
    begin_watching();
}

void ServedWorld::begin_watching() {
    watch_ = {};
    if (!watchers_) return;
    for (auto& watcher : watchers_())
        watch_.add(std::move(watcher));
    watch_.begins(*world_);
}

std::vector<Breach> const& ServedWorld::last_look() {
    if (!watch_.empty()) check_convergence(*world_, watch_);
    watch_.ends(*world_);
    return watch_.breaches();
}

void ServedWorld::build() {
    ++generation_;
    constexpr auto without_end = std::numeric_limits<std::uint64_t>::max();
    WorldOptions options;
    options.keep_details = false;
    options.turns_max = without_end;
    options.trace_events_last = trace_events_kept;
    options.receivers = receivers_;
    world_ = std::make_unique<World>(*case_, seed_, options);
    // Faults of the file stand from the start; they are numbered, and shown as rules without their words.
    for (std::size_t i = 0; i < case_->scenario.faults.size(); ++i)
        fault_rules_.push_back({{"from_file", i + 1}});
    begin_watching();
}

bool ServedWorld::play(Instant until, std::uint64_t things_max) {
    auto const enough = things_played() + things_max;
    while (world_->next_instant() <= until) {
        if (things_played() >= enough || world_->has_outside_deliveries()) return false;
        play_checks(until);
        bool const goes_on = world_->play_instant(watch_);
        if (world_->now() == last_input_at_) things_settled_ = things_played();
        if (!goes_on) return true;  // stalled: time goes on without it
    }
    if (world_->has_outside_deliveries()) return false;
    play_checks(until);
    world_->stand_at(until);
    return true;
}

// Instants before that one, and before anything else happens, at which only a watcher wants to look.
void ServedWorld::play_checks(Instant until) {
    auto const limit = std::min(until, world_->next_instant());
    while (watch_.next_check() < limit)
        world_->play_instant(watch_);
}

Result<std::vector<Fault>, std::string> ServedWorld::read_faults(Json const& rules) const {
    auto loaded = load_text(world_with_faults(scenario(), rules), "faults", {.kind = FileKind::world});
    for (auto const& diagnostic : loaded.diagnostics)
        if (diagnostic.severity == Severity::error)
            return failure(diagnostic.help.empty() ? diagnostic.message
                                                   : fmt::format("{}; {}", diagnostic.message, diagnostic.help));
    if (loaded.cases.empty()) return failure(std::string{"a list of rules is expected"});
    // Rules name providers and devices by their places, and the loader sorts providers by name.
    auto const& names = loaded.cases.front().scenario;
    auto faults = names.faults;
    for (auto& fault : faults) {
        if (fault.device) fault.device = device_called(names.devices[*fault.device].name);
        if (fault.provider) fault.provider = provider_called(names.providers[*fault.provider].name);
    }
    return faults;
}

Result<bool, std::string> ServedWorld::set_faults(Json const& rules, Instant real_now) {
    if (auto const read = read_faults(rules); !read) return failure(read.error());
    apply(FaultsReplaced{rules.dump(-1, ' ', false, Json::error_handler_t::replace)}, real_now);
    return true;
}

Json ServedWorld::faults() const {
    Json out = fault_rules_;
    auto const& counts = world_->faults().counts();
    for (std::size_t i = 0; i < out.size() && i < counts.size(); ++i)
        out[i]["fired"] = counts[i].fired;
    return out;
}

std::optional<DeviceIndex> ServedWorld::device_called(std::string_view name_or_id) const {
    auto const& devices = scenario().devices;
    for (std::size_t i = 0; i < devices.size(); ++i)
        if (devices[i].name == name_or_id) return i;
    auto const uuid = api::Uuid::parse(name_or_id);
    auto const id = uuid ? world_->api().identity().as_device(*uuid) : std::nullopt;
    if (id && id->value < devices.size()) return id->value;
    // As its vendor calls it.
    for (std::size_t i = 0; i < devices.size(); ++i)
        if (world_->mock(devices[i].provider).device_id(static_cast<sim::LockNumber>(i)) == name_or_id) return i;
    return std::nullopt;
}

std::optional<AccountIndex> ServedWorld::account_called(std::string_view name_or_id) const {
    auto const& accounts = scenario().accounts;
    for (std::size_t i = 0; i < accounts.size(); ++i)
        if (accounts[i].name == name_or_id) return i;
    auto const uuid = api::Uuid::parse(name_or_id);
    auto const id = uuid ? world_->api().identity().as_account(*uuid) : std::nullopt;
    if (id && id->value < accounts.size()) return id->value;
    return std::nullopt;
}

std::optional<std::size_t> ServedWorld::provider_called(std::string_view name) const {
    auto const& providers = scenario().providers;
    for (std::size_t i = 0; i < providers.size(); ++i)
        if (providers[i].name == name) return i;
    return std::nullopt;
}

std::string ServedWorld::device_id_text(DeviceIndex device) const {
    return world_->api().identity().device(device_id(device)).text();
}

std::string ServedWorld::account_id_text(AccountIndex account) const {
    return world_->api().identity().account(engine::AccountId{static_cast<std::uint32_t>(account)}).text();
}

}  // namespace lockstep::harness
