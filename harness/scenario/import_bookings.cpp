#include "harness/scenario/import_bookings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>
#include <vector>

#include "harness/scenario/bookings.hpp"
#include "harness/scenario/csv.hpp"
#include "harness/scenario/read_workload.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

// "Check-In Date" and "check_in_date" are one name.
std::string bare(std::string_view name) {
    std::string made;
    for (char const c : name) {
        if (c >= 'A' && c <= 'Z') made += static_cast<char>(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) made += c;
    }
    return made;
}

// The first column that is called like one of these, the likeliest name first.
std::string column_like(std::vector<std::string> const& header, std::initializer_list<std::string_view> names) {
    for (std::string_view const name : names)
        for (std::string const& column : header)
            if (bare(column) == name) return column;
    return "";
}

BookingColumns guess_columns(std::vector<std::string> const& header) {
    BookingColumns columns;
    columns.created = column_like(header, {"bookedon", "bookedat", "booked", "bookingdate", "createdon", "createdat",
                                           "created", "reservationdate", "reservedon", "datebooked"});
    columns.arrives = column_like(header, {"arriveson", "arrives", "arrival", "arrivaldate", "checkin", "checkindate",
                                           "startdate", "startson", "starts", "start", "from", "datefrom"});
    columns.nights = column_like(header, {"nights", "numberofnights", "staynights", "lengthofstay", "los"});
    if (columns.nights.empty())
        columns.leaves =
            column_like(header, {"leaveson", "leaves", "departure", "departuredate", "departs", "checkout",
                                 "checkoutdate", "enddate", "endson", "ends", "end", "to", "until", "dateto"});
    columns.cancelled =
        column_like(header, {"cancelledon", "canceledon", "cancelledat", "canceledat", "cancelled", "canceled",
                             "cancellationdate", "canceldate", "outcomeon", "statusdate", "reservationstatusdate"});
    return columns;
}

// A column that tells how a booking ended, and the words in it that mean cancelled.
std::optional<BookingColumns::Condition> guess_condition(std::string_view text,
                                                         std::vector<std::string> const& header) {
    BookingColumns::Condition condition;
    condition.column = column_like(header, {"outcome", "status", "bookingstatus", "reservationstatus", "state"});
    if (condition.column.empty()) return std::nullopt;
    auto const at =
        static_cast<std::size_t>(std::find(header.begin(), header.end(), condition.column) - header.begin());
    CsvReader reader{text};
    std::vector<CsvField> record;
    reader.next(record);
    while (reader.next(record)) {
        if (at >= record.size()) continue;
        std::string const& word = record[at].text;
        if (bare(word).find("cancel") == std::string::npos) continue;
        if (std::find(condition.values.begin(), condition.values.end(), word) == condition.values.end())
            condition.values.push_back(word);
        if (condition.values.size() > 8) break;
    }
    if (condition.values.empty()) return std::nullopt;
    return condition;
}

// A text as a YAML value that means just this.
std::string yaml_text(std::string_view text) {
    std::string made = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') made += '\\';
        made += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return made + "\"";
}

std::string columns_text(BookingColumns const& columns) {
    std::string made;
    auto const add = [&](std::string_view key, std::string const& column) {
        if (!column.empty()) made += fmt::format("    {}: {}\n", key, yaml_text(column));
    };
    add("created", columns.created);
    add("arrives", columns.arrives);
    add("nights", columns.nights);
    add("leaves", columns.leaves);
    add("cancelled", columns.cancelled);
    for (auto const& condition : columns.cancelled_if) {
        std::string values;
        for (std::string const& value : condition.values)
            values += fmt::format("{}{}", values.empty() ? "" : ", ", yaml_text(value));
        made += fmt::format("    cancelled_if: {{ {}: [{}] }}\n", yaml_text(condition.column), values);
    }
    return made;
}

struct Understood {
    BookingColumns columns;
    Bookings bookings;
};

