#include "harness/world/reply_check.hpp"

#include "tests/catch.hpp"

using namespace lockstep;
using namespace lockstep::harness;

namespace {

IdLookup const ids = [](std::string_view name) -> std::optional<std::string> {
    if (name == "guest") return "id-of-guest";
    return std::nullopt;
};

Step getting(std::optional<Reply> reply) {
    Step step;
    step.verb = "get";
    step.action = GetCode{0};
    step.reply = std::move(reply);
    return step;
}

Reply wanting(std::optional<int> http, std::string body = "", std::optional<std::string> error = std::nullopt) {
    Reply reply;
    reply.http = http;
    if (!body.empty()) reply.body = Body{std::move(body), {}, {}};
    reply.error = std::move(error);
    return reply;
}

http::Response const found = http::json_response(
    200, R"({"access_code": {"status": "set", "code": "0420", "errors": [], "nested": {"a": 1, "b": 2}}, "ok": true})");
http::Response const missing =
    http::json_response(404, R"({"error": {"type": "access_code_not_found", "message": "..."}, "ok": false})");

}  // namespace

TEST_CASE("reply check: what is promised is compared, and nothing else", "[world][reply]") {
    struct Row {
        std::string name;
        std::optional<Reply> reply;
        http::Response answer;
        std::vector<std::string> complaints;
    };
    auto exact = wanting(200, R"({"status": "set", "code": "0420", "errors": []})");
    exact.exact = true;
    auto lacks = wanting(200);
    lacks.lacks = {{"code", {}}, {"starts_at", {}}};
    auto const row = GENERATE_COPY(values<Row>({
        {"without a reply a success is enough", std::nullopt, found, {}},
        {"without a reply a refusal is a failure",
         std::nullopt,
         missing,
         {"want success, got 404 access_code_not_found"}},
        {"the status", wanting(404), found, {"reply: want 404, got 200"}},
        {"the error", wanting(std::nullopt, "", "access_code_not_found"), missing, {}},
        {"another error",
         wanting(404, "", "device_not_found"),
         missing,
         {"error: want device_not_found, got access_code_not_found"}},
        {"any refusal will not do for an error",
         wanting(std::nullopt, "", "device_not_found"),
         found,
         {"reply: want device_not_found, got 200", "error: want device_not_found, got none"}},
        {"fields that equal", wanting(200, R"({"status": "set", "errors": []})"), found, {}},
        {"a field that differs",
         wanting(200, R"({"status": "setting"})"),
         found,
         {R"(status: want "setting", got "set")"}},
        {"a PIN is a text", wanting(200, R"({"code": 420})"), found, {R"(code: want 420, got "0420")"}},
        {"a field that is not there", wanting(200, R"({"name": "x"})"), found, {R"(name: want "x", got nothing)"}},
        {"objects by the members wanted", wanting(200, R"({"nested": {"a": 1}})"), found, {}},
        {"the envelope, for who names its keys", wanting(200, R"({"access_code": {"status": "set"}})"), found, {}},
        {"exact allows nothing more", exact, found, {R"(nested: not wanted, got {"a":1,"b":2})"}},
        {"keys that must be absent", lacks, found, {R"(code: want it absent, got "0420")"}},
    }));
    CAPTURE(row.name);

    auto const mismatches = check_reply(getting(row.reply), row.answer, ids);

    std::vector<std::string> complaints;
    for (auto const& mismatch : mismatches)
        complaints.push_back(mismatch.what);
    CHECK(complaints == row.complaints);
}

TEST_CASE("reply check: names in braces become ids", "[world][reply]") {
    CHECK(with_ids("/access_codes/get?access_code_id={guest}&x={nobody}", ids) ==
          "/access_codes/get?access_code_id=id-of-guest&x={nobody}");
    CHECK(with_ids("{guest", ids) == "{guest");

    auto const answer = http::json_response(200, R"({"access_code": {"access_code_id": "id-of-guest"}})");
    CHECK(check_reply(getting(wanting(200, R"({"access_code_id": "{guest}"})")), answer, ids).empty());
}
