#include "harness/scenario/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/near.hpp"

namespace lockstep::harness {
namespace {

constexpr std::size_t listed_max = 14;  // so many allowed words are still a help

std::string listed(std::vector<std::string> const& words) {
    std::string text;
    for (std::string const& word : words)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", word);
    return text;
}

NodePtr marked_bad(Node const& node) {
    auto copy = std::make_shared<Node>(node);
    copy->bad = true;
    return copy;
}

NodePtr renamed(Node const& node, std::string text) {
    auto copy = std::make_shared<Node>(node);
    copy->text = std::move(text);
    return copy;
}

class TreeChecker {
  public:
    TreeChecker(CheckMode mode, Complaints& complaints) : mode_(mode), complaints_(complaints) {}

    NodePtr value(NodePtr const& node, Shape const& shape) {
        if (node->bad || waits(*node)) return node;
        if (shape.any) return json(node, "");
        switch (node->kind) {
            case Node::Kind::null:
                if (shape.null) return node;
                complaints_.error(*node, "value", fmt::format("nothing is written here: want {}", shape.says));
                return marked_bad(*node);
            case Node::Kind::scalar:
                return scalar(node, shape);
            case Node::Kind::sequence:
                if (shape.item) return sequence(node, shape);
                break;
            case Node::Kind::map:
                if (shape.map) return map(node, *shape.map);
                break;
        }
        complaints_.error(*node, "shape",
                          fmt::format("a {} stands here: want {}", node->is_map() ? "map" : "list", shape.says));
        return marked_bad(*node);
    }

    NodePtr map(NodePtr const& node, MapShape const& shape) {
        if (node->bad || waits(*node)) return node;
        if (!node->is_map()) {
            complaints_.error(*node, "shape", "a map of keys and values belongs here");
            return marked_bad(*node);
        }
        switch (shape.kind) {
            case MapShape::Kind::keys:
                return keys(node, shape);
            case MapShape::Kind::names:
                return names(node, shape);
            case MapShape::Kind::pair:
                return pair(node, shape);
            case MapShape::Kind::verbs:
                return verbs(node, shape);
        }
        return node;
    }

  private:
    // In a piece, a variable's value is not known yet.
    bool waits(Node const& node) const { return mode_ == CheckMode::partial && !variable_in(node).empty(); }

    NodePtr scalar(NodePtr const& node, Shape const& shape) {
        auto const& words = shape.words;
        if (std::find(words.begin(), words.end(), node->text) != words.end()) return node;
        if (shape.scalar == ScalarKind::word || shape.scalar == ScalarKind::none) {
            if (words.empty()) {
                complaints_.error(*node, "shape", fmt::format("`{}` stands here: want {}", node->text, shape.says));
                return marked_bad(*node);
            }
            return unknown_word(node, shape);
        }
        if (auto const slip = slip_in_scalar(*node, shape)) {
            complaints_.error(*node, slip->rule, slip->message, {"", slip->help});
            return marked_bad(*node);
        }
        return node;
    }

    NodePtr unknown_word(NodePtr const& node, Shape const& shape) {
        std::vector<std::string> const words(shape.words.begin(), shape.words.end());
        auto const near = nearest(node->text, words);
        Hints hints;
        if (near)
            hints.label = fmt::format("did you mean `{}`?", *near);
        else if (words.size() <= listed_max)
            hints.help = fmt::format("known here: {}", listed(words));
        complaints_.error(*node, "unknown-word", fmt::format("`{}` is not {}", node->text, shape.says), hints);
        return near ? renamed(*node, *near) : marked_bad(*node);
    }

    NodePtr sequence(NodePtr const& node, Shape const& shape) {
        auto copy = std::make_shared<Node>(*node);
        for (NodePtr& item : copy->items) {
            if (item->plain("...")) {
                if (shape.rest) continue;
                complaints_.error(*item, "rest", "`...` has no meaning in this list");
                item = marked_bad(*item);
                continue;
            }
            item = value(item, *shape.item);
        }
        return copy;
    }

    // One known key with its value.
    void take(Node& into, Entry const& entry, Key const& key) {
        NodePtr const name = entry.key->text == key.name ? entry.key : renamed(*entry.key, std::string{key.name});
        if (into.entry(key.name)) return;  // offered by "did you mean", but there already
        into.entries.push_back({name, value(entry.value, *key.shape)});
    }

