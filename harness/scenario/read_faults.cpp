// Reads `faults:`.
#include <fmt/format.h>

#include <array>

#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/reading.hpp"
#include "providers/contract.hpp"

namespace lockstep::harness {
namespace {

bool is_true(Reading& reading, Node const& map, std::string_view key) {
    Node const* const held = reading.usable(map, key);
    return held && held->text == "true";
}

// A fault on HTTP requests can never fire where nobody speaks HTTP.
bool speaks_http(Fault const& fault, Reading const& reading) {
    auto const& providers = reading.out.providers;
    auto const http = [](ProviderSettings const& settings) {
        auto const* const vendor = providers::find_vendor(settings.vendor);
        return !vendor || vendor->speaks_http;
    };
    auto const& devices = reading.out.devices;
    // What is missing is complained of where it is missing.
    auto const http_at = [&](std::size_t index) { return index >= providers.size() || http(providers[index]); };
    if (fault.provider) return http_at(*fault.provider);
    if (fault.device) return *fault.device >= devices.size() || http_at(devices[*fault.device].provider);
    for (ProviderSettings const& settings : providers)
        if (http(settings)) return true;
    return providers.empty();
}

void read_chance(Node const& node, Fault& fault, Reading& reading) {
    if (node.is_scalar()) {
        fault.chance = fault.chance_max = parse_number(node.text).value_or(1);
        return;
    }
    auto const end = [&](std::size_t index) {
        bool const usable = index < node.items.size() && !node.items[index]->bad;
        return usable ? parse_number(node.items[index]->text) : std::nullopt;
    };
    auto const low = end(0);
    auto const high = end(1);
    if (node.items.size() != 2 || (low && high && *high < *low))
        reading.complaints.error(node, "value", "two chances, the smaller one first, such as `[0, 0.2]`");
    else if (low && high)
        fault.chance = *low, fault.chance_max = *high;
}

void read_selectors(Node const& node, Fault& fault, Reading& reading) {
    if (Node const* const held = reading.usable(node, "device")) fault.device = reading.lookup(reading.devices, *held);
    if (Node const* const held = reading.usable(node, "provider")) {
        fault.provider = reading.lookup(reading.providers, *held);
        if (fault.provider == SIZE_MAX) {
            if (!reading.devices_missing)
                reading.complaints.error(*held, "unused-provider",
                                         fmt::format("no device here is with provider `{}`", held->text));
            fault.provider.reset();
        }
    }
    if (Node const* const held = reading.usable(node, "op")) {
        fault.op = traffic_kind_from(held->text);
        if (fault.op && is_http_method(*fault.op) && !speaks_http(fault, reading))
            reading.complaints.error(*held, "no-http",
                                     fmt::format("`{}` selects HTTP requests, and `direct` has none", held->text));
    }
    if (Node const* const held = reading.usable(node, "nth")) {
        fault.nth = reading.count(*held);
        if (fault.nth && fault.nth->min == 0) reading.complaints.error(*held, "value", "calls are counted from 1");
    }
    if (Node const* const held = reading.usable(node, "from"))
        if (auto const from = reading.moment(*held)) fault.from = from->instant;
    if (Node const* const held = reading.usable(node, "to"))
        if (auto const to = reading.moment(*held)) {
            fault.to = to->instant;
            if (fault.to <= fault.from) reading.complaints.error(*held, "range", "this fault ends before it starts");
        }
    if (Node const* const held = reading.usable(node, "chance")) read_chance(*held, fault, reading);
    fault.optional = is_true(reading, node, "optional");
}

void read_answer(Node const& node, Fault& fault, Reading& reading) {
    if (Node const* const held = reading.usable(node, "reply"))
        if (auto const status = reading.integer(*held)) fault.reply = static_cast<int>(*status);
    if (Entry const* const held = node.entry("commit")) {
        fault.commit = held->value->text == "true";
        bool const goes_wrong = node.find("reply") || node.find("drop") || node.find("malformed") ||
                                node.find("truncate") || node.find("reset") || node.find("reject");
        if (!goes_wrong && !node.lost)
            reading.complaints.error(*held->key, "needs", "`commit` needs a `reply`: what the vendor answers");
    }
    if (Entry const* const held = node.entry("retry_after")) {
        if (!held->value->bad) fault.retry_after = reading.duration(*held->value);
        if (!node.find("reply") && !node.lost)
            reading.complaints.error(*held->key, "needs", "`retry_after` needs a `reply`");
    }
    fault.malformed = is_true(reading, node, "malformed");
    if (Node const* const held = reading.usable(node, "content_type")) fault.content_type = held->text;
    if (Node const* const held = reading.usable(node, "dribble")) fault.dribble = reading.distribution(*held);
    if (Node const* const held = reading.usable(node, "truncate")) fault.truncate = reading.integer(*held);
    fault.reset = is_true(reading, node, "reset");
}

void read_push(Node const& node, Fault& fault, Reading& reading) {
    fault.duplicate_push = reading.usable(node, "duplicate") != nullptr;
    Entry const* const delay = node.entry("delay");
    Entry const* const by = node.entry("by");
    if (by && !by->value->bad) fault.delay_push = reading.distribution(*by->value);
    if (delay && !by && !node.lost) reading.complaints.error(*delay->key, "needs", "`delay` needs `by`: how long");
    if (by && !delay && !node.lost) reading.complaints.error(*by->key, "needs", "`by` needs `delay: push`");
}

void read_action(Node const& node, Fault& fault, Reading& reading) {
    if (node.entries.empty() && !node.lost) {
        reading.complaints.error(node, "missing-key", "nothing happens here: `do` names at least one thing");
        return;
    }
    if (Node const* const held = reading.usable(node, "latency")) fault.latency = reading.distribution(*held);
    if (Node const* const held = reading.usable(node, "drop")) {
        fault.drop_request = held->text == "request";
        fault.drop_response = held->text == "response";
        fault.drop_push = held->text == "push";
    }
    read_answer(node, fault, reading);
    read_push(node, fault, reading);
    for (NodePtr const& bound : items_of(node.find_shared("lose"))) {
        fault.lose_starts = fault.lose_starts || bound->text == "starts";
        fault.lose_ends = fault.lose_ends || bound->text == "ends";
    }
    if (Node const* const held = reading.usable(node, "stale")) fault.stale = reading.duration(*held);
    fault.poison_empty = reading.usable(node, "poison") != nullptr;
    fault.slots_full = is_true(reading, node, "slots_full");
    if (Node const* const held = reading.usable(node, "reject"))
        for (RejectKind const kind : {RejectKind::pin_conflict, RejectKind::invalid_pin, RejectKind::device_offline})
            if (name_of(kind) == held->text) fault.reject = kind;
}

}  // namespace

std::string_view name_of(RejectKind kind) {
    switch (kind) {
        case RejectKind::pin_conflict:
            return "pin_conflict";
        case RejectKind::invalid_pin:
            return "invalid_pin";
        case RejectKind::device_offline:
            return "device_offline";
    }
    return "";
}

std::vector<Fault> read_rules(Node const& list, Reading& reading) {
    std::vector<Fault> faults;
    for (NodePtr const& item : list.items) {
        if (item->bad || !item->is_map()) continue;
        Fault& fault = faults.emplace_back();
        fault.place = reading.place(*item);
        read_selectors(*item, fault, reading);
        if (Node const* const action = reading.usable(*item, "do")) read_action(*action, fault, reading);
    }
    return faults;
}

void read_faults(Node const& root, Reading& reading) {
    if (Node const* const faults = reading.usable(root, "faults")) reading.out.faults = read_rules(*faults, reading);
}

}  // namespace lockstep::harness
