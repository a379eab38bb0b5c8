#include "harness/scenario/vendor_manners.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "harness/scenario/any_step.hpp"
#include "harness/scenario/faults.hpp"
#include "harness/scenario/provider_settings.hpp"
#include "harness/scenario/traffic.hpp"
#include "harness/scenario/world_settings.hpp"

namespace lockstep::harness {
namespace {

// What a vendor fixes that no scenario can write: it is unlike what most scenarios take for granted.
constexpr std::string_view manner_prefix = "manner.";

using Obstacle = std::optional<Case::Unsupported>;

class Manners {
  public:
    Manners(Scenario const& scenario, providers::Vendor const& vendor, std::vector<bool> const& replaced,
            Duration slack)
        : scenario_(scenario), name_(vendor.name), settings_(vendor.settings), replaced_(replaced), slack_(slack) {}

    Obstacle first_obstacle() const {
        for (auto const asked :
             {&Manners::own_client, &Manners::steps_last, &Manners::device_type, &Manners::shared_pin,
              &Manners::swallowed_work, &Manners::unanswered_write, &Manners::own_code_again, &Manners::awkward_profile,
              &Manners::counted_requests, &Manners::cut_while_looking, &Manners::faulty_look, &Manners::late_conflict})
            if (auto found = (this->*asked)()) return found;
        return std::nullopt;
    }

  private:
    Obstacle own_client() const {
        for (Step const& step : scenario_.steps) {
            auto const* const call = std::get_if<HttpCall>(&step.action);
            if (call != nullptr && call->provider && replaced_[*call->provider])
                return {{fmt::format("a client of the vendor's own asks its cloud, and {} has another API", name_),
                         step.place}};
        }
        return std::nullopt;
    }

    // Who comes last in an instant sees what that instant brought; elsewhere it brings it later.
    Obstacle steps_last() const {
        if (!scenario_.steps_last || slack_ == Duration{} || scenario_.steps.empty()) return std::nullopt;
        return {{fmt::format("`ties: steps_last`, and {} looks before it writes", name_), scenario_.steps[0].place}};
    }

    Obstacle device_type() const {
        if (!has("own_device_type")) return std::nullopt;
        for (Step const& step : scenario_.steps)
            if (step.reply && step.reply->body && step.reply->body->json.find("\"device_type\"") != std::string::npos)
                return {{fmt::format("a reply tells a `device_type`, and {} has its own", name_), step.place}};
        return std::nullopt;
    }

    Obstacle shared_pin() const {
        if (!has_not("shares_pins") || scenario_.engine.same_pin != SamePin::disjoint_windows) return std::nullopt;
        return {{fmt::format("`same_pin: disjoint_windows`, and {} takes each PIN once, whatever the windows", name_),
                 scenario_.devices.at(0).place}};
    }

    Obstacle swallowed_work() const {
        if (!has("lists_swallowed_work") || !has_verb<LinkDown>(scenario_)) return std::nullopt;
        for (Device const& device : scenario_.devices)
            if (replaced_[device.provider] && device.behaviour.offline == WhenOffline::swallow)
                return {{fmt::format("`device.offline: swallow`, and {} tells swallowed work as pending for a while",
                                     name_),
                         device.place}};
        return std::nullopt;
    }

    // An edit whose answer is lost, and which no listing shows before it is done, is made again.
    Obstacle unanswered_write() const {
        if (!has_not("lists_accepted_work") || !has_verb<UpdateCode>(scenario_)) return std::nullopt;
        for (Fault const& fault : scenario_.faults)
            if (fault.op == TrafficKind::write && fault.commit && fault.reply && *fault.reply >= 500)
                return {{fmt::format("an edit is taken without an answer, and {} does not list it as pending", name_),
                         fault.place}};
        return std::nullopt;
    }

    // An absence that is believed leads to a second write of what is there.
    Obstacle own_code_again() const {
        if (!has("knows_own_codes")) return std::nullopt;
        auto const believed_after = scenario_.engine.retry.base;
        for (Fault const& fault : scenario_.faults)
            if (fault.poison_empty && (!fault.nth || fault.nth->max > fault.nth->min) &&
                later_by(fault.from, believed_after) < fault.to)
                return {
                    {fmt::format("empty reads are believed, and {} tells a code's second write from a conflict", name_),
                     fault.place}};
        return std::nullopt;
    }

