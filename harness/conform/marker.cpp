#include "harness/conform/marker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/conform/patience.hpp"
#include "runtime/random.hpp"

namespace lockstep::harness {

namespace {

bool can_be_read(std::optional<engine::Answer> const& read) { return read && read->verdict == engine::Verdict::done; }

engine::ListedCode const* with_ref(std::optional<engine::Answer> const& read, std::string const& ref) {
    if (!can_be_read(read)) return nullptr;
    auto const found = std::find_if(read->listed.begin(), read->listed.end(),
                                    [&](auto const& code) { return code.vendor_ref == ref; });
    return found == read->listed.end() ? nullptr : &*found;
}

std::string pin_for(std::string const& lock, std::size_t length) {
    RandomStream random{0, lock};
    std::string pin;
    for (std::size_t i = 0; i < length; ++i)
        pin += static_cast<char>('1' + random.below(9));
    return pin;
}

}  // namespace

bool is_own_name(std::string_view name) { return name.starts_with(own_name_prefix); }

Marker::Marker(Bench& bench) : bench_(bench), name_(fmt::format("{}marker", own_name_prefix)) {
    // The usual length first, then those that locks are likely to want instead.
    std::vector<std::size_t> lengths{bench.pin_length};
    if (!bench.options.claims.length_min)
        for (auto const length : likely_pin_lengths)
            if (length != bench.pin_length) lengths.push_back(length);
    for (auto const length : lengths) {
        pins_.push_back(pin_for(bench.lock, length));
        bench.avoid_pin(pins_.back());
    }
}

bool Marker::is_foreign_run(engine::ListedCode const& code) const {
    bool const stays = code.state != engine::ListedState::removing;
    return stays && code.vendor_ref != ref_ &&
           (is_own_name(code.record.name) ||
            std::find(pins_.begin(), pins_.end(), code.record.pin.text()) != pins_.end());
}

std::optional<std::string> Marker::take() {
    constexpr auto other_run =
        "another run is at work on this lock, or was cut short there (--sweep takes off what it left)";
    auto read = bench_.driver->read();
    if (!can_be_read(read)) return fmt::format("--safe needs a read-back that works, and it ended so: {}", seen(read));
    auto const any_other = [&] {
        return std::any_of(read->listed.begin(), read->listed.end(),
                           [&](auto const& code) { return is_foreign_run(code); });
    };
    if (any_other()) return other_run;
    std::optional<engine::Answer> written;
    for (auto const& pin : pins_) {
        bench_.pin_length = pin.size();
        written = bench_.driver->put(
            {.pin = engine::Pin::parse(pin).value_or(engine::Pin{}), .window = {}, .name = name_}, {});
        if (!written || written->refusal != engine::Refusal::invalid_pin) break;
    }
    if (written && written->refusal == engine::Refusal::pin_conflict) return other_run;
    bool const taken =
        written && (written->verdict == engine::Verdict::accepted || written->verdict == engine::Verdict::done);
    if (!taken || written->vendor_ref.empty())
        return fmt::format("--safe could not mark the lock as being checked: {}", seen(written));
    ref_ = written->vendor_ref;

    Patience const patience{bench_.wire, bench_.options.deadline};
    while (read = bench_.driver->read(), with_ref(read, ref_) == nullptr) {
        if (patience.over() || bench_.wire.over()) {
            give_back();
            return "--safe could not see its own mark in a read-back";
        }
        bench_.wire.rest(bench_.first_nap());
    }
    auto const* const mine = with_ref(read, ref_);
    if (mine->record.name.empty() && mine->record.pin.empty()) {
        give_back();
        return "--safe cannot tell its own codes from others: read-backs tell neither names nor PINs";
    }
    // Two that began in the same moment see each other now, and both step back.
    if (!any_other()) return std::nullopt;
    give_back();
    return other_run;
}

std::optional<std::string> Marker::give_back() {
    if (ref_.empty()) return std::nullopt;
    bench_.wire.tidy(true);
    bench_.driver->remove(ref_, name_);
    Patience const patience{bench_.wire, bench_.options.deadline};
    std::optional<engine::Answer> read;
    bool gone = false;
    while (!gone && !patience.over() && !bench_.wire.over()) {
        read = bench_.driver->read();
        gone = can_be_read(read) && with_ref(read, ref_) == nullptr;
        if (!gone) bench_.wire.rest(bench_.first_nap());
    }
    bench_.wire.tidy(false);
    auto const ref = std::exchange(ref_, {});
    if (gone) return std::nullopt;
    return fmt::format("left behind on the lock: {}", ref);
}

}  // namespace lockstep::harness
