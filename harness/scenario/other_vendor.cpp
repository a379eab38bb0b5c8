#include "harness/scenario/other_vendor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/scenario/expected_instants.hpp"
#include "harness/scenario/other_pins.hpp"
#include "harness/scenario/seen_after.hpp"
#include "harness/scenario/vendor_defaults.hpp"
#include "harness/scenario/vendor_manners.hpp"
#include "harness/scenario/what_shows.hpp"

namespace lockstep::harness {
namespace {

constexpr std::string_view replaced_vendor = "open";

// --- what V fixes ---

std::string_view word_of(bool value) { return value ? "true" : "false"; }

std::string_view word_of(WhenOffline offline) {
    return offline == WhenOffline::queue ? "queue" : offline == WhenOffline::swallow ? "swallow" : "reject";
}

// How a setting would be written; nothing for one that a vendor cannot fix for a whole case.
std::optional<std::string_view> setting_of(ProviderSettings const& settings, std::string_view key) {
    using By = ConfirmSettings::By;
    if (key == "profile") return settings.profile == Profile::awkward ? "awkward" : "calm";
    if (key == "native_scheduling") return word_of(settings.native_scheduling);
    if (key == "edit") return settings.edit == EditMode::recreate ? "recreate" : "in_place";
    if (key == "reads") return settings.reads == ReadMode::names ? "names" : "pins";
    if (key == "rounding") {
        if (settings.rounding == Duration{}) return "none";
        return settings.rounding == Duration{std::chrono::hours{1}} ? "1h" : "1m";
    }
    if (key == "device.offline") return word_of(settings.device.offline);
    if (key == "device.expired") return settings.device.expired == WhenExpired::drop ? "drop" : "keep";
    if (key == "confirm")
        return settings.confirm.by == By::answer ? "answer" : settings.confirm.by == By::poll ? "poll" : "webhook";
    if (key == "idempotency_keys") return word_of(settings.idempotency_keys);
    if (key == "convert_unmanaged") return word_of(settings.convert_unmanaged);
    if (key == "backup_pool") return word_of(settings.backup_pool);
    if (key == "offline_codes") return word_of(settings.offline_codes);
    return std::nullopt;
}

void put(ProviderSettings& settings, std::string_view key, std::string_view value) {
    using By = ConfirmSettings::By;
    if (key == "profile") settings.profile = value == "awkward" ? Profile::awkward : Profile::calm;
    if (key == "native_scheduling") settings.native_scheduling = value == "true";
    if (key == "edit") settings.edit = value == "recreate" ? EditMode::recreate : EditMode::in_place;
    if (key == "reads") settings.reads = value == "names" ? ReadMode::names : ReadMode::pins;
    if (key == "rounding")
        settings.rounding = value == "1h"   ? Duration{std::chrono::hours{1}}
                            : value == "1m" ? Duration{std::chrono::minutes{1}}
                                            : Duration{};
    if (key == "device.offline")
        settings.device.offline = value == "queue"     ? WhenOffline::queue
                                  : value == "swallow" ? WhenOffline::swallow
                                                       : WhenOffline::reject;
    if (key == "device.expired") settings.device.expired = value == "drop" ? WhenExpired::drop : WhenExpired::keep;
    if (key == "confirm")
        settings.confirm.by = value == "answer" ? By::answer : value == "poll" ? By::poll : By::webhook;
    if (key == "idempotency_keys") settings.idempotency_keys = value == "true";
    if (key == "convert_unmanaged") settings.convert_unmanaged = value == "true";
    if (key == "backup_pool") settings.backup_pool = value == "true";
    if (key == "offline_codes") settings.offline_codes = value == "true";
}

bool allows(providers::FixedSetting const& fixed, std::string_view value) {
    return std::find(fixed.values.begin(), fixed.values.end(), value) != fixed.values.end();
}

// A step that only looks: what it sees may be later by as much as everything else.
bool only_looks(Step const& step) {
    return std::holds_alternative<GetCode>(step.action) || std::holds_alternative<ListCodes>(step.action) ||
           std::holds_alternative<PressKeys>(step.action) || std::holds_alternative<Note>(step.action);
}

class ChangeOfVendor {
  public:
    ChangeOfVendor(Case& one, providers::Vendor const& vendor)
        : case_(one), scenario_(one.scenario), vendor_(vendor), replaced_(scenario_.providers.size(), false) {}

    void make() {
        for (std::size_t i = 0; i < scenario_.providers.size(); ++i)
            if (scenario_.providers[i].vendor == replaced_vendor) replace(i);
        if (std::none_of(replaced_.begin(), replaced_.end(), [](bool one) { return one; })) return;
        look_at_faults();
        if (auto found = stands_against(scenario_, vendor_, replaced_, slack_))
            cannot(std::move(found->reason), found->place);
        count_round_trips();
        find_anchors();
        look_at_confirmations();
        move_looks();
        widen_everything();
        if (scenario_.xfail && slack_ + later_ + sooner_ > Duration{})
            cannot("an instant that `xfail` calls wrong may be right there", scenario_.xfail->place);
        scenario_.until = later_by(scenario_.until, slack_ + later_);
    }

