// Reads `accounts:`, `devices:` and `engine:`.
#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/reading.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

// A fleet larger than this is not for a YAML file.
constexpr std::size_t devices_max = 100'000;

void read_accounts(Node const& root, Reading& reading) {
    Node const* const accounts = reading.usable(root, "accounts");
    if (!accounts) return;
    for (Entry const& entry : accounts->entries) {
        if (entry.key->bad) continue;
        Node const* const named = entry.value->bad ? nullptr : reading.usable(*entry.value, "provider");
        auto const provider = named ? reading.lookup(reading.providers, *named) : std::nullopt;
        reading.accounts.add(entry.key->text, entry.key->spot, reading.out.accounts.size());
        reading.out.accounts.push_back(
            {entry.key->text, reading.place(*entry.key), provider.value_or(SIZE_MAX), false});
    }
}

// The account of a device that names only its provider.
std::optional<std::size_t> account_of_provider(std::size_t provider, Node const& where, Reading& reading) {
    auto& accounts = reading.out.accounts;
    std::optional<std::size_t> found;
    for (std::size_t index = 0; index < accounts.size(); ++index) {
        if (accounts[index].provider != provider) continue;
        if (found) {
            reading.complaints.error(where, "missing-key",
                                     fmt::format("`account` is missing: provider `{}` has more than one",
                                                 reading.out.providers[provider].name));
            return std::nullopt;
        }
        found = index;
    }
    if (found) return found;
    ProviderSettings const& settings = reading.out.providers[provider];
    Stretch declared;
    for (Declared const& each : reading.providers.declared())
        if (each.name == settings.name) declared = each.where;
    if (!reading.accounts.add(settings.name, declared, accounts.size())) {
        reading.complaints.error(
            where, "missing-key",
            fmt::format("`account` is missing: the account called `{}` is with another provider", settings.name));
        return std::nullopt;
    }
    accounts.push_back({settings.name, settings.place, provider, true});
    return accounts.size() - 1;
}

// Provider and account, each of which may follow from the other.
bool read_owner(Node const& node, Device& device, Node const& where, Reading& reading) {
    Node const* const account = node.find("account");
    Node const* const provider = node.find("provider");
    if ((account && account->bad) || (provider && provider->bad)) return false;
    if (!account && !provider) {
        if (!node.lost) reading.complaints.error(where, "missing-key", "`provider` is missing");
        return false;
    }
    std::size_t const of_provider =
        provider ? reading.lookup(reading.providers, *provider).value_or(SIZE_MAX) : SIZE_MAX;
    if (provider && of_provider == SIZE_MAX) return false;
    if (account) {
        auto const found = reading.lookup(reading.accounts, *account);
        if (!found) return false;
        device.account = *found;
        device.provider = reading.out.accounts[*found].provider;
        if (provider && of_provider != device.provider && device.provider != SIZE_MAX)
            reading.complaints.error(*account, "account",
                                     fmt::format("account `{}` is with provider `{}`", account->text,
                                                 reading.out.providers[device.provider].name));
        return device.provider != SIZE_MAX;
    }
    device.provider = of_provider;
    auto const found = account_of_provider(device.provider, *provider, reading);
    if (found) device.account = *found;
    return found.has_value();
}

void read_overrides(Node const& node, Device& device, Reading& reading) {
    if (Node const* const held = reading.usable(node, "code"))
        read_code_settings(*held, device.code, device.given, reading);
    if (Node const* const held = reading.usable(node, "http"))
        read_http_settings(*held, device.http, device.given, reading);
    if (Node const* const held = reading.usable(node, "device"))
        read_lock_behaviour(*held, device.behaviour, device.given, reading);
    if (Node const* const held = reading.usable(node, "offline_codes")) {
        device.offline_codes = held->text == "true";
        device.given.insert("offline_codes");
    }
    if (Node const* const held = reading.usable(node, "expired")) {
        device.behaviour.expired = held->text == "drop" ? WhenExpired::drop : WhenExpired::keep;
        device.given.insert("device.expired");
    }
    if (Node const* const held = reading.usable(node, "clock_skew")) {
        device.clock_skew = reading.duration(*held).value_or(Duration{});
        device.given.insert("clock_skew");
    }
    if (Node const* const held = reading.usable(node, "clock_drift")) {
        device.clock_drift = reading.duration(*held).value_or(Duration{});
        device.given.insert("clock_drift");
    }
    if (Node const* const held = reading.usable(node, "zone")) {
        device.zone = held->text;
        device.given.insert("zone");
    }
}

void too_many_devices(Node const& where, Reading& reading) {
    reading.complaints.error(
        where, "too-large",
        fmt::format("more than {} devices in all the cases of this file together", Budget{}.devices));
}

