#include "runtime/time_text.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <optional>

namespace lockstep {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t microseconds;
};
constexpr std::array<Unit, 6> units{
    {{"d", 86'400'000'000}, {"h", 3'600'000'000}, {"m", 60'000'000}, {"s", 1'000'000}, {"ms", 1'000}, {"us", 1}}};

constexpr bool is_digit(char character) { return '0' <= character && character <= '9'; }
constexpr bool is_letter(char character) { return 'a' <= (character | 0x20) && (character | 0x20) <= 'z'; }
constexpr std::int64_t value_of(char digit) { return digit - '0'; }

// Walks over a text; every take_* leaves it where it stood when it finds something else.
class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text) {}

    bool done() const { return at_ == text_.size(); }
    std::size_t at() const { return at_; }
    char peek() const { return done() ? '\0' : text_[at_]; }
    bool take(char wanted) {
        if (peek() != wanted || done()) return false;
        ++at_;
        return true;
    }
    template <class Predicate>
    std::string_view take_while(Predicate wanted) {
        std::size_t const start = at_;
        while (!done() && wanted(text_[at_]))
            ++at_;
        return text_.substr(start, at_ - start);
    }
    // Exactly so many digits.
    std::optional<int> take_number(std::size_t digits) {
        if (text_.size() - at_ < digits) return std::nullopt;
        int number = 0;
        for (std::size_t place = 0; place < digits; ++place) {
            if (!is_digit(text_[at_ + place])) return std::nullopt;
            number = number * 10 + static_cast<int>(value_of(text_[at_ + place]));
        }
        at_ += digits;
        return number;
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

Failure<TimeTextError> fail(TimeTextProblem problem, std::size_t offset) { return {{problem, offset}}; }

// whole * unit, or nothing when it does not fit.
std::optional<std::int64_t> scaled(std::string_view whole, std::int64_t unit) {
    std::int64_t number = 0;
    for (char const digit : whole)
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, value_of(digit), &number))
            return std::nullopt;
    if (__builtin_mul_overflow(number, unit, &number)) return std::nullopt;
    return number;
}

// 0.fraction * unit, or nothing when that is no whole number of microseconds.
std::optional<std::int64_t> part_of(std::string_view fraction, std::int64_t unit) {
    while (!fraction.empty() && fraction.back() == '0')
        fraction.remove_suffix(1);
    // A day's microseconds have thirteen factors of two, the most of all units: a 14th decimal is always finer.
    if (fraction.size() > 13) return std::nullopt;
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;
    for (char const digit : fraction) {
        numerator = numerator * 10 + value_of(digit);
        denominator *= 10;
    }
    // The two could overflow together, so their common powers of ten go first.
    while (denominator % 10 == 0 && unit % 10 == 0) {
        denominator /= 10;
        unit /= 10;
    }
    std::int64_t product = 0;
    if (__builtin_mul_overflow(numerator, unit, &product) || product % denominator != 0) return std::nullopt;
    return product / denominator;
}

// Up to six decimals of a second, after the point; nothing when there are none or too fine ones.
Result<std::uint32_t, TimeTextError> take_decimals(Reader& reader) {
    std::size_t const start = reader.at();
    auto const decimals = reader.take_while(is_digit);
    if (decimals.empty()) return fail(TimeTextProblem::malformed_instant, start);
    auto const microseconds = part_of(decimals, 1'000'000);
    if (!microseconds) return fail(TimeTextProblem::finer_than_microsecond, start);
    return static_cast<std::uint32_t>(*microseconds);
}

bool take_date(Reader& reader, CivilFields& fields) {
    auto const year = reader.take_number(4);
    if (!year || !reader.take('-')) return false;
    auto const month = reader.take_number(2);
    if (!month || !reader.take('-')) return false;
    auto const day = reader.take_number(2);
    if (!day) return false;
    fields.year = *year;
    fields.month = static_cast<std::uint8_t>(*month);
    fields.day = static_cast<std::uint8_t>(*day);
    return true;
}

// `15:00` or `15:00:30`, without decimals.
bool take_time(Reader& reader, CivilFields& fields) {
    auto const hour = reader.take_number(2);
    if (!hour || !reader.take(':')) return false;
    auto const minute = reader.take_number(2);
    if (!minute) return false;
    fields.hour = static_cast<std::uint8_t>(*hour);
    fields.minute = static_cast<std::uint8_t>(*minute);
    if (reader.take(':')) {
        auto const second = reader.take_number(2);
        if (!second) return false;
        fields.second = static_cast<std::uint8_t>(*second);
    }
    return true;
}

// `Z`, `+01:00`, `-03:30`.
Result<Duration, TimeTextError> take_offset(Reader& reader) {
    std::size_t const start = reader.at();
    if (reader.take('Z')) return Duration{0};
    bool const west = reader.peek() == '-';
    if (!reader.take('+') && !reader.take('-'))
        return fail(reader.done() ? TimeTextProblem::missing_zone : TimeTextProblem::malformed_instant, start);
    auto const hours = reader.take_number(2);
    if (!hours || !reader.take(':')) return fail(TimeTextProblem::malformed_instant, start);
    auto const minutes = reader.take_number(2);
    if (!minutes) return fail(TimeTextProblem::malformed_instant, start);
    if (*hours > 23 || *minutes > 59) return fail(TimeTextProblem::no_such_date, start);
    Duration const offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    return west ? -offset : offset;
}

// `.25` for 250,000 microseconds; nothing for none.
std::string decimals_of(std::int64_t value, std::int64_t unit) {
    if (value == 0) return {};
    std::string text = ".";
    while (value != 0) {
        unit /= 10;
        text += static_cast<char>('0' + value / unit);
        value %= unit;
    }
    return text;
}

}  // namespace