  private:
    void cannot(std::string reason, Place const& place) {
        if (!case_.unsupported) case_.unsupported = Case::Unsupported{std::move(reason), place};
    }

    // The locks of a provider have its settings put in already, beside their own.
    void replace(std::size_t number) {
        auto& provider = scenario_.providers[number];
        replaced_[number] = true;
        provider.vendor = vendor_.name;
        auto const confirmed = provider.confirm;
        for (auto const& fixed : vendor_.settings.fixed) {
            fix(provider, fixed, provider.given.contains(std::string{fixed.key}), provider.place);
            for (Device& device : scenario_.devices)
                if (device.provider == number && fixed.key.starts_with("device.")) fix_lock(provider, device, fixed);
        }
        if (provider.confirm.by != confirmed.by) note_confirmations(number, confirmed);
        fit_pins(number);
        for (Device const& device : scenario_.devices)
            if (device.provider == number)
                slack_ = std::max(slack_, static_cast<int>(vendor_.settings.round_trips_before_write) *
                                              (device.http.request.longest() + device.http.response.longest()));
    }

    void fix_lock(ProviderSettings const& provider, Device& device, providers::FixedSetting const& fixed) {
        ProviderSettings alike = provider;
        alike.device = device.behaviour;
        fix(alike, fixed, device.given.contains(std::string{fixed.key}), device.place);
        device.behaviour = alike.device;
    }

    void fix(ProviderSettings& settings, providers::FixedSetting const& fixed, bool written, Place const& place) {
        auto const value = setting_of(settings, fixed.key);
        if (!value || allows(fixed, *value)) return;
        bool const at_other_instants = fixed.key == "confirm" || vendor_.settings.round_trips_before_write > 0;
        if (written &&
            (can_show(scenario_, fixed.key) || (at_other_instants && (scenario_.workload || is_troubled(scenario_))))) {
            std::string allowed;
            for (std::string_view const one : fixed.values)
                allowed += fmt::format("{}`{}`", allowed.empty() ? "" : " or ", one);
            cannot(
                fmt::format("`{}: {}`, and with vendor `{}` it is always {}", fixed.key, *value, vendor_.name, allowed),
                place);
        } else {
            put(settings, fixed.key, fixed.values.front());
        }
    }

    // Every try has its round trips, and where calls wait for each other, they wait for all of them.
    void count_round_trips() {
        bool queued = false;
        for (std::size_t i = 0; i < scenario_.providers.size(); ++i)
            queued = queued || (replaced_[i] && scenario_.providers[i].concurrency);
        slack_ *= static_cast<std::int64_t>(tries_of(scenario_) * (queued ? std::max<std::size_t>(calls(), 1) : 1));
        if (slack_ > Duration{} && fills_locks(scenario_))  // what finds no slot does not leave
            std::erase_if(scenario_.expect.requests, [](auto const& one) { return one.kind == TrafficKind::write; });
    }

    std::size_t calls() const {
        return static_cast<std::size_t>(
            std::count_if(scenario_.steps.begin(), scenario_.steps.end(), [](Step const& step) {
                return std::holds_alternative<CreateCode>(step.action) ||
                       std::holds_alternative<UpdateCode>(step.action) ||
                       std::holds_alternative<DeleteCode>(step.action);
            }));
    }

    // --- confirmations that come another way ---

    // After a call is sent, from the earlier of its two confirmations to the later.
    struct Span {
        Duration from, to;
    };

    void note_confirmations(std::size_t number, ConfirmSettings const& before) {
        for (Device const& device : scenario_.devices) {
            if (device.provider != number) continue;
            for (Distribution const* const work : {&device.behaviour.apply, &device.behaviour.erase}) {
                auto const seen = [&](ConfirmSettings const& confirm) {
                    return seen_after(confirm, device.http.request.longest(), device.http.response.longest(),
                                      work->longest());
                };
                Duration const then = seen(before);
                Duration const now = seen(scenario_.providers[number].confirm);
                spans_.push_back({std::min(then, now), std::max(then, now)});
                // A call may have waited for another one's confirmation.
                sooner_ = std::max(sooner_, 2 * (then - now));
                later_ = std::max(later_, 2 * (now - then));
            }
        }
        // How often is asked depends on who confirms.
        std::erase_if(scenario_.expect.requests, [](auto const& one) { return one.kind == TrafficKind::read; });
    }

    // What happens between the two confirmations may come before this one or after it.
    void look_at_confirmations() {
        for (Step const& step : scenario_.steps) {
            if (std::holds_alternative<Note>(step.action) || std::holds_alternative<PressKeys>(step.action)) continue;
            if (!is_between(step.at.instant)) continue;
            cannot(fmt::format("a step stands where {} confirms at another instant", vendor_.name), step.place);
            return;
        }
    }

    bool is_between(Instant at) const {
        return std::any_of(anchors_.begin(), anchors_.end(), [&](Instant start) {
            return std::any_of(spans_.begin(), spans_.end(), [&](Span const& span) {
                return later_by(start, span.from) <= at && at <= later_by(start, span.to);
            });
        });
    }

