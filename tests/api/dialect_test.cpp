// The same arguments as clients of several generations write them.
#include "api/dialect.hpp"

#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

constexpr Parameter dialect_table[] = {
    {.name = "text"},
    {.name = "flag", .kind = ParameterKind::flag},
    {.name = "number", .kind = ParameterKind::number},
    {.name = "ids", .kind = ParameterKind::texts},
    {.name = "meta", .kind = ParameterKind::object},
};

TEST_CASE("dialect: queries", "[api][dialect]") {
    struct Row {
        std::string_view name;
        std::string query;
        std::string fields;  // JSON
    };
    auto const row = GENERATE(values<Row>({
        {"nothing", "", "{}"},
        {"the mark alone", "_strict=true", "{}"},
        {"texts, flags and numbers", "flag=true&number=5&text=a%20b&_strict=true",
         R"({"text": "a b", "flag": true, "number": 5})"},
        {"a plus is a blank", "text=a+b", R"({"text": "a b"})"},
        {"a text that looks like a number", "text=0042", R"({"text": "0042"})"},
        {"numbers as languages with typed numbers write them", "number=5.0", R"({"number": 5})"},
        {"flags as Python writes them", "flag=True", R"({"flag": true})"},
        {"flags as PHP writes them", "flag=0", R"({"flag": false})"},
        {"words that are neither stay words", "flag=yes&number=5x", R"({"flag": "yes", "number": "5x"})"},
        {"empty means null", "text=&_strict=true", R"({"text": null})"},
        {"a name without a value is null", "text", R"({"text": null})"},
        {"a list repeats its key", "ids=a&ids=b&_strict=true", R"({"ids": ["a", "b"]})"},
        {"a list of one", "ids=a&_strict=true", R"({"ids": ["a"]})"},
        {"an empty list", "ids=&_strict=true", R"({"ids": []})"},
        {"an empty list, leniently", "ids=", R"({"ids": []})"},
        {"a comma is a comma when strict", "ids=a,b&_strict=true", R"({"ids": ["a,b"]})"},
        {"a comma separates otherwise", "ids=a,b", R"({"ids": ["a", "b"]})"},
        {"brackets", "ids[]=a&ids%5B%5D=b", R"({"ids": ["a", "b"]})"},
        {"brackets are unknown when strict", "ids[]=a&_strict=true", "{}"},
        {"numbered brackets", "ids[0]=a&ids%5B1%5D=b", R"({"ids": ["a", "b"]})"},
        {"brackets that hold no number", "ids[x]=a&ids[0=b&ids0]=c", "{}"},
        {"an object in brackets", "meta[a]=1&meta%5Bb%5D=x", R"({"meta": {"a": "1", "b": "x"}})"},
        {"an object as text", R"(meta={"a":true})", R"({"meta": {"a": true}})"},
        {"an object that is none", "meta={a", R"({"meta": "{a"})"},
        {"dots", "meta.a=1&meta.b=x", R"({"meta": {"a": "1", "b": "x"}})"},
        {"what the dialect_table does not know is left out", "other=1", "{}"},
    }));
    CAPTURE(row.name);

    auto const fields = fields_of({http::Method::get, "/x?" + row.query, {}, {}}, dialect_table);

    REQUIRE(fields.ok());
    CHECK(*fields == Fields::parse(row.fields));
}

TEST_CASE("dialect: bodies, whatever the verb", "[api][dialect]") {
    struct Row {
        std::string_view name;
        std::string query;
        std::string_view type;
        std::string body;
        std::string fields;  // JSON
    };
    auto const method = GENERATE(http::Method::post, http::Method::delete_, http::Method::get);
    auto const row = GENERATE(values<Row>({
        {"JSON", "", "application/json", R"({"text": "a"})", R"({"text": "a"})"},
        {"JSON without saying so", "", "", R"({"text": "a"})", R"({"text": "a"})"},
        {"JSON that says it is a form", "", http::form_type, R"( {"text": "a"})", R"({"text": "a"})"},
        {"a form", "", http::form_type, "text=a+b&ids=c&ids=d", R"({"text": "a b", "ids": ["c", "d"]})"},
        {"nothing", "", "application/json", "", "{}"},
        {"blanks", "", "application/json", " \r\n", "{}"},
        {"the body wins over the query", "text=q&flag=true", "", R"({"text": "b"})", R"({"text": "b", "flag": true})"},
    }));
    CAPTURE(row.name, http::name_of(method));
    http::Request request{method, "/x?" + row.query, {}, row.body};
    if (!row.type.empty()) request.headers.add(http::field::content_type, row.type);

    auto const fields = fields_of(request, dialect_table);

    REQUIRE(fields.ok());
    CHECK(*fields == Fields::parse(row.fields));
}

TEST_CASE("dialect: what is no set of fields is refused", "[api][dialect]") {
    struct Row {
        std::string_view name;
        std::string target;
        std::string body;
    };
    auto const row = GENERATE(values<Row>({
        {"a list", "/x", "[]"},
        {"a string", "/x", R"("a")"},
        {"null", "/x", "null"},
        {"broken JSON", "/x", "{"},
        {"XML", "/x", "<a/>"},
        {"broken percent-encoding", "/x?text=%zz", ""},
        {"no UTF-8", "/x?text=%ff", ""},
        {"a text given twice", "/x?text=a&text=b", ""},
    }));
    CAPTURE(row.name);

    auto const fields = fields_of({http::Method::post, row.target, {}, row.body}, dialect_table);

    REQUIRE_FALSE(fields.ok());
    CHECK(fields.error().type == ProblemType::invalid_input);
}

}  // namespace
}  // namespace lockstep::api
