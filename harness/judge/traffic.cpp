// `requests` and `totals`: how much the vendors were asked, and when; and the sums of a whole run.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/judge/bench.hpp"

namespace lockstep::harness {
namespace {

providers::Op op_of(TrafficKind kind) {
    switch (kind) {
        case TrafficKind::write:
            return providers::Op::write;
        case TrafficKind::remove:
            return providers::Op::remove;
        case TrafficKind::push:
            return providers::Op::push;
        case TrafficKind::login:
            return providers::Op::login;
        default:
            return providers::Op::read;
    }
}

http::Method method_of(TrafficKind kind) {
    switch (kind) {
        case TrafficKind::http_get:
            return http::Method::get;
        case TrafficKind::http_post:
            return http::Method::post;
        case TrafficKind::http_put:
            return http::Method::put;
        case TrafficKind::http_patch:
            return http::Method::patch;
        case TrafficKind::http_delete:
            return http::Method::delete_;
        default:
            return http::Method::other;
    }
}

std::vector<GotLine> sent(RunRecord const& record, TrafficKind kind) {
    std::vector<GotLine> lines;
    auto const take = [&](TrafficEntry const& entry) {
        std::string word{name_of(kind)};
        if (entry.number != 0) word += fmt::format(" #{}", entry.number);
        if (entry.code < record.names.codes.size()) word += fmt::format(" for {}", record.names.codes[entry.code]);
        lines.push_back({entry.at, std::move(word), entry.trace});
    };
    if (is_http_method(kind)) {
        for (TrafficEntry const& entry : record.requests)
            if (entry.method == method_of(kind)) take(entry);
    } else {
        for (TrafficEntry const& entry : record.operations)
            if (entry.op == op_of(kind)) take(entry);
    }
    return lines;
}

std::uint64_t count_of(RunRecord const& record, TrafficKind kind) {
    if (is_http_method(kind)) return record.totals.requests[static_cast<std::size_t>(method_of(kind))];
    return record.totals.operations[static_cast<std::size_t>(op_of(kind))];
}

void judge_count(Bench& bench, RequestExpectation const& expected, std::vector<GotLine> const& got) {
    CountRange const& want = *expected.count;
    std::uint64_t const count = bench.record().has_details ? got.size() : count_of(bench.record(), expected.kind);
    if (want.contains(count)) {
        for (GotLine const& line : got)
            bench.asserted(line.trace);
        return;
    }
    std::vector<Row> rows;
    for (std::size_t i = 0; i < got.size(); ++i)
        rows.push_back({i >= want.max, "", "", bench.at(got[i].at), got[i].word, bench.because(got[i].trace)});
    if (rows.empty()) rows.push_back({true, "", "", "", "none", ""});
    rows.front().want = want.text;
    rows.front().wrong = rows.front().wrong || count < want.min;
    bench.fail(want.place.known() ? want.place : expected.place,
               fmt::format("requests.{}: want {}, got {}", name_of(expected.kind), want.text, count), std::move(rows));
}

void judge_instants(Bench& bench, RequestExpectation const& expected, std::vector<GotLine> const& got) {
    std::vector<WantedLine> want;
    for (RequestItem const& item : *expected.at)
        want.push_back(
            {item.rest, item.rest ? nullptr : &item.when, std::string(name_of(expected.kind)), item.place, item.place});
    judge_list(bench, fmt::format("requests.{}.at", name_of(expected.kind)), want, got, expected.place,
               [](std::size_t, std::size_t) { return true; });
}

// How each code came to that status, in time order.
std::vector<GotLine> entries_of(RunRecord const& record, std::string_view status) {
    std::vector<GotLine> lines;
    for (std::size_t code = 0; code < record.codes.size() && code < record.names.codes.size(); ++code)
        for (StatusEntry const& entry : record.codes[code].status)
            if (engine::name_of(entry.status) == status)
                lines.push_back({entry.at, fmt::format("{} {}", status, record.names.codes[code]), entry.trace});
    std::stable_sort(lines.begin(), lines.end(),
                     [](GotLine const& one, GotLine const& other) { return one.at < other.at; });
    return lines;
}

// Short lists are shown with their causes. Nobody would find the one too many in a long one.
std::vector<Row> rows_of_total(Bench const& bench, TotalExpectation const& expected, std::uint64_t count) {
    constexpr std::size_t listed_max = 50;
    auto const entries = entries_of(bench.record(), expected.key);
    std::vector<Row> rows;
    if (entries.size() == count && count <= listed_max)
        for (std::size_t i = 0; i < entries.size(); ++i)
            rows.push_back({i >= expected.count.max, "", "", bench.at(entries[i].at), entries[i].word,
                            bench.because(entries[i].trace)});
    if (rows.empty())
        rows.push_back({true, "", "", "", count == 0 ? "none" : fmt::format("{} {}", count, expected.key), ""});
    rows.front().want = fmt::format("{} {}", expected.count.text, expected.key);
    rows.front().wrong = rows.front().wrong || count < expected.count.min;
    return rows;
}

std::optional<std::uint64_t> total_called(Totals const& totals, std::string_view key) {
    if (key == "created") return totals.created;
    if (key == "deleted") return totals.deleted;
    if (key == "skipped") return totals.skipped;
    using engine::Status;
    for (Status const status :
         {Status::unset, Status::setting, Status::set, Status::removing, Status::unknown, Status::gone})
        if (key == engine::name_of(status)) return totals.entered[static_cast<std::size_t>(status)];
    return std::nullopt;
}

}  // namespace

void judge_requests(Bench& bench) {
    for (RequestExpectation const& expected : bench.scenario().expect.requests) {
        auto const got = sent(bench.record(), expected.kind);
        if (expected.count) judge_count(bench, expected, got);
        if (!expected.at) continue;
        if (bench.record().has_details)
            judge_instants(bench, expected, got);
        else
            bench.fail(expected.place, fmt::format("requests.{}: this run did not keep its traffic, so the instants "
                                                   "cannot be judged",
                                                   name_of(expected.kind)));
    }
}

void judge_totals(Bench& bench) {
    for (TotalExpectation const& expected : bench.scenario().expect.totals) {
        auto const got = total_called(bench.record().totals, expected.key);
        if (got && expected.count.contains(*got)) continue;
        std::string const count = got ? fmt::format("{}", *got) : std::string("nothing of that name");
        bench.fail(expected.count.place.known() ? expected.count.place : expected.place,
                   fmt::format("totals.{}: want {}, got {}", expected.key, expected.count.text, count),
                   got ? rows_of_total(bench, expected, *got) : std::vector<Row>{});
    }
}

}  // namespace lockstep::harness
