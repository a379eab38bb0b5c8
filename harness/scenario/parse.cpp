#include "harness/scenario/parse.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <unordered_map>

#include "harness/scenario/lexical.hpp"

namespace lockstep::harness {
namespace {

// Thrown through the library to stop it; the reason is already in the list of slips.
struct Stop {};

// What the library says, in words that help.
std::string plain_words(std::string const& said) {
    struct Saying {
        std::string_view said;
        std::string_view meant;
    };
    static constexpr std::array<Saying, 10> sayings{{
        {"end of map not found", "this line is indented like nothing above it"},
        {"end of sequence not found", "this line is indented like nothing above it"},
        {"end of map flow not found", "`,` or `}` is missing here"},
        {"end of sequence flow not found", "`,` or `]` is missing here"},
        {"illegal map value", "a `:` where no key can stand; quote the text if it belongs to a value"},
        {"illegal block entry", "a list item where none can stand"},
        {"illegal map key", "a key where none can stand"},
        {"unknown token", "this character cannot begin a value; quote the text"},
        {"illegal flow end", "a bracket where none can stand"},
        {"bad file", "the text ends too early"},
    }};
    for (Saying const& saying : sayings)
        if (said == saying.said) return std::string{saying.meant};
    return said;
}

class Builder final : public YAML::EventHandler {
  public:
    Builder(Source const& source, std::uint32_t file, std::vector<Diagnostic>& slips)
        : source_(source), file_(file), slips_(slips) {}

    NodePtr root() const { return root_; }

    void OnDocumentStart(YAML::Mark const&) override {}
    void OnDocumentEnd() override {}

    void OnNull(YAML::Mark const& mark, YAML::anchor_t anchor) override {
        auto node = make(mark, Node::Kind::null);
        std::string_view const here = source_.line(line_of(mark));
        std::size_t const column = static_cast<std::size_t>(std::max(mark.column, 0));
        std::string_view rest = column < here.size() ? here.substr(column) : std::string_view{};
        bool written = false;
        for (std::string_view const word : {"~", "null", "Null", "NULL"})
            if (rest.starts_with(word)) {
                node->spot.length = static_cast<std::uint32_t>(word.size());
                written = true;
            }
        // Nothing is written: the library's mark is that of whatever comes next, so point at the key instead.
        if (!written && !frames_.empty() && frames_.back().key) node->spot = frames_.back().key->spot;
        finish(std::move(node), anchor);
    }

    void OnAlias(YAML::Mark const& mark, YAML::anchor_t anchor) override {
        auto const found = anchors_.find(anchor);
        if (found == anchors_.end()) {
            // Known to the library but not finished: the alias stands inside what it names.
            slip("alias-cycle", stretch_of(mark, token_length(mark)), "this alias names what it stands in");
            auto nothing = make(mark, Node::Kind::null);
            nothing->bad = true;
            return add(std::move(nothing));
        }
        Road const leg{Road::Kind::alias, "", stretch_of(mark, token_length(mark)), nullptr};
        // Only the top of the copy remembers the alias: bombs would make the rest expensive.
        auto copy = std::make_shared<Node>(*found->second);
        auto road = std::make_shared<Road>(leg);
        road->before = copy->road;
        copy->road = std::move(road);
        add(std::move(copy));
    }

    void OnScalar(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                  std::string const& value) override {
        refuse_tag(mark, tag);
        auto node = make(mark, Node::Kind::scalar);
        node->text = value;
        node->quoted = tag == "!";
        node->spot.length = node->quoted ? quoted_length(mark) : static_cast<std::uint32_t>(count_code_points(value));
        node->last_line = last_line_of_scalar(*node);
        finish(std::move(node), anchor);
    }

    void OnSequenceStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        begin(mark, tag, anchor, Node::Kind::sequence);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapStart(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        begin(mark, tag, anchor, Node::Kind::map);
    }
    void OnMapEnd() override { end(); }

    Stretch stretch_of(YAML::Mark const& mark, std::uint32_t length) {
        std::size_t const line = line_of(mark);
        return {file_, static_cast<std::uint32_t>(line),
                column(line, static_cast<std::size_t>(std::max(mark.column, 0))), length};
    }

    void slip(std::string rule, Stretch const& spot, std::string message, std::string label = {},
              std::string help = {}) {
        Diagnostic made;
        made.rule = std::move(rule);
        made.span = {source_.path(), spot.line, spot.column, spot.length};
        made.message = std::move(message);
        made.label = std::move(label);
        made.help = std::move(help);
        slips_.push_back(std::move(made));
    }

