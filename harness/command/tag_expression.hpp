// Which tags to run, as a small sentence: `core and not (slow or flaky)`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/result.hpp"

namespace lockstep::harness {

class TagExpression {
  public:
    // Words, `and`, `or`, `not`, parentheses; `not` binds closest, then `and`. The error is a sentence.
    static Result<TagExpression, std::string> parse(std::string_view text);

    bool fits(std::vector<std::string> const& tags) const;
    // The tags that it speaks of, in order: a word that no file has is probably a slip.
    std::vector<std::string> words() const;

  private:
    // In postfix order: an operator follows what it joins.
    struct Token {
        enum class Kind : std::uint8_t { word, all_of, any_of, none_of };
        Kind kind = Kind::word;
        std::string word;
    };
    friend class TagParser;
    std::vector<Token> tokens_;
};

}  // namespace lockstep::harness
