#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/bookings.hpp"
#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/csv.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

constexpr std::uint64_t nights_max = 3660;
constexpr Duration day = std::chrono::hours{24};

class CsvBookings {
  public:
    CsvBookings(std::string_view text, BookingColumns const& columns, BookingRules const& rules)
        : reader_(text), columns_(columns), rules_(rules) {}

    Bookings read() {
        std::vector<CsvField> record;
        if (reader_.next(record)) {
            for (CsvField const& field : record)
                made_.header.push_back(field.text);
            find_columns();
            for (std::uint64_t row = 0; row < rules_.limit && made_.slips.size() < booking_slips_max; ++row) {
                if (!reader_.next(record)) break;
                take(record);
            }
        } else if (reader_.problem().empty()) {
            made_.slips.push_back({1, 1, 1, "the file is empty: a line of column names belongs here"});
        }
        if (!reader_.problem().empty()) made_.slips.push_back({reader_.line(), reader_.column(), 1, reader_.problem()});
        return std::move(made_);
    }

  private:
    static constexpr std::size_t nowhere = SIZE_MAX;

    std::size_t find(std::string const& name) const {
        if (name.empty()) return nowhere;
        auto const found = std::find(made_.header.begin(), made_.header.end(), name);
        return found == made_.header.end() ? nowhere : static_cast<std::size_t>(found - made_.header.begin());
    }

    void find_columns() {
        created_ = find(columns_.created);
        arrives_ = find(columns_.arrives);
        nights_ = find(columns_.nights);
        leaves_ = find(columns_.leaves);
        cancelled_ = find(columns_.cancelled);
        for (auto const& condition : columns_.cancelled_if)
            conditions_.push_back(find(condition.column));
    }

    void slip(CsvField const& field, std::string message) {
        made_.slips.push_back({field.line, field.column,
                               static_cast<std::uint32_t>(std::max<std::size_t>(field.text.size(), 1)),
                               std::move(message)});
    }

    std::optional<LocalTime> date(CsvField const& field) {
        auto const parsed = parse_date(field.text);
        if (parsed) return *parsed;
        slip(field, fmt::format("`{}` is no date like 2030-01-31", field.text));
        return std::nullopt;
    }

    void take(std::vector<CsvField> const& record) {
        if (record.size() != made_.header.size())
            return slip(record.front(),
                        fmt::format("{} fields, the header has {}", record.size(), made_.header.size()));
        if (arrives_ == nowhere) return;  // reported by whoever named the columns
        auto const arrives = date(record[arrives_]);
        if (!arrives) return;
        auto const leaves = departure(record, *arrives);
        if (!leaves) return;
        if (*leaves == *arrives) {
            ++made_.skipped;
            return;
        }
        auto const created = created_ == nowhere ? arrives : date(record[created_]);
        if (!created) return;

        Booking stay;
        stay.line = record.front().line;
        stay.created = rules_.zone.to_instant(*created);
        stay.starts = rules_.zone.to_instant(*arrives + rules_.check_in);
        stay.ends = rules_.zone.to_instant(*leaves + rules_.check_out);
        if (stay.ends <= stay.starts) return slip(record[arrives_], "this stay ends before it starts");
        if (stay.created >= stay.ends) return slip(record[created_], "this stay was booked after it was over");
        bool const dated = cancelled_ != nowhere && !record[cancelled_].text.empty();
        if (cancelled_ != nowhere && !dated && !conditions_.empty() && counts_as_cancelled(record)) ++made_.undated;
        if (dated && counts_as_cancelled(record)) {
            auto const cancelled = date(record[cancelled_]);
            if (!cancelled) return;
            Instant const at = *cancelled >= *arrives ? stay.starts : rules_.zone.to_instant(*cancelled);
            stay.deleted = std::max(at, stay.created);
        }
        made_.stays.push_back(stay);
    }

    std::optional<LocalTime> departure(std::vector<CsvField> const& record, LocalTime arrives) {
        if (nights_ == nowhere) {
            if (leaves_ == nowhere) return std::nullopt;
            auto const leaves = date(record[leaves_]);
            if (leaves && *leaves < arrives) {
                slip(record[leaves_], "this stay ends before it starts");
                return std::nullopt;
            }
            return leaves;
        }
        auto const nights = parse_unsigned(record[nights_].text);
        if (!nights || *nights > nights_max) {
            slip(record[nights_], fmt::format("`{}` is no number of nights", record[nights_].text));
            return std::nullopt;
        }
        return arrives + static_cast<std::int64_t>(*nights) * day;
    }

    bool counts_as_cancelled(std::vector<CsvField> const& record) const {
        for (std::size_t each = 0; each < conditions_.size(); ++each) {
            auto const& values = columns_.cancelled_if[each].values;
            if (conditions_[each] == nowhere) return false;
            if (std::find(values.begin(), values.end(), record[conditions_[each]].text) == values.end()) return false;
        }
        return true;
    }

    CsvReader reader_;
    BookingColumns const& columns_;
    BookingRules const& rules_;
    Bookings made_;
    std::size_t created_ = nowhere, arrives_ = nowhere, nights_ = nowhere, leaves_ = nowhere, cancelled_ = nowhere;
    std::vector<std::size_t> conditions_;
};

}  // namespace

Bookings read_csv_bookings(std::string_view text, BookingColumns const& columns, BookingRules const& rules) {
    return CsvBookings{text, columns, rules}.read();
}

std::optional<std::vector<std::string>> csv_header(std::string_view text) {
    CsvReader reader{text};
    std::vector<CsvField> record;
    if (!reader.next(record)) return std::nullopt;
    std::vector<std::string> header;
    for (CsvField const& field : record)
        header.push_back(field.text);
    return header;
}

}  // namespace lockstep::harness
