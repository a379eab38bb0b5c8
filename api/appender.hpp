// Writes at the end of a string by pointer: quicker than appending many small pieces, each of which asks for room.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace lockstep::api {

class Appender {
  public:
    // The string belongs to this until it ends, and is longer than what it says meanwhile.
    explicit Appender(std::string& out) : out_(out), at_(out.data() + out.size()), end_(at_) {}
    ~Appender() { out_.resize(size()); }
    Appender(Appender const&) = delete;
    Appender& operator=(Appender const&) = delete;

    void add(std::string_view text) { std::memcpy(room(text.size()), text.data(), text.size()); }
    void add(char c) { *room(1) = c; }
    // Text whose length is known when the program is built.
    template <std::size_t length>
    void add_literal(char const* text) {
        std::memcpy(room(length), text, length);
    }
    // So many characters, for the caller to fill.
    char* room(std::size_t size) {
        if (static_cast<std::size_t>(end_ - at_) < size) grow(size);
        char* const at = at_;
        at_ += size;
        return at;
    }

    std::size_t size() const { return static_cast<std::size_t>(at_ - out_.data()); }
    char& operator[](std::size_t at) { return out_[at]; }

  private:
    // A string can only grow by zeros: by few at a time, which are still in the cache when they are written over.
    [[gnu::noinline]] void grow(std::size_t more) {
        auto const used = size();
        if (used + more > out_.capacity()) out_.reserve(std::max(2 * out_.capacity(), used + more));
        out_.resize(std::min(out_.capacity(), used + std::max(more, step)));
        at_ = out_.data() + used;
        end_ = out_.data() + out_.size();
    }

    static constexpr std::size_t step = 1'500;

    std::string& out_;
    char* at_;
    char* end_;
};

}  // namespace lockstep::api
