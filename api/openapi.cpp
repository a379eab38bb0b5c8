#include "api/openapi.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "api/problem.hpp"
#include "api/routes.hpp"
#include "api/text_match.hpp"

namespace lockstep::api {

namespace {

Json reference(std::string_view kind, std::string_view name) {
    return {{"$ref", "#/components/" + std::string{kind} + "/" + std::string{name}}};
}

Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

Json number_of(Parameter const& parameter) {
    Json number{{"type", "integer"}, {"minimum", parameter.least}};
    if (parameter.most != Parameter{}.most) number["maximum"] = parameter.most;
    return number;
}

Json type_of(Parameter const& parameter) {
    switch (parameter.kind) {
        case ParameterKind::text:
            return {{"type", "string"}};
        case ParameterKind::flag:
            return {{"type", "boolean"}};
        case ParameterKind::number:
            return number_of(parameter);
        case ParameterKind::uuid:
            return {{"type", "string"}, {"format", "uuid"}};
        case ParameterKind::instant:
            return {{"type", "string"}, {"format", "date-time"}};
        case ParameterKind::pin:
            return {{"type", "string"}, {"pattern", "^[0-9]{4,12}$"}};
        case ParameterKind::choice: {
            Json choices = Json::array();
            for (auto const choice : parameter.choices)
                choices.push_back(choice);
            return {{"type", "string"}, {"enum", std::move(choices)}};
        }
        case ParameterKind::object:
            return {{"type", "object"}};
        case ParameterKind::texts:
            return list_of({{"type", "string"}});
        case ParameterKind::numbers:
            return list_of(number_of(parameter));
        case ParameterKind::uuids:
            return list_of({{"type", "string"}, {"format", "uuid"}});
        case ParameterKind::instants:
            return list_of({{"type", "string"}, {"format", "date-time"}});
    }
    return Json::object();
}

Json schema_of(Parameter const& parameter) {
    Json schema = type_of(parameter);
    if (parameter.null_means == NullMeans::null) {
        schema["type"] = Json::array({schema["type"], "null"});
        if (schema.contains("enum")) schema["enum"].push_back(nullptr);
    }
    if (!parameter.about.empty()) schema["description"] = parameter.about;
    return schema;
}

Json query_of(Route const& route) {
    Json parameters = Json::array();
    for (auto const& parameter : route.parameters) {
        Json entry{{"name", parameter.name},
                   {"in", "query"},
                   {"required", parameter.need == Need::required},
                   {"schema", schema_of(parameter)}};
        if (is_list(parameter.kind)) {
            entry["style"] = "form";
            entry["explode"] = true;
        }
        parameters.push_back(std::move(entry));
    }
    return parameters;
}

Json body_of(Route const& route) {
    Json properties = Json::object();
    Json required = Json::array();
    for (auto const& parameter : route.parameters) {
        properties[std::string{parameter.name}] = schema_of(parameter);
        if (parameter.need == Need::required) required.push_back(parameter.name);
    }
    bool const wanted = !required.empty();
    Json schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (wanted) schema["required"] = std::move(required);
    return {{"required", wanted}, {"content", {{"application/json", {{"schema", std::move(schema)}}}}}};
}

// Of an answer's member: `access_codes` holds a list of `access_code`.
std::string_view thing_in(std::string_view member) {
    bool const many = member.ends_with('s');
    return many ? member.substr(0, member.size() - 1) : member;
}

Json member_schema(Route const& route, std::string_view member) {
    bool const of_timeline =
        std::find(route.answers.begin(), route.answers.end(), "timeline_events") != route.answers.end();
    if (of_timeline && member == "pagination") return reference("schemas", "timeline_pagination");
    auto const thing = thing_in(member);
    return thing.size() < member.size() ? list_of(reference("schemas", thing)) : reference("schemas", thing);
}

Json success_of(Route const& route) {
    Json properties = Json::object();
    Json required = Json::array();
    if (route.manner.enveloped) {
        properties["ok"] = {{"const", true}};
        required.push_back("ok");
        for (auto const member : route.answers) {
            properties[std::string{member}] = member_schema(route, member);
            required.push_back(member);
        }
    }
    Json schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) schema["required"] = std::move(required);
    return {{"description", "Done."}, {"content", {{"application/json", {{"schema", std::move(schema)}}}}}};
}

// One set of credentials that is enough.
Json security_of(Audience const& audience) {
    Json ways = Json::array();
    auto const way = [&](std::initializer_list<char const*> schemes) {
        Json together = Json::object();
        for (auto const* const scheme : schemes)
            together[scheme] = Json::array();
        ways.push_back(std::move(together));
    };
    if (audience.everybody) return ways;
    if (audience.servers && !audience.people_only) way({"api_key"});
    if (audience.servers) {
        way({"personal_access_token", "workspace"});
        way({"console_session", "workspace"});
    }
    if (audience.without_workspace) {
        way({"personal_access_token"});
        way({"console_session"});
    }
    if (audience.sessions) way({"client_session"});
    if (audience.publishable) way({"publishable_key"});
    return ways;
}

Json bearer_scheme(std::string_view about) { return {{"type", "http"}, {"scheme", "bearer"}, {"description", about}}; }

Json header_scheme(std::string_view name, std::string_view about) {
    return {{"type", "apiKey"}, {"in", "header"}, {"name", name}, {"description", about}};
}

Json security_schemes() {
    return {
        {"api_key", bearer_scheme("A key of one workspace; it begins with `seam_`.")},
        {"personal_access_token", bearer_scheme("A person's token; it begins with `seam_at`.")},
        {"console_session", bearer_scheme("A JSON web token of somebody who has logged in.")},
        {"workspace", header_scheme("seam-workspace", "The workspace in which a person asks.")},
        {"client_session",
         header_scheme("client-session-token", "The token of a client session; it begins with `seam_cst`.")},
        {"publishable_key", header_scheme("seam-publishable-key", "Begins client sessions, and nothing else.")},
    };
}

Json error_schema() {
    std::set<std::string_view> types;
    for (auto const type : all_problem_types())
        types.insert(name_of(type));
    Json error{{"type", "object"},
               {"properties",
                {{"type", {{"type", "string"}, {"enum", types}}},
                 {"message", {{"type", "string"}}},
                 {"data", {{"type", "object"}}},
                 {"validation_errors", {{"type", "object"}}},
                 {"request_id", {{"type", "string"}, {"format", "uuid"}}}}},
               {"required", {"type", "message", "request_id"}}};
    return {{"type", "object"},
            {"properties", {{"error", std::move(error)}, {"ok", {{"const", false}}}}},
            {"required", {"error", "ok"}}};
}

Json pagination_schema() {
    return {{"type", "object"},
            {"properties",
             {{"has_next_page", {{"type", "boolean"}}},
              {"next_page_cursor", {{"type", {"string", "null"}}}},
              {"next_page_url", {{"type", {"string", "null"}}}}}},
            {"required", {"has_next_page", "next_page_cursor", "next_page_url"}}};
}

Json timeline_pagination_schema() {
    return {{"type", "object"},
            {"properties",
             {{"has_more", {{"type", "boolean"}}},
              {"next_cursor", {{"type", {"string", "null"}}}},
              {"prev_cursor", {{"type", {"string", "null"}}}}}},
            {"required", {"has_more", "next_cursor", "prev_cursor"}}};
}

Json attempt_schema() {
    return {{"type", "object"},
            {"properties",
             {{"action_attempt_id", {{"type", "string"}, {"format", "uuid"}}},
              {"action_type", {{"type", "string"}}},
              {"status", {{"type", "string"}, {"enum", {"pending", "success", "error"}}}},
              {"result", {{"type", {"object", "null"}}}},
              {"error", {{"type", {"object", "null"}}}}}},
            {"required", {"action_attempt_id", "action_type", "status", "result", "error"}}};
}

Json schemas() {
    Json all = Json::object();
    for (auto const group : all_routes())
        for (auto const& route : group)
            if (route.manner.enveloped)
                for (auto const member : route.answers)
                    all[std::string{thing_in(member)}] = {{"type", "object"}};
    all["pagination"] = pagination_schema();
    all["timeline_pagination"] = timeline_pagination_schema();
    all["action_attempt"] = attempt_schema();
    all["error"] = error_schema();
    return all;
}

// Refusals by status, each with the types that it may have.
Json refusals() {
    std::map<int, std::set<std::string_view>> types;
    for (auto const type : all_problem_types())
        types[status_of(type)].insert(name_of(type));
    Json all = Json::object();
    for (auto const& [status, names] : types) {
        std::string about;
        for (auto const name : names)
            about += (about.empty() ? "" : ", ") + std::string{name};
        all[std::to_string(status)] = {
            {"description", about}, {"content", {{"application/json", {{"schema", reference("schemas", "error")}}}}}};
    }
    return all;
}

std::string verb_of(http::Method method) {
    std::string verb{http::name_of(method)};
    for (auto& c : verb)
        c = lowered(c);
    return verb;
}

std::string operation_id(Route const& route, http::Method method) {
    std::string id;
    for (char const c : route.path.substr(1))
        id += c == '/' || c == '.' ? '_' : c;
    return id + "_" + verb_of(method);
}

Json operation(Route const& route, http::Method method, Json const& refusals_known) {
    Json json{{"operationId", operation_id(route, method)},
              {"summary", route.about},
              {"tags", {route.path.substr(1, route.path.find('/', 1) - 1)}},
              {"security", security_of(route.audience)}};
    bool const in_query = method == http::Method::get || method == http::Method::delete_;
    if (in_query)
        json["parameters"] = query_of(route);
    else if (!route.parameters.empty())
        json["requestBody"] = body_of(route);
    json["responses"] = {{"200", success_of(route)}};
    for (auto const& [status, refusal] : refusals_known.items()) {
        bool const about_who = status == "401" || status == "403";
        if (about_who && route.audience.everybody) continue;
        json["responses"][status] = reference("responses", status);
    }
    return json;
}

}  // namespace

Json openapi() {
    auto const refusals_known = refusals();
    Json paths = Json::object();
    for (auto const group : all_routes())
        for (auto const& route : group)
            for (auto const method : route.methods)
                paths[std::string{route.path}][verb_of(method)] = operation(route, method, refusals_known);
    return {
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "Lockstep"},
          {"version", "1"},
          {"description",
           "A simulator of smart-lock access codes that speaks the Seam API. Arguments of GET and "
           "DELETE may also come as a JSON body; unknown ones are ignored."}}},
        {"paths", std::move(paths)},
        {"components",
         {{"securitySchemes", security_schemes()}, {"responses", refusals_known}, {"schemas", schemas()}}},
    };
}

}  // namespace lockstep::api