Result<Understood, std::string> understand(std::string_view text, bool calendar, BookingRules const& rules) {
    Understood made;
    if (calendar) {
        made.bookings = read_ics_bookings(text, rules);
    } else {
        auto const header = csv_header(text);
        if (!header) return failure(std::string{"the file has no line of column names"});
        std::string listed;
        for (std::string const& column : *header)
            listed += fmt::format("{}{}", listed.empty() ? "" : ", ", column);
        made.columns = guess_columns(*header);
        if (made.columns.arrives.empty())
            return failure(fmt::format("no column looks like the day of arrival; the columns are {}", listed));
        if (made.columns.nights.empty() && made.columns.leaves.empty())
            return failure(
                fmt::format("no column looks like the nights or the day of departure; the columns are {}", listed));
        if (!made.columns.cancelled.empty()) {
            if (auto condition = guess_condition(text, *header))
                made.columns.cancelled_if.push_back(std::move(*condition));
            else if (bare(made.columns.cancelled).find("cancel") == std::string::npos)
                made.columns.cancelled.clear();  // a date of something, but not of cancellations
        }
        made.bookings = read_csv_bookings(text, made.columns, rules);
    }
    if (!made.bookings.slips.empty()) {
        BookingSlip const& slip = made.bookings.slips.front();
        return failure(fmt::format("line {}: {}", slip.line, slip.message));
    }
    if (made.bookings.stays.empty()) return failure(std::string{"there is no stay in this file"});
    return made;
}

}  // namespace

Result<std::string, std::string> scenario_from_bookings(std::string_view bookings, ImportOptions const& options) {
    BookingRules rules;
    auto const check_in = parse_time_of_day(options.check_in);
    auto const check_out = parse_time_of_day(options.check_out);
    if (!check_in || !check_out)
        return failure(
            fmt::format("`{}` is no time of day like 15:00", check_in ? options.check_out : options.check_in));
    auto const zone = find_zone(options.zone);
    if (!zone) return failure(fmt::format("no time zone called `{}`", options.zone));
    rules.check_in = *check_in;
    rules.check_out = *check_out;
    rules.zone = *zone;
    bool const calendar = options.bookings.ends_with(".ics") || options.bookings.ends_with(".ICS");
    auto understood = understand(bookings, calendar, rules);
    if (!understood) return failure(understood.error());
    Bookings const& read = understood->bookings;

    auto const cancelled = std::count_if(read.stays.begin(), read.stays.end(),
                                         [](Booking const& stay) { return stay.deleted.has_value(); });
    std::string out = fmt::format("# Made by `lockstep import` from {}: {} stays, {} of them cancelled",
                                  options.bookings, read.stays.size(), cancelled);
    out += fmt::format(", {} of 0 nights left out.\n", read.skipped);
    if (read.undated != 0)
        out += fmt::format(
            "# {} more {} marked as cancelled without a date: taken for {}, since nobody knows when it ended.\n",
            read.undated, read.undated == 1 ? "is" : "are", read.undated == 1 ? "a stay" : "stays");
    out += "# What was guessed, and is yours to check: the columns, check-in, check-out, the zone, the locks.\n";
    out += "schema: scenario/v1\n";
    out +=
        fmt::format("name: {}\n", yaml_text(options.name.empty() ? "Bookings of " + options.bookings : options.name));
    out += "tags: [workload]\n";
    out +=
        "providers:\n"
        "  keypads:\n"
        "    vendor: open\n"
        "    native_scheduling: true\n"
        "    code: { length: 4..8, slots: 30 }\n"
        "    http: { request: 200ms, response: 200ms }\n"
        "    device: { apply: 3s, erase: 1s, offline: reject }\n"
        "    confirm: { webhook: 100ms }\n";
    out += "devices:\n";
    out += fmt::format("  room: {{ provider: keypads, count: {} }}   # the most stays at one time\n",
                       std::max<std::size_t>(most_at_once(read.stays), 1));
    out += "workload:\n";
    out += fmt::format("  bookings: {}\n", yaml_text(options.bookings));
    if (!calendar) out += "  columns:\n" + columns_text(understood->columns);
    out += fmt::format("  check_in: \"{}\"\n  check_out: \"{}\"\n  zone: {}\n", options.check_in, options.check_out,
                       options.zone);
    out += "  spread: { over: room, by: availability }\n";
    out += "expect:\n";
    out += fmt::format("  totals: {{ created: {}, skipped: {} }}\n", read.stays.size(), read.skipped);
    return out;
}

}  // namespace lockstep::harness