    Obstacle awkward_profile() const {
        if (!has("slow_when_awkward")) return std::nullopt;
        for (std::size_t i = 0; i < replaced_.size(); ++i)
            if (replaced_[i] && scenario_.providers[i].profile == Profile::awkward)
                return {{fmt::format("`profile: awkward`, and an awkward {} is slow at random", name_),
                         scenario_.providers[i].place}};
        return std::nullopt;
    }

    // The quota of the vendor counts requests, of which it needs several for a write.
    Obstacle counted_requests() const {
        auto const each = 1 + std::size_t{settings_.round_trips_before_write};
        if (each == 1) return std::nullopt;
        auto const writes =
            static_cast<std::size_t>(std::count_if(scenario_.steps.begin(), scenario_.steps.end(), asks_for_write));
        for (std::size_t i = 0; i < replaced_.size(); ++i) {
            auto const& limit = scenario_.providers[i].rate_limit;
            if (replaced_[i] && limit && limit->requests < writes * each)
                return {{fmt::format("`rate_limit` counts requests, and {} needs {} for a write", name_, each),
                         scenario_.providers[i].place}};
        }
        return std::nullopt;
    }

    // What cuts it off meets a look, where it would have met a write that has arrived.
    Obstacle cut_while_looking() const {
        if (slack_ == Duration{}) return std::nullopt;
        Duration leg{};
        for (Device const& device : scenario_.devices)
            if (replaced_[device.provider]) leg = std::max(leg, device.http.request.longest());
        for (Step const& write : scenario_.steps) {
            if (!asks_for_write(write)) continue;
            auto const arrives = later_by(write.at.instant, leg);
            for (Step const& step : scenario_.steps) {
                bool const cuts = std::holds_alternative<Disconnect>(step.action) ||
                                  std::holds_alternative<RestartEngine>(step.action);
                if (cuts && arrives < step.at.instant && step.at.instant < later_by(arrives, slack_))
                    return {{fmt::format("a step stands where {} still looks before it writes", name_), step.place}};
            }
        }
        return std::nullopt;
    }

    // The read that a fault is for may be the one before a write.
    Obstacle faulty_look() const {
        if (slack_ == Duration{}) return std::nullopt;
        for (Fault const& fault : scenario_.faults)
            if (fault.op == TrafficKind::read && fault.from == always)
                return {{fmt::format("a fault selects reads, and {} reads before it writes", name_), fault.place}};
        return std::nullopt;
    }

    // What is known when the lock is done, and not shown by a listing, is no answer of the vendor's.
    Obstacle late_conflict() const {
        if (!has_not("lists_accepted_work")) return std::nullopt;
        for (Fault const& fault : scenario_.faults)
            if (fault.reject == RejectKind::pin_conflict)
                return {{fmt::format("a write meets a conflict, and {} does not tell when that is over", name_),
                         fault.place}};
        for (auto const& code : scenario_.expect.codes)
            for (auto const& issue : code.issues)
                if (issue.has == "duplicate_code_on_device" && issue.from)
                    return {{fmt::format("a conflict is known from an answer, and {} finds it when the lock is done",
                                         name_),
                             issue.place}};
        return std::nullopt;
    }

    static bool asks_for_write(Step const& step) {
        return std::holds_alternative<CreateCode>(step.action) || std::holds_alternative<UpdateCode>(step.action);
    }

    bool has(std::string_view manner) const { return is(manner, "true"); }
    bool has_not(std::string_view manner) const { return is(manner, "false"); }
    bool is(std::string_view manner, std::string_view value) const {
        return std::any_of(settings_.fixed.begin(), settings_.fixed.end(), [&](providers::FixedSetting const& fixed) {
            return fixed.key.starts_with(manner_prefix) && fixed.key.substr(manner_prefix.size()) == manner &&
                   fixed.values.front() == value;
        });
    }

    Scenario const& scenario_;
    std::string_view name_;
    providers::VendorSettings const& settings_;
    std::vector<bool> const& replaced_;
    Duration slack_;
};

}  // namespace

std::optional<Case::Unsupported> stands_against(Scenario const& scenario, providers::Vendor const& vendor,
                                                std::vector<bool> const& replaced, Duration slack) {
    return Manners{scenario, vendor, replaced, slack}.first_obstacle();
}

}  // namespace lockstep::harness
