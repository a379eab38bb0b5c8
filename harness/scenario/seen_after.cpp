#include "harness/scenario/seen_after.hpp"

#include "runtime/distribution.hpp"

namespace lockstep::harness {

Duration seen_after(ConfirmSettings const& confirm, Duration request, Duration response, Duration work) {
    switch (confirm.by) {
        case ConfirmSettings::By::answer:
            return request + work + response;
        case ConfirmSettings::By::webhook:
            return request + work + confirm.webhook.longest();
        case ConfirmSettings::By::poll:
            break;
    }
    Duration const round_trip = request + response;
    Duration asked = round_trip + confirm.poll;
    Duration const each = confirm.poll + round_trip;
    // A poll sees the lock as it is when it arrives.
    if (Duration const missing = work - asked; missing > Duration{} && each > Duration{})
        asked += (missing + each - Duration{1}) / each * each;
    return asked + round_trip;
}

}  // namespace lockstep::harness
