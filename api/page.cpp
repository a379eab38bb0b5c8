#include "api/page.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "runtime/hash.hpp"

namespace lockstep::api {

namespace {

// A cursor is four words in hexadecimal: position and tie, listing, and a check over all of them, so that a cursor of
// another listing can be told from a text that was never one.
constexpr std::size_t word_digits = 16;
using Words = std::array<std::uint64_t, 4>;

std::uint64_t check_word(Words const& words) {
    StateHash hash;
    hash.add(std::string_view{"page"}, words[0], words[1], words[2]);
    return hash.value();
}

std::string cursor_text(Words const& words) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (auto const word : words)
        for (unsigned shift = 64; shift > 0; shift -= 4)
            text += digits[word >> (shift - 4) & 0xf];
    return text;
}

std::optional<Words> cursor_words(std::string_view text) {
    Words words{};
    if (text.size() != words.size() * word_digits) return std::nullopt;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto const* const first = text.data() + i * word_digits;
        auto const [end, error] = std::from_chars(first, first + word_digits, words[i], 16);
        if (error != std::errc{} || end != first + word_digits) return std::nullopt;
    }
    if (words[3] != check_word(words)) return std::nullopt;
    return words;
}

constexpr std::int64_t limit_max = 100'000;

}  // namespace

Outcome<Page> Page::of(Arguments const& arguments, std::string_view route, std::size_t limit_default) {
    static constexpr std::array<std::string_view, 2> paging{"limit", "page_cursor"};
    StateHash listing;
    listing.add(route, arguments.hash_without(paging));

    Page page{.listing = listing.value()};
    auto const limit = arguments.number("limit");
    page.limit = limit ? static_cast<std::size_t>(std::min(*limit, limit_max)) : limit_default;
    if (auto const cursor = arguments.text("page_cursor")) {
        auto const words = cursor_words(*cursor);
        if (!words) return failure(invalid("page_cursor", "is not a cursor that this API gave out"));
        if ((*words)[2] != page.listing)
            return failure(problem(ProblemType::mismatched_page_parameters,
                                   "All parameters but `limit` must stay what they were for the first page."));
        page.from = (*words)[0];
        page.from_tie = (*words)[1];
    }
    return page;
}

bool PageFill::takes(std::uint64_t position, std::uint64_t tie) {
    std::pair const at{position, tie};
    if (at < std::pair{page_.from, page_.from_tie}) return false;
    if (count_ == page_.limit) {
        if (!next_) next_ = at;
        return false;
    }
    ++count_;
    return true;
}

Json PageFill::pagination() const {
    Json json{{"has_next_page", next_.has_value()}, {"next_page_cursor", nullptr}, {"next_page_url", nullptr}};
    if (!next_) return json;
    Words words{next_->first, next_->second, page_.listing, 0};
    words[3] = check_word(words);
    json["next_page_cursor"] = cursor_text(words);
    return json;
}

}  // namespace lockstep::api
