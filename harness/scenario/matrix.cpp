#include "harness/scenario/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/scenario/check.hpp"
#include "harness/scenario/near.hpp"
#include "harness/scenario/parse.hpp"

namespace lockstep::harness {
namespace {

constexpr std::string_view rows_key = "rows";
constexpr std::string_view what_key = "what";

// How a value appears in a case's id: as written, or by its place in the list (from 1) where it is no scalar.
std::string id_text(Node const& value, std::size_t index) {
    if (value.is_scalar()) return value.text;
    if (value.is_null()) return "null";
    return std::to_string(index + 1);
}

struct Axis {
    std::string name;
    NodePtr list;
};

class MatrixReader {
  public:
    MatrixReader(Node const& matrix, Complaints& complaints) : node_(matrix), complaints_(complaints) {}

    Matrix read() {
        if (!node_.is_map()) {
            fail(node_, "shape", "a map of axes and `rows` belongs here");
        } else {
            for (Entry const& entry : node_.entries)
                entry.key->text == rows_key ? take_rows(entry) : take_axis(entry);
            multiply();
        }
        if (matrix_.cases.empty()) matrix_.cases.emplace_back();
        return std::move(matrix_);
    }

  private:
    void fail(Node const& where, std::string rule, std::string message) {
        complaints_.error(where, std::move(rule), std::move(message));
        matrix_.broken = true;
    }

    bool good_name(Node const& key) {
        std::size_t const before = complaints_.errors();
        check(std::make_shared<Node>(key), *language().matrix_row->key, CheckMode::whole, complaints_);
        if (complaints_.errors() != before) matrix_.broken = true;
        return complaints_.errors() == before;
    }

    void declare(Node const& key) {
        auto const known = std::find_if(matrix_.variables.begin(), matrix_.variables.end(),
                                        [&](Declared const& each) { return each.name == key.text; });
        if (known == matrix_.variables.end()) matrix_.variables.push_back({key.text, key.spot});
    }

    // Values are taken as they stand: a variable within a variable would be a language.
    void refuse_variables(Node const& value) {
        if (auto const name = variable_in(value); !name.empty())
            fail(value, "matrix-variable", fmt::format("`${}` cannot stand within the matrix", name));
        for (NodePtr const& item : value.items)
            refuse_variables(*item);
        for (Entry const& entry : value.entries)
            refuse_variables(*entry.value);
    }

    void take_axis(Entry const& entry) {
        if (!good_name(*entry.key)) return;
        if (!entry.value->is_sequence() || entry.value->items.empty())
            return fail(*entry.value, "shape", fmt::format("axis `{}` needs a list of values", entry.key->text));
        refuse_variables(*entry.value);
        declare(*entry.key);
        axes_.push_back({entry.key->text, each_once(entry)});
    }

    // A value that stands in the list twice would make every case of it twice.
    NodePtr each_once(Entry const& axis) {
        auto list = std::make_shared<Node>(*axis.value);
        list->items.clear();
        std::set<std::string> seen;
        for (std::size_t index = 0; index < axis.value->items.size(); ++index) {
            NodePtr const& item = axis.value->items[index];
            auto const text = id_text(*item, index);
            if (seen.insert(text).second)
                list->items.push_back(item);
            else
                fail(*item, "duplicate-value",
                     fmt::format("axis `{}` has the value `{}` already", axis.key->text, text));
        }
        return list;
    }

    void take_rows(Entry const& entry) {
        if (!entry.value->is_sequence() || entry.value->items.empty())
            return fail(*entry.value, "shape", "`rows` needs a list of maps");
        for (NodePtr const& row : entry.value->items) {
            if (!row->is_map() || row->entries.empty()) {
                fail(*row, "shape", "a row is a map such as `{ what: pushed, set: T+3s }`");
                continue;
            }
            for (Entry const& value : row->entries) {
                if (!good_name(*value.key)) continue;
                if (value.key->text == what_key && !value.value->is_scalar())
                    fail(*value.value, "shape", "`what` is a text that names the row");
                refuse_variables(*value.value);
                declare(*value.key);
            }
            rows_.push_back(row);
        }
    }

    void multiply() {
        std::size_t count = std::max<std::size_t>(rows_.size(), 1);
        for (Axis const& axis : axes_) {
            count *= axis.list->items.size();
            if (count > cases_max)
                return fail(node_, "too-large", fmt::format("this matrix makes more than {} cases", cases_max));
        }
        for (Axis const& axis : axes_) {
            auto const row =
                std::find_if(rows_.begin(), rows_.end(), [&](NodePtr const& each) { return each->find(axis.name); });
            if (row != rows_.end())
                fail(*(*row)->entry(axis.name)->key, "matrix-variable",
                     fmt::format("`{}` is an axis and a value of a row", axis.name));
        }

        std::vector<std::size_t> at(axes_.size(), 0);
        while (true) {
            for (std::size_t row = 0; row < std::max<std::size_t>(rows_.size(), 1); ++row)
                add_case(at, row);
            // The last axis turns fastest.
            std::size_t axis = axes_.size();
            while (axis > 0 && ++at[axis - 1] == axes_[axis - 1].list->items.size())
                at[--axis] = 0;
            if (axis == 0) return;
        }
    }

