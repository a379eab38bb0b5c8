#include "harness/conform/bench.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/clock/real_time.hpp"

namespace lockstep::harness {

namespace {

constexpr int pins_tried_max = 10'000;
// So often the whole deadline is waited for; a lock that never gets done would be waited for all day.
constexpr int patient_waits = 2;
// Where requests are few, a lock that needs some seconds is not asked before.
constexpr Duration nap_with_quota = 3s;

}  // namespace

Bench::Bench(ServerLine& the_wire, ConformOptions const& the_options, std::vector<Check> selected)
    : wire(the_wire),
      options(the_options),
      selected_(std::move(selected)),
      entries_(selected_.size()),
      random_(the_options.seed, "conform") {
    run_mark_ = fmt::format("{:04x}", random_.below(0x10000));
}

Bench::Entry* Bench::entry_of(std::string_view number) {
    auto const at =
        std::find_if(selected_.begin(), selected_.end(), [&](Check const& check) { return check.number == number; });
    return at == selected_.end() ? nullptr : &entries_[static_cast<std::size_t>(at - selected_.begin())];
}

bool Bench::wants(std::string_view number) const {
    return std::any_of(selected_.begin(), selected_.end(), [&](Check const& check) { return check.number == number; });
}

bool Bench::wants_any(std::string_view prefix) const {
    return std::any_of(selected_.begin(), selected_.end(),
                       [&](Check const& check) { return check.number.starts_with(prefix); });
}

bool Bench::expect(std::string_view number, bool holds, std::string const& otherwise) {
    auto* const entry = entry_of(number);
    // What came of a server that has gone, or of a run that somebody ended, proves nothing.
    if (entry == nullptr || wire.over() || entry->verdict == CheckVerdict::failed) return holds;
    if (!holds && crowded_) {
        if (!entry->verdict)
            *entry = {CheckVerdict::unobserved, "the lock is full of codes that could not be taken off"};
        return false;
    }
    entry->verdict = holds ? CheckVerdict::passed : CheckVerdict::failed;
    entry->detail = holds ? std::string{} : otherwise;
    return holds;
}

void Bench::left_behind(std::string const& id) {
    left_behind_ = true;
    notes.push_back(fmt::format("left behind on the lock: {}", id));
}

void Bench::unsupported(std::string_view prefix, std::string const& why) {
    for (std::size_t i = 0; i < selected_.size(); ++i)
        if (selected_[i].number.starts_with(prefix) && !entries_[i].verdict)
            entries_[i] = {CheckVerdict::unsupported, why};
}

void Bench::unobserved(std::string_view prefix, std::string const& why) {
    for (std::size_t i = 0; i < selected_.size(); ++i)
        if (selected_[i].number.starts_with(prefix) && !entries_[i].verdict)
            entries_[i] = {CheckVerdict::unobserved, why};
}

bool Bench::failed(std::string_view number) const {
    for (std::size_t i = 0; i < selected_.size(); ++i)
        if (selected_[i].number == number) return entries_[i].verdict == CheckVerdict::failed;
    return false;
}

std::vector<CheckOutcome> Bench::outcomes() const {
    std::vector<CheckOutcome> all;
    for (std::size_t i = 0; i < selected_.size(); ++i) {
        auto const& entry = entries_[i];
        std::string const detail = entry.verdict    ? entry.detail
                                   : wire.gone()    ? "the server could not be reached any more"
                                   : wire.stopped() ? "the run was ended before"
                                                    : "what it builds on had failed before";
        all.push_back({selected_[i], entry.verdict.value_or(CheckVerdict::unobserved), detail});
    }
    return all;
}

std::size_t Bench::judged() const {
    return static_cast<std::size_t>(
        std::count_if(entries_.begin(), entries_.end(), [](Entry const& entry) { return entry.verdict.has_value(); }));
}

std::size_t Bench::failures() const {
    return static_cast<std::size_t>(std::count_if(
        entries_.begin(), entries_.end(), [](Entry const& entry) { return entry.verdict == CheckVerdict::failed; }));
}

std::string Bench::new_pin() {
    std::string pin;
    // There may be fewer PINs of that length than anybody wants; then one comes again.
    for (int tried = 0; tried < pins_tried_max; ++tried) {
        pin.clear();
        for (std::size_t i = 0; i < pin_length; ++i)
            pin += static_cast<char>('0' + random_.below(10));
        // No run of equal digits, and no zero in front: those have checks of their own.
        bool const plain = pin.front() != '0' && std::adjacent_find(pin.begin(), pin.end()) == pin.end();
        if (plain && used_pins_.insert(pin).second) break;
    }
    return pin;
}

Duration Bench::deadline() const {
    if (vain_waits_ < patient_waits) return options.deadline;
    return std::min(options.deadline, std::max<Duration>(options.deadline / 6, 2s));
}

Duration Bench::first_nap() const {
    return wire.has_quota() ? std::max(options.poll, wire.real_length(nap_with_quota)) : options.poll;
}

std::string Bench::new_key() { return fmt::format("conform-{:x}-{}", microseconds(real_now()), ++names_); }

std::string Bench::new_name(std::string_view what) {
    return fmt::format("{}{}-{}-{}", own_name_prefix, run_mark_, ++names_, what);
}

}  // namespace lockstep::harness
