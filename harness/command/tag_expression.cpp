#include "harness/command/tag_expression.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lockstep::harness {
namespace {

// Deeper nesting than anybody means; a bound on recursion.
constexpr int depth_max = 64;

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.' || c == '/' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

class TagParser {
  public:
    explicit TagParser(std::string_view text) : text_(text) {}

    Result<TagExpression, std::string> parse() {
        next();
        either(0);
        if (problem_.empty() && !current_.empty())
            complain(fmt::format("`{}` stands where `and` or `or` should", current_));
        if (!problem_.empty()) return failure(problem_);
        return expression_;
    }

  private:
    using Kind = TagExpression::Token::Kind;

    void either(int depth) {
        both(depth);
        while (problem_.empty() && current_ == "or") {
            next();
            both(depth);
            push(Kind::any_of);
        }
    }

    void both(int depth) {
        one(depth);
        while (problem_.empty() && current_ == "and") {
            next();
            one(depth);
            push(Kind::all_of);
        }
    }

    void one(int depth) {
        if (!problem_.empty()) return;
        if (depth > depth_max) return complain("it is nested too deeply");
        if (current_ == "not") {
            next();
            one(depth + 1);
            push(Kind::none_of);
        } else if (current_ == "(") {
            next();
            either(depth + 1);
            if (!problem_.empty()) return;
            if (current_ != ")") return complain("a closing parenthesis is missing");
            next();
        } else if (current_.empty()) {
            complain("a tag is missing at its end");
        } else if (current_ == ")" || current_ == "and" || current_ == "or" || !is_word(current_.front())) {
            complain(fmt::format("`{}` stands where a tag should", current_));
        } else {
            expression_.tokens_.push_back({Kind::word, std::string(current_)});
            next();
        }
    }

    void push(Kind kind) {
        if (problem_.empty()) expression_.tokens_.push_back({kind, {}});
    }

    void complain(std::string problem) {
        if (problem_.empty()) problem_ = std::move(problem);
    }

    void next() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'))
            ++at_;
        std::size_t const from = at_;
        while (at_ < text_.size() && is_word(text_[at_]))
            ++at_;
        if (at_ == from && at_ < text_.size()) ++at_;
        current_ = text_.substr(from, at_ - from);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string_view current_;
    std::string problem_;
    TagExpression expression_;
};

Result<TagExpression, std::string> TagExpression::parse(std::string_view text) { return TagParser(text).parse(); }

bool TagExpression::fits(std::vector<std::string> const& tags) const {
    std::vector<bool> stack;
    for (Token const& token : tokens_) {
        if (token.kind == Token::Kind::word) {
            stack.push_back(std::find(tags.begin(), tags.end(), token.word) != tags.end());
            continue;
        }
        bool const last = stack.back();
        if (token.kind == Token::Kind::none_of) {
            stack.back() = !last;
            continue;
        }
        stack.pop_back();
        stack.back() = token.kind == Token::Kind::all_of ? stack.back() && last : stack.back() || last;
    }
    return stack.empty() || stack.back();
}

std::vector<std::string> TagExpression::words() const {
    std::vector<std::string> words;
    for (Token const& token : tokens_)
        if (token.kind == Token::Kind::word) words.push_back(token.word);
    return words;
}

}  // namespace lockstep::harness
