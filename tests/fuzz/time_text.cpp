// Any bytes as a duration or an instant: an answer or a refusal, and what was accepted survives being printed.
#include "runtime/time_text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace lockstep;
    std::string_view const text{reinterpret_cast<char const*>(data), size};

    if (auto const duration = parse_duration(text, Sign::allowed); duration.ok()) {
        auto const again = parse_duration(format_duration(*duration), Sign::allowed);
        if (!again.ok() || *again != *duration) std::abort();
        static_cast<void>(brief_duration(*duration));
    } else if (duration.error().offset > size || message(duration.error().problem).empty()) {
        std::abort();
    }

    if (auto const instant = parse_instant(text); instant.ok()) {
        // A year before 0 or after 9999 (an offset can carry an instant there) prints, but is no input any more.
        auto const printed = format_instant(*instant);
        auto const again = parse_instant(printed);
        if (printed.find('-') == 4 && (!again.ok() || *again != *instant)) std::abort();
    } else if (instant.error().offset > size) {
        std::abort();
    }

    static_cast<void>(parse_date(text));
    static_cast<void>(parse_time_of_day(text));
    return 0;
}
