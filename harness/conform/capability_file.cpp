#include "harness/conform/capability_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string_view>

namespace lockstep::harness {

namespace {

using CapabilityJson = nlohmann::json;

constexpr std::string_view schema = "conform/v1";
constexpr std::uint32_t length_max = 30;
constexpr std::uint32_t slots_max = 100'000;

// Takes members off an object one by one; what nobody asked for is a mistake.
class Members {
  public:
    Members(CapabilityJson object, std::string where) : object_(std::move(object)), where_(std::move(where)) {
        if (!object_.is_object()) complain(fmt::format("{}is to be an object", where_));
    }

    void text(char const* name, std::string& into) {
        if (auto value = take(name)) {
            if (!value->is_string()) return complain(fmt::format("`{}{}` is to be a text", where_, name));
            if (into.empty()) into = value->get<std::string>();
        }
    }
    void word(char const* name, std::optional<std::string>& into, std::initializer_list<std::string_view> words) {
        auto value = take(name);
        if (!value) return;
        std::string listed;
        for (auto const known : words) {
            if (value->is_string() && value->get<std::string>() == known) into = std::string(known);
            listed += fmt::format("{}`{}`", listed.empty() ? "" : ", ", known);
        }
        if (!into) complain(fmt::format("`{}{}` is one of {}", where_, name, listed));
    }
    void boolean(char const* name, std::optional<bool>& into) {
        auto value = take(name);
        if (!value) return;
        if (!value->is_boolean()) return complain(fmt::format("`{}{}` is true or false", where_, name));
        into = value->get<bool>();
    }
    void count(char const* name, std::optional<std::uint32_t>& into) {
        auto value = take(name);
        if (!value) return;
        if (!value->is_number_unsigned() || value->get<std::uint64_t>() == 0 || value->get<std::uint64_t>() > slots_max)
            return complain(fmt::format("`{}{}` is a number from 1 to {}", where_, name, slots_max));
        into = value->get<std::uint32_t>();
    }
    std::optional<CapabilityJson> take(char const* name) {
        if (!object_.is_object() || !object_.contains(name)) return std::nullopt;
        auto value = object_[name];
        object_.erase(name);
        return value;
    }
    void complain(std::string problem) {
        if (!problem_) problem_ = std::move(problem);
    }
    // The first mistake, or a member that is none.
    std::optional<std::string> problem() const {
        if (problem_) return problem_;
        if (object_.is_object() && !object_.empty())
            return fmt::format("`{}{}` is no member that anybody knows", where_, object_.begin().key());
        return std::nullopt;
    }

  private:
    CapabilityJson object_;
    std::string where_;
    std::optional<std::string> problem_;
};

// Words and values, as `lockstep serve` announces them.
std::optional<std::string> read_login(CapabilityJson const& value, ConformOptions& options) {
    if (!value.is_object()) return "`login` is to be an object";
    for (auto const& [word, theirs] : value.items()) {
        if (!theirs.is_string()) return fmt::format("`login.{}` is to be a text", word);
        options.login.emplace(word, theirs.get<std::string>());
    }
    return std::nullopt;
}

// `4..8` or 6.
bool read_length(CapabilityJson const& value, ConformClaims& claims) {
    std::uint32_t low = 0, high = 0;
    if (value.is_number_unsigned()) {
        low = high = static_cast<std::uint32_t>(std::min<std::uint64_t>(value.get<std::uint64_t>(), length_max + 1));
    } else if (value.is_string()) {
        auto const text = value.get<std::string>();
        auto const dots = text.find("..");
        auto const number = [](std::string_view digits, std::uint32_t& into) {
            auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
            return error == std::errc{} && end == digits.data() + digits.size();
        };
        if (dots == std::string::npos || !number(std::string_view{text}.substr(0, dots), low) ||
            !number(std::string_view{text}.substr(dots + 2), high))
            return false;
    }
    if (low == 0 || high < low || high > length_max) return false;
    claims.length_min = low;
    claims.length_max = high;
    return true;
}

}  // namespace

std::optional<std::string> read_capability_file(std::string const& text, ConformOptions& options) {
    auto const json = CapabilityJson::parse(text, nullptr, false);
    if (json.is_discarded()) return "it is no JSON";
    Members file{json, ""};
    std::string said_schema;
    file.text("schema", said_schema);
    if (said_schema != schema) return fmt::format("it has to say `\"schema\": \"{}\"`", schema);
    std::string vendor;
    file.text("vendor", vendor);
    if (!vendor.empty() && vendor != options.vendor) return fmt::format("it is about `{}`", vendor);
    file.text("url", options.url);
    std::string token;
    file.text("token", token);
    if (!token.empty() && options.token == ConformOptions{}.token) options.token = token;
    file.text("refresh_token", options.refresh_token);
    if (auto const login = file.take("login"))
        if (auto problem = read_login(*login, options)) return problem;
    file.text("lock", options.lock);
    file.text("press", options.press);
    if (auto const capabilities = file.take("capabilities")) {
        auto& claims = options.claims;
        Members can{*capabilities, "capabilities."};
        can.boolean("native_scheduling", claims.native_scheduling);
        can.boolean("idempotency_keys", claims.idempotency_keys);
        can.boolean("push", claims.push);
        can.word("edit", claims.edit, {"in_place", "recreate"});
        can.word("reads", claims.reads, {"pins", "names", "nothing"});
        can.word("confirm", claims.confirm, {"answer", "later"});
        if (auto const code = can.take("code")) {
            Members inner{*code, "capabilities.code."};
            inner.count("slots", claims.slots);
            if (auto const length = inner.take("length"); length && !read_length(*length, claims))
                return fmt::format("`capabilities.code.length` is a number or a range such as \"4..8\", up to {}",
                                   length_max);
            if (auto const problem = inner.problem()) return problem;
        }
        if (auto const problem = can.problem()) return problem;
    }
    return file.problem();
}

}  // namespace lockstep::harness