    void add_case(std::vector<std::size_t> const& at, std::size_t row) {
        Assignment made;
        Node const* last = &node_;
        auto const named = [&](std::string name, std::string value) {
            made.variant += fmt::format("{}{}={}", made.variant.empty() ? "" : ",", name, value);
            made.values.push_back({std::move(name), std::move(value)});
        };
        for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
            NodePtr const& value = axes_[axis].list->items[at[axis]];
            made.variables.emplace(axes_[axis].name, value);
            named(axes_[axis].name, id_text(*value, at[axis]));
            last = value.get();
        }
        if (!rows_.empty()) {
            made.row = rows_[row];
            last = made.row.get();
            for (Entry const& value : made.row->entries)
                made.variables.emplace(value.key->text, value.value);
            Node const* const what = made.row->find(what_key);
            what ? named(std::string{what_key}, what->text) : named("row", std::to_string(row + 1));
            if (what) last = what;
        }
        if (!variants_.emplace(made.variant).second) {
            complaints_.error(*last, "duplicate-case", fmt::format("a second case with the id [{}]", made.variant));
            return;
        }
        matrix_.cases.push_back(std::move(made));
    }

    Node const& node_;
    Complaints& complaints_;
    Matrix matrix_;
    std::vector<Axis> axes_;
    std::vector<NodePtr> rows_;
    std::set<std::string> variants_;
};

class Putting {
  public:
    Putting(Assignment const& assignment, Matrix const& matrix, VariableUses& uses, Complaints& complaints)
        : assignment_(assignment), matrix_(matrix), uses_(uses), complaints_(complaints) {}

    NodePtr value(NodePtr const& node) {
        if (auto const name = variable_in(*node); !name.empty()) return variable(node, name);
        if (node->is_sequence()) return sequence(node);
        if (node->is_map()) return map(node);
        return node;
    }

  private:
    NodePtr variable(NodePtr const& node, std::string_view name) {
        auto found = assignment_.variables.find(name);
        if (found == assignment_.variables.end()) {
            auto const meant = complain(*node, name);
            found = meant ? assignment_.variables.find(*meant) : found;
            if (found == assignment_.variables.end()) {
                auto copy = std::make_shared<Node>(*node);
                copy->bad = true;
                return copy;
            }
        }
        uses_.used.insert(found->first);
        weight_ += found->second->weight;
        if (weight_ > nodes_max) {
            if (!too_large_)
                complaints_.error(*node, "too-large", "the matrix puts too many values into this scenario");
            too_large_ = true;
            auto copy = std::make_shared<Node>(*node);
            copy->bad = true;
            return copy;
        }
        return with_road(found->second, {Road::Kind::matrix, found->first, node->spot, node->road});
    }

    std::optional<std::string> complain(Node const& node, std::string_view name) {
        std::vector<std::string> names;
        bool declared = false;
        if (matrix_.broken) return std::nullopt;
        for (Declared const& each : matrix_.variables) {
            names.push_back(each.name);
            declared = declared || each.name == name;
        }
        if (declared) {
            if (!uses_.without_value.emplace(name).second) return std::nullopt;
            auto& made = complaints_.error(
                node, "no-value", fmt::format("`${}` has no value in the case [{}]", name, assignment_.variant));
            if (assignment_.row) made.notes.push_back({complaints_.table().span(assignment_.row->spot), "this row"});
            return std::nullopt;
        }
        auto const near = nearest(name, names);
        Hints hints;
        hints.label = declared_here(matrix_.variables, node.spot.file, complaints_.table());
        if (near) hints.help = fmt::format("did you mean `${}`?", *near);
        if (names.empty()) hints.help = "there is no matrix here";
        complaints_.error(node, "no-value", fmt::format("`${}` has no value", name), hints);
        if (!near) uses_.unknown = true;
        return near;
    }

    NodePtr sequence(NodePtr const& node) {
        std::vector<NodePtr> items;
        bool changed = false;
        for (NodePtr const& item : node->items) {
            NodePtr const put = value(item);
            changed = changed || put != item;
            // A list in the place of an item is spliced in.
            if (put != item && put->is_sequence() && !variable_in(*item).empty())
                items.insert(items.end(), put->items.begin(), put->items.end());
            else
                items.push_back(put);
        }
        if (!changed) return node;
        auto copy = std::make_shared<Node>(*node);
        copy->items = std::move(items);
        return copy;
    }

    NodePtr map(NodePtr const& node) {
        std::vector<Entry> entries;
        bool changed = false;
        for (Entry const& entry : node->entries) {
            Entry put{key(entry.key, node->entries.size() == 1), value(entry.value)};
            changed = changed || put.key != entry.key || put.value != entry.value;
            entries.push_back(std::move(put));
        }
        if (!changed) return node;
        auto copy = std::make_shared<Node>(*node);
        copy->entries = std::move(entries);
        return copy;
    }

    NodePtr key(NodePtr const& node, bool alone) {
        auto const name = variable_in(*node);
        if (name.empty()) return node;
        std::string problem;
        if (!alone) problem = fmt::format("`${}` can be a key only in a map of one pair", name);
        NodePtr put = alone ? variable(node, name) : node;
        if (alone && !put->is_scalar())
            problem = fmt::format("`${}` stands as a key, its value is no single word", name);
        if (problem.empty()) return put;
        complaints_.error(*node, "matrix-variable", problem);
        auto copy = std::make_shared<Node>(*node);
        copy->bad = true;
        return copy;
    }

    Assignment const& assignment_;
    Matrix const& matrix_;
    VariableUses& uses_;
    Complaints& complaints_;
    std::size_t weight_ = 0;
    bool too_large_ = false;
};

}  // namespace

Matrix read_matrix(Node const* matrix, Complaints& complaints) {
    if (matrix) return MatrixReader{*matrix, complaints}.read();
    Matrix none;
    none.cases.emplace_back();
    return none;
}

NodePtr put_in(NodePtr const& node, Assignment const& assignment, Matrix const& matrix, VariableUses& uses,
               Complaints& complaints) {
    return Putting{assignment, matrix, uses, complaints}.value(node);
}

}  // namespace lockstep::harness
