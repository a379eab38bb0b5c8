#include "harness/scenario/complaints.hpp"

#include <fmt/format.h>

namespace lockstep::harness {
namespace {

// A hostile file must not cost memory by being wrong a million times; nobody reads beyond the first twenty.
constexpr std::size_t kept_max = 5000;

}  // namespace

Diagnostic& Complaints::add(Diagnostic made) {
    if (made.severity == Severity::error) ++errors_;
    if (all_.size() >= kept_max) all_.pop_back();
    all_.push_back(std::move(made));
    return all_.back();
}

Diagnostic& Complaints::error(Stretch const& where, std::string rule, std::string message, Hints hints) {
    Diagnostic made;
    made.rule = std::move(rule);
    made.span = table_->span(where);
    made.message = std::move(message);
    made.label = std::move(hints.label);
    made.help = std::move(hints.help);
    if (auto const site = included_.find(where.file); site != included_.end())
        made.notes.push_back({table_->span(site->second), "included here"});
    return add(std::move(made));
}

Diagnostic& Complaints::error(Node const& where, std::string rule, std::string message, Hints hints) {
    Diagnostic& made = error(where.spot, std::move(rule), std::move(message), std::move(hints));
    for (Road const* leg = where.road.get(); leg; leg = leg->before.get()) {
        std::string text;
        switch (leg->kind) {
            case Road::Kind::matrix:
                text = fmt::format("put in here for `${}`", leg->name);
                break;
            case Road::Kind::templates:
                text = fmt::format("template `{}` is used here", leg->name);
                break;
            case Road::Kind::alias:
                text = "repeated here by an alias";
                break;
        }
        made.notes.push_back({table_->span(leg->used), std::move(text)});
    }
    return made;
}

Diagnostic& Complaints::warning(Node const& where, std::string rule, std::string message, Hints hints) {
    Diagnostic& made = error(where, std::move(rule), std::move(message), std::move(hints));
    made.severity = Severity::warning;
    --errors_;
    return made;
}

void Complaints::take(std::vector<Diagnostic> slips) {
    for (Diagnostic& slip : slips)
        add(std::move(slip));
}

std::string declared_here(std::vector<Declared> const& names, std::uint32_t file, SourceTable const& table) {
    constexpr std::size_t shown_max = 4;
    if (names.empty()) return {};
    std::string text = "declared here: ";
    for (std::size_t index = 0; index < names.size() && index < shown_max; ++index) {
        auto const& [name, where] = names[index];
        if (index > 0) text += ", ";
        text += where.file == file
                    ? fmt::format("{} ({}:{})", name, where.line, where.column)
                    : fmt::format("{} ({}:{}:{})", name, table.path(where.file), where.line, where.column);
    }
    if (names.size() > shown_max) text += fmt::format(" and {} more", names.size() - shown_max);
    return text;
}

}  // namespace lockstep::harness