  private:
    struct Frame {
        std::shared_ptr<Node> node;
        YAML::anchor_t anchor = 0;
        NodePtr key;              // of a map: waiting for its value
        bool drop_value = false;  // the key was refused, its value goes with it
        std::unordered_map<std::string, Stretch> keys;
    };

    // Counted on from the last place: a file may be one line of a megabyte.
    std::uint32_t column(std::size_t line, std::size_t offset) const {
        std::string_view const whole = source_.line(line);
        std::size_t const to = std::min(offset, whole.size());
        if (line != counted_.line || to < counted_.offset) counted_ = {line, 0, 1};
        counted_.column +=
            static_cast<std::uint32_t>(count_code_points(whole.substr(counted_.offset, to - counted_.offset)));
        counted_.offset = to;
        return counted_.column;
    }

    static std::size_t line_of(YAML::Mark const& mark) { return static_cast<std::size_t>(std::max(mark.line, 0)) + 1; }

    std::shared_ptr<Node> make(YAML::Mark const& mark, Node::Kind kind) {
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->spot = stretch_of(mark, 1);
        node->last_line = node->spot.line;
        return node;
    }

    // Up to the next blank or bracket: for anchors, aliases and tags.
    std::uint32_t token_length(YAML::Mark const& mark) const {
        std::string_view const here = source_.line(line_of(mark));
        std::size_t const start = std::min(here.size(), static_cast<std::size_t>(std::max(mark.column, 0)));
        std::size_t const end = here.find_first_of(" ,]}\t", start);
        return static_cast<std::uint32_t>(
            count_code_points(here.substr(start, end == std::string_view::npos ? end : end - start)));
    }

    // From the opening quote to the closing one, on the first line only.
    std::uint32_t quoted_length(YAML::Mark const& mark) const {
        std::string_view const here = source_.line(line_of(mark));
        std::size_t const start = static_cast<std::size_t>(std::max(mark.column, 0));
        if (start >= here.size()) return 1;
        char const quote = here[start];
        if (quote != '"' && quote != '\'') return 1;  // a block scalar, or a quoted one with an anchor
        std::size_t at = start + 1;
        while (at < here.size() && here[at] != quote)
            at += here[at] == '\\' && quote == '"' ? 2 : 1;
        return static_cast<std::uint32_t>(count_code_points(here.substr(start, std::min(at + 1, here.size()) - start)));
    }

    static std::uint32_t last_line_of_scalar(Node const& node) {
        auto const breaks = std::count(node.text.begin(), node.text.end(), '\n');
        return node.spot.line + static_cast<std::uint32_t>(breaks);
    }

    void refuse_tag(YAML::Mark const& mark, std::string const& tag) {
        if (tag.empty() || tag == "?" || tag == "!") return;
        slip("tag", stretch_of(mark, token_length(mark)), "tags are not part of the language", "",
             "write text in quotes, and leave the tag out");
    }

    void begin(YAML::Mark const& mark, std::string const& tag, YAML::anchor_t anchor, Node::Kind kind) {
        refuse_tag(mark, tag);
        if (frames_.size() >= nesting_max) {
            slip("nesting", stretch_of(mark, 1), fmt::format("nested deeper than {} levels", nesting_max));
            throw Stop{};
        }
        Frame frame;
        frame.node = make(mark, kind);
        frame.anchor = anchor;
        frames_.push_back(std::move(frame));
    }

    void end() {
        Frame frame = std::move(frames_.back());
        frames_.pop_back();
        finish(std::move(frame.node), frame.anchor);
    }

    void finish(std::shared_ptr<Node> node, YAML::anchor_t anchor) {
        if (anchor != 0) anchors_[anchor] = node;
        add(std::move(node));
    }

    void add(NodePtr node) {
        weight_ += 1;
        if (weight_ > nodes_max || node->weight > nodes_max) too_many(*node);
        if (frames_.empty()) {
            root_ = std::move(node);
            return;
        }
        Frame& frame = frames_.back();
        Node& parent = *frame.node;
        if (parent.is_sequence()) {
            grow(parent, *node);
            parent.items.push_back(std::move(node));
        } else if (!frame.key) {
            take_key(frame, std::move(node));
        } else {
            if (!frame.drop_value) {
                grow(parent, *node);
                parent.entries.push_back({frame.key, std::move(node)});
            }
            frame.key = nullptr;
            frame.drop_value = false;
        }
    }

    void grow(Node& parent, Node const& child) {
        parent.weight += child.weight;
        parent.last_line = std::max(parent.last_line, child.last_line);
        if (parent.weight > nodes_max) too_many(child);
    }

