#include "tests/house/arrows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace lockstep::house {
namespace {

// What a part of the house may include of the others (itself always), and of foreign libraries (the standard always).
struct Rule {
    std::string_view part;
    std::vector<std::string_view> rooms;
    std::vector<std::string_view> libraries;
    std::string_view why;
};

std::vector<Rule> const& rules() {
    static std::vector<Rule> const all{
        {"runtime", {}, {"fmt/", "date/"}, "the ground includes nothing of ours"},
        {"http", {"runtime"}, {"fmt/", "boost/", "openssl/"}, "messages stand on the runtime only"},
        {"engine", {"runtime"}, {"fmt/"}, "the engine decides and does no IO; its twin sim is never included"},
        {"sim", {"runtime"}, {"fmt/"}, "the physical truth knows neither the engine nor any wire"},
        {"protocol", {"runtime", "http"}, {"fmt/", "nlohmann/"}, "a protocol describes messages and nothing else"},
        {"adapter",
         {"runtime", "http", "engine port", "protocol", "providers"},
         {"fmt/", "nlohmann/"},
         "an adapter stands on the engine's port and its protocol, never on sim or a mock"},
        {"mock",
         {"runtime", "http", "sim", "protocol", "providers"},
         {"fmt/", "nlohmann/"},
         "a mock stands on sim and its protocol, never on the engine or an adapter"},
        {"vendor",
         {"runtime", "http", "engine port", "sim", "protocol", "adapter", "mock", "providers"},
         {"fmt/", "nlohmann/"},
         "a provider sees the engine only through its port"},
        {"providers",
         {"runtime", "http", "engine port", "sim", "protocol", "vendor"},
         {"fmt/"},
         "what providers share stands on the port, sim and messages"},
        {"stores",
         {"runtime"},
         {"fmt/", "sqlite3.h", "libpq-fe.h"},
         "a store keeps bytes and knows nothing of what they say"},
        {"api",
         {"runtime", "http", "engine"},
         {"fmt/", "nlohmann/"},
         "the HTTP face reaches simulation and clock through a port of its own"},
    };
    return all;
}

// The engine's port: what it asks of a vendor, and the plain values that travel through it.
constexpr std::array engine_port{"engine/port.hpp",         "engine/capabilities.hpp", "engine/ids.hpp",
                                 "engine/pin.hpp",          "engine/pin_rules.hpp",    "engine/window.hpp",
                                 "engine/offline_codes.hpp"};

// The kind of a part decides its rule: "open/adapter" obeys the rule of adapters.
std::string_view kind_of(std::string_view part) {
    auto const slash = part.find('/');
    return slash == std::string_view::npos ? part : part.substr(slash + 1);
}
std::string_view vendor_of(std::string_view part) {
    auto const slash = part.find('/');
    return slash == std::string_view::npos ? std::string_view{} : part.substr(0, slash);
}

}  // namespace

std::string part_of(std::string_view path) {
    auto const slash = path.find('/');
    auto const room = path.substr(0, slash);
    if (room != "providers" || slash == std::string_view::npos) return std::string{room};
    auto const rest = path.substr(slash + 1);
    auto const next = rest.find('/');
    if (next == std::string_view::npos) return "providers";
    auto const vendor = rest.substr(0, next);
    auto const inside = rest.substr(next + 1);
    for (std::string_view const kind : {"protocol", "adapter", "mock"})
        if (inside.starts_with(kind)) return fmt::format("{}/{}", vendor, kind);
    return fmt::format("{}/vendor", vendor);
}

std::optional<Include> include_of(std::string_view line) {
    auto const skip_blanks = [&line] { line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size())); };
    skip_blanks();
    if (!line.starts_with('#')) return std::nullopt;
    line.remove_prefix(1);
    skip_blanks();
    if (!line.starts_with("include")) return std::nullopt;
    line.remove_prefix(7);
    skip_blanks();
    if (line.empty() || (line.front() != '"' && line.front() != '<')) return std::nullopt;
    bool const ours = line.front() == '"';
    auto const end = line.find(ours ? '"' : '>', 1);
    if (end == std::string_view::npos) return std::nullopt;
    return Include{std::string{line.substr(1, end - 1)}, ours};
}

std::optional<std::string> objection(std::string_view path, Include const& include) {
    auto const from = part_of(path);
    std::string_view const target = include.target;
    if (!include.ours) {
        auto const rule = std::find_if(rules().begin(), rules().end(),
                                       [&](Rule const& known) { return known.part == kind_of(from); });
        // The harness, tests and benchmarks may use any library; headers without a slash or an ending are the
        // standard's.
        bool const standard = target.find('/') == std::string_view::npos && !target.ends_with(".h");
        if (rule == rules().end() || standard) return std::nullopt;
        for (auto const library : rule->libraries)
            if (target.starts_with(library)) return std::nullopt;
        return fmt::format("{} may not use <{}>: {}", from, target, rule->why);
    }

    if (target.find("..") != std::string_view::npos)
        return fmt::format("\"{}\" climbs: write the path from the root of the tree", target);
    auto const to = part_of(target);
    if (target.find('/') == std::string_view::npos)
        return fmt::format("\"{}\" has no room: write the path from the root of the tree", target);
    if (from == "tests" || from == "bench") return std::nullopt;
    if (to == "tests" || to == "bench")
        return fmt::format("{} -> {}: the product does not stand on its {}", from, to, to);
    if (from == to || from == "harness") return std::nullopt;
    if (to == "harness") return fmt::format("{} -> harness: nothing stands on the roof", from);

    auto const rule =
        std::find_if(rules().begin(), rules().end(), [&](Rule const& known) { return known.part == kind_of(from); });
    if (rule == rules().end())
        return fmt::format("{}: no such room; say in tests/house/arrows.cpp what it may include", from);
    bool const another_vendor = !vendor_of(from).empty() && !vendor_of(to).empty() && vendor_of(from) != vendor_of(to);
    if (another_vendor) return fmt::format("{} -> {}: vendors do not know each other", from, to);
    for (auto const allowed : rule->rooms) {
        if (allowed == kind_of(to)) return std::nullopt;
        if (allowed == "engine port" && std::find(engine_port.begin(), engine_port.end(), target) != engine_port.end())
            return std::nullopt;
    }
    return fmt::format("{} -> {} (\"{}\"): {}", from, to, target, rule->why);
}

}  // namespace lockstep::house
