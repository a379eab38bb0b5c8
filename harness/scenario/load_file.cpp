#include "harness/scenario/load_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "harness/scenario/check.hpp"
#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/library.hpp"
#include "harness/scenario/matrix.hpp"
#include "harness/scenario/read_workload.hpp"
#include "harness/scenario/reading.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

constexpr std::uint64_t seeds_max = 100'000;
// Enough to show; more would only say the same of further cases.
constexpr std::size_t errors_enough = 200;

// How often a text stands anywhere in a tree, as a whole or within another.
std::size_t mentions(Node const& node, std::string const& text) {
    std::size_t count = node.text.find(text) != std::string::npos ? 1 : 0;
    for (NodePtr const& item : node.items)
        count += mentions(*item, text);
    for (Entry const& entry : node.entries)
        count += mentions(*entry.key, text) + mentions(*entry.value, text);
    return count;
}

std::size_t values_in(Node const& node) {
    std::size_t count = 1;
    for (NodePtr const& item : node.items)
        count += values_in(*item);
    for (Entry const& entry : node.entries)
        count += values_in(*entry.value);
    return count;
}

class FileLoader {
  public:
    FileLoader(SuiteFile& file, SuiteFiles& files, LoadOptions const& options, SourceTexts& sources)
        : file_(file), files_(files), options_(options), sources_(sources), complaints_(files.table()) {}

    LoadedFile load() {
        complaints_.take(file_.parsed.slips);
        if (file_.parsed.root) {
            raw_ = file_.parsed.root;
            if (is_wanted_kind()) load_cases();
        } else if (file_.parsed.slips.empty()) {
            complaints_.error(Stretch{file_.number, 1, 1, 1}, "empty", "the file is empty");
        }
        if (complaints_.any_errors()) {
            made_.cases.clear();
            made_.row_lines.clear();
        }
        made_.diagnostics = complaints_.release();
        return std::move(made_);
    }

  private:
    bool is_wanted_kind() {
        bool const wants_world = options_.kind == FileKind::world;
        std::string_view const wanted = wants_world ? "world" : "scenario";
        if (!raw_->is_map()) {
            complaints_.error(*raw_, "shape",
                              fmt::format("a {0} is a map of keys and values, `schema: {0}/v1` first", wanted));
            return false;
        }
        refuse_boolean_words(*raw_, complaints_);
        Node const* const schema = raw_->find("schema");
        std::string_view const says = schema && schema->is_scalar() ? std::string_view{schema->text} : "";
        is_world_ = says == "world/v1" || (wants_world && says != "scenario/v1");
        if (says == "lib/v1") {
            complaints_.error(*schema, "library", fmt::format("this is a library, not a {}", wanted),
                              {"", fmt::format("name it under `include` in a {}", wanted)});
            return false;
        }
        if (options_.kind == FileKind::either || is_world_ == wants_world) return true;
        complaints_.error(*schema, "world",
                          wants_world ? "this is a scenario, not a world" : "this is a world, not a scenario",
                          {"", wants_world ? "`lockstep run` plays it" : "`lockstep serve` keeps it alive"});
        return false;
    }

    MapShape const& shape() const { return is_world_ ? *language().world : *language().scenario; }

    void load_cases() {
        check_frame();
        library_ = collect_library(file_, *raw_, files_, complaints_);
        NodePtr const merged = is_world_ ? raw_ : apply_templates(raw_, library_, complaints_, unknown_template_);
        NodePtr const matrix_node = is_world_ ? nullptr : merged->find_shared("matrix");
        Matrix const matrix = read_matrix(matrix_node.get(), complaints_);
        NodePtr const body = without_frame(*merged);
        look_at_counts(*body, matrix.cases.size());
        for (Assignment const& assignment : matrix.cases) {
            if (complaints_.errors() > errors_enough || over_budget_) break;
            load_case(body, assignment, matrix);
        }
        look_for_unused(matrix);
    }

    // What can be known to be too much before the first lock is made. Counts from the matrix are added up case by case.
    void look_at_counts(Node const& body, std::size_t cases) {
        Node const* const devices = body.find("devices");
        std::size_t all = 0;
        for (Entry const& entry : devices ? devices->entries : std::vector<Entry>{}) {
            Node const* const count = entry.value->find("count");
            auto const number = count ? parse_unsigned(count->text) : std::nullopt;
            if (!number || *number > Budget{}.devices) continue;  // the latter is a mistake of its own
            all += *number;
            if (all * cases > Budget{}.devices) return too_large(*count, Budget{}.devices, "devices");
        }
    }

    // The keys that decide how the rest is put together, as they stand.
    void check_frame() {
        for (Key const& key : shape().keys)
            for (std::string_view const frame : {"include", "use"})
                if (key.name == frame)
                    if (NodePtr const held = raw_->find_shared(frame)) {
                        NodePtr const checked = check(held, *key.shape, CheckMode::partial, complaints_);
                        auto copy = std::make_shared<Node>(*raw_);
                        for (Entry& entry : copy->entries)
                            if (entry.key->text == frame) entry.value = checked;
                        raw_ = copy;
                    }
    }

