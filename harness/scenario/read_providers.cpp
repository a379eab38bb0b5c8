// Reads `providers:` and the settings of locks that devices may override.
#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/near.hpp"
#include "harness/scenario/parse.hpp"
#include "harness/scenario/reading.hpp"
#include "harness/scenario/vendor_defaults.hpp"
#include "providers/contract.hpp"

namespace lockstep::harness {
namespace {

// `6`, `4..8`: one bit a length.
std::uint32_t lengths_of(Node const& node) {
    auto const range = parse_count(node.text);
    std::uint32_t bits = 0;
    for (std::uint64_t length = range ? range->min : 1; range && length <= range->max && length < 16; ++length)
        bits |= 1u << length;
    return bits;
}

void read_confirm(Node const& node, ConfirmSettings& into, Reading& reading) {
    if (node.is_scalar()) {
        into.by = ConfirmSettings::By::answer;
        return;
    }
    if (Node const* const webhook = reading.usable(node, "webhook")) {
        into.by = ConfirmSettings::By::webhook;
        if (auto const delay = reading.distribution(*webhook)) into.webhook = *delay;
    } else if (Node const* const poll = reading.usable(node, "poll")) {
        into.by = ConfirmSettings::By::poll;
        auto const period = reading.duration(*poll);
        if (period && *period <= Duration{0})
            reading.complaints.error(*poll, "value", "polling every 0s would never end");
        else if (period)
            into.poll = *period;
    }
}

// What a fixed setting is compared by.
std::string setting_text(Node const& node, std::string_view key) {
    if (key != "confirm" || !node.is_map()) return node.text;
    return node.entries.empty() ? "" : node.entries.front().key->text;
}

void refuse_contradictions(Node const& node, providers::Vendor const& vendor, Reading& reading) {
    for (providers::FixedSetting const& fixed : vendor.settings.fixed) {
        std::string_view const key = fixed.key;
        auto const dot = key.find('.');
        Node const* at = reading.usable(node, key.substr(0, dot));
        if (at && dot != std::string_view::npos) at = reading.usable(*at, key.substr(dot + 1));
        if (!at) continue;
        auto const text = setting_text(*at, key);
        if (std::find(fixed.values.begin(), fixed.values.end(), text) != fixed.values.end()) continue;
        std::string allowed;
        for (std::string_view const value : fixed.values)
            allowed += fmt::format("{}`{}`", allowed.empty() ? "" : " or ", value);
        reading.complaints.error(*at, "vendor",
                                 fmt::format("`{}` is always {} with vendor `{}`", key, allowed, vendor.name));
    }
}

// A library may hold vendors that other builds know; but one that is nearly known is a slip, used or not.
void look_at_unused(Node const& node, Reading& reading) {
    Node const* const vendor = node.bad ? nullptr : reading.usable(node, "vendor");
    if (!vendor || providers::find_vendor(vendor->text)) return;
    auto const known = providers::vendor_names();
    std::vector<std::string> const names(known.begin(), known.end());
    if (auto const near = nearest(vendor->text, names))
        reading.complaints.error(*vendor, "unknown-vendor", fmt::format("no vendor called `{}`", vendor->text),
                                 {fmt::format("did you mean `{}`?", *near), ""});
}

providers::Vendor const* read_vendor(Node const& node, ProviderSettings& settings, Reading& reading) {
    Node const* const vendor = node.find("vendor");
    if (vendor && vendor->bad) return nullptr;
    if (vendor) settings.vendor = vendor->text;
    if (auto const* const known = providers::find_vendor(settings.vendor)) return known;
    NameTable names{"vendor"};
    std::string listed;
    for (std::string_view const each : providers::vendor_names()) {
        names.add(std::string{each}, {}, 0);
        listed += fmt::format("{}{}", listed.empty() ? "" : ", ", each);
    }
    auto const near = names.near(settings.vendor);
    reading.complaints.error(
        *vendor, "unknown-vendor", fmt::format("no vendor called `{}`", settings.vendor),
        {near ? fmt::format("did you mean `{}`?", *near) : "", fmt::format("this build knows: {}", listed)});
    if (near) settings.vendor = *near;
    return near ? providers::find_vendor(*near) : nullptr;
}

void read_limits(Node const& node, ProviderSettings& settings, Reading& reading) {
    if (Node const* const limit = reading.usable(node, "rate_limit")) {
        Node const* const requests = reading.usable(*limit, "requests");
        Node const* const per = reading.usable(*limit, "per");
        auto const count = requests ? reading.integer(*requests) : std::nullopt;
        auto const period = per ? reading.duration(*per) : std::nullopt;
        if (period && *period <= Duration{0})
            reading.complaints.error(*per, "value", "a rate needs more than 0s");
        else if (count && period)
            settings.rate_limit = RateLimitSettings{static_cast<std::uint32_t>(*count), *period};
        settings.given.insert("rate_limit");
    }
    if (Node const* const limit = reading.usable(node, "concurrency")) {
        ConcurrencySettings made;
        Node const* const per = reading.usable(*limit, "per");
        Node const* const max = reading.usable(*limit, "max");
        if (per && per->text == "device") made.per = ConcurrencySettings::Per::device;
        auto const count = max ? reading.integer(*max) : std::nullopt;
        if (count) {
            made.max = static_cast<std::uint32_t>(*count);
            settings.concurrency = made;
        }
        settings.given.insert("concurrency");
    }
}

// What the map of a provider says, over what is already there.
void read_settings(Node const& node, ProviderSettings& settings, Reading& reading) {
    auto const given = [&](std::string_view key) {
        Node const* const found = reading.usable(node, key);
        if (found) settings.given.insert(std::string{key});
        return found;
    };
    if (auto const* held = given("profile"))
        settings.profile = held->text == "awkward" ? Profile::awkward : Profile::calm;
    if (auto const* held = given("native_scheduling")) settings.native_scheduling = held->text == "true";
    if (auto const* held = given("edit"))
        settings.edit = held->text == "recreate" ? EditMode::recreate : EditMode::in_place;
    if (auto const* held = given("reads")) settings.reads = held->text == "names" ? ReadMode::names : ReadMode::pins;
    if (auto const* held = given("rounding"))
        settings.rounding = held->text == "1m"   ? Duration{std::chrono::minutes{1}}
                            : held->text == "1h" ? Duration{std::chrono::hours{1}}
                                                 : Duration{0};
    if (auto const* held = given("code")) read_code_settings(*held, settings.code, settings.given, reading);
    if (auto const* held = given("http")) read_http_settings(*held, settings.http, settings.given, reading);
    if (auto const* held = given("device")) read_lock_behaviour(*held, settings.device, settings.given, reading);
    if (auto const* held = given("confirm")) read_confirm(*held, settings.confirm, reading);
    if (auto const* held = given("idempotency_keys")) settings.idempotency_keys = held->text == "true";
    if (auto const* held = given("convert_unmanaged")) settings.convert_unmanaged = held->text == "true";
    if (auto const* held = given("backup_pool")) settings.backup_pool = held->text == "true";
    if (auto const* held = given("offline_codes")) settings.offline_codes = held->text == "true";
    read_limits(node, settings, reading);
}

// The vendor's own values. They are ours to write, so nobody is told of what would be wrong with them: a test is.
void read_vendor_defaults(providers::Vendor const& vendor, ProviderSettings& settings, Reading& reading) {
    if (vendor.settings.defaults.empty()) return;
    Source const source{fmt::format("vendor {}", vendor.name), std::string{vendor.settings.defaults}};
    auto const parsed = parse_yaml(source, 0);
    if (parsed.root && parsed.slips.empty()) read_settings(*parsed.root, settings, reading);
    settings.given.clear();
}

ProviderSettings read_provider(NodePtr const& name, Node const& node, Reading& reading) {
    ProviderSettings settings;
    settings.name = name->text;
    settings.place = reading.place(*name);
    providers::Vendor const* const vendor = read_vendor(node, settings, reading);
    if (vendor) read_vendor_defaults(*vendor, settings, reading);
    if (vendor) refuse_contradictions(node, *vendor, reading);
    if (reading.usable(node, "vendor")) settings.given.insert("vendor");
    read_settings(node, settings, reading);
    return settings;
}

}  // namespace

ProviderSettings settings_of(providers::Vendor const& vendor) {
    SourceTable const table;
    Complaints complaints{table};
    Uses uses;
    Scenario nothing;
    Budget budget;
    Reading reading{.complaints = complaints,
                    .uses = uses,
                    .out = nothing,
                    .times = Times{Instant{}, nullptr, uses.times, complaints},
                    .files = {},
                    .budget = budget};
    ProviderSettings settings;
    settings.vendor = vendor.name;
    read_vendor_defaults(vendor, settings, reading);
    return settings;
}

void read_code_settings(Node const& node, CodeSettings& into, std::set<std::string>& given, Reading& reading) {
    NodePtr const lengths = node.find_shared("length");
    if (lengths && !lengths->bad) {
        into.rules.lengths = 0;
        for (NodePtr const& length : items_of(lengths))
            into.rules.lengths |= lengths_of(*length);
        if (lengths->is_sequence() && lengths->items.empty())
            reading.complaints.error(*lengths, "value", "no length at all: no PIN would do");
        given.insert("code.length");
    }
    if (Node const* const slots = reading.usable(node, "slots")) {
        if (auto const count = reading.integer(*slots)) into.slots = static_cast<std::uint32_t>(*count);
        given.insert("code.slots");
    }
    if (NodePtr const list = node.find_shared("constraints"); list && !list->bad) {
        into.rules.constraints = 0;
        for (NodePtr const& item : items_of(list))
            if (auto const constraint = engine::pin_constraint_from(item->text)) into.rules.add(*constraint);
        given.insert("code.constraints");
    }
    if (Node const* const length = reading.usable(node, "name_length")) {
        if (auto const range = reading.count(*length)) {
            into.rules.name_length_min = static_cast<std::uint8_t>(std::min<std::uint64_t>(range->min, 255));
            into.rules.name_length_max = static_cast<std::uint8_t>(std::min<std::uint64_t>(range->max, 255));
        }
        given.insert("code.name_length");
    }
}

void read_http_settings(Node const& node, HttpSettings& into, std::set<std::string>& given, Reading& reading) {
    if (Node const* const held = reading.usable(node, "request")) {
        if (auto const latency = reading.distribution(*held)) into.request = *latency;
        given.insert("http.request");
    }
    if (Node const* const held = reading.usable(node, "response")) {
        if (auto const latency = reading.distribution(*held)) into.response = *latency;
        given.insert("http.response");
    }
}

void read_lock_behaviour(Node const& node, LockBehaviour& into, std::set<std::string>& given, Reading& reading) {
    if (Node const* const held = reading.usable(node, "apply")) {
        if (auto const latency = reading.distribution(*held)) into.apply = *latency;
        given.insert("device.apply");
    }
    if (Node const* const held = reading.usable(node, "erase")) {
        if (auto const latency = reading.distribution(*held)) into.erase = *latency;
        given.insert("device.erase");
    }
    if (Node const* const held = reading.usable(node, "offline")) {
        into.offline = held->text == "queue"     ? WhenOffline::queue
                       : held->text == "swallow" ? WhenOffline::swallow
                                                 : WhenOffline::reject;
        given.insert("device.offline");
    }
    if (Node const* const held = reading.usable(node, "expired")) {
        into.expired = held->text == "drop" ? WhenExpired::drop : WhenExpired::keep;
        given.insert("device.expired");
    }
}

void read_providers(Node const& root, Reading& reading) {
    Node const* const providers = reading.usable(root, "providers");
    Node const* const devices = reading.usable(root, "devices");
    Node const* const accounts = reading.usable(root, "accounts");
    if (!providers) return;
    for (Entry const& entry : providers->entries) {
        if (entry.key->bad) continue;
        reading.providers.add(entry.key->text, entry.key->spot, 0);
    }
    // A library may hold more than one file needs: only what devices and accounts name is read.
    std::set<std::string> wanted;
    for (Node const* const section : {devices, accounts}) {
        if (!section) continue;
        for (Entry const& entry : section->entries) {
            Node const* const named = entry.value->bad ? nullptr : reading.usable(*entry.value, "provider");
            if (!named) continue;
            auto const meant = reading.providers.find(named->text) ? named->text : reading.providers.near(named->text);
            if (meant) wanted.insert(*meant);
        }
    }
    if (!devices && providers->entries.size() == 1) wanted.insert(providers->entries[0].key->text);

    NameTable read{"provider"};
    for (Declared const& each : reading.providers.declared()) {
        if (!wanted.contains(each.name)) {
            read.add(each.name, each.where, SIZE_MAX);
            look_at_unused(*providers->entry(each.name)->value, reading);
            continue;
        }
        Entry const* const entry = providers->entry(each.name);
        read.add(each.name, each.where, reading.out.providers.size());
        if (entry->value->bad) {
            ProviderSettings empty;
            empty.name = each.name;
            reading.out.providers.push_back(std::move(empty));
        } else {
            reading.out.providers.push_back(read_provider(entry->key, *entry->value, reading));
        }
    }
    reading.providers = std::move(read);
}

}  // namespace lockstep::harness
