// Values of a scenario as JSON: bodies of requests and replies.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/reading.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

using Json = nlohmann::ordered_json;

// JSON's own idea of a number: YAML's octal, hexadecimal, `1_000` and `.5` stay texts.
bool is_json_number(std::string_view text) { return Json::accept(text) && text.find_first_of("\"[{tfn") == text.npos; }

// `{guest}` as a whole text stands for an id. A label used so is used.
void look_for_names(Node const& node, Reading& reading) {
    std::string_view const text = node.text;
    if (text.size() < 3 || text.front() != '{' || text.back() != '}') return;
    auto const name = std::string{text.substr(1, text.size() - 2)};
    if (name.find_first_of("{} \"") != std::string::npos) return;
    reading.interpolated(node, name);
}

Json json_of(Node const& node, std::string_view key, Reading& reading) {
    switch (node.kind) {
        case Node::Kind::null:
            return nullptr;
        case Node::Kind::sequence: {
            Json list = Json::array();
            for (NodePtr const& item : node.items)
                list.push_back(json_of(*item, key, reading));
            return list;
        }
        case Node::Kind::map: {
            Json map = Json::object();
            for (Entry const& entry : node.entries)
                map[entry.key->text] = json_of(*entry.value, entry.key->text, reading);
            return map;
        }
        case Node::Kind::scalar:
            break;
    }
    if (node.quoted) {
        look_for_names(node, reading);
        return node.text;
    }
    if (node.text == "true" || node.text == "false") return node.text == "true";
    if (is_json_number(node.text)) return Json::parse(node.text, nullptr, false);
    if (key.ends_with("_at"))
        if (auto const instant = reading.times.try_instant(node.text)) return format_instant(*instant);
    return node.text;
}

}  // namespace

std::string json_text(Node const& node, Reading& reading) {
    return json_of(node, "", reading).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Body read_body(Node const& node, Reading& reading) {
    Body body;
    body.place = reading.place(node);
    for (Entry const& entry : node.entries)
        body.fields.push_back({entry.key->text, reading.place(*entry.value)});
    body.json = json_text(node, reading);
    return body;
}

}  // namespace lockstep::harness
