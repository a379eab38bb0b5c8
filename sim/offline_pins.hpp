// PINs that a lock works out by itself: whoever types one brings kind, start and length along, and the lock's secret
// tells whether it is the vendor's.
//
// Twin of the vendor's algorithm: each has a calendar of its own, on purpose.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "runtime/hash.hpp"
#include "runtime/time.hpp"
#include "runtime/zone.hpp"
#include "sim/lock.hpp"

namespace lockstep::sim {

class OfflinePins {
  public:
    explicit OfflinePins(std::uint64_t secret, Zone zone = {}) : secret_(secret), zone_(zone) {}

    // `shown` is what the lock's clock shows, told in UTC; the PIN speaks of the wall clock.
    Pressed press(std::string_view pin, Instant shown) const;
    // It opened by this PIN: one-time PINs are used up, long ones are good until their end.
    void opened_by(std::string_view pin, Instant shown);
    void forget() { uses_.clear(); }

    std::size_t heap_bytes() const { return uses_.capacity() * sizeof(Use); }
    void hash(StateHash& hash) const;

  private:
    struct Meaning {
        std::uint32_t number = 0;
        Instant starts{}, ends{};
        bool one_time = false;
    };
    struct Use {
        std::uint32_t number = 0;
        Instant ends{};
    };

    std::optional<Meaning> meaning_of(std::string_view pin, Instant on_wall) const;
    bool was_used(std::uint32_t number) const;
    Instant reading(Instant shown) const { return Instant{zone_.to_local(shown).time_since_epoch()}; }

    std::uint64_t secret_;
    Zone zone_;
    std::vector<Use> uses_;
};

}  // namespace lockstep::sim
