#include "harness/serve/exposition.hpp"

#include <fmt/format.h>

namespace lockstep::harness {
namespace {

double in_seconds(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

std::string escaped(std::string_view label_value) {
    std::string text;
    for (char const c : label_value) {
        if (c == '\\' || c == '"') text += '\\';
        if (c == '\n')
            text += "\\n";
        else
            text += c;
    }
    return text;
}

}  // namespace

void Histogram::add(Duration took) {
    ++count_;
    sum_ += took;
    for (std::size_t i = 0; i < bounds.size(); ++i)
        if (took <= bounds[i]) ++up_to_[i];
}

void Exposition::family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = fmt::format("lockstep_{}", name);
    text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name_, help, type);
}

void Exposition::line(std::string_view suffix, Labels labels, std::string_view value) {
    text_ += name_;
    text_ += suffix;
    char before = '{';
    for (auto const& label : labels) {
        text_ += fmt::format("{}{}=\"{}\"", before, label.name, escaped(label.value));
        before = ',';
    }
    if (before == ',') text_ += '}';
    text_ += fmt::format(" {}\n", value);
}

void Exposition::sample(std::uint64_t value, Labels labels) { line("", labels, fmt::to_string(value)); }
void Exposition::sample(double value, Labels labels) { line("", labels, fmt::format("{}", value)); }

void Exposition::sample(Histogram const& value, std::string_view label, std::string_view label_value) {
    for (std::size_t i = 0; i < Histogram::bounds.size(); ++i)
        line("_bucket", {{label, label_value}, {"le", fmt::format("{}", in_seconds(Histogram::bounds[i]))}},
             fmt::to_string(value.up_to(i)));
    line("_bucket", {{label, label_value}, {"le", "+Inf"}}, fmt::to_string(value.count()));
    line("_sum", {{label, label_value}}, fmt::format("{}", in_seconds(value.sum())));
    line("_count", {{label, label_value}}, fmt::to_string(value.count()));
}

}  // namespace lockstep::harness
