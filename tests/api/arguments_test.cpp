// Each kind of parameter takes what it should and says what is wrong with the rest.
#include "api/arguments.hpp"

#include "runtime/time_text.hpp"
#include "tests/catch.hpp"

namespace lockstep::api {
namespace {

constexpr std::string_view colours[] = {"red", "green"};
constexpr Parameter table[] = {
    {.name = "text"},
    {.name = "flag", .kind = ParameterKind::flag},
    {.name = "number", .kind = ParameterKind::number, .least = 1},
    {.name = "uuid", .kind = ParameterKind::uuid},
    {.name = "instant", .kind = ParameterKind::instant, .null_means = NullMeans::null},
    {.name = "pin", .kind = ParameterKind::pin},
    {.name = "choice", .kind = ParameterKind::choice, .choices = colours},
    {.name = "object", .kind = ParameterKind::object},
    {.name = "texts", .kind = ParameterKind::texts},
    {.name = "uuids", .kind = ParameterKind::uuids},
    {.name = "instants", .kind = ParameterKind::instants},
};

TEST_CASE("arguments: a field is taken or refused by its kind", "[api][arguments]") {
    struct Row {
        std::string_view name;
        std::string field;
        std::string value;
        std::string_view wrong;  // part of the message; empty: the value is right
    };
    auto const row = GENERATE(values<Row>({
        {"a text", "text", R"("a")", ""},
        {"a number for a text", "text", "1234", "must be a string, not a number"},
        {"a list for a text", "text", "[]", "must be a string, not a list"},
        {"true", "flag", "true", ""},
        {"a word for a flag", "flag", R"("true")", "must be true or false, not a string"},
        {"one", "number", "1", ""},
        {"too small a number", "number", "0", "must be 1 or more"},
        {"a negative number", "number", "-7", "must be 1 or more"},
        {"a broken number", "number", "1.5", "must be a whole number"},
        {"a whole number with a fraction", "number", "10.0", ""},
        {"too small a number with a fraction", "number", "0.0", "must be 1 or more"},
        {"a fraction that cannot be told from its neighbours", "number", "1e17", "must be a whole number"},
        {"the largest number", "number", "9223372036854775807", ""},
        {"a number too large", "number", "9223372036854775808", "must be a whole number"},
        {"a uuid", "uuid", R"("0123abcd-4567-4abc-8def-0123456789ab")", ""},
        {"no uuid", "uuid", R"("front")", "is not a uuid"},
        {"an instant", "instant", R"("2030-06-05T16:00:00Z")", ""},
        {"an instant with an offset", "instant", R"("2030-06-05T16:00:00.250+01:00")", ""},
        {"an instant without a zone", "instant", R"("2030-06-05T16:00:00")", "is not an ISO 8601 time"},
        {"a day that no month has", "instant", R"("2030-02-30T00:00:00Z")", "is not an ISO 8601 time"},
        {"an instant that breaks off", "instant", R"("2030-06-05T16:00:00.")", "is not an ISO 8601 time"},
        {"ten bytes that are no date", "instant", R"("2030.06.05")", "is not an ISO 8601 time"},
        {"an empty instant", "instant", R"("")", "is not an ISO 8601 time"},
        {"a null instant", "instant", "null", ""},
        {"four digits", "pin", R"("0042")", ""},
        {"twelve digits", "pin", R"("000000000042")", ""},
        {"three digits", "pin", R"("042")", "must have 4 to 12 digits"},
        {"thirteen digits", "pin", R"("0000000000042")", "must have 4 to 12 digits"},
        {"a letter among digits", "pin", R"("00a2")", "must have 4 to 12 digits"},
        {"digits of another script", "pin", R"("٤٢٤٢")", "must have 4 to 12 digits"},
        {"a blank at the end", "pin", R"("0042 ")", "must have 4 to 12 digits"},
        {"a number for a PIN", "pin", "1234", "must be a string, not a number"},
        {"a choice", "choice", R"("green")", ""},
        {"no choice", "choice", R"("blue")", "must be one of `red`, `green`"},
        {"an object", "object", R"({"a": 1})", ""},
        {"no object", "object", "true", "must be an object, not a boolean"},
        {"an empty list", "texts", "[]", ""},
        {"a list of texts", "texts", R"(["a", "b"])", ""},
        {"a text for a list", "texts", R"("a")", "must be a list, not a string"},
        {"a number in a list of texts", "texts", R"(["a", 1])", "item 1: must be a string"},
        {"a word in a list of uuids", "uuids", R"(["x"])", "item 0: is not a uuid"},
        {"a list of instants", "instants", R"(["2030-06-05T16:00:00Z"])", ""},
        {"nulls mean nothing said", "pin", "null", ""},
    }));
    CAPTURE(row.name, row.value);
    Fields fields;
    fields[row.field] = Fields::parse(row.value);

    auto const arguments = Arguments::check(fields, table);

    CHECK(arguments.ok() == row.wrong.empty());
    if (arguments.ok()) return;
    REQUIRE(arguments.error().field_messages.size() == 1);
    CHECK(arguments.error().field_messages[0].first == row.field);
    CHECK_THAT(arguments.error().field_messages[0].second, Catch::Contains(std::string{row.wrong}));
    CHECK(status_of(arguments.error().type) == 400);
}

TEST_CASE("arguments: instants as other clients write them", "[api][arguments]") {
    struct Row {
        std::string_view name;
        std::string given;
        std::string_view meant;
    };
    auto const row = GENERATE(values<Row>({
        {"a date alone", "2030-06-05", "2030-06-05T00:00:00Z"},
        {"a blank before the time of day", "2030-06-05 16:00:00Z", "2030-06-05T16:00:00Z"},
        {"an offset without a colon", "2030-06-05T16:00:00+0200", "2030-06-05T14:00:00Z"},
        {"a negative one", "2030-06-05T16:00:00.5-0030", "2030-06-05T16:30:00.5Z"},
        {"a plus that a query did not encode", "2030-06-05T16:00:00 02:00", "2030-06-05T14:00:00Z"},
        {"nanoseconds", "2030-06-05T16:00:00.123456789Z", "2030-06-05T16:00:00.123456Z"},
        {"nanoseconds and an offset", "2030-06-05T16:00:00.123456789+02:00", "2030-06-05T14:00:00.123456Z"},
    }));
    CAPTURE(row.name);

    auto const arguments = Arguments::check({{"instant", row.given}}, table);

    REQUIRE(arguments.ok());
    CHECK(arguments->instant("instant") == parse_instant(row.meant).value());
}

TEST_CASE("arguments: all wrong fields are told at once, the first is the message", "[api][arguments]") {
    Fields const fields{{"pin", "1"}, {"number", "x"}, {"text", 1}, {"unheard_of", 1}};

    auto const arguments = Arguments::check(fields, table);

    REQUIRE_FALSE(arguments.ok());
    CHECK(arguments.error().field_messages.size() == 3);
    CHECK(arguments.error().message == "text: must be a string, not a number");
}

TEST_CASE("arguments: required ones must be there, and null is not there", "[api][arguments]") {
    static constexpr Parameter required[] = {{.name = "a", .need = Need::required}};

    CHECK(Arguments::check({{"a", ""}}, required).ok());
    CHECK(Arguments::check(Fields::object(), required).error().message == "a: is required");
    CHECK(Arguments::check({{"a", nullptr}}, required).error().message == "a: is required");
}

TEST_CASE("arguments: null, absent and given are three things where the table says so", "[api][arguments]") {
    auto const absent = Arguments::check(Fields::object(), table);
    auto const null = Arguments::check({{"instant", nullptr}, {"text", nullptr}}, table);
    auto const given = Arguments::check({{"instant", "2030-01-01T00:00:00Z"}}, table);

    CHECK_FALSE(absent->has("instant"));
    CHECK(null->has("instant"));
    CHECK(null->is_null("instant"));
    CHECK_FALSE(null->has("text"));
    CHECK_FALSE(given->is_null("instant"));
    CHECK(given->instant("instant") == Instant{std::chrono::seconds{1'893'456'000}});
}

TEST_CASE("arguments: leading zeros of a PIN stay", "[api][arguments]") {
    CHECK(Arguments::check({{"pin", "0042"}}, table)->pin("pin")->text() == "0042");
}

TEST_CASE("arguments: the hash of a listing leaves paging out and nothing else", "[api][arguments]") {
    static constexpr std::string_view paging[] = {"number"};
    auto const hash = [&](Fields const& fields) { return Arguments::check(fields, table)->hash_without(paging); };

    CHECK(hash({{"text", "a"}, {"number", 3}}) == hash({{"text", "a"}}));
    CHECK(hash({{"text", "a"}}) != hash({{"text", "b"}}));
    CHECK(hash({{"text", "a"}}) != hash(Fields::object()));
    CHECK(hash({{"texts", {"a", "b"}}}) != hash({{"texts", {"ab"}}}));
}

}  // namespace
}  // namespace lockstep::api
