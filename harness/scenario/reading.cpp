#include "harness/scenario/reading.hpp"

#include <fmt/format.h>

#include "engine/pin.hpp"
#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/near.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

bool NameTable::add(std::string name, Stretch where, std::size_t index) {
    auto const [at, fresh] = held_.emplace(name, Held{index, where});
    if (fresh) declared_.push_back({std::move(name), where});
    return fresh;
}

std::optional<std::size_t> NameTable::find(std::string_view name) const {
    auto const found = held_.find(name);
    if (found == held_.end()) return std::nullopt;
    return found->second.index;
}

Stretch NameTable::where(std::string_view name) const {
    auto const found = held_.find(name);
    return found == held_.end() ? Stretch{} : found->second.where;
}

std::optional<std::string> NameTable::near(std::string_view name) const {
    std::vector<std::string> words;
    words.reserve(declared_.size());
    for (Declared const& each : declared_)
        words.push_back(each.name);
    return nearest(name, words);
}

Place Reading::place(Node const& node) {
    Place made = place_of(node);
    auto const local = [&](std::uint32_t file) {
        auto const [found, fresh] = files.emplace(file, static_cast<std::uint32_t>(out.files.size()));
        if (fresh) out.files.push_back(complaints.table().path(file));
        return found->second;
    };
    made.file = local(made.file);
    if (made.substituted()) made.from_file = local(made.from_file);
    return made;
}

Node const* Reading::usable(Node const& map, std::string_view key) const {
    Node const* const found = map.find(key);
    return found && !found->bad ? found : nullptr;
}

std::optional<Moment> Reading::moment(Node const& node) {
    auto const instant = times.instant(node);
    if (!instant) return std::nullopt;
    return Moment{*instant, node.text, place(node)};
}

std::optional<MomentRange> Reading::range(Node const& node) {
    auto const bounds = times.range(node);
    if (!bounds) return std::nullopt;
    return MomentRange{bounds->from, bounds->to, node.text, place(node)};
}

std::optional<Duration> Reading::duration(Node const& node) const {
    auto const parsed = node.bad ? parse_duration("") : parse_duration(node.text, Sign::allowed);
    if (!parsed) return std::nullopt;
    return *parsed;
}

std::optional<bool> Reading::boolean(Node const& node) const {
    if (node.bad) return std::nullopt;
    return node.text == "true";
}

std::optional<std::uint64_t> Reading::integer(Node const& node) const {
    return node.bad ? std::nullopt : parse_unsigned(node.text);
}

std::optional<CountRange> Reading::count(Node const& node) {
    auto const parsed = node.bad ? std::nullopt : parse_count(node.text);
    if (!parsed) return std::nullopt;
    return CountRange{parsed->min, parsed->max, node.text, place(node)};
}

std::optional<Distribution> Reading::distribution(Node const& node) {
    if (node.bad) return std::nullopt;
    if (node.is_scalar()) {
        auto const always_this = duration(node);
        if (!always_this) return std::nullopt;
        return Distribution::constant(*always_this);
    }
    if (Node const* const pair = usable(node, "uniform")) {
        bool const two = pair->items.size() == 2;
        if (two && (pair->items[0]->bad || pair->items[1]->bad)) return std::nullopt;
        Duration const low = two ? duration(*pair->items[0]).value_or(Duration{}) : Duration{};
        Duration const high = two ? duration(*pair->items[1]).value_or(Duration{}) : Duration{};
        if (!two || high < low) {
            complaints.error(*pair, "distribution", "two durations, the smaller one first, such as `[1s, 2s]`");
            return std::nullopt;
        }
        return Distribution::uniform(low, high);
    }
    if (Node const* const held = usable(node, "exponential")) {
        Node const* const mean = usable(*held, "mean");
        auto const length = mean ? duration(*mean) : std::nullopt;
        if (!length) return std::nullopt;
        return Distribution::exponential(*length);
    }
    if (Node const* const held = usable(node, "lognormal")) {
        Node const* const p50 = usable(*held, "p50");
        Node const* const p99 = usable(*held, "p99");
        if (!p50 || !p99) return std::nullopt;
        Duration const median = duration(*p50).value_or(Duration{1});
        Duration const high = duration(*p99).value_or(median);
        if (median <= Duration{0} || high < median) {
            complaints.error(*p99, "distribution", "`p99` is at least `p50`, and `p50` is more than 0s");
            return std::nullopt;
        }
        return Distribution::lognormal(median, high);
    }
    return std::nullopt;
}

std::optional<std::size_t> Reading::lookup(NameTable const& table, Node const& node) {
    if (node.bad || !node.is_scalar()) return std::nullopt;
    if (auto const found = table.find(node.text)) return found;
    if (&table == &providers && library_broken) return std::nullopt;
    if ((&table == &devices || &table == &groups || &table == &accounts) && devices_missing) return std::nullopt;
    if ((&table == &codes || &table == &labels) && steps_missing) return std::nullopt;
    std::string extra;
    if (&table == &devices && groups.find(node.text))
        extra = fmt::format("`{0}` has a `count`: its locks are called `{0}-1`, `{0}-2` ...", node.text);
    complain_unknown(table, node, extra);
    if (&table == &labels && !table.near(node.text)) uses.unknown_label = true;
    auto const meant = extra.empty() ? table.near(node.text) : std::nullopt;
    return meant ? table.find(*meant) : std::nullopt;
}

void Reading::complain_unknown(NameTable const& table, Node const& node, std::string const& extra) {
    Hints hints;
    hints.label = declared_here(table.declared(), node.spot.file, complaints.table());
    if (!extra.empty())
        hints.help = extra;
    else if (auto const near = table.near(node.text))
        hints.help = fmt::format("did you mean `{}`?", *near);
    complaints.error(node, fmt::format("unknown-{}", table.kind()),
                     fmt::format("no {} called `{}`", table.kind(), node.text), hints);
}

void Reading::interpolated(Node const& where, std::string const& name) {
    if (labels.find(name)) {
        uses.labels.insert(name);
        return;
    }
    if (devices_missing || steps_missing) return;
    // `front:0420` is the code with this PIN, whoever put it there.
    auto const colon = name.find(':');
    if (colon != std::string::npos && devices.find(name.substr(0, colon)) && engine::Pin::parse(name.substr(colon + 1)))
        return;
    Hints hints;
    for (NameTable const* const table : {&codes, &devices, &accounts, &labels}) {
        if (table->find(name)) return;
        auto const near = table->near(name);
        if (near && hints.help.empty()) hints.help = fmt::format("did you mean `{{{}}}`?", *near);
    }
    complaints.error(where, "unknown-name", fmt::format("nothing here is called `{}`", name), hints);
}

std::vector<NodePtr> items_of(NodePtr const& node) {
    if (!node || node->bad) return {};
    if (!node->is_sequence()) return {node};
    std::vector<NodePtr> good;
    for (NodePtr const& item : node->items)
        if (!item->bad) good.push_back(item);
    return good;
}

}  // namespace lockstep::harness
