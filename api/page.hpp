// Pages of a listing: how many items, and from which position on. A cursor is opaque and belongs to one listing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/arguments.hpp"
#include "api/problem.hpp"

namespace lockstep::api {

// Positions only grow (serial numbers, indices), so a listing that changes between two pages neither repeats nor skips
// what stays in it.
struct Page {
    std::uint64_t from = 0;  // the first position that belongs to the page
    std::uint64_t from_tie = 0;
    std::size_t limit = 0;
    std::uint64_t listing = 0;  // which listing: a hash of the route and of all other arguments

    // Reads `limit` and `page_cursor`, which the route's table must have.
    static Outcome<Page> of(Arguments const& arguments, std::string_view route, std::size_t limit_default);
};

// Fills one page: offer it every item of the listing in rising position.
class PageFill {
  public:
    explicit PageFill(Page const& page) : page_(page) {}

    // True when the item at `position` belongs onto the page. The first one behind a full page is where the next
    // page starts.
    // Items that share a position are told apart by `tie`, which rises among them.
    bool takes(std::uint64_t position, std::uint64_t tie = 0);
    bool full() const { return next_.has_value(); }  // nothing more need be offered

    // `{has_next_page, next_page_cursor, next_page_url}`
    Json pagination() const;

  private:
    Page page_;
    std::size_t count_ = 0;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> next_;
};

}  // namespace lockstep::api
