#include "api/custom_metadata.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace lockstep::api {

namespace {

constexpr std::size_t members_max = 50;
constexpr std::size_t key_bytes_max = 40;
constexpr std::size_t value_bytes_max = 500;

Problem wrong(std::string_view what) { return invalid("custom_metadata", what); }

std::string text_of_value(bool value) { return value ? "true" : "false"; }
std::string text_of_value(std::string const& value) { return value; }

}  // namespace

Outcome<CustomMetadata> with_changes(CustomMetadata metadata, Arguments const& arguments) {
    auto const text = arguments.text("custom_metadata");
    auto const given = text ? parse_json(*text) : std::nullopt;
    if (!given) return metadata;
    for (auto const& [key, value] : given->items()) {
        if (key.empty() || key.size() > key_bytes_max)
            return failure(wrong(fmt::format("keys have 1 to {} bytes", key_bytes_max)));
        if (value.is_null()) {
            metadata.erase(key);
        } else if (value.is_boolean()) {
            metadata[key] = value.get<bool>();
        } else if (value.is_string()) {
            if (value.get_ref<std::string const&>().size() > value_bytes_max)
                return failure(wrong(fmt::format("values have no more than {} bytes", value_bytes_max)));
            metadata[key] = value.get<std::string>();
        } else {
            return failure(wrong("values are texts, true, false, or null to take one away"));
        }
    }
    if (metadata.size() > members_max) return failure(wrong(fmt::format("holds no more than {} members", members_max)));
    return metadata;
}

Json json_of(CustomMetadata const& metadata) {
    Json json = Json::object();
    for (auto const& [key, value] : metadata)
        std::visit([&json, &key = key](auto const& held) { json[key] = held; }, value);
    return json;
}

MetadataFilter::MetadataFilter(Arguments const& arguments) {
    auto const text = arguments.text("custom_metadata_has");
    auto const given = text ? parse_json(*text) : std::nullopt;
    if (!given) return;
    for (auto const& [key, value] : given->items())
        wanted_.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
}

bool MetadataFilter::holds(CustomMetadata const& metadata) const {
    return std::all_of(wanted_.begin(), wanted_.end(), [&](auto const& wanted) {
        auto const found = metadata.find(wanted.first);
        return found != metadata.end() &&
               std::visit([](auto const& value) { return text_of_value(value); }, found->second) == wanted.second;
    });
}

}  // namespace lockstep::api
