// Every instant at which a scenario expects something, for those who have to allow more than was written.
#pragma once

#include "harness/scenario/expectations.hpp"

namespace lockstep::harness {

enum class Expected : std::uint8_t { told, memory, request };

// Visits what is written as an instant or a range; `...` and the end of the run are none.
template <class Visit>
void for_each_expected_instant(Expectations& expect, Visit visit) {
    for (auto& code : expect.codes) {
        if (code.status)
            for (auto& item : *code.status)
                if (!item.rest) visit(item.when, Expected::told);
        for (auto& issue : code.issues)
            if (issue.from) visit(*issue.from, Expected::told);
    }
    for (auto& attempt : expect.attempts)
        for (auto& item : attempt.items)
            if (!item.rest) visit(item.when, Expected::told);
    if (expect.events.list)
        for (auto& item : *expect.events.list)
            if (item.when) visit(*item.when, Expected::told);
    for (auto& device : expect.devices)
        for (auto& item : device.items)
            if (!item.at_end) visit(item.when, Expected::memory);
    for (auto& request : expect.requests)
        if (request.at)
            for (auto& item : *request.at)
                if (!item.rest) visit(item.when, Expected::request);
}

}  // namespace lockstep::harness
