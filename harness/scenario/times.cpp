#include "harness/scenario/times.hpp"

#include <fmt/format.h>

#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/near.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

// After so many errors nobody is told any more what was meant: it takes a look at every name there is.
constexpr std::size_t hints_enough = 20;

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The name that a text begins with: a hyphen belongs to it when a letter follows, otherwise it is a minus.
std::string_view leading_name(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && (is_letter(text[at]) || (at > 0 && is_digit(text[at])) ||
                                (at > 0 && text[at] == '-' && at + 1 < text.size() && is_letter(text[at + 1]))))
        ++at;
    return text.substr(0, at);
}

}  // namespace

bool too_far(Instant instant, Instant epoch) {
    return instant > later_by(epoch, hundred_years) || instant < later_by(epoch, -hundred_years);
}

Times::Times(Instant epoch, NodePtr names, TimeUses& uses, Complaints& complaints)
    : epoch_(epoch), uses_(&uses), complaints_(&complaints) {
    if (!names || !names->is_map() || names->bad) return;
    for (Entry const& entry : names->entries) {
        if (entry.key->bad) continue;
        names_.emplace(entry.key->text, Name{entry.key, entry.value, {}, false, false});
        declared_.push_back({entry.key->text, entry.key->spot});
    }
}

std::optional<Instant> Times::instant(Node const& node) {
    if (node.bad || !node.is_scalar()) return std::nullopt;
    Found const found = parse(node.text, node.spot.file, true);
    complain(node, found.problem);
    return found.instant;
}

void Times::complain(Node const& node, Problem const& problem) {
    if (problem.message.empty()) return;
    complaints_->error(node, problem.rule, problem.message, {problem.label, problem.help});
}

std::optional<Instant> Times::try_instant(std::string_view text) {
    // A date and `T+..` can be nothing else; a word must be a declared name.
    if (text.empty()) return std::nullopt;
    bool const relative = text.starts_with("T+") || text.starts_with("T-");
    if (!relative && !is_digit(text[0]) && names_.find(leading_name(text)) == names_.end()) return std::nullopt;
    Found const found = parse(text, 0, true);
    return found.problem.message.empty() ? found.instant : std::nullopt;
}

std::optional<Times::Bounds> Times::range(Node const& node) {
    if (node.bad || !node.is_scalar()) return std::nullopt;
    if (node.text == "any") return Bounds{always, never};
    auto const dots = node.text.find("..");
    if (dots == std::string::npos) {
        auto const exact = instant(node);
        if (!exact) return std::nullopt;
        return Bounds{*exact, *exact};
    }
    std::string_view const text = node.text;
    Found const from = parse(text.substr(0, dots), node.spot.file, true);
    Found const to = parse(text.substr(dots + 2), node.spot.file, true);
    complain(node, from.problem);
    if (from.problem.message.empty()) complain(node, to.problem);
    if (!from.instant || !to.instant) return std::nullopt;
    if (*to.instant < *from.instant) {
        complaints_->error(node, "range", "this range ends before it starts");
        return std::nullopt;
    }
    return Bounds{*from.instant, *to.instant};
}

Times::Found Times::parse(std::string_view text, std::uint32_t file, bool count_use) {
    Found const found = parse_any(text, file, count_use);
    if (!found.instant || !too_far(*found.instant, epoch_)) return found;
    return {{}, {"too-far", fmt::format("`{}` is more than 100 years from T+0", text), "", ""}};
}

Times::Found Times::parse_any(std::string_view text, std::uint32_t file, bool count_use) {
    std::string const whole{text};
    if (!text.empty() && is_digit(text[0])) return date(text);
    Found found = base(text, file, count_use);
    while (found.instant && !text.empty()) {
        char const sign = text[0];
        if (sign != '+' && sign != '-') break;
        std::string_view const rest = text.substr(1);
        std::string_view const length = rest.substr(0, rest.find_first_of("+-"));
        auto const duration = parse_duration(length);
        if (!duration) {
            bool const bare = duration.error().problem == TimeTextProblem::missing_unit;
            return {
                {},
                {bare ? "bare-number" : "instant",
                 fmt::format("`{}` is no instant: `{}{}`: {}", whole, sign, length, message(duration.error().problem)),
                 "", bare ? fmt::format("write `{}s` for seconds", length) : ""}};
        }
        found.instant = later_by(*found.instant, sign == '+' ? *duration : -*duration);
        text = rest.substr(length.size());
    }
    if (!found.instant || !found.problem.message.empty()) return found;
    if (!text.empty())
        return {{},
                {"instant", fmt::format("`{}` is no instant", whole), "",
                 "like T+1.5s, arrive-1ms or 2030-01-01T00:00:00Z"}};
    return found;
}

