// One lock behind the open API, spoken to without an adapter: raw requests, and read-backs that forgive what other
// checks judge.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/conform/bench.hpp"
#include "harness/conform/server_line.hpp"

namespace lockstep::harness {

// A read-back over all pages.
struct OpenList {
    std::string problem;  // why it is none; empty: it is one
    std::vector<WireJson> codes;
    std::size_t pages = 1;
    bool ends = true;  // false: pages without end

    bool ok() const { return problem.empty(); }
    WireJson const* find(std::string_view id) const;
    std::size_t count(std::string_view id) const;
    std::size_t count_pin(std::string_view pin) const;  // codes that have it and stay
};

// A member of a code as text, empty when it is none.
std::string member_of(WireJson const* code, std::string_view member);
std::string status_of_code(WireJson const* code);  // `active` where the list does not tell any

// On the lock, whatever word the list has for that: words have a check of their own.
bool is_settled(WireJson const* code);

class OpenLock {
  public:
    explicit OpenLock(Bench& bench) : bench_(bench) {}

    std::string codes_target() const;
    static std::string code_target(std::string_view id);

    Heard create(WireJson const& body, std::string_view key = {});
    Heard create_code(std::string const& name, std::string const& pin);
    Heard update(std::string_view id, WireJson const& body, std::string_view key = {});
    Heard erase(std::string_view id, std::string_view key = {});
    OpenList list();

    // Polls read-backs until one says so, or the deadline has passed. The last read-back is left in `last`.
    bool until(std::function<bool(OpenList const&)> const& holds);
    bool until_active(std::string_view id);
    bool until_active_with_pin(std::string_view id, std::string_view pin);
    bool until_absent(std::string_view id);
    OpenList last;

    // A code that is there and active, for checks that need one; empty when there is none to be had.
    struct Stored {
        std::string id, name, pin;
        explicit operator bool() const { return !id.empty(); }
    };
    Stored stored(std::string_view what);

    // Deletes what was created through this and is still there, and says what could not be deleted.
    std::vector<std::string> clean_up();

  private:
    Bench& bench_;
    std::vector<std::string> created_;
};

// Everything that a story created goes when it ends.
class OpenStory {
  public:
    explicit OpenStory(Bench& bench) : lock(bench), bench_(bench) {}
    ~OpenStory();
    OpenStory(OpenStory const&) = delete;
    OpenStory& operator=(OpenStory const&) = delete;

    OpenLock lock;

  private:
    Bench& bench_;
};

}  // namespace lockstep::harness
