// Puts one tree over another: maps merge key by key, everything else is taken from the upper one.
#pragma once

#include <functional>
#include <string>

#include "harness/scenario/language.hpp"
#include "harness/scenario/tree.hpp"

namespace lockstep::harness {

// Where both have a value that cannot be merged. `path` is dotted.
using MergeConflict = std::function<void(std::string const& path, Node const& upper, Node const& lower)>;

// `shape` tells which maps are one value (a distribution, `confirm`) and are not merged; it may be null.
NodePtr merge(NodePtr const& upper, NodePtr const& lower, MapShape const* shape, MergeConflict const& conflict = {});

// The same values, wherever they were written.
bool same_values(Node const& one, Node const& other);

// The value at a dotted path, or null.
Node const* find_path(Node const& root, std::string_view path);

}  // namespace lockstep::harness