std::string_view message(TimeTextProblem problem) {
    switch (problem) {
        case TimeTextProblem::empty:
            return "nothing is written here";
        case TimeTextProblem::not_a_number:
            return "a number is expected here";
        case TimeTextProblem::missing_unit:
            return "a duration needs a unit: us, ms, s, m, h or d";
        case TimeTextProblem::unknown_unit:
            return "no such unit; the units are us, ms, s, m, h and d";
        case TimeTextProblem::units_out_of_order:
            return "units go from large to small, each at most once, like 1h30m";
        case TimeTextProblem::fraction_before_unit:
            return "only the last number of a duration may have a fraction";
        case TimeTextProblem::finer_than_microsecond:
            return "time is kept in whole microseconds; this is finer";
        case TimeTextProblem::too_large:
            return "too long to be kept in microseconds";
        case TimeTextProblem::sign_not_allowed:
            return "a duration has no sign here";
        case TimeTextProblem::malformed_instant:
            return "an instant is written like 2030-01-31T15:00:00Z";
        case TimeTextProblem::missing_zone:
            return "an instant needs its zone: end it with Z or an offset like +01:00";
        case TimeTextProblem::no_such_date:
            return "no calendar or clock shows this";
        case TimeTextProblem::malformed_date:
            return "a date is written like 2030-01-31";
        case TimeTextProblem::malformed_time_of_day:
            return "a time of day is written like 15:00";
    }
    return "unknown problem";
}

Result<Duration, TimeTextError> parse_duration(std::string_view text, Sign sign) {
    Reader reader{text};
    if (text.empty()) return fail(TimeTextProblem::empty, 0);
    bool const negative = text.front() == '-';
    if (negative || text.front() == '+') {
        if (sign == Sign::refused) return fail(TimeTextProblem::sign_not_allowed, 0);
        reader.take(text.front());
    }

    std::int64_t total = 0;
    std::size_t next_unit = 0;  // units before this one have had their turn
    bool fraction_seen = false;
    do {
        std::size_t const start = reader.at();
        auto const whole = reader.take_while(is_digit);
        if (whole.empty()) return fail(TimeTextProblem::not_a_number, reader.at());
        if (fraction_seen) return fail(TimeTextProblem::fraction_before_unit, start);
        std::string_view fraction;
        if (reader.take('.')) {
            fraction = reader.take_while(is_digit);
            if (fraction.empty()) return fail(TimeTextProblem::not_a_number, reader.at());
            fraction_seen = true;
        }

        std::size_t const unit_at = reader.at();
        auto const name = reader.take_while(is_letter);
        if (name.empty())
            return fail(reader.done() ? TimeTextProblem::missing_unit : TimeTextProblem::unknown_unit, unit_at);
        std::size_t found = 0;
        while (found < units.size() && units[found].name != name)
            ++found;
        if (found == units.size()) return fail(TimeTextProblem::unknown_unit, unit_at);
        if (found < next_unit) return fail(TimeTextProblem::units_out_of_order, unit_at);
        next_unit = found + 1;

        auto const part = part_of(fraction, units[found].microseconds);
        if (!part) return fail(TimeTextProblem::finer_than_microsecond, start);
        auto const amount = scaled(whole, units[found].microseconds);
        if (!amount || __builtin_add_overflow(total, *amount, &total) || __builtin_add_overflow(total, *part, &total))
            return fail(TimeTextProblem::too_large, start);
    } while (!reader.done());
    return Duration{negative ? -total : total};
}

Result<Instant, TimeTextError> parse_instant(std::string_view text) {
    if (text.empty()) return fail(TimeTextProblem::empty, 0);
    Reader reader{text};
    CivilFields fields;
    if (!take_date(reader, fields) || !reader.take('T') || !take_time(reader, fields))
        return fail(TimeTextProblem::malformed_instant, 0);
    if (reader.take('.')) {
        auto const decimals = take_decimals(reader);
        if (!decimals) return fail(decimals.error().problem, decimals.error().offset);
        fields.microsecond = *decimals;
    }
    auto const offset = take_offset(reader);
    if (!offset) return fail(offset.error().problem, offset.error().offset);
    if (!reader.done()) return fail(TimeTextProblem::malformed_instant, reader.at());
    auto const local = local_time(fields);
    if (!local) return fail(TimeTextProblem::no_such_date, 0);
    return Instant{local->time_since_epoch() - *offset};
}

