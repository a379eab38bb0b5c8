#include "harness/scenario/read_workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <queue>
#include <set>

#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/near.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

std::string text_at(Node const& map, std::string_view key) {
    Node const* const found = map.find(key);
    return found && !found->bad && found->is_scalar() ? found->text : std::string{};
}

bool is_ics(std::string const& path) { return path.size() > 4 && (path.ends_with(".ics") || path.ends_with(".ICS")); }

BookingColumns columns_of(Node const& node) {
    BookingColumns columns;
    columns.created = text_at(node, "created");
    columns.arrives = text_at(node, "arrives");
    columns.nights = text_at(node, "nights");
    columns.leaves = text_at(node, "leaves");
    columns.cancelled = text_at(node, "cancelled");
    if (Node const* const conditions = node.find("cancelled_if"); conditions && !conditions->bad)
        for (Entry const& entry : conditions->entries) {
            BookingColumns::Condition condition{entry.key->text, {}};
            for (NodePtr const& value : items_of(entry.value))
                condition.values.push_back(value->text);
            columns.cancelled_if.push_back(std::move(condition));
        }
    return columns;
}

BookingRules rules_of(Node const& workload, std::string const& zone) {
    BookingRules rules;
    if (auto const time = parse_time_of_day(text_at(workload, "check_in"))) rules.check_in = *time;
    if (auto const time = parse_time_of_day(text_at(workload, "check_out"))) rules.check_out = *time;
    auto const own = text_at(workload, "zone");
    if (auto const found = find_zone(own.empty() ? zone : own)) rules.zone = *found;
    if (auto const limit = parse_unsigned(text_at(workload, "limit"))) rules.limit = *limit;
    return rules;
}

// Columns that the file does not have are mistakes of the scenario, not of the file.
bool columns_exist(Node const& columns, std::vector<std::string> const& header, std::string const& path,
                   Complaints& complaints) {
    bool good = true;
    auto const look = [&](Node const& name) {
        if (name.bad || std::find(header.begin(), header.end(), name.text) != header.end()) return;
        good = false;
        auto const near = nearest(name.text, header);
        std::string listed;
        for (std::string const& each : header)
            if (listed.size() < 200) listed += fmt::format("{}{}", listed.empty() ? "" : ", ", each);
        complaints.error(
            name, "unknown-column", fmt::format("no column called `{}` in {}", name.text, path),
            {near ? fmt::format("did you mean `{}`?", *near) : "", fmt::format("its columns: {}", listed)});
    };
    for (Entry const& entry : columns.entries) {
        if (entry.value->is_scalar()) look(*entry.value);
        if (entry.key->text == "cancelled_if" && !entry.value->bad)
            for (Entry const& condition : entry.value->entries)
                look(*condition.key);
    }
    return good;
}

void report(Bookings const& bookings, NamedPath const& path, std::string const& text, Node const& where,
            Complaints& complaints, SourceTexts& sources) {
    if (bookings.slips.empty()) return;
    sources.emplace(path.printed, text);
    std::vector<Diagnostic> made;
    for (BookingSlip const& slip : bookings.slips) {
        Diagnostic each;
        each.rule = "bookings";
        each.span = {path.printed, slip.line, slip.column, slip.length};
        each.message = slip.message;
        each.notes.push_back({complaints.table().span(where.spot), "read for this workload"});
        made.push_back(std::move(each));
    }
    complaints.take(std::move(made));
}

}  // namespace