    // True when the map has a key that could not even be guessed: then nothing else can be said to be missing.
    bool take_known(Node& into, std::vector<Entry> const& entries, std::vector<Key> const& known,
                    std::vector<std::string> const& elsewhere, std::string_view verb) {
        bool lost = false;
        std::vector<std::string> words;
        for (Key const& key : known)
            words.emplace_back(key.name);
        for (Entry const& entry : entries) {
            auto const same = [&](Key const& key) { return key.name == entry.key->text; };
            if (auto const found = std::find_if(known.begin(), known.end(), same); found != known.end()) {
                take(into, entry, *found);
                continue;
            }
            if (entry.key->bad || waits(*entry.key)) continue;
            lost = !unknown_key(into, entry, known, words, elsewhere, verb) || lost;
        }
        return lost;
    }

    bool unknown_key(Node& into, Entry const& entry, std::vector<Key> const& known,
                     std::vector<std::string> const& words, std::vector<std::string> const& elsewhere,
                     std::string_view verb) {
        std::string const& text = entry.key->text;
        if (!verb.empty() && std::find(elsewhere.begin(), elsewhere.end(), text) != elsewhere.end()) {
            complaints_.error(*entry.key, "unknown-key", fmt::format("`{}` does not go with `{}`", text, verb),
                              {"", fmt::format("known here: {}", listed(words))});
            return false;
        }
        Hints hints;
        auto const near = nearest(text, words);
        if (near)
            hints.label = fmt::format("did you mean `{}`?", *near);
        else
            hints.help = fmt::format("known here: {}", listed(words));
        complaints_.error(*entry.key, "unknown-key", fmt::format("unknown key `{}`", text), hints);
        if (!near) return false;
        auto const meant = std::find_if(known.begin(), known.end(), [&](Key const& key) { return key.name == *near; });
        take(into, entry, *meant);
        return true;
    }

    NodePtr keys(NodePtr const& node, MapShape const& shape) {
        auto copy = empty_copy(*node);
        bool const lost = take_known(*copy, node->entries, shape.keys, {}, "") || node->lost;
        copy->lost = lost;
        if (!lost) look_for_missing(*copy, *node, shape.keys);
        if (!lost) look_at_groups(*copy, *node, shape);
        return copy;
    }

    static std::shared_ptr<Node> empty_copy(Node const& node) {
        auto copy = std::make_shared<Node>(node);
        copy->entries.clear();
        return copy;
    }

    void look_for_missing(Node const& found, Node const& where, std::vector<Key> const& known) {
        if (mode_ == CheckMode::partial) return;
        std::vector<std::string> missing;
        for (Key const& key : known)
            if (key.required && !found.entry(key.name)) missing.emplace_back(fmt::format("`{}`", key.name));
        if (missing.empty()) return;
        complaints_.error(where, "missing-key",
                          fmt::format("{} {} missing", listed(missing), missing.size() == 1 ? "is" : "are"));
    }

    void look_at_groups(Node const& found, Node const& where, MapShape const& shape) {
        for (auto const& group : shape.one_of) {
            std::vector<std::string> words;
            Entry const* first = nullptr;
            bool reported = false;
            for (std::string_view const name : group) {
                words.emplace_back(fmt::format("`{}`", name));
                Entry const* const entry = found.entry(name);
                if (!entry) continue;
                if (first && !reported)
                    complaints_.error(*entry->key, "one-of",
                                      fmt::format("`{}` cannot stand beside `{}`", name, first->key->text));
                if (first) reported = true;
                if (!first) first = entry;
            }
            if (!first && mode_ == CheckMode::whole)
                complaints_.error(where, "missing-key", fmt::format("one of {} is missing", listed(words)));
        }
    }

    NodePtr names(NodePtr const& node, MapShape const& shape) {
        auto copy = empty_copy(*node);
        for (Entry const& entry : node->entries) {
            if (entry.key->bad || waits(*entry.key)) continue;
            NodePtr const key = scalar(entry.key, *shape.key);
            // Bodies tell PINs by the name of the field.
            NodePtr const held =
                shape.value->any ? json(entry.value, entry.key->text) : value(entry.value, *shape.value);
            if (!copy->entry(key->text)) copy->entries.push_back({key, held});
        }
        return copy;
    }

    NodePtr pair(NodePtr const& node, MapShape const& shape) {
        if (node->entries.size() != 1) {
            if (node->entries.empty())
                complaints_.error(*node, "pair", "one key with its value belongs here");
            else
                complaints_.error(
                    *node->entries[1].key, "pair",
                    fmt::format("`{}` needs an item of its own: one key with its value", node->entries[1].key->text));
            return marked_bad(*node);
        }
        auto copy = empty_copy(*node);
        Entry const& only = node->entries.front();
        if (only.key->bad) return marked_bad(*node);
        if (waits(*only.key)) return node;
        copy->entries.push_back({scalar(only.key, *shape.key), value(only.value, *shape.value)});
        if (copy->entries[0].key->bad) copy->bad = true;
        return copy;
    }