    [[noreturn]] void too_many(Node const& node) {
        slip("too-large", node.spot, fmt::format("more than {} values, aliases counted in full", nodes_max));
        throw Stop{};
    }

    void take_key(Frame& frame, NodePtr node) {
        // What a refused key would have brought cannot be said to be missing.
        frame.node->lost = frame.node->lost || !node->is_scalar() || node->plain("<<");
        if (node->is_null()) {
            if (node->spot.length == 0) node = with_length(*node);
            slip("key", node->spot, "a key is missing here");
            frame.drop_value = true;
        } else if (!node->is_scalar()) {
            slip("key", node->spot, "a key must be a word, not a list or a map");
            frame.drop_value = true;
        } else if (node->plain("<<")) {
            slip("merge-key", node->spot, "merge keys are not part of the language", "",
                 "put what is shared into a template and name it under `use`");
            frame.drop_value = true;
        } else if (auto const [known, fresh] = frame.keys.emplace(node->text, node->spot); !fresh) {
            slip("duplicate-key", node->spot, fmt::format("duplicate key `{}`", node->text),
                 fmt::format("first here: {}:{}", known->second.line, known->second.column));
            frame.drop_value = true;
        }
        frame.key = std::move(node);
    }

    static NodePtr with_length(Node const& node) {
        auto copy = std::make_shared<Node>(node);
        copy->spot.length = 1;
        return copy;
    }

    Source const& source_;
    std::uint32_t file_;
    std::vector<Diagnostic>& slips_;
    std::vector<Frame> frames_;
    std::map<YAML::anchor_t, NodePtr> anchors_;
    NodePtr root_;
    std::size_t weight_ = 0;
    struct Counted {
        std::size_t line = 0;
        std::size_t offset = 0;
        std::uint32_t column = 1;
    };
    mutable Counted counted_;
};

// Hears whether anything follows the first document.
class Leftover final : public YAML::EventHandler {
  public:
    void OnDocumentStart(YAML::Mark const& mark) override { hear(mark); }
    void OnDocumentEnd() override {}
    void OnNull(YAML::Mark const&, YAML::anchor_t) override {}
    void OnAlias(YAML::Mark const&, YAML::anchor_t) override {}
    void OnScalar(YAML::Mark const&, std::string const&, YAML::anchor_t, std::string const&) override {}
    void OnSequenceStart(YAML::Mark const&, std::string const&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(YAML::Mark const&, std::string const&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}

    std::optional<YAML::Mark> found;

  private:
    void hear(YAML::Mark const& where) {
        found = where;
        throw Stop{};
    }
};

std::string without_carriage_returns(std::string text) {
    std::erase(text, '\r');  // only line ends have them: everything else was refused before
    return text;
}

void parse_events(std::string text, Builder& builder) {
    std::istringstream in{without_carriage_returns(std::move(text))};
    YAML::Parser parser{in};
    if (!parser.HandleNextDocument(builder)) return;
    Leftover leftover;
    try {
        parser.HandleNextDocument(leftover);
    } catch (Stop const&) {
        builder.slip("yaml", builder.stretch_of(*leftover.found, 1), "the document's map ends before this text", "",
                     "check the indentation of this line");
    }
}

ParsedText parse_text(Source const& source, std::string text, std::uint32_t file) {
    ParsedText parsed;
    Builder builder{source, file, parsed.slips};
    try {
        parse_events(std::move(text), builder);
        parsed.root = builder.root();
    } catch (Stop const&) {
        return parsed;
    } catch (YAML::Exception const& error) {
        builder.slip("yaml", builder.stretch_of(error.mark, 1), plain_words(error.msg));
        return parsed;
    } catch (std::exception const& error) {
        // The library also lets standard exceptions out, for numbers in escapes and the like.
        builder.slip("yaml", Stretch{file, 1, 1, 1}, fmt::format("not readable as YAML: {}", error.what()));
        return parsed;
    }
    return parsed;
}

}  // namespace

ParsedText parse_yaml(Source const& source, std::uint32_t file) {
    ParsedText parsed;
    LexicalLook look = look_for_lexical_slips(source);
    parsed.slips = std::move(look.slips);
    if (!look.readable) return parsed;
    if (!parsed.slips.empty()) {
        // A mended text is good for finding more mistakes, and none of its own: where it does not parse, it was a
        // guess.
        ParsedText mended = parse_text(source, std::move(*look.readable), file);
        if (!mended.root) return parsed;
        parsed.root = std::move(mended.root);
        std::move(mended.slips.begin(), mended.slips.end(), std::back_inserter(parsed.slips));
        return parsed;
    }
    return parse_text(source, std::move(*look.readable), file);
}

}  // namespace lockstep::harness