void add_device(Device device, Node const& name, Reading& reading) {
    auto& devices = reading.out.devices;
    if (!Budget::take(reading.budget.devices, 1)) return too_many_devices(name, reading);
    if (!reading.devices.add(device.name, name.spot, devices.size())) {
        auto const where = reading.devices.where(device.name);
        reading.complaints.error(name, "duplicate-name", fmt::format("a second device called `{}`", device.name),
                                 {fmt::format("first here: {}:{}", where.line, where.column), ""});
        return;
    }
    devices.push_back(std::move(device));
}

void read_device(Entry const& entry, Reading& reading) {
    Node const& node = *entry.value;
    Device device;
    device.name = entry.key->text;
    device.place = reading.place(*entry.key);
    bool const owned = !node.bad && read_owner(node, device, *entry.key, reading);
    if (owned) {
        ProviderSettings const& settings = reading.out.providers[device.provider];
        device.code = settings.code;
        device.http = settings.http;
        device.behaviour = settings.device;
        device.offline_codes = settings.offline_codes;
    } else {
        device.provider = 0;  // the case will not run, its names are still good for finding other mistakes
    }
    if (!node.bad) read_overrides(node, device, reading);

    Node const* const count = node.bad ? nullptr : node.find("count");
    if (!count) return add_device(std::move(device), *entry.key, reading);
    auto const number = reading.integer(*count).value_or(1);
    if (reading.out.devices.size() + number > devices_max) {
        reading.complaints.error(*count, "too-large", fmt::format("more than {} devices", devices_max));
        return;
    }
    if (number > reading.budget.devices) return too_many_devices(*count, reading);
    reading.groups.add(device.name, entry.key->spot, reading.out.devices.size());
    device.group = device.name;
    for (std::uint64_t each = 1; each <= number; ++each) {
        device.name = fmt::format("{}-{}", device.group, each);
        add_device(device, *entry.key, reading);
    }
}

void read_retry(Node const& node, RetrySettings& into, Reading& reading) {
    if (Node const* const held = reading.usable(node, "base")) into.base = reading.duration(*held).value_or(into.base);
    if (Node const* const held = reading.usable(node, "cap")) into.cap = reading.duration(*held).value_or(into.cap);
    if (Node const* const held = reading.usable(node, "factor")) into.factor = parse_number(held->text).value_or(2);
    if (Node const* const held = reading.usable(node, "jitter")) into.jitter = parse_number(held->text).value_or(0);
    if (into.base <= Duration{0})
        reading.complaints.error(*node.find("base"), "value", "a back-off of 0s would never let the vendor rest");
    else if (into.cap < into.base)
        reading.complaints.error(node.find("cap") ? *node.find("cap") : *node.find("base"), "value",
                                 "`cap` is less than `base`");
}

}  // namespace

void read_accounts_and_devices(Node const& root, Reading& reading) {
    read_accounts(root, reading);
    Node const* const devices = reading.usable(root, "devices");
    if (!devices) return;
    for (Entry const& entry : devices->entries)
        if (!entry.key->bad) read_device(entry, reading);
}

void read_engine(Node const& root, Reading& reading) {
    Node const* const node = reading.usable(root, "engine");
    if (!node) return;
    EngineSettings& engine = reading.out.engine;
    auto const length = [&](std::string_view key, Duration& into) {
        if (Node const* const held = reading.usable(*node, key)) into = reading.duration(*held).value_or(into);
    };
    if (Node const* const held = reading.usable(*node, "regime"))
        engine.regime = held->text == "retained" ? Regime::retained : Regime::legacy_404;
    length("preload", engine.preload);
    length("jit_lead", engine.jit_lead);
    if (Node const* const held = reading.usable(*node, "retry")) read_retry(*held, engine.retry, reading);
    length("timeout", engine.timeout);
    length("delay_warning", engine.delay_warning);
    length("commit", engine.commit);
    if (Node const* const held = reading.usable(*node, "timeout"); held && engine.timeout <= Duration{0})
        reading.complaints.error(*held, "value", "no call could ever be answered within 0s");
    if (Node const* const held = reading.usable(*node, "fail_after"))
        engine.fail_after = static_cast<std::uint32_t>(reading.integer(*held).value_or(engine.fail_after));
    if (Node const* const held = reading.usable(*node, "resync")) {
        engine.resync = held->text == "never" ? std::nullopt : reading.duration(*held);
        if (engine.resync && *engine.resync <= Duration{0})
            reading.complaints.error(*held, "value", "a period of 0s would never end", {"", "write `never` for none"});
    }
    if (Node const* const held = reading.usable(*node, "same_pin"))
        engine.same_pin = held->text == "disjoint_windows" ? SamePin::disjoint_windows : SamePin::refuse;
    if (Node const* const held = reading.usable(*node, "backup_pool"))
        engine.backup_pool = static_cast<std::uint32_t>(reading.integer(*held).value_or(engine.backup_pool));
    if (Node const* const held = reading.usable(*node, "mutations_requested"))
        engine.mutations_requested = held->text == "true";
}

}  // namespace lockstep::harness
