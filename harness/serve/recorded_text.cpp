#include "harness/serve/recorded_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "harness/scenario/printable.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

using BodyJson = nlohmann::ordered_json;

constexpr int deepest = 8;

// Separators and marks that a reader of YAML takes for white space.
bool is_white(std::string_view character) {
    return character == "\xe2\x80\xa8" || character == "\xe2\x80\xa9" || character == "\xef\xbb\xbf";
}

// Of at most three bytes of UTF-8.
std::uint32_t code_point(std::string_view character) {
    auto const bits = [&](std::size_t at) { return static_cast<std::uint32_t>(character[at]) & 0x3fu; };
    if (character.size() == 1) return static_cast<unsigned char>(character[0]);
    if (character.size() == 2) return (bits(0) & 0x1fu) << 6 | bits(1);
    return (bits(0) & 0x0fu) << 12 | bits(1) << 6 | bits(2);
}

// No word that YAML takes for something else.
bool is_plain_key(std::string_view key) {
    constexpr std::array<std::string_view, 9> words{"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
    std::string lower;
    for (char const c : key)
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (std::find(words.begin(), words.end(), lower) != words.end()) return false;
    bool const is_number = !key.empty() && key.front() >= '0' && key.front() <= '9';
    return !is_number && !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

// Neither `$variable` nor a name in braces.
bool means_itself(std::string_view text) {
    return !text.starts_with('$') && text.find_first_of("{}") == std::string_view::npos;
}

bool reads_the_same(BodyJson const& json, std::string_view key, int depth) {
    if (depth > deepest) return false;
    if (json.is_string()) return means_itself(json.get_ref<std::string const&>());
    if (json.is_number_float()) return false;
    if (json.is_number()) return key != "code" && key != "pin";
    if (!json.is_structured()) return true;
    return std::all_of(json.items().begin(), json.items().end(), [&](auto const& member) {
        if (json.is_array()) return reads_the_same(member.value(), key, depth + 1);
        return is_plain_key(member.key()) && reads_the_same(member.value(), member.key(), depth + 1);
    });
}

// Says `regime` in a block `engine:`, which may say another one.
std::string with_regime(std::string block, std::string_view regime) {
    constexpr std::string_view key = "regime:";
    if (auto const at = block.find(key); at != std::string::npos) {
        auto const from = block.find_first_not_of(' ', at + key.size());
        auto const to = std::min(block.find_first_of(",} \n", from), block.size());
        return block.replace(from, to - from, regime);
    }
    if (auto const brace = block.find('{'); brace != std::string::npos)
        return block.insert(brace + 1, fmt::format(" regime: {},", regime));
    auto const line = block.find('\n') + 1;
    auto const indent = std::min(block.find_first_not_of(' ', line), block.size()) - line;
    return block.insert(line, fmt::format("{:{}}regime: {}\n", "", indent, regime));
}

}  // namespace

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        auto const character = first_character(text);
        text.remove_prefix(character.size());
        if (character == "\"" || character == "\\")
            out += fmt::format("\\{}", character);
        else if (is_unprintable(character) || is_white(character))
            out += fmt::format("\\u{:04x}", code_point(character));
        else
            out += character;
    }
    return out + '"';
}

std::string flow_text(BodyJson const& json) {
    if (json.is_string()) return in_quotes(json.get_ref<std::string const&>());
    if (!json.is_structured()) return json.dump();
    std::string members;
    for (auto const& [key, value] : json.items()) {
        if (!members.empty()) members += ", ";
        if (json.is_object()) members += (is_plain_key(key) ? key : in_quotes(key)) + ": ";
        members += flow_text(value);
    }
    if (json.is_array()) return "[" + members + "]";
    return members.empty() ? "{}" : "{ " + members + " }";
}

bool reads_as_body(BodyJson const& body) { return body.is_object() && reads_the_same(body, "", 0); }

std::string blocks_of(std::string_view world_text, std::string_view regime) {
    constexpr std::array<std::string_view, 6> left_out{"schema", "name", "epoch", "api_keys", "access_tokens", "seeds"};
    std::string kept;
    std::string block;
    bool keep = false;
    bool regime_said = regime.empty();
    auto const end_block = [&] {
        bool const is_engine = block.starts_with("engine:");
        kept += is_engine && !regime.empty() ? with_regime(std::move(block), regime) : std::move(block);
        regime_said = regime_said || is_engine;
        block.clear();
    };
    while (!world_text.empty()) {
        auto const end = std::min(world_text.find('\n'), world_text.size() - 1) + 1;
        auto const line = world_text.substr(0, end);
        world_text.remove_prefix(end);
        if (line.front() >= 'a' && line.front() <= 'z') {
            end_block();
            auto const key = line.substr(0, line.find(':'));
            keep = std::find(left_out.begin(), left_out.end(), key) == left_out.end();
        }
        if (keep) block += line;
    }
    if (!block.empty() && block.back() != '\n') block += '\n';
    end_block();
    if (!regime_said) kept += fmt::format("engine: {{ regime: {} }}\n", regime);
    return kept;
}

}  // namespace lockstep::harness
