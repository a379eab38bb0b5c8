// The matrix: which cases a file has, and putting each case's values where `$name` stands.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/scenario/complaints.hpp"
#include "harness/scenario/model.hpp"
#include "harness/scenario/tree.hpp"

namespace lockstep::harness {

inline constexpr std::size_t cases_max = 10'000;

// One case of the matrix.
struct Assignment {
    std::map<std::string, NodePtr, std::less<>> variables;
    std::vector<MatrixValue> values;  // for the case's id, in its order
    std::string variant;              // "provider=nativelock,what=pushed"
    NodePtr row;                      // null without rows
};

struct Matrix {
    std::vector<Assignment> cases;  // at least one, so that the rest of the file can be looked at
    std::vector<Declared> variables;
    bool broken = false;  // some part could not be read: a `$name` without value may not be a mistake of its own
};
Matrix read_matrix(Node const* matrix, Complaints& complaints);

// What happened while variables were put in, over all cases of a file.
struct VariableUses {
    std::set<std::string, std::less<>> used;
    bool unknown = false;                              // a `$name` that nobody could guess
    std::set<std::string, std::less<>> without_value;  // told once, however often they stand in the file
};

NodePtr put_in(NodePtr const& node, Assignment const& assignment, Matrix const& matrix, VariableUses& uses,
               Complaints& complaints);

}  // namespace lockstep::harness