    // Where V takes fewer PINs than the case speaks of, V's rules hold, and PINs are mapped onto them.
    void fit_pins(std::size_t number) {
        auto const theirs = settings_of(vendor_).code.rules;
        for (Device& device : scenario_.devices) {
            if (device.provider != number) continue;
            auto const before = device.code.rules;
            bool const fits =
                (before.lengths & ~theirs.lengths) == 0 && (theirs.constraints & ~before.constraints) == 0;
            if (fits) continue;
            auto& after = device.code.rules;
            auto const common = before.lengths & theirs.lengths;
            after.lengths = common != 0 ? common : theirs.lengths;
            after.constraints = static_cast<std::uint16_t>(before.constraints | theirs.constraints);
            map_pins(scenario_, before, after);
            scenario_.providers[number].code.rules = after;
        }
    }

    // Which HTTP methods a vendor uses is its own business.
    void look_at_faults() {
        for (Fault const& fault : scenario_.faults)
            if (fault.op && is_http_method(*fault.op))
                cannot(fmt::format("a fault selects {} requests", name_of(*fault.op)), fault.place);
        std::erase_if(scenario_.expect.requests, [](auto const& one) { return is_http_method(one.kind); });
    }

    // --- instants ---

    // Instants that the scenario itself decides: what happens just then needs nobody's confirmation.
    void find_anchors() {
        auto const note = [this](Field<Moment> const& moment) {
            if (moment.has_value()) anchors_.push_back(moment->instant);
        };
        anchors_.push_back(scenario_.epoch);
        for (Step const& step : scenario_.steps) {
            if (only_looks(step)) continue;
            anchors_.push_back(step.at.instant);
            CodeFields const* fields = nullptr;
            if (auto const* const create = std::get_if<CreateCode>(&step.action)) fields = &create->fields;
            if (auto const* const update = std::get_if<UpdateCode>(&step.action)) fields = &update->fields;
            if (fields == nullptr) continue;
            note(fields->starts);
            note(fields->ends);
        }
        std::sort(anchors_.begin(), anchors_.end());
    }
    bool is_anchor(Instant instant) const { return std::binary_search(anchors_.begin(), anchors_.end(), instant); }

    void widen(MomentRange& when, bool anchored_stay = true) const {
        bool const anchored = when.exact() && is_anchor(when.from);
        Duration const later = slack_ + (anchored ? Duration{} : later_);
        Duration const sooner = anchored ? Duration{} : sooner_;
        if (when.any() || when.to == never || (later == Duration{} && sooner == Duration{})) return;
        if (anchored_stay && anchored) return;
        when.from = later_by(when.from, -sooner);
        when.to = later_by(when.to, later);
        when.text += fmt::format(", or what {} needs more", vendor_.name);
    }

    // What a lock holds: not beyond the next thing that the scenario does to it.
    void widen_look(MomentRange& when) const {
        auto const next = std::upper_bound(anchors_.begin(), anchors_.end(), when.to);
        auto const before = when.to;
        widen(when);
        if (next != anchors_.end() && when.to >= *next) when.to = std::max(before, later_by(*next, -Duration{1}));
    }

    // A look within a window that was an instant would be luck: it comes when the window is over.
    void move_looks() {
        std::vector<Instant> told;
        for (auto const& code : scenario_.expect.codes)
            if (code.status)
                for (auto const& item : *code.status)
                    if (!item.rest && !item.when.any() && !is_anchor(item.when.to)) told.push_back(item.when.to);
        for (Step& step : scenario_.steps) {
            auto& at = step.at.instant;
            bool const in_window = std::any_of(told.begin(), told.end(),
                                               [&](Instant from) { return from < at && at <= later_by(from, slack_); });
            auto const next = std::upper_bound(anchors_.begin(), anchors_.end(), at);
            if (!only_looks(step) || !in_window || (next != anchors_.end() && later_by(at, slack_) >= *next)) continue;
            at = later_by(at, slack_);
        }
        std::stable_sort(scenario_.steps.begin(), scenario_.steps.end(),
                         [](Step const& a, Step const& b) { return a.at.instant < b.at.instant; });
    }

    void widen_everything() {
        for_each_expected_instant(scenario_.expect, [this](MomentRange& when, Expected what) {
            if (what == Expected::memory)
                widen_look(when);
            else
                widen(when, what != Expected::request);
        });
    }

    Case& case_;
    Scenario& scenario_;
    providers::Vendor const& vendor_;
    std::vector<bool> replaced_;
    std::vector<Instant> anchors_;
    std::vector<Span> spans_;
    Duration slack_{};   // for round trips that come before a write
    Duration sooner_{};  // by as much may a confirmation that comes another way be earlier,
    Duration later_{};   // or later
};

}  // namespace

void speak_to(Case& one, providers::Vendor const& vendor) { ChangeOfVendor{one, vendor}.make(); }

}  // namespace lockstep::harness