Times::Found Times::base(std::string_view& text, std::uint32_t file, bool count_use) {
    if (text.size() > 1 && text[0] == 'T' && (text[1] == '+' || text[1] == '-')) {
        text.remove_prefix(1);
        return {epoch_, {}};
    }
    std::string_view const name = leading_name(text);
    if (name.empty()) {
        return {{},
                {"instant", fmt::format("`{}` is no instant", text), "",
                 "like T+1.5s, arrive-1ms or 2030-01-01T00:00:00Z"}};
    }
    text.remove_prefix(name.size());
    return named(std::string{name}, file, count_use);
}

Times::Found Times::named(std::string const& name, std::uint32_t file, bool count_use) {
    auto found = names_.find(name);
    if (found == names_.end()) {
        Problem problem{"unknown-time", fmt::format("no time called `{}`", name), "", ""};
        if (complaints_->errors() > hints_enough) {
            uses_->unknown = true;
            return {{}, std::move(problem)};
        }
        std::vector<std::string> words;
        for (Declared const& each : declared_)
            words.push_back(each.name);
        auto const near = nearest(name, words);
        problem.label = declared_here(declared_, file, complaints_->table());
        if (!near) {
            uses_->unknown = true;
            return {{}, std::move(problem)};
        }
        problem.help = fmt::format("did you mean `{}`?", *near);
        if (count_use) uses_->used.insert(*near);
        return {names_.find(*near)->second.instant, std::move(problem)};  // as far as that one is known by now
    }
    if (count_use) uses_->used.insert(name);
    Name& held = found->second;
    if (held.open) {
        return {{}, {"time-cycle", fmt::format("`{}` is defined by itself", name), "", ""}};
    }
    resolve(held);
    return {held.instant, {}};  // what is wrong with its definition has been told there
}

// The chain of names behind a name may be as long as the file, so it is walked instead of called.
void Times::resolve(Name& name) {
    std::vector<Name*> chain;
    for (Name* held = &name; held && !held->done && !held->open; held = leans_on(*held)) {
        held->open = true;
        chain.push_back(held);
    }
    for (; !chain.empty(); chain.pop_back()) {
        Name& last = *chain.back();
        last.instant = instant(*last.value);
        last.open = false;
        last.done = true;
    }
}

Times::Name* Times::leans_on(Name const& name) {
    if (name.value->bad || !name.value->is_scalar()) return nullptr;
    auto const found = names_.find(leading_name(name.value->text));
    return found == names_.end() ? nullptr : &found->second;
}

Times::Found Times::date(std::string_view text) const {
    auto const parsed = parse_instant(text);
    if (parsed) return {*parsed, {}};
    if (parse_date(text)) {
        return {{},
                {"missing-zone", fmt::format("`{}` is no instant: {}", text, message(TimeTextProblem::missing_zone)),
                 "", ""}};
    }
    if (parse_time_of_day(text)) {
        return {{},
                {"local-time", fmt::format("`{}` is a local time, and those are for `workload` only", text), "",
                 "write T+15h, or a date with its zone"}};
    }
    if (auto const length = parse_duration(text)) {
        return {{},
                {"instant", fmt::format("`{}` is a duration, not an instant", text), "",
                 fmt::format("write `T+{}`", text)}};
    }
    if (parse_number(text)) {
        return {{},
                {"bare-number", fmt::format("`{}` is a bare number, not an instant", text), "",
                 fmt::format("write `T+{}s`", text)}};
    }
    auto const problem = parsed.error().problem;
    return {{},
            {problem == TimeTextProblem::missing_zone ? "missing-zone" : "instant",
             fmt::format("`{}` is no instant: {}", text, message(problem)), "", ""}};
}

void Times::resolve_all() {
    for (auto& [name, held] : names_)
        resolve(held);
}

}  // namespace lockstep::harness
