#include "harness/scenario/library.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/check.hpp"
#include "harness/scenario/merge.hpp"
#include "harness/scenario/near.hpp"
#include "harness/scenario/reading.hpp"

namespace lockstep::harness {
namespace {

class Collector {
  public:
    Collector(SuiteFiles& files, Complaints& complaints) : files_(files), complaints_(complaints) {}

    Library collect(SuiteFile const& scenario, Node const& root) {
        open_.push_back(&scenario);
        for (NodePtr const& item : items_of(root.find_shared("include")))
            if (item->is_scalar()) include(scenario, *item);
        own_templates(root);
        return std::move(library_);
    }

  private:
    void include(SuiteFile const& from, Node const& named) {
        auto const path = files_.resolve(from, named.text);
        if (!path) {
            library_.broken = true;
            complaints_.error(named, "include", path.error());
            return;
        }
        auto opened = files_.open(path->disk, path->printed);
        if (!opened) {
            library_.broken = true;
            complaints_.error(named, "include",
                              fmt::format("{}: {}", path->printed, message(opened.error(), yaml_bytes_max)));
            return;
        }
        SuiteFile const& file = **opened;
        if (std::find(open_.begin(), open_.end(), &file) != open_.end()) return cycle(file, named);
        if (std::find(done_.begin(), done_.end(), &file) != done_.end()) return;
        done_.push_back(&file);
        open_.push_back(&file);
        read(file, named);
        open_.pop_back();
    }

    void cycle(SuiteFile const& file, Node const& named) {
        library_.broken = true;  // what seems to be missing may well be in what was not read
        std::string road;
        bool inside = false;
        for (SuiteFile const* const each : open_) {
            inside = inside || each == &file;
            if (inside) road += files_.table().path(each->number) + " -> ";
        }
        complaints_.error(named, "include-cycle",
                          fmt::format("these files include each other: {}{}", road, files_.table().path(file.number)));
    }

    // What is wrong in a library is told for each scenario that includes it; equal words are merged in the end.
    void read(SuiteFile const& file, Node const& named) {
        auto slips = file.parsed.slips;
        for (Diagnostic& slip : slips)
            slip.notes.push_back({files_.table().span(named.spot), "included here"});
        complaints_.take(std::move(slips));
        complaints_.included(file.number, named.spot);
        NodePtr const root = file.parsed.root;
        if (!root || !root->is_map()) {
            library_.broken = true;
            if (root)
                complaints_.error(*root, "shape", "a library is a map of keys and values");
            else if (file.parsed.slips.empty())
                complaints_.error(named, "include", "this file is empty");
            return;
        }
        Node const* const schema = root->find("schema");
        if (schema && schema->is_scalar() && schema->text == "scenario/v1") {
            library_.broken = true;
            complaints_.error(named, "include",
                              fmt::format("{} is a scenario, not a library", files_.table().path(file.number)),
                              {"", "a library says `schema: lib/v1`, and holds `providers` and `templates`"});
            return;
        }
        follow(file, *root);
        refuse_boolean_words(*root, complaints_);
        auto trimmed = std::make_shared<Node>(*root);
        std::erase_if(trimmed->entries, [](Entry const& entry) { return entry.key->text == "include"; });
        NodePtr const checked = check_map(trimmed, *language().library, CheckMode::partial, complaints_);
        if (!root->find("schema")) complaints_.error(*root, "missing-key", "`schema: lib/v1` is missing");
        take(*checked, "providers", library_.providers, false);
        take(*checked, "templates", library_.templates, false);
    }

    // Libraries do not include: what is worth saying is whether they even go in circles.
    void follow(SuiteFile const& file, Node const& root) {
        Entry const* const entry = root.entry("include");
        if (!entry) return;
        std::size_t const before = complaints_.errors();
        for (NodePtr const& item : items_of(entry->value))
            if (item->is_scalar()) include(file, *item);
        if (complaints_.errors() == before)
            complaints_.error(*entry->key, "unknown-key", "a library cannot include others",
                              {"", "known here: schema, providers, templates"});
    }

