#include "harness/scenario/json_schema.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/scenario/language.hpp"

namespace lockstep::harness {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view duration_pattern = "([0-9]+(\\.[0-9]+)?(us|ms|s|m|h|d))+";
constexpr std::string_view name_pattern = "[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z_][A-Za-z0-9_]*)*";
constexpr std::string_view date_pattern =
    "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})";

std::string moment_pattern() { return fmt::format("({}|{}([+-]{})*)", date_pattern, name_pattern, duration_pattern); }

Json pattern(std::string const& regex) { return {{"type", "string"}, {"pattern", fmt::format("^{}$", regex)}}; }
Json text() { return {{"type", Json::array({"string", "number"})}}; }

Json count_or_range(bool open_end, Json const& bounds) {
    Json number{{"type", "integer"}};
    number.update(bounds);
    return {
        {"anyOf", Json::array({std::move(number), pattern(open_end ? "[0-9]+\\.\\.[0-9]*" : "[0-9]+\\.\\.[0-9]+")})}};
}

Json scalar(Shape const& shape) {
    switch (shape.scalar) {
        case ScalarKind::none:
        case ScalarKind::word:
            return nullptr;
        case ScalarKind::text:
        case ScalarKind::name:
        case ScalarKind::reference:
        case ScalarKind::path:
            return text();
        case ScalarKind::time_name:
            return pattern(std::string{name_pattern});
        case ScalarKind::duration:
            return pattern(std::string{duration_pattern});
        case ScalarKind::signed_duration:
            return pattern(fmt::format("[+-]?{}", duration_pattern));
        case ScalarKind::moment:
            return pattern(moment_pattern());
        case ScalarKind::moment_range:
            return pattern(fmt::format("{0}(\\.\\.{0})?", moment_pattern()));
        case ScalarKind::date_time:
            return pattern(std::string{date_pattern});
        case ScalarKind::pin:
        case ScalarKind::zone:
        case ScalarKind::time_of_day:
        case ScalarKind::request:
            return {{"type", "string"}};
        case ScalarKind::boolean:
            return {{"type", "boolean"}};
        case ScalarKind::integer:
            return {{"type", "integer"},
                    {"minimum", static_cast<std::int64_t>(shape.min)},
                    {"maximum", static_cast<std::int64_t>(shape.max)}};
        case ScalarKind::number:
            return {{"type", "number"}, {"minimum", shape.min}, {"maximum", shape.max}};
        case ScalarKind::count:
            return count_or_range(true, {{"minimum", 0}});
        case ScalarKind::length:
            return count_or_range(false, {{"minimum", 1}, {"maximum", static_cast<std::int64_t>(shape.max)}});
    }
    return nullptr;
}

class Writer {
  public:
    Json write(MapShape const& root, std::string_view title) {
        Json schema{{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", title}};
        schema.update(map(root));
        schema["definitions"]["variable"] = {
            {"description", "a value of the matrix"}, {"type", "string"}, {"pattern", "^\\$[A-Za-z_][A-Za-z0-9_-]*$"}};
        for (auto& [name, definition] : definitions_)
            schema["definitions"][name] = std::move(definition);
        return schema;
    }

  private:
    static Json variable() { return {{"$ref", "#/definitions/variable"}}; }

    // All forms that a value may have; a variable may always stand in for it.
    Json value(Shape const& shape) {
        if (shape.any) return Json::object();
        Json forms = Json::array();
        if (!shape.words.empty()) {
            Json words = Json::array();
            for (std::string_view const word : shape.words) {
                words.push_back(word);
                // Without quotes, digits are a number to editors.
                if (word == "404") words.push_back(404);
            }
            forms.push_back({{"enum", std::move(words)}});
        }
        if (Json form = scalar(shape); !form.is_null()) forms.push_back(std::move(form));
        if (shape.null) forms.push_back({{"type", "null"}});
        if (shape.item) forms.push_back(list(shape));
        if (shape.map) forms.push_back(reference(*shape.map));
        forms.push_back(variable());
        return {{"anyOf", std::move(forms)}};
    }

    Json list(Shape const& shape) {
        Json item = value(*shape.item);
        if (shape.rest && item.contains("anyOf")) item["anyOf"].push_back({{"const", "..."}});
        return {{"type", "array"}, {"items", std::move(item)}};
    }

    // Parts with a title are written once.
    Json reference(MapShape const& shape) {
        if (shape.title.empty()) return map(shape);
        std::string name;
        for (char const c : shape.title)
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
                name += c;
            else if (!name.empty() && name.back() != '_')
                name += '_';
        while (name.ends_with('_'))
            name.pop_back();
        if (!definitions_.contains(name)) {
            definitions_[name] = nullptr;  // holds the place while what is in it is written
            definitions_[name] = map(shape);
        }
        return {{"$ref", "#/definitions/" + name}};
    }

    Json map(MapShape const& shape) {
        switch (shape.kind) {
            case MapShape::Kind::keys:
                return keys(shape, shape.keys);
            case MapShape::Kind::names:
                return names(shape);
            case MapShape::Kind::pair: {
                Json made{{"type", "object"}, {"minProperties", 1}, {"maxProperties", 1}};
                made["propertyNames"] = key(*shape.key);
                made["additionalProperties"] = value(*shape.value);
                return made;
            }
            case MapShape::Kind::verbs: {
                Json each = Json::array();
                for (Verb const& verb : shape.verbs) {
                    std::vector<Key> all = shape.keys;
                    Key own = verb.key;
                    own.required = true;
                    all.push_back(own);
                    all.insert(all.end(), verb.options.begin(), verb.options.end());
                    each.push_back(keys(shape, all));
                }
                return {{"type", "object"}, {"anyOf", std::move(each)}};
            }
        }
        return Json::object();
    }

    // Keys are texts to JSON, whatever they look like.
    Json key(Shape const& shape) {
        Json made = value(shape);
        if (made.contains("anyOf"))
            for (Json& form : made["anyOf"])
                if (form.contains("type") && form["type"].is_array()) form = {{"type", "string"}};
        return made;
    }

    Json names(MapShape const& shape) {
        Json made{{"type", "object"}};
        made["propertyNames"] = key(*shape.key);
        if (shape.title == "`matrix:`")
            made["properties"]["rows"] = {{"type", "array"},
                                          {"description", "maps of values that belong together"},
                                          {"items", {{"type", "object"}, {"minProperties", 1}}}};
        made["additionalProperties"] = value(*shape.value);
        return made;
    }

    Json keys(MapShape const& shape, std::vector<Key> const& known) {
        Json made{{"type", "object"}};
        Json required = Json::array();
        for (Key const& key : known) {
            if (!key.shape) continue;
            Json property{{"description", key.doc}};
            if (!key.otherwise.empty())
                property["description"] = fmt::format("{} (default: {})", key.doc, key.otherwise);
            property.update(value(*key.shape));
            made["properties"][std::string{key.name}] = std::move(property);
            if (key.required) required.push_back(key.name);
        }
        made["additionalProperties"] = false;
        if (!required.empty()) made["required"] = std::move(required);
        for (auto const& group : shape.one_of) {
            Json choices = Json::array();
            for (std::string_view const name : group)
                choices.push_back({{"required", Json::array({name})}});
            made["oneOf"] = std::move(choices);
        }
        return made;
    }

    std::map<std::string, Json> definitions_;
};

}  // namespace

std::string json_schema(SchemaKind kind) {
    auto const written = [](MapShape const& root, std::string_view title) {
        return Writer{}.write(root, title).dump(2) + "\n";
    };
    switch (kind) {
        case SchemaKind::library:
            return written(*language().library, "A Lockstep library, lib/v1");
        case SchemaKind::world:
            return written(*language().world, "A Lockstep world, world/v1");
        case SchemaKind::scenario:
            break;
    }
    return written(*language().scenario, "A Lockstep scenario, scenario/v1");
}

}  // namespace lockstep::harness
