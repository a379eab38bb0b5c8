#include "harness/scenario/lexical.hpp"

#include <fmt/format.h>

#include <iterator>
#include <optional>

namespace lockstep::harness {
namespace {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
constexpr bool is_flow_mark(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }
constexpr char closing(char opening) { return opening == '[' ? ']' : '}'; }

class Look {
  public:
    explicit Look(Source const& source) : source_(source), text_(source.text()) {}

    std::vector<Diagnostic> take() {
        if (is_text()) walk();
        return std::move(found_);
    }

    // After the look: the text without its tabs, and with the quote closed at which the look ended; nothing when that
    // would not be the only way to read it.
    std::optional<std::string> mended() const {
        if (!mendable_) return std::nullopt;
        std::string text{text_};
        for (std::size_t const tab : tabs_)
            text[tab] = ' ';
        if (open_quote_ && !close_quote(text, *open_quote_)) return std::nullopt;
        return text;
    }

  private:
    // Bytes that are no text at all end the look: nothing after them can be trusted.
    bool is_text() {
        std::size_t const valid = utf8_valid_length(text_);
        if (valid < text_.size()) {
            add("encoding", valid, 1,
                fmt::format("byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(text_[valid])), "",
                "save the file as UTF-8");
            return false;
        }
        for (std::size_t at = 0; at < text_.size(); ++at) {
            auto const c = static_cast<unsigned char>(text_[at]);
            bool const line_end = c == '\n' || (c == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n');
            if ((c >= 0x20 && c != 0x7f) || c == '\t' || line_end) continue;
            add("encoding", at, 1, fmt::format("control character 0x{:02x} in the text", c));
            return false;
        }
        return true;
    }

    void walk() {
        while (at_ < text_.size() && !stopped_) {
            start_line();
            while (!stopped_ && at_ < text_.size() && text_[at_] != '\n')
                take_token();
            ++at_;  // the line end
        }
        if (!stopped_ && !open_.empty())
            add("unclosed", open_.back(), 1, fmt::format("this `{}` is never closed", text_[open_.back()]));
    }

    std::string_view rest_of_line() const {
        std::size_t const end = text_.find('\n', at_);
        return text_.substr(at_, end == std::string_view::npos ? end : end - at_);
    }
    void skip_line() { at_ += rest_of_line().size(); }
    bool at_marker(std::string_view marker) const {
        std::string_view const rest = rest_of_line();
        return rest.starts_with(marker) && (rest.size() == marker.size() || is_blank(rest[marker.size()]));
    }
    void start_line() {
        fresh_ = true;
        tab_reported_ = false;
        line_start_ = at_;
        std::string_view const rest = rest_of_line();
        std::size_t const indent = rest.find_first_not_of(' ');
        bool const blank = rest.find_first_not_of(" \t\r") == std::string_view::npos;
        if (in_block_scalar_) {
            if (blank) return skip_line();
            if (!block_indent_ && indent > block_parent_) block_indent_ = indent;
            if (block_indent_ && indent >= *block_indent_) return skip_line();
            in_block_scalar_ = false;
        }
        indent_ = indent;
        if (at_marker("---")) {
            if (started_ || ended_) return second_document();
            started_ = true;
            at_ += 3;
        } else if (at_marker("...")) {
            ended_ = true;
            at_ += 3;
        } else if (!started_ && !ended_ && rest.starts_with('%')) {
            skip_line();  // a directive
        }
    }

    void second_document() {
        add("second-document", at_, 3, "a second document begins here", "", "one file is one scenario");
        stopped_ = true;
    }

    void take_token() {
        char const c = text_[at_];
        if (c == '\t') {
            if (!tab_reported_) add("tab", at_, 1, "tab character", "YAML wants spaces here");
            tab_reported_ = true;
            // How deep a line stands that begins with a tab, nobody can say.
            if (text_.substr(line_start_, at_ - line_start_).find_first_not_of(" \t") == std::string_view::npos)
                mendable_ = false;
            tabs_.push_back(at_);
        }
        if (is_blank(c)) {
            fresh_ = true;
            ++at_;
            return;
        }
        if (c == '#' && fresh_) return skip_line();
        if (ended_) {
            add("after-end", at_, rest_of_line().size(), "text after `...`, which ends the document");
            stopped_ = true;
            return;
        }
        started_ = true;
        char const next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\n';
        bool const next_ends = is_blank(next) || next == '\n';
        if (c == '"' || c == '\'') return take_quoted();
        if (c == '[' || c == '{') return open();
        if (c == ']' || c == '}') return close(c);
        if (in_flow() && c == ',') return take_indicator();
        if (in_flow() && c == '-' && next_ends) {
            add("unclosed", open_.back(), 1,
                fmt::format("this `{}` is not closed before the next item of a list", text_[open_.back()]));
            stopped_ = true;
            return;
        }
        if ((c == '-' || c == '?' || c == ':') && (next_ends || (in_flow() && is_flow_mark(next))))
            return take_indicator();
        if ((c == '|' || c == '>') && !in_flow() && is_block_header()) {
            in_block_scalar_ = true;
            block_parent_ = indent_;
            block_indent_.reset();
            return skip_line();
        }
        if (c == '&' || c == '*' || c == '!') {
            while (at_ < text_.size() && text_[at_] != '\n' && !is_blank(text_[at_]) &&
                   !(in_flow() && is_flow_mark(text_[at_])))
                ++at_;
            return;
        }
        take_plain();
    }

    bool in_flow() const { return !open_.empty(); }
    void take_indicator() {
        ++at_;
        fresh_ = true;
    }

    void open() {
        if (open_.size() >= nesting_max) {
            add("nesting", at_, 1, fmt::format("nested deeper than {} levels", nesting_max));
            stopped_ = true;
            return;
        }
        open_.push_back(at_);
        take_indicator();
    }

    void close(char c) {
        if (open_.empty()) {
            add("unclosed", at_, 1, fmt::format("`{}` closes nothing", c));
            stopped_ = true;
            return;
        }
        if (closing(text_[open_.back()]) != c) {
            auto const opened = source_.span(open_.back(), 1);
            add("unclosed", at_, 1,
                fmt::format("`{}` does not close the `{}` at {}:{}", c, text_[open_.back()], opened.line,
                            opened.column));
            stopped_ = true;
            return;
        }
        open_.pop_back();
        take_indicator();
    }

    // `|`, `>-`, `|2+` with nothing but a comment behind.
    bool is_block_header() const {
        std::string_view rest = rest_of_line().substr(1);
        while (!rest.empty() && (rest[0] == '+' || rest[0] == '-' || (rest[0] >= '1' && rest[0] <= '9')))
            rest.remove_prefix(1);
        std::size_t const more = rest.find_first_not_of(" \t\r");
        return more == std::string_view::npos || (more > 0 && rest[more] == '#');
    }

    void take_plain() {
        fresh_ = false;
        while (at_ < text_.size() && text_[at_] != '\n') {
            char const c = text_[at_];
            char const next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\n';
            if (in_flow() && is_flow_mark(c)) return;
            if (c == ':' && (next == '\n' || is_blank(next) || (in_flow() && is_flow_mark(next)))) return;
            if (c == '\t') return;
            if (c == ' ') {
                std::string_view const rest = rest_of_line();
                std::size_t const word = rest.find_first_not_of(' ');
                if (word == std::string_view::npos || rest[word] == '#' || rest[word] == '\t') return;
                at_ += word;
                continue;
            }
            ++at_;
        }
    }

    void take_quoted() {
        std::size_t const opened = at_;
        char const quote = text_[at_];
        std::size_t lines = 0;
        ++at_;
        while (true) {
            if (at_ >= text_.size()) return unterminated(opened, quote);
            char const c = text_[at_];
            if (c == '\n') {
                ++lines;
                // A continued line stands further in than the map's keys, which are at column 1 or more.
                std::size_t const next = at_ + 1;
                if (next < text_.size() && text_[next] != '\n' && !is_blank(text_[next]))
                    return unterminated(opened, quote);
                ++at_;
            } else if (c == '\\' && quote == '"') {
                at_ += at_ + 1 < text_.size() && text_[at_ + 1] != '\n' ? 2 : 1;
            } else if (c == quote) {
                if (quote == '\'' && at_ + 1 < text_.size() && text_[at_ + 1] == '\'') {
                    at_ += 2;
                    continue;
                }
                ++at_;
                break;
            } else {
                ++at_;
            }
        }
        fresh_ = false;
        // Only little may follow a closing quote. Anything else means that an earlier one was forgotten.
        std::string_view const rest = rest_of_line();
        std::size_t const next = rest.find_first_not_of(" \t\r");
        if (next == std::string_view::npos || (rest[next] == '#' && next > 0) || rest[next] == ':') return;
        if (in_flow() && (rest[next] == ',' || rest[next] == ']' || rest[next] == '}')) return;
        if (lines > 0) return unterminated(opened, quote);
        add("after-quote", at_ + next, 1, "text right after a closing quote", "",
            quote == '\'' ? "inside single quotes a quote is written twice: ''"
                          : "inside double quotes a quote is written \\\"");
        stopped_ = true;
    }

    void unterminated(std::size_t opened, char quote) {
        add("unterminated-quote", opened, 1, fmt::format("the quote {} opened here is never closed", quote));
        stopped_ = true;
        open_quote_ = opened;
    }

    // On its own line, before what ends a value there. In brackets a blank makes room, so that nothing moves; and no
    // other quote may follow, which could be the end that was meant.
    bool close_quote(std::string& text, std::size_t opened) const {
        std::size_t end = text.find('\n', opened);
        if (end == std::string::npos) end = text.size();
        if (end > opened && text[end - 1] == '\r') --end;
        std::string_view const rest = std::string_view{text}.substr(opened + 1, end - opened - 1);
        if (rest.find_first_of("\"'\\#") != std::string_view::npos) return false;
        if (!in_flow()) {
            text.insert(end, 1, text[opened]);
            return true;
        }
        std::size_t const mark = rest.find_first_of(",]}");
        if (mark == std::string_view::npos || mark == 0 || rest[mark - 1] != ' ') return false;
        text[opened + mark] = text[opened];
        return true;
    }

    void add(std::string rule, std::size_t byte, std::size_t length, std::string message, std::string label = {},
             std::string help = {}) {
        mendable_ = mendable_ && (rule == "tab" || rule == "unterminated-quote");
        Diagnostic slip;
        slip.rule = std::move(rule);
        slip.span = source_.span(byte, length);
        slip.message = std::move(message);
        slip.label = std::move(label);
        slip.help = std::move(help);
        found_.push_back(std::move(slip));
        if (found_.size() >= 1000) stopped_ = true;
    }

    Source const& source_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t indent_ = 0;
    bool fresh_ = true;     // a comment may start here: after white space or an indicator
    bool started_ = false;  // a document has begun
    bool ended_ = false;    // `...` was seen
    bool stopped_ = false;
    bool tab_reported_ = false;
    bool in_block_scalar_ = false;
    std::size_t block_parent_ = 0;
    std::optional<std::size_t> block_indent_;
    std::vector<std::size_t> open_;  // bytes of the open brackets
    std::vector<Diagnostic> found_;
    bool mendable_ = true;
    std::size_t line_start_ = 0;
    std::vector<std::size_t> tabs_;
    std::optional<std::size_t> open_quote_;
};

}  // namespace

LexicalLook look_for_lexical_slips(Source const& source) {
    constexpr std::size_t mended_max = 20;
    LexicalLook made;
    std::string text = source.text();
    for (std::size_t round = 0; round < mended_max; ++round) {
        Source const current{source.path(), text};
        Look look{current};
        auto found = look.take();
        if (found.empty()) {
            made.readable = std::move(text);
            return made;
        }
        auto mended = look.mended();
        // What only came to light after mending may be the mending's own fault.
        if (round > 0 && !mended) return made;
        made.slips.insert(made.slips.end(), std::make_move_iterator(found.begin()),
                          std::make_move_iterator(found.end()));
        if (!mended) return made;
        text = std::move(*mended);
    }
    return made;
}

}  // namespace lockstep::harness