    NodePtr without_frame(Node const& root) const {
        auto copy = std::make_shared<Node>(root);
        std::erase_if(copy->entries, [this](Entry const& entry) {
            std::string const& key = entry.key->text;
            return key == "include" || (!is_world_ && (key == "templates" || key == "matrix"));
        });
        return copy;
    }

    void load_case(NodePtr const& body, Assignment const& assignment, Matrix const& matrix) {
        NodePtr root = put_in(body, assignment, matrix, variables_, complaints_);
        if (!is_world_) root = late_templates(body, root, assignment, matrix);
        root = apply_providers(root, library_);
        root = check_map(root, shape(), CheckMode::whole, complaints_);
        if (root->bad) return;
        if (!Budget::take(budget_.values, values_in(*root))) {
            auto const* const matrix_node = raw_->find("matrix");
            return too_large(matrix_node ? *matrix_node : *raw_, Budget{}.values, "values");
        }
        look_for_missing(*root);

        Case made;
        made.file = files_.table().path(file_.number);
        made.variant = assignment.variant;
        made.id = made.variant.empty() ? made.file : fmt::format("{}[{}]", made.file, made.variant);
        made.values = assignment.values;
        read_seeds(*root, made);
        read_case(*root, made);
        std::pair<std::uint32_t, std::uint32_t> lines{0, 0};
        if (assignment.row) {
            Stretch const& spot = assignment.row->spot;
            made.row = {0, spot.line, spot.column, 0, 0, 0};
            if (spot.file == file_.number) lines = {spot.line, assignment.row->last_line};
        }
        made_.cases.push_back(std::move(made));
        made_.row_lines.push_back(lines);
    }

    // `use: $kind`: templates that only the case can name. They come too late to bring a matrix.
    NodePtr late_templates(NodePtr const& body, NodePtr const& root, Assignment const& assignment,
                           Matrix const& matrix) {
        NodePtr const before = body->find_shared("use");
        if (!before || root->find_shared("use") == before) return without_use(*root);
        NodePtr const merged = apply_templates(root, library_, complaints_, unknown_template_);
        if (merged->find("matrix"))
            complaints_.error(*root->find("use"), "matrix-variable",
                              "a template chosen by the matrix cannot bring a matrix");
        return put_in(without_use(*merged), assignment, matrix, variables_, complaints_);
    }
    static NodePtr without_use(Node const& root) {
        auto copy = std::make_shared<Node>(root);
        std::erase_if(copy->entries,
                      [](Entry const& entry) { return entry.key->text == "use" || entry.key->text == "matrix"; });
        return copy;
    }

    void look_for_missing(Node const& root) {
        if (root.lost) return;
        if (!root.find("devices") && !root.find("workload"))
            complaints_.error(root, "missing-key", "`devices` is missing");
        if (is_world_) return;
        Node const* const steps = root.find("steps");
        bool const idle = !steps || (steps->is_sequence() && steps->items.empty());
        if (idle && !root.find("workload"))
            complaints_.error(steps ? *steps : root, "missing-key",
                              "nothing happens: `steps` or `workload` is missing");
    }

    void read_seeds(Node const& root, Case& made) {
        NodePtr const node = root.find_shared("seeds");
        if (!node || node->bad) return;
        std::vector<std::uint64_t> seeds;
        std::size_t wanted = 0;
        std::unordered_set<std::uint64_t> known;
        for (NodePtr const& item : items_of(node)) {
            auto const range = parse_count(item->text);
            if (!range) continue;
            if (range->max - range->min >= seeds_max || seeds.size() + (range->max - range->min) >= seeds_max) {
                complaints_.error(*item, "too-large", fmt::format("more than {} seeds", seeds_max));
                return;
            }
            wanted += range->max - range->min + 1;
            if (wanted > budget_.runs) return too_large(*item, Budget{}.runs, "runs, one for each seed,");
            for (std::uint64_t seed = range->min; seed <= range->max; ++seed)
                if (known.insert(seed).second || range->min != range->max) seeds.push_back(seed);
        }
        if (seeds.empty() && node->items.empty()) {
            complaints_.error(*node, "value", "no seed at all: nothing would run");
            return;
        }
        if (seeds.empty()) return;
        Budget::take(budget_.runs, seeds.size());
        made.seeds = std::move(seeds);
        made.seeds_given = true;
    }

    void too_large(Node const& where, std::size_t limit, std::string_view what) {
        complaints_.error(where, "too-large",
                          fmt::format("more than {} {} in all the cases of this file together", limit, what));
        over_budget_ = true;
    }

