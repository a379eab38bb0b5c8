#include "harness/scenario/merge.hpp"

#include <algorithm>

namespace lockstep::harness {
namespace {

MapShape const* shape_below(MapShape const* shape, std::string_view key) {
    if (!shape) return nullptr;
    if (shape->kind == MapShape::Kind::names) return shape->value ? shape->value->map : nullptr;
    for (Key const& known : shape->keys)
        if (known.name == key) return known.shape ? known.shape->map : nullptr;
    return nullptr;
}

NodePtr merge_at(NodePtr const& upper, NodePtr const& lower, MapShape const* shape, MergeConflict const& conflict,
                 std::string const& path) {
    bool const maps = upper->is_map() && lower->is_map() && !(shape && shape->choice);
    if (!maps) {
        if (conflict) conflict(path, *upper, *lower);
        return upper;
    }
    auto merged = std::make_shared<Node>(*upper);
    for (Entry& entry : merged->entries) {
        auto const below = lower->find_shared(entry.key->text);
        if (!below) continue;
        std::string const deeper = path.empty() ? entry.key->text : path + "." + entry.key->text;
        entry.value = merge_at(entry.value, below, shape_below(shape, entry.key->text), conflict, deeper);
    }
    for (Entry const& entry : lower->entries)
        if (!upper->entry(entry.key->text)) merged->entries.push_back(entry);
    return merged;
}

}  // namespace

NodePtr merge(NodePtr const& upper, NodePtr const& lower, MapShape const* shape, MergeConflict const& conflict) {
    return merge_at(upper, lower, shape, conflict, "");
}

bool same_values(Node const& one, Node const& other) {
    if (one.kind != other.kind || one.text != other.text || one.quoted != other.quoted ||
        one.items.size() != other.items.size() || one.entries.size() != other.entries.size())
        return false;
    for (std::size_t index = 0; index < one.items.size(); ++index)
        if (!same_values(*one.items[index], *other.items[index])) return false;
    return std::all_of(one.entries.begin(), one.entries.end(), [&](Entry const& entry) {
        Node const* const found = other.find(entry.key->text);
        return found && same_values(*entry.value, *found);
    });
}

Node const* find_path(Node const& root, std::string_view path) {
    Node const* node = &root;
    while (node && !path.empty()) {
        auto const dot = path.find('.');
        node = node->find(path.substr(0, dot));
        path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    }
    return node;
}

}  // namespace lockstep::harness