    NodePtr verbs(NodePtr const& node, MapShape const& shape) {
        Verb const* verb = nullptr;
        Entry const* named = nullptr;
        for (Entry const& entry : node->entries)
            for (Verb const& each : shape.verbs) {
                if (each.key.name != entry.key->text) continue;
                if (verb) {
                    complaints_.error(
                        *entry.key, "two-verbs",
                        fmt::format("a step does one thing: `{}` or `{}`", verb->key.name, each.key.name));
                    return marked_bad(*node);
                }
                verb = &each;
                named = &entry;
            }
        if (!verb) verb = guess_verb(*node, shape, named);
        if (!verb) return marked_bad(*node);

        auto copy = empty_copy(*node);
        std::vector<Key> known = shape.keys;
        known.push_back(verb->key);
        known.insert(known.end(), verb->options.begin(), verb->options.end());
        std::vector<std::string> elsewhere;
        for (Verb const& other : shape.verbs)
            for (Key const& option : other.options)
                elsewhere.emplace_back(option.name);
        bool const lost = take_known(*copy, node->entries, known, elsewhere, verb->key.name) || node->lost;
        copy->lost = lost;
        if (!lost) look_for_missing(*copy, *named->key, known);
        return copy;
    }

    // A step without a verb: perhaps one is only mistyped. `take_known` will say so.
    Verb const* guess_verb(Node const& node, MapShape const& shape, Entry const*& named) {
        std::vector<std::string> words;
        for (Verb const& each : shape.verbs)
            words.emplace_back(each.key.name);
        Verb const* found = nullptr;
        for (Entry const& entry : node.entries) {
            auto const is_option = [&](Verb const& verb) {
                return std::any_of(verb.options.begin(), verb.options.end(),
                                   [&](Key const& key) { return key.name == entry.key->text; });
            };
            if (entry.key->text == "at" || std::any_of(shape.verbs.begin(), shape.verbs.end(), is_option)) continue;
            auto const near = nearest(entry.key->text, words);
            if (!near || found) continue;
            named = &entry;
            found = &*std::find_if(shape.verbs.begin(), shape.verbs.end(),
                                   [&](Verb const& verb) { return verb.key.name == *near; });
        }
        if (found) return found;
        // The first key that belongs to no verb is probably meant as one.
        for (Entry const& entry : node.entries) {
            if (entry.key->text == "at") continue;
            complaints_.error(*entry.key, "unknown-verb",
                              fmt::format("this step has no verb, and `{}` is none", entry.key->text),
                              {"", fmt::format("verbs: {}", listed(words))});
            return nullptr;
        }
        complaints_.error(node, "unknown-verb", "this step has no verb", {"", fmt::format("verbs: {}", listed(words))});
        return nullptr;
    }

    NodePtr json(NodePtr const& node, std::string_view key) {
        if (waits(*node)) return node;
        if (node->is_scalar()) {
            if (auto const slip = slip_in_json_scalar(*node, key)) {
                complaints_.error(*node, slip->rule, slip->message, {"", slip->help});
                return marked_bad(*node);
            }
            return node;
        }
        if (node->is_null()) return node;
        auto copy = std::make_shared<Node>(*node);
        for (NodePtr& item : copy->items)
            item = json(item, key);
        for (Entry& entry : copy->entries)
            entry.value = json(entry.value, entry.key->text);
        return copy;
    }

    CheckMode mode_;
    Complaints& complaints_;
};

void refuse_booleans(Node const& node, bool language_key_off, Complaints& complaints, std::size_t depth) {
    auto const refuse = [&](Node const& word) {
        complaints.error(word, "boolean-word", fmt::format("`{}` is a boolean word of YAML 1.1", word.text),
                         {"", "write `true` or `false`, or put quotes around a text"});
    };
    if (is_boolean_word(node)) refuse(node);
    for (NodePtr const& item : node.items)
        refuse_booleans(*item, false, complaints, depth + 1);
    for (Entry const& entry : node.entries) {
        if (is_boolean_word(*entry.key) && !(language_key_off && entry.key->text == "off")) refuse(*entry.key);
        // `invariants` of the scenario itself, or of one of its templates.
        bool const below = entry.key->text == "invariants" && (depth == 0 || depth == 2);
        refuse_booleans(*entry.value, below, complaints, depth + 1);
    }
}

}  // namespace

NodePtr check(NodePtr const& node, Shape const& shape, CheckMode mode, Complaints& complaints) {
    return TreeChecker{mode, complaints}.value(node, shape);
}

NodePtr check_map(NodePtr const& node, MapShape const& map, CheckMode mode, Complaints& complaints) {
    return TreeChecker{mode, complaints}.map(node, map);
}

void refuse_boolean_words(Node const& root, Complaints& complaints) { refuse_booleans(root, false, complaints, 0); }

}  // namespace lockstep::harness