std::shared_ptr<Bookings const> read_bookings(Node const& root, std::string const& zone, SuiteFiles const& files,
                                              SuiteFile const& file, BookingsCache& cache, Complaints& complaints,
                                              SourceTexts& sources) {
    Node const* const workload = root.find("workload");
    if (!workload || workload->bad) return nullptr;
    Node const* const named = workload->find("bookings");
    if (!named || named->bad) return nullptr;
    auto const path = files.resolve(file, named->text);
    if (!path) {
        complaints.error(*named, "path", path.error());
        return nullptr;
    }
    Node const* const columns = workload->find("columns");
    bool const calendar = is_ics(named->text);
    if (!calendar && !columns) {
        if (!workload->lost)
            complaints.error(*named, "missing-key", "`columns` is missing: which column of this file is what");
        return nullptr;
    }
    if (calendar && columns) {
        complaints.error(*columns, "needs", "a calendar has no columns");
        return nullptr;
    }
    if (columns && columns->bad) return nullptr;

    BookingColumns const names = columns ? columns_of(*columns) : BookingColumns{};
    BookingRules const rules = rules_of(*workload, zone);
    std::string key = fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", path->printed, names.created, names.arrives,
                                  names.nights, names.leaves, names.cancelled, rules.check_in.count(),
                                  rules.check_out.count(), rules.zone.name(), rules.limit, names.cancelled_if.size());
    for (auto const& condition : names.cancelled_if) {
        key += fmt::format("|{}", condition.column);
        for (std::string const& value : condition.values)
            key += fmt::format("={}", value);
    }
    if (cache.key == key) return cache.bookings;

    auto const text = read_whole_file(path->disk, bookings_bytes_max);
    if (!text) {
        complaints.error(*named, "file",
                         fmt::format("{}: {}", path->printed, message(text.error(), bookings_bytes_max)));
        return nullptr;
    }
    if (columns) {
        auto const header = csv_header(*text);
        if (header && !columns_exist(*columns, *header, path->printed, complaints)) return nullptr;
    }
    auto made = std::make_shared<Bookings const>(calendar ? read_ics_bookings(*text, rules)
                                                          : read_csv_bookings(*text, names, rules));
    report(*made, *path, *text, *named, complaints, sources);
    if (!made->slips.empty()) return nullptr;
    cache = {std::move(key), made};
    return made;
}

namespace {

// When a stay stops needing its door.
Instant leaves(Booking const& stay) { return stay.deleted ? std::min(*stay.deleted, stay.ends) : stay.ends; }

// In order of arrival, then of the file.
std::vector<std::size_t> by_arrival(std::vector<Booking> const& stays) {
    std::vector<std::size_t> order(stays.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t one, std::size_t other) { return stays[one].starts < stays[other].starts; });
    return order;
}

struct Busy {
    Instant until;
    std::size_t door;
    bool operator>(Busy const& other) const { return until != other.until ? until > other.until : door > other.door; }
};
using BusyDoors = std::priority_queue<Busy, std::vector<Busy>, std::greater<>>;

// The doors that stays may use, as indices of devices; with what to blame when they are too few.
struct Doors {
    std::vector<std::size_t> devices;
    Node const* blame = nullptr;
    std::string name;
};

std::vector<std::size_t> group(std::string const& name, Reading const& reading) {
    std::vector<std::size_t> found;
    for (std::size_t index = 0; index < reading.out.devices.size(); ++index)
        if (reading.out.devices[index].group == name) found.push_back(index);
    return found;
}

std::optional<Doors> doors_named(Node const& over, Reading& reading) {
    Doors doors;
    doors.blame = &over;
    doors.name = over.text;
    if (reading.groups.find(over.text)) {
        doors.devices = group(over.text, reading);
        return doors;
    }
    if (reading.devices.find(over.text)) {
        reading.complaints.error(over, "no-count", fmt::format("device `{}` has no `count`", over.text));
        return std::nullopt;
    }
    reading.complain_unknown(reading.groups, over);
    return std::nullopt;
}

// Without devices a workload gets as many doors as it needs, from the only provider there is.
std::optional<Doors> doors_made(Node const& workload, Node const* over, std::size_t needed, Reading& reading) {
    if (reading.out.providers.size() != 1) {
        reading.complaints.error(workload, "missing-key",
                                 "`devices` is missing: there is not exactly one provider to take doors from");
        return std::nullopt;
    }
    if (!Budget::take(reading.budget.devices, needed)) {
        reading.complaints.error(
            workload, "too-large",
            fmt::format("more than {} devices in all the cases of this file together", Budget{}.devices));
        return std::nullopt;
    }
    Doors doors;
    doors.name = over ? over->text : "door";
    ProviderSettings const& settings = reading.out.providers.front();
    reading.out.accounts.push_back({settings.name, settings.place, 0, true});
    for (std::size_t number = 1; number <= std::max<std::size_t>(needed, 1); ++number) {
        Device door;
        door.name = fmt::format("{}-{}", doors.name, number);
        door.group = doors.name;
        door.place = reading.place(workload);
        door.account = reading.out.accounts.size() - 1;
        door.code = settings.code;
        door.http = settings.http;
        door.behaviour = settings.device;
        door.offline_codes = settings.offline_codes;
        doors.devices.push_back(reading.out.devices.size());
        reading.devices.add(door.name, workload.spot, reading.out.devices.size());
        reading.out.devices.push_back(std::move(door));
    }
    return doors;
}

