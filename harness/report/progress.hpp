// The progress line: one line on a terminal that is written over again and again, and gone in the end.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string_view>

namespace lockstep::harness {

class Progress {
  public:
    // Without a terminal nothing is ever written.
    Progress(std::ostream& out, bool is_terminal, std::size_t columns = 80);
    ~Progress();
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;

    void show(std::size_t done, std::size_t all, std::size_t failed, std::string_view current);
    void clear();  // before anything else is written to the terminal

  private:
    std::ostream& out_;
    bool is_terminal_;
    std::size_t columns_;
    std::size_t shown_done_ = 0;
    bool visible_ = false;
};

}  // namespace lockstep::harness
