#include "harness/serve/page.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "harness/serve/page_files.hpp"
#include "tests/catch.hpp"

namespace lockstep::harness {
namespace {

http::Request wish_for(std::string target, http::Method method = http::Method::get) {
    return {method, std::move(target), {}, {}};
}

std::string page_field(http::Response const& response, std::string_view name) {
    return std::string(response.headers.find(name).value_or(""));
}

}  // namespace

TEST_CASE("page: every file is served as what it is, and nobody may guess or frame it", "[serve][page]") {
    struct Row {
        std::string target, type;
    };
    auto const row = GENERATE(values<Row>({
        {"/ui", "text/html; charset=utf-8"},
        {"/ui?from=here", "text/html; charset=utf-8"},
        {"/ui/index.html", "text/html; charset=utf-8"},
        {"/ui/page.css", "text/css; charset=utf-8"},
        {"/ui/main.js", "text/javascript; charset=utf-8"},
        {"/ui/icon.svg", "image/svg+xml"},
    }));
    CAPTURE(row.target);
    REQUIRE(asks_for_page(wish_for(row.target)));

    auto const response = answer_page(wish_for(row.target));

    CHECK(response.status == 200);
    CHECK_FALSE(response.body.empty());
    CHECK(page_field(response, "content-type") == row.type);
    CHECK(page_field(response, "cache-control") == "no-cache");
    CHECK(page_field(response, "x-content-type-options") == "nosniff");
    CHECK(page_field(response, "content-security-policy").starts_with("default-src 'self';"));
}

TEST_CASE("page: what a browser still has is not sent again, and HEAD has no body", "[serve][page]") {
    auto const first = answer_page(wish_for("/ui/page.css"));
    auto const tag = page_field(first, "etag");
    REQUIRE(tag.size() > 2);
    CHECK(tag != page_field(answer_page(wish_for("/ui/main.js")), "etag"));

    struct Row {
        std::string has;
        int status;
    };
    auto const row =
        GENERATE_COPY(values<Row>({{tag, 304}, {"\"older\", W/" + tag, 304}, {"*", 304}, {"\"older\"", 200}}));
    CAPTURE(row.has);
    auto asked = wish_for("/ui/page.css");
    asked.headers.set("if-none-match", row.has);
    auto const again = answer_page(asked);
    CHECK(again.status == row.status);
    CHECK(again.body.empty() == (row.status == 304));
    CHECK(page_field(again, "etag") == tag);

    auto const head = answer_page(wish_for("/ui/page.css", http::Method::head));
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    CHECK(page_field(head, "content-type") == "text/css; charset=utf-8");
}

TEST_CASE("page: what it does not have, and what it does not do", "[serve][page]") {
    for (std::string const target :
         {"/ui/nothing.js", "/ui/../serve.cpp", "/ui/page.css/", "/ui//page.css", "/ui/%2e"}) {
        CAPTURE(target);
        REQUIRE(asks_for_page(wish_for(target)));
        CHECK(answer_page(wish_for(target)).status == 404);
    }
    auto const post = answer_page(wish_for("/ui", http::Method::post));
    CHECK(post.status == 405);
    CHECK(page_field(post, "allow") == "GET, HEAD");
    CHECK_FALSE(asks_for_page(wish_for("/uifoo")));
}

TEST_CASE("page: a browser that asks for the server gets the page, a client of the API does not", "[serve][page]") {
    auto browser = wish_for("/");
    browser.headers.set("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    REQUIRE(asks_for_page(browser));
    auto const sent = answer_page(browser);
    CHECK(sent.status == 302);
    CHECK(page_field(sent, "location") == "/ui");
    CHECK(page_field(answer_page(wish_for("/ui/")), "location") == "/ui");

    auto client = wish_for("/");
    client.headers.set("accept", "application/json");
    CHECK_FALSE(asks_for_page(client));
    CHECK_FALSE(asks_for_page(wish_for("/")));
    browser.method = http::Method::post;
    CHECK_FALSE(asks_for_page(browser));
}

TEST_CASE("page: it fetches nothing from elsewhere, and holds no script or style within its HTML", "[serve][page]") {
    std::vector<std::string> known;
    for (auto const& file : embedded_page_files())
        known.push_back("/ui/" + std::string(file.name));
    for (auto const& file : embedded_page_files()) {
        CAPTURE(file.name);
        for (std::string_view const part : {"https://", "@import", "innerHTML", "outerHTML", "insertAdjacentHTML",
                                            "document.write", "eval(", "style=\"", "onclick=\""})
            CHECK(file.content.find(part) == std::string_view::npos);
        // Every file that the page names is one that it has.
        for (std::size_t at = file.content.find("\"/ui/"); at != std::string_view::npos;
             at = file.content.find("\"/ui/", at + 1)) {
            auto const name = std::string(file.content.substr(at + 1, file.content.find('"', at + 1) - at - 1));
            CAPTURE(name);
            CHECK(std::find(known.begin(), known.end(), name) != known.end());
        }
    }
}

}  // namespace lockstep::harness
