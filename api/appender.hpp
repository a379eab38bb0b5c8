// Writes at the end of a string by pointer: quicker than appending many small pieces, each of which asks for room.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace lockstep::api {

class Appender {
  public:
    // The string belongs to this until it ends, and is longer than what it says meanwhile.
    explicit Appender(std::string& out) : out_(out), size_(out.size()) { out_.resize(size_ + room_at_first); }
    ~Appender() { out_.resize(size_); }
    Appender(Appender const&) = delete;
    Appender& operator=(Appender const&) = delete;

    void add(std::string_view text) { text.copy(room(text.size()), text.size()); }
    void add(char c) { *room(1) = c; }
    // So many characters, for the caller to fill.
    char* room(std::size_t size) {
        if (out_.size() - size_ < size) out_.resize(std::max(2 * out_.size(), size_ + size));
        char* const at = out_.data() + size_;
        size_ += size;
        return at;
    }

    std::size_t size() const { return size_; }
    char& operator[](std::size_t at) { return out_[at]; }

  private:
    static constexpr std::size_t room_at_first = 1'200;  // a code is shorter

    std::string& out_;
    std::size_t size_;
};

}  // namespace lockstep::api