Result<LocalTime, TimeTextError> parse_date(std::string_view text) {
    if (text.empty()) return fail(TimeTextProblem::empty, 0);
    Reader reader{text};
    CivilFields fields;
    if (!take_date(reader, fields) || !reader.done()) return fail(TimeTextProblem::malformed_date, 0);
    auto const local = local_time(fields);
    if (!local) return fail(TimeTextProblem::no_such_date, 0);
    return *local;
}

Result<Duration, TimeTextError> parse_time_of_day(std::string_view text) {
    if (text.empty()) return fail(TimeTextProblem::empty, 0);
    Reader reader{text};
    CivilFields fields;
    if (!take_time(reader, fields) || !reader.done()) return fail(TimeTextProblem::malformed_time_of_day, 0);
    auto const local = local_time(fields);
    if (!local) return fail(TimeTextProblem::no_such_date, 0);
    return local->time_since_epoch();
}

std::string format_duration(Duration duration) {
    if (duration == Duration{0}) return "0s";
    std::string text = duration.count() < 0 ? "-" : "";
    // The one duration without a positive twin: 2^63 microseconds are taken apart as if one fewer, then one is added.
    bool const extreme = duration == Duration::min();
    std::int64_t left = extreme ? std::numeric_limits<std::int64_t>::max() : std::abs(duration.count());
    if (left < 1'000) return text + fmt::format("{}us", left);
    if (left < 1'000'000) return text + fmt::format("{}{}ms", left / 1'000, decimals_of(left % 1'000, 1'000));
    for (std::size_t unit = 0; unit < 3; ++unit) {
        if (auto const count = left / units[unit].microseconds; count != 0)
            text += fmt::format("{}{}", count, units[unit].name);
        left %= units[unit].microseconds;
    }
    if (extreme) ++left;
    if (left != 0) text += fmt::format("{}{}s", left / 1'000'000, decimals_of(left % 1'000'000, 1'000'000));
    return text;
}

std::string brief_duration(Duration duration) {
    if (duration == Duration::min()) duration += Duration{1};
    std::int64_t const size = std::abs(duration.count());
    // What the second largest unit shown counts as; everything below it is rounded away, half a step up.
    std::int64_t step = 1;
    if (size >= 86'400'000'000)
        step = 3'600'000'000;
    else if (size >= 3'600'000'000)
        step = 60'000'000;
    else if (size >= 60'000'000)
        step = 1'000'000;
    else if (size >= 1'000'000)
        step = 100'000;
    else if (size >= 1'000)
        step = 100;
    std::int64_t const rounded = (size / step + (size % step >= step - step / 2 && step > 1 ? 1 : 0)) * step;
    return format_duration(Duration{duration.count() < 0 ? -rounded : rounded});
}

namespace {

void put_pair(InstantText& text, std::size_t at, unsigned value) {
    text[at] = static_cast<char>('0' + value / 10);
    text[at + 1] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<InstantText> usual_text(Instant instant) {
    if (!is_finite(instant)) return std::nullopt;
    auto const fields = fields_of(LocalTime{instant.time_since_epoch()});
    if (fields.year < 0 || fields.year > 9999 || fields.microsecond % 1'000 != 0) return std::nullopt;
    auto const thousandths = fields.microsecond / 1'000;
    auto const year = static_cast<unsigned>(fields.year);
    InstantText text{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0',
                     '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z'};
    put_pair(text, 0, year / 100);
    put_pair(text, 2, year % 100);
    put_pair(text, 5, fields.month);
    put_pair(text, 8, fields.day);
    put_pair(text, 11, fields.hour);
    put_pair(text, 14, fields.minute);
    put_pair(text, 17, fields.second);
    text[20] = static_cast<char>('0' + thousandths / 100);
    put_pair(text, 21, thousandths % 100);
    return text;
}

std::string format_instant(Instant instant) {
    if (instant == always) return "always";
    if (instant == never) return "never";
    if (auto const text = usual_text(instant)) return {text->data(), text->size()};
    auto const fields = fields_of(LocalTime{instant.time_since_epoch()});
    auto const seconds = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", fields.year, fields.month, fields.day,
                                     fields.hour, fields.minute, fields.second);
    if (fields.microsecond % 1'000 == 0) return fmt::format("{}.{:03}Z", seconds, fields.microsecond / 1'000);
    return fmt::format("{}.{:06}Z", seconds, fields.microsecond);
}

std::string format_local_time(LocalTime local) {
    auto const fields = fields_of(local);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}", fields.year, fields.month, fields.day, fields.hour,
                       fields.minute, fields.second, decimals_of(fields.microsecond, 1'000'000));
}

}  // namespace lockstep
