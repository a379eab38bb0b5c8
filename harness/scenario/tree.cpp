#include "harness/scenario/tree.hpp"

#include <algorithm>

namespace lockstep::harness {

Entry const* Node::entry(std::string_view key) const {
    auto const found =
        std::find_if(entries.begin(), entries.end(), [&](Entry const& each) { return each.key->text == key; });
    return found == entries.end() ? nullptr : &*found;
}

Node const* Node::find(std::string_view key) const {
    Entry const* const found = entry(key);
    return found ? found->value.get() : nullptr;
}

NodePtr Node::find_shared(std::string_view key) const {
    Entry const* const found = entry(key);
    return found ? found->value : nullptr;
}

std::string_view variable_in(Node const& node) {
    if (!node.is_scalar() || node.text.size() < 2 || node.text[0] != '$') return {};
    std::string_view const name = std::string_view{node.text}.substr(1);
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    auto const more = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
    if (!letter(name[0]) || !std::all_of(name.begin(), name.end(), more)) return {};
    return name;
}

Place place_of(Node const& node) {
    for (Road const* leg = node.road.get(); leg; leg = leg->before.get())
        if (leg->kind == Road::Kind::matrix)
            return {leg->used.file, leg->used.line, leg->used.column, node.spot.file, node.spot.line, node.spot.column};
    return {node.spot.file, node.spot.line, node.spot.column, 0, 0, 0};
}

NodePtr with_road(NodePtr const& node, Road const& leg) {
    auto copy = std::make_shared<Node>(*node);
    auto road = std::make_shared<Road>(leg);
    if (!road->before) road->before = node->road;
    copy->road = std::move(road);
    for (NodePtr& item : copy->items)
        item = with_road(item, leg);
    for (Entry& entry : copy->entries) {
        entry.key = with_road(entry.key, leg);
        entry.value = with_road(entry.value, leg);
    }
    return copy;
}

}  // namespace lockstep::harness