    void read_case(Node const& root, Case& made) {
        Scenario& out = made.scenario;
        out.files.push_back(made.file);
        if (Node const* const zone = root.find("zone"); zone && !zone->bad) out.zone = zone->text;

        std::shared_ptr<Bookings const> bookings;
        if (options_.workloads && root.find("workload"))
            bookings = read_bookings(root, out.zone, files_, file_, bookings_, complaints_, sources_);
        out.epoch = Instant{Duration{1'893'456'000'000'000}};  // 2030-01-01T00:00:00Z
        Node const* const epoch = root.find("epoch");
        out.epoch_given = epoch != nullptr;
        if (epoch && !epoch->bad) {
            if (auto const instant = parse_instant(epoch->text)) out.epoch = *instant;
        } else if (bookings && !bookings->stays.empty()) {
            out.epoch = std::min_element(bookings->stays.begin(), bookings->stays.end(),
                                         [](auto const& one, auto const& other) { return one.created < other.created; })
                            ->created;
        }

        NodePtr const times = root.find_shared("times");
        auto const missing = [&](std::string_view section) {
            Node const* const held = root.find(section);
            return !held || held->bad;
        };
        Reading reading{.complaints = complaints_,
                        .uses = uses_,
                        .out = out,
                        .times = Times{out.epoch, times, uses_.times, complaints_},
                        .files = {{file_.number, 0}},
                        .library_broken = library_.broken,
                        .devices_missing = missing("devices"),
                        .steps_missing = missing("steps"),
                        .budget = budget_};
        for (Declared const& name : reading.times.declared())
            uses_.declared_times.emplace(name.name, name.where);
        reading.times.resolve_all();
        read_providers(root, reading);
        read_accounts_and_devices(root, reading);
        if (bookings && !Budget::take(budget_.stays, bookings->stays.size())) {
            too_large(*root.find("workload"), Budget{}.stays, "stays");
            bookings.reset();
        }
        if (bookings) {
            Node const* const named = root.find("workload")->find("bookings");
            auto const path = files_.resolve(file_, named->text);
            read_workload(root, *bookings, path ? path->printed : named->text, epoch != nullptr, reading);
        }
        read_engine(root, reading);
        read_steps(root, reading);
        read_faults(root, reading);
        read_expectations(root, reading);
        read_workspaces(root, reading);
        if (!is_world_) read_closing(root, reading);
    }

    // With errors about, something may only look unused because the place that uses it could not be read; and with
    // very many, one more is not worth the look.
    bool surely_unused(std::string const& text, std::size_t declared, bool all_was_read) const {
        if (complaints_.errors() > errors_enough) return false;
        return all_was_read || mentions(*raw_, text) <= declared;
    }

    void look_for_unused(Matrix const& matrix) {
        // Not every case was looked at: nothing is certain.
        if (complaints_.errors() > errors_enough || over_budget_) return;
        bool const all_was_read = !complaints_.any_errors();
        if (!variables_.unknown)
            for (Declared const& each : matrix.variables)
                if (each.name != "what" && !variables_.used.contains(each.name) &&
                    surely_unused("$" + each.name, 0, all_was_read))
                    complaints_.error(each.where, "unused",
                                      fmt::format("nobody uses the matrix variable `{}`", each.name),
                                      {"", fmt::format("write `${}` where its value belongs", each.name)});
        if (!uses_.times.unknown)
            for (auto const& [name, where] : uses_.declared_times)
                if (where.file == file_.number && !uses_.times.used.contains(name) &&
                    surely_unused(name, 1, all_was_read))
                    complaints_.error(where, "unused", fmt::format("nobody uses the time `{}`", name));
        if (!uses_.unknown_label)
            for (auto const& [name, where] : uses_.declared_labels)
                if (!uses_.labels.contains(name) && surely_unused(name, 1, all_was_read))
                    complaints_.error(where, "unused", fmt::format("nobody uses the label `{}`", name));
        if (!unknown_template_ && !library_.broken)
            for (auto const& [name, item] : library_.templates)
                if (item.own && !item.used)
                    complaints_.error(*item.key, "unused", fmt::format("nobody uses the template `{}`", name));
    }

    SuiteFile& file_;
    SuiteFiles& files_;
    LoadOptions const& options_;
    SourceTexts& sources_;
    Complaints complaints_;
    LoadedFile made_;
    NodePtr raw_;
    Library library_;
    VariableUses variables_;
    Uses uses_;
    Budget budget_;
    BookingsCache bookings_;
    bool is_world_ = false;
    bool unknown_template_ = false;
    bool over_budget_ = false;  // the rest of the cases was not looked at
};

}  // namespace

LoadedFile load_scenario(SuiteFile& file, SuiteFiles& files, LoadOptions const& options, SourceTexts& sources) {
    return FileLoader{file, files, options, sources}.load();
}

}  // namespace lockstep::harness