    void take(Node const& checked, std::string_view key, std::map<std::string, Library::Item, std::less<>>& into,
              bool own) {
        Node const* const held = checked.find(key);
        if (!held || held->bad) return;
        for (Entry const& entry : held->entries) {
            if (entry.key->bad) continue;
            auto const [known, fresh] =
                into.emplace(entry.key->text, Library::Item{entry.key, entry.value, own, false});
            if (fresh) continue;
            Stretch const& first = known->second.key->spot;
            if (first == entry.key->spot) continue;
            complaints_.error(
                *entry.key, "override",
                fmt::format("{} `{}` is defined already", key == "providers" ? "provider" : "template",
                            entry.key->text),
                {fmt::format("first here: {}:{}:{}", files_.table().path(first.file), first.line, first.column), ""});
        }
    }

    void own_templates(Node const& root) {
        Entry const* const entry = root.entry("templates");
        if (!entry) return;
        for (Key const& key : language().scenario->keys)
            if (key.name == "templates") {
                auto trimmed = std::make_shared<Node>();
                trimmed->kind = Node::Kind::map;
                trimmed->entries.push_back(
                    {entry->key, check(entry->value, *key.shape, CheckMode::partial, complaints_)});
                take(*trimmed, "templates", library_.templates, true);
            }
    }

    SuiteFiles& files_;
    Complaints& complaints_;
    Library library_;
    std::vector<SuiteFile const*> open_;
    std::vector<SuiteFile const*> done_;
};

}  // namespace

Library collect_library(SuiteFile const& scenario, Node const& root, SuiteFiles& files, Complaints& complaints) {
    return Collector{files, complaints}.collect(scenario, root);
}

NodePtr apply_templates(NodePtr const& root, Library& library, Complaints& complaints, bool& unknown) {
    NodePtr const use = root->find_shared("use");
    if (!use || use->bad) return root;
    NameTable names{"template"};
    for (auto const& [name, item] : library.templates)
        names.add(name, item.key->spot, 0);

    NodePtr below;
    for (NodePtr const& item : items_of(use)) {
        if (!item->is_scalar() || !variable_in(*item).empty()) continue;
        auto found = library.templates.find(item->text);
        if (found == library.templates.end()) {
            if (library.broken) continue;
            if (library.broken) {
                unknown = true;
                continue;
            }
            auto const near = names.near(item->text);
            complaints.error(*item, "unknown-template", fmt::format("no template called `{}`", item->text),
                             {declared_here(names.declared(), item->spot.file, complaints.table()),
                              near ? fmt::format("did you mean `{}`?", *near) : ""});
            if (!near) unknown = true;
            if (!near) continue;
            found = library.templates.find(*near);
        }
        found->second.used = true;
        if (found->second.value->bad || !found->second.value->is_map()) continue;
        NodePtr const body = with_road(found->second.value, {Road::Kind::templates, found->first, item->spot, nullptr});
        auto const conflict = [&](std::string const& path, Node const& upper, Node const& lower) {
            if (same_values(upper, lower) || find_path(*root, path)) return;
            std::string const other = lower.road ? lower.road->name : "";
            complaints.error(*item, "override",
                             fmt::format("templates `{}` and `{}` both say what `{}` is", other, found->first, path),
                             {"", "say it in this file"});
        };
        below = below ? merge(body, below, language().scenario, conflict) : body;
    }
    return below ? merge(root, below, language().scenario) : root;
}

NodePtr apply_providers(NodePtr const& root, Library const& library) {
    if (library.providers.empty()) return root;
    auto included = std::make_shared<Node>();
    included->kind = Node::Kind::map;
    included->spot = root->spot;
    for (auto const& [name, item] : library.providers)
        included->entries.push_back({item.key, item.value});
    auto below = std::make_shared<Node>();
    below->kind = Node::Kind::map;
    auto key = std::make_shared<Node>();
    key->kind = Node::Kind::scalar;
    key->text = "providers";
    key->spot = root->spot;
    below->entries.push_back({std::move(key), std::move(included)});
    return merge(root, below, language().scenario);
}

}  // namespace lockstep::harness
