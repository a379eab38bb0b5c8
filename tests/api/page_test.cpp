// Pages neither repeat nor skip, and a cursor belongs to one listing.
#include "api/page.hpp"

#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

constexpr Parameter table[] = {
    {.name = "search"},
    {.name = "limit", .kind = ParameterKind::number, .least = 1},
    {.name = "page_cursor"},
};

Arguments arguments(Fields const& fields) { return Arguments::check(fields, table).value(); }

// The positions on one page, and where the next starts.
struct Read {
    std::vector<std::uint64_t> positions;
    Json pagination;
};
Read read(std::vector<std::uint64_t> const& listing, Fields const& fields) {
    auto const page = Page::of(arguments(fields), "/things/list", 500);
    REQUIRE(page.ok());
    PageFill fill{*page};
    Read answer;
    for (auto const position : listing)
        if (fill.takes(position)) answer.positions.push_back(position);
    answer.pagination = fill.pagination();
    return answer;
}

TEST_CASE("page: pages follow one another to the end", "[api][page]") {
    std::vector<std::uint64_t> const listing{2, 3, 5, 7, 11};
    auto const first = read(listing, {{"limit", 2}});
    auto const cursor = first.pagination["next_page_cursor"].get<std::string>();
    auto const second = read(listing, {{"limit", 2}, {"page_cursor", cursor}});
    auto const last =
        read(listing, {{"limit", 2}, {"page_cursor", second.pagination["next_page_cursor"].get<std::string>()}});

    CHECK(first.positions == std::vector<std::uint64_t>{2, 3});
    CHECK(first.pagination["has_next_page"] == true);
    CHECK(second.positions == std::vector<std::uint64_t>{5, 7});
    CHECK(last.positions == std::vector<std::uint64_t>{11});
    CHECK(last.pagination["has_next_page"] == false);
    CHECK(last.pagination["next_page_cursor"].is_null());
}

TEST_CASE("page: a listing that fits has no next page", "[api][page]") {
    CHECK(read({1, 2}, {{"limit", 2}}).pagination["has_next_page"] == false);
    CHECK(read({}, Fields::object()).pagination["has_next_page"] == false);
}

TEST_CASE("page: what vanishes between two pages does not shift the rest", "[api][page]") {
    auto const first = read({1, 2, 3, 4}, {{"limit", 2}});
    auto const cursor = first.pagination["next_page_cursor"].get<std::string>();

    CHECK(read({2, 4}, {{"limit", 2}, {"page_cursor", cursor}}).positions == std::vector<std::uint64_t>{4});
}

TEST_CASE("page: items that share a position are told apart", "[api][page]") {
    using At = std::pair<std::uint64_t, std::uint64_t>;
    auto const read_from = [](std::vector<At> const& listing, Fields const& fields) {
        PageFill fill{Page::of(arguments(fields), "/things/list", 500).value()};
        std::pair<std::vector<At>, Json> answer;
        for (auto const& at : listing)
            if (fill.takes(at.first, at.second)) answer.first.push_back(at);
        answer.second = fill.pagination()["next_page_cursor"];
        return answer;
    };
    auto const [first, cursor] = read_from({{1, 5}, {1, 8}, {1, 9}, {2, 0}}, {{"limit", 2}});
    CHECK(first == std::vector<At>{{1, 5}, {1, 8}});
    // Meanwhile one came before, and one went.
    auto const [second, last] =
        read_from({{1, 4}, {1, 8}, {1, 9}, {2, 0}}, {{"limit", 2}, {"page_cursor", cursor.get<std::string>()}});
    CHECK(second == std::vector<At>{{1, 9}, {2, 0}});
    CHECK(last.is_null());
}

TEST_CASE("page: another listing's cursor and no cursor at all are told apart", "[api][page]") {
    auto const cursor =
        read({1, 2, 3}, {{"limit", 1}, {"search", "a"}}).pagination["next_page_cursor"].get<std::string>();
    auto const type = [&](Fields const& fields, std::string_view route) {
        auto const page = Page::of(arguments(fields), route, 500);
        return page.ok() ? "none" : name_of(page.error().type);
    };

    CHECK(type({{"search", "a"}, {"page_cursor", cursor}}, "/things/list") == "none");
    CHECK(type({{"search", "a"}, {"limit", 9}, {"page_cursor", cursor}}, "/things/list") == "none");
    CHECK(type({{"search", "b"}, {"page_cursor", cursor}}, "/things/list") == "mismatched_page_parameters");
    CHECK(type({{"search", "a"}, {"page_cursor", cursor}}, "/others/list") == "mismatched_page_parameters");
    for (auto const& broken : {std::string{"x"}, std::string{}, std::string(64, '0'), cursor.substr(1), cursor + "0",
                               "-" + cursor.substr(1)})
        CHECK(type({{"search", "a"}, {"page_cursor", broken}}, "/things/list") == "invalid_input");
}

}  // namespace
}  // namespace lockstep::api