std::optional<Doors> find_doors(Node const& root, Node const& workload, std::size_t needed, Reading& reading) {
    Node const* const spread = workload.find("spread");
    if (spread && spread->bad) return std::nullopt;
    Node const* const over = spread ? spread->find("over") : nullptr;
    if (spread && (!over || over->bad)) return std::nullopt;
    if (!root.find("devices")) return doors_made(workload, over, needed, reading);
    if (over) return doors_named(*over, reading);
    // Without `spread` there must be no choice.
    bool const one_group = reading.groups.declared().size() == 1;
    bool const one_device = reading.groups.declared().empty() && reading.out.devices.size() == 1;
    if (!one_group && !one_device) {
        reading.complaints.error(workload, "missing-key", "`spread` is missing: onto which doors");
        return std::nullopt;
    }
    Doors doors;
    doors.blame = &workload;
    doors.name = one_group ? reading.groups.declared()[0].name : reading.out.devices[0].name;
    doors.devices = one_group ? group(doors.name, reading) : std::vector<std::size_t>{0};
    return doors;
}

}  // namespace

std::size_t most_at_once(std::vector<Booking> const& stays) {
    BusyDoors busy;
    std::size_t most = 0;
    for (std::size_t const index : by_arrival(stays)) {
        Booking const& stay = stays[index];
        while (!busy.empty() && busy.top().until <= stay.starts)
            busy.pop();
        if (leaves(stay) <= stay.starts) continue;
        busy.push({leaves(stay), 0});
        most = std::max(most, busy.size());
    }
    return most;
}

std::vector<std::size_t> doors_for(std::vector<Booking> const& stays, std::size_t doors) {
    std::vector<std::size_t> chosen(stays.size(), 0);
    BusyDoors busy;
    std::set<std::size_t> free;
    for (std::size_t door = 0; door < doors; ++door)
        free.insert(door);
    for (std::size_t const index : by_arrival(stays)) {
        Booking const& stay = stays[index];
        while (!busy.empty() && busy.top().until <= stay.starts) {
            free.insert(busy.top().door);
            busy.pop();
        }
        // A stay that is cancelled before it begins needs a door in name only.
        std::size_t const door = free.empty() ? 0 : *free.begin();
        chosen[index] = door;
        if (leaves(stay) <= stay.starts || free.empty()) continue;
        free.erase(free.begin());
        busy.push({leaves(stay), door});
    }
    return chosen;
}

void read_workload(Node const& root, Bookings const& bookings, std::string const& printed_path, bool epoch_given,
                   Reading& reading) {
    Node const* const workload = reading.usable(root, "workload");
    if (!workload) return;
    Workload made;
    made.place = reading.place(*workload);
    made.bookings = text_at(*workload, "bookings");
    made.file = printed_path;
    made.zone = text_at(*workload, "zone");
    if (made.zone.empty()) made.zone = reading.out.zone;
    made.skipped = bookings.skipped;
    made.doors_needed = most_at_once(bookings.stays);

    // What was booked before the run begins is known when it begins; what was over by then cannot be.
    if (epoch_given)
        for (Booking const& stay : bookings.stays) {
            if (stay.ends > reading.out.epoch) continue;
            reading.complaints.error(*workload->find("bookings"), "before-start",
                                     fmt::format("the stay in line {} of {} ended at {}, before T+0", stay.line,
                                                 printed_path, format_instant(stay.ends)),
                                     {"", "leave `epoch` out: the run then begins with the first booking"});
            return;
        }

    for (Booking const& stay : bookings.stays) {
        if (!too_far(stay.ends, reading.out.epoch)) continue;
        reading.complaints.error(*workload->find("bookings"), "too-far",
                                 fmt::format("the stay in line {} of {} ends at {}, more than 100 years after T+0",
                                             stay.line, printed_path, format_instant(stay.ends)));
        return;
    }

    auto const doors = find_doors(root, *workload, made.doors_needed, reading);
    if (!doors) return;
    if (doors->devices.size() < made.doors_needed) {
        reading.complaints.error(*doors->blame, "too-few-doors",
                                 fmt::format("{} stays at one time need {} doors, `{}` has {}", made.doors_needed,
                                             made.doors_needed, doors->name, doors->devices.size()));
        return;
    }
    auto const chosen = doors_for(bookings.stays, doors->devices.size());
    made.stays.reserve(bookings.stays.size());
    for (std::size_t index = 0; index < bookings.stays.size(); ++index) {
        Booking const& stay = bookings.stays[index];
        Stay laid{stay.line,    std::max(stay.created, reading.out.epoch),
                  stay.starts,  stay.ends,
                  stay.deleted, doors->devices[chosen[index]]};
        if (laid.deleted) laid.deleted = std::max(*laid.deleted, laid.created);
        made.stays.push_back(laid);
    }
    reading.out.workload = std::move(made);
}

}  // namespace lockstep::harness
