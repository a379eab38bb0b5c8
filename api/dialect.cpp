#include "api/dialect.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/limits.hpp"
#include "http/target.hpp"

namespace lockstep::api {

namespace {

Problem no_object() { return invalid("", "the body must be a JSON object"); }

bool is_strict(http::Query const& query) { return query.find("_strict") == "true"; }

// One text as the JSON value of a parameter's kind, or the text itself.
Fields value_of(std::string_view text, ParameterKind kind) {
    if (kind == ParameterKind::flag) {
        // As most write it, as Python does, as PHP does.
        if (text == "true" || text == "True" || text == "1") return true;
        if (text == "false" || text == "False" || text == "0") return false;
    }
    if (kind == ParameterKind::number || kind == ParameterKind::numbers) {
        std::int64_t number = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        auto const rest = text.substr(static_cast<std::size_t>(end - text.data()));
        if (error == std::errc{} && (rest.empty() || rest == ".0")) return number;
    }
    if (kind == ParameterKind::object) {
        if (auto object = parse_json(text); object && object->is_object()) return std::move(*object);
    }
    return Fields(text);
}

std::vector<std::string> without_commas(std::vector<std::string> const& values) {
    std::vector<std::string> parts;
    for (std::string_view rest : values) {
        while (true) {
            auto const comma = rest.find(',');
            parts.emplace_back(rest.substr(0, comma));
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
    }
    std::erase(parts, std::string{});
    return parts;
}

Fields list_of(std::vector<std::string> values, ParameterKind kind, bool strict) {
    Fields list = Fields::array();
    if (!strict) values = without_commas(values);
    if (values.size() == 1 && values.front().empty()) return list;  // `key=` is how an empty list is written
    for (auto const& value : values)
        list.push_back(value_of(value, kind));
    return list;
}

bool is_whole_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// What stands between the brackets of `name[...]`; nothing for other names.
std::optional<std::string_view> between_brackets(std::string_view given, std::string_view name) {
    if (given.size() < name.size() + 2 || !given.starts_with(name) || given[name.size()] != '[' || given.back() != ']')
        return std::nullopt;
    return given.substr(name.size() + 1, given.size() - name.size() - 2);
}

// Some write the members of lists and objects in brackets: `ids[]=a`, `ids[0]=a`, `object[key]=value`.
bool is_item(http::Parameter const& given, std::string_view name) {
    auto const inner = between_brackets(given.name, name);
    return inner && (inner->empty() || is_whole_number(*inner));
}

std::optional<std::string_view> member_of(http::Parameter const& given, std::string_view name) {
    std::string_view const text = given.name;
    if (text.size() > name.size() && text.starts_with(name) && text[name.size()] == '.')
        return text.substr(name.size() + 1);
    return between_brackets(text, name);
}

Outcome<Fields> fields_of_query(http::Query const& query, std::span<Parameter const> table) {
    for (auto const& [name, value] : query.parameters())
        if (!is_utf8(name) || !is_utf8(value)) return failure(invalid("", "the query is not UTF-8"));

    bool const strict = is_strict(query);
    Fields fields = Fields::object();
    for (auto const& parameter : table) {
        std::string const name{parameter.name};
        std::vector<std::string> values;
        Fields members = Fields::object();
        for (auto const& given : query.parameters()) {
            if (given.name == name || (!strict && is_list(parameter.kind) && is_item(given, name)))
                values.push_back(given.value);
            else if (auto const member =
                         parameter.kind == ParameterKind::object ? member_of(given, name) : std::nullopt)
                members[std::string{*member}] = given.value;
        }
        if (!members.empty()) {
            fields[name] = std::move(members);
        } else if (values.empty()) {
            continue;
        } else if (is_list(parameter.kind)) {
            fields[name] = list_of(std::move(values), parameter.kind, strict);
        } else if (values.size() > 1) {
            return failure(invalid(name, "is given more than once"));
        } else {
            fields[name] = values.front().empty() ? Fields(nullptr) : value_of(values.front(), parameter.kind);
        }
    }
    return fields;
}

Outcome<Fields> fields_of_query(std::string_view text, std::span<Parameter const> table) {
    if (text.empty()) return Fields::object();
    auto const query = http::Query::parse(text);
    if (!query) return failure(invalid("", "the query is too long or its percent-encoding is broken"));
    return fields_of_query(*query, table);
}

bool is_form(http::Headers const& headers) {
    auto const type = headers.find(http::field::content_type);
    return type && type->substr(0, http::form_type.size()) == http::form_type;
}

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

Outcome<Fields> fields_of_body(http::Request const& request, std::span<Parameter const> table) {
    auto const first = std::find_if_not(request.body.begin(), request.body.end(), is_blank);
    if (first == request.body.end()) return Fields::object();
    // Command-line clients say "form" when they send JSON, so an opening brace is believed first.
    if (*first != '{' && is_form(request.headers)) return fields_of_query(std::string_view{request.body}, table);
    auto parsed = parse_json(request.body);
    if (!parsed || !parsed->is_object()) return failure(no_object());
    return std::move(*parsed);
}

}  // namespace

Outcome<Fields> fields_of(http::Request const& request, std::span<Parameter const> table) {
    auto fields = fields_of_query(http::split_target(request.target).query, table);
    if (!fields) return fields;
    auto body = fields_of_body(request, table);
    if (!body) return body;
    if (fields->empty()) return body;
    fields->update(*body);
    return fields;
}

}  // namespace lockstep::api
