// Reads `expect:`.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/near.hpp"
#include "harness/scenario/reading.hpp"
#include "harness/scenario/words.hpp"
#include "providers/contract.hpp"

namespace lockstep::harness {
namespace {

constexpr std::array statuses{engine::Status::unset,    engine::Status::setting, engine::Status::set,
                              engine::Status::removing, engine::Status::unknown, engine::Status::gone};

std::optional<engine::Status> status_of(Node const& node) {
    if (node.bad) return std::nullopt;
    for (engine::Status const each : statuses)
        if (engine::name_of(each) == node.text) return each;
    return std::nullopt;
}

class ExpectationReader {
  public:
    explicit ExpectationReader(Reading& reading) : reading_(reading), into_(reading.out.expect) {}

    void read(Node const& node) {
        if (Node const* const held = reading_.usable(node, "codes"))
            for (Entry const& entry : held->entries)
                code(entry);
        if (Node const* const held = reading_.usable(node, "attempts"))
            for (Entry const& entry : held->entries)
                attempt(entry);
        if (Node const* const held = reading_.usable(node, "events")) events(*held);
        if (Node const* const held = reading_.usable(node, "device"))
            for (Entry const& entry : held->entries)
                device(entry);
        if (Node const* const held = reading_.usable(node, "requests")) requests(*held);
        if (Node const* const held = reading_.usable(node, "totals"))
            for (Entry const& entry : held->entries)
                if (auto const count = reading_.count(*entry.value))
                    into_.totals.push_back({entry.key->text, *count, reading_.place(*entry.key)});
    }

  private:
    static bool is_rest(Node const& node) { return node.plain("..."); }

    // A place for an item: its key, or the matrix value that was put in for either half.
    Place item_place(Entry const& entry) {
        Place place = reading_.place(*entry.key);
        Place const value = reading_.place(*entry.value);
        if (!place.substituted() && value.substituted()) {
            place.from_file = value.from_file;
            place.from_line = value.from_line;
            place.from_column = value.from_column;
        }
        return place;
    }

    // Words of which nobody knows all: complain only where one that is known is near.
    void look_at_word(Node const& node, std::vector<std::string> const& known, std::string_view kind) {
        if (std::find(known.begin(), known.end(), node.text) != known.end()) return;
        auto const near = nearest(node.text, known);
        if (!near) return;
        reading_.complaints.error(node, "unknown-word", fmt::format("no {} called `{}`", kind, node.text),
                                  {fmt::format("did you mean `{}`?", *near), ""});
    }

    void code(Entry const& entry) {
        auto const index = reading_.lookup(reading_.codes, *entry.key);
        CodeExpectation made;
        made.code = index.value_or(0);
        made.place = reading_.place(*entry.key);
        Node const& node = *entry.value;
        if (node.bad) return;
        if (Node const* const list = reading_.usable(node, "status")) {
            made.status_place = reading_.place(*list);
            made.status = status_list(*list);
        }
        if (Node const* const held = reading_.usable(node, "polled")) made.polled = polled(*held);
        for (NodePtr const& item : items_of(node.find_shared("errors")))
            issues(*item, false, made.issues);
        for (NodePtr const& item : items_of(node.find_shared("warnings")))
            issues(*item, true, made.issues);
        if (index) into_.codes.push_back(std::move(made));
    }

    std::vector<StatusItem> status_list(Node const& list) {
        std::vector<StatusItem> items;
        for (NodePtr const& each : list.items) {
            if (each->bad) continue;
            StatusItem item;
            item.place = reading_.place(*each);
            if (is_rest(*each)) {
                item.rest = true;
                items.push_back(std::move(item));
                continue;
            }
            Entry const& pair = each->entries.front();
            auto const when = reading_.range(*pair.key);
            auto const status = status_of(*pair.value);
            if (!when || !status) continue;
            item.when = *when;
            item.status = *status;
            item.place = item_place(pair);
            item.status_place = reading_.place(*pair.value);
            items.push_back(std::move(item));
        }
        return items;
    }

    std::optional<PolledExpectation> polled(Node const& node) {
        PolledExpectation made;
        made.place = reading_.place(node);
        Node const* const every = reading_.usable(node, "every");
        auto const period = every ? reading_.duration(*every) : std::nullopt;
        if (period && *period <= Duration{0}) {
            reading_.complaints.error(*every, "value", "polling every 0s would never end");
            return std::nullopt;
        }
        made.every = period.value_or(Duration{1s});
        if (Node const* const sees = reading_.usable(node, "sees"))
            for (NodePtr const& item : sees->items)
                if (auto const status = status_of(*item)) {
                    made.sees.push_back(*status);
                    made.sees_places.push_back(reading_.place(*item));
                }
        return made;
    }

    void issues(Node const& node, bool warning, std::vector<IssueExpectation>& into) {
        if (node.bad || !node.is_map()) return;
        IssueExpectation made;
        made.warning = warning;
        if (Node const* const during = reading_.usable(node, "during")) made.during = status_of(*during);
        if (Node const* const from = reading_.usable(node, "from")) made.from = reading_.range(*from);
        if (Node const* const after = reading_.usable(node, "after")) {
            made.after_none = true;
            made.after_place = reading_.place(*after);
        }
        for (NodePtr const& has : items_of(node.find_shared("has"))) {
            if (!has->is_scalar()) continue;
            look_at_word(*has, warning ? known_warnings() : known_errors(), warning ? "warning" : "error");
            made.has = has->text;
            made.place = reading_.place(*has);
            into.push_back(made);
        }
    }

    void attempt(Entry const& entry) {
        auto const label = reading_.lookup(reading_.labels, *entry.key);
        if (!label) return;
        auto const meant = reading_.labels.find(entry.key->text) ? entry.key->text
                                                                 : reading_.labels.near(entry.key->text).value_or("");
        reading_.uses.labels.insert(meant);
        AttemptExpectation made;
        made.label = meant;
        made.place = reading_.place(*entry.key);
        if (!entry.value->bad)
            for (NodePtr const& each : entry.value->items)
                if (!each->bad) attempt_item(*each, made.items);
        into_.attempts.push_back(std::move(made));
    }

    void attempt_item(Node const& node, std::vector<AttemptItem>& into) {
        AttemptItem item;
        item.place = reading_.place(node);
        if (is_rest(node)) {
            item.rest = true;
            into.push_back(std::move(item));
            return;
        }
        Entry const& pair = node.entries.front();
        auto const when = reading_.range(*pair.key);
        if (pair.value->bad) return;
        item.place = item_place(pair);
        item.status_place = reading_.place(*pair.value);
        std::string word = pair.value->text;
        if (pair.value->is_map()) {
            Entry const& detail = pair.value->entries.front();
            word = detail.key->text;
            if (word == "error") {
                if (!detail.value->is_scalar()) {
                    reading_.complaints.error(*detail.value, "shape", "the type of the error belongs here");
                    return;
                }
                item.error = detail.value->text;
            } else {
                if (!detail.value->is_map()) {
                    reading_.complaints.error(*detail.value, "shape",
                                              "a map of fields of the access code belongs here");
                    return;
                }
                item.result_json = json_text(*detail.value, reading_);
            }
        }
        item.status = word == "success" ? AttemptStatus::success
                      : word == "error" ? AttemptStatus::error
                                        : AttemptStatus::pending;
        if (!when) return;
        item.when = *when;
        into.push_back(std::move(item));
    }

    void events(Node const& node) {
        EventExpectation& made = into_.events;
        made.given = true;
        made.place = reading_.place(node);
        if (node.is_sequence()) {
            made.list_place = made.place;
            made.list = event_list(node, false);
            return;
        }
        if (Node const* const list = reading_.usable(node, "exactly")) {
            made.exactly = true;
            made.list_place = reading_.place(*list);
            made.list = event_list(*list, true);
        }
        for (NodePtr const& item : items_of(node.find_shared("never"))) {
            if (!item->is_scalar()) continue;
            look_at_word(*item, known_events(), "event");
            made.never.push_back({false, {}, item->text, reading_.place(*item)});
        }
        if (Node const* const counts = reading_.usable(node, "count"))
            for (Entry const& entry : counts->entries) {
                look_at_word(*entry.key, known_events(), "event");
                if (auto const count = reading_.count(*entry.value))
                    made.counts.push_back({entry.key->text, *count, reading_.place(*entry.key)});
            }
    }

    std::vector<EventItem> event_list(Node const& list, bool exactly) {
        std::vector<EventItem> items;
        for (NodePtr const& each : list.items) {
            if (each->bad) continue;
            EventItem item;
            item.place = reading_.place(*each);
            if (is_rest(*each)) {
                if (exactly)
                    reading_.complaints.error(*each, "rest", "`exactly` leaves no room for `...`",
                                              {"", "a plain list of events may hold `...`"});
                item.rest = true;
            } else if (each->is_scalar()) {
                look_at_word(*each, known_events(), "event");
                item.type = each->text;
            } else {
                Entry const& pair = each->entries.front();
                auto const when = reading_.range(*pair.key);
                if (!when || pair.value->bad) continue;
                look_at_word(*pair.value, known_events(), "event");
                item.when = when;
                item.type = pair.value->text;
                item.place = item_place(pair);
            }
            items.push_back(std::move(item));
        }
        return items;
    }

    void device(Entry const& entry) {
        auto const index = reading_.lookup(reading_.devices, *entry.key);
        if (entry.value->bad) return;
        DeviceExpectation made;
        made.device = index.value_or(0);
        made.place = reading_.place(*entry.key);
        for (NodePtr const& item : entry.value->items)
            if (!item->bad && item->is_map()) memory(*item, made.items);
        if (index) into_.devices.push_back(std::move(made));
    }

    // `end` is no name of `times`, and may be mistyped all the same.
    bool meant_end(Node const& at) {
        bool const declared = std::any_of(reading_.times.declared().begin(), reading_.times.declared().end(),
                                          [&](Declared const& each) { return nearest(at.text, {each.name}); });
        if (declared || at.text == "any" || !nearest(at.text, {"end"})) return false;
        reading_.complaints.error(at, "unknown-time", fmt::format("no time called `{}`", at.text),
                                  {"did you mean `end`?", ""});
        return true;
    }

    void memory(Node const& node, std::vector<MemoryExpectation>& into) {
        MemoryExpectation made;
        Node const* const at = reading_.usable(node, "at");
        Node const* const codes = reading_.usable(node, "codes");
        if (at) {
            made.place = reading_.place(*at);
            made.at_end = at->text == "end" || meant_end(*at);
            auto const when = made.at_end ? MomentRange{} : reading_.range(*at);
            if (when) made.when = *when;
        }
        if (codes) {
            made.codes_place = reading_.place(*codes);
            for (NodePtr const& item : codes->items)
                if (!item->bad) stored(*item, made.codes);
        }
        if (at && codes) into.push_back(std::move(made));
    }

    void stored(Node const& node, std::vector<StoredCode>& into) {
        StoredCode made;
        made.place = reading_.place(node);
        if (is_rest(node)) {
            made.rest = true;
            into.push_back(std::move(made));
            return;
        }
        if (Node const* const held = reading_.usable(node, "code")) {
            made.pin = held->text;
            if (!all_digits(held->text))
                reading_.complaints.error(*held, "pin-rule",
                                          fmt::format("PIN \"{}\" is not made of digits", held->text));
        }
        if (Node const* const held = reading_.usable(node, "usable")) made.usable = held->text == "true";
        if (Node const* const held = reading_.usable(node, "copies")) made.copies = reading_.integer(*held);
        for (auto const& [key, into_field] : {std::pair{"starts", &made.starts}, std::pair{"ends", &made.ends}})
            if (Node const* const held = reading_.usable(node, key))
                if (auto const moment = reading_.moment(*held))
                    *into_field = {true, false, *moment, reading_.place(*held)};
        into.push_back(std::move(made));
    }

    bool any_http() const {
        return reading_.out.providers.empty() ||
               std::any_of(reading_.out.providers.begin(), reading_.out.providers.end(), [](auto const& settings) {
                   auto const* const vendor = providers::find_vendor(settings.vendor);
                   return !vendor || vendor->speaks_http;
               });
    }

    void requests(Node const& node) {
        for (Entry const& entry : node.entries) {
            auto const kind = traffic_kind_from(entry.key->text);
            if (!kind || entry.value->bad) continue;
            if (is_http_method(*kind) && !any_http())
                reading_.complaints.error(
                    *entry.key, "no-http",
                    fmt::format("`{}` counts HTTP requests, and `direct` has none", entry.key->text));
            RequestExpectation made;
            made.kind = *kind;
            made.place = reading_.place(*entry.key);
            if (entry.value->is_scalar()) {
                made.count = reading_.count(*entry.value);
                if (made.count && made.count->place.substituted()) made.place = made.count->place;
            } else if (Node const* const at = reading_.usable(*entry.value, "at")) {
                made.at = request_list(*at);
            }
            into_.requests.push_back(std::move(made));
        }
    }

    std::vector<RequestItem> request_list(Node const& list) {
        std::vector<RequestItem> items;
        for (NodePtr const& each : list.items) {
            if (each->bad) continue;
            RequestItem item;
            item.place = reading_.place(*each);
            item.rest = is_rest(*each);
            auto const when = item.rest ? MomentRange{} : reading_.range(*each);
            if (!when) continue;
            item.when = *when;
            items.push_back(std::move(item));
        }
        return items;
    }

    Reading& reading_;
    Expectations& into_;
};

}  // namespace

std::string_view name_of(AttemptStatus status) {
    switch (status) {
        case AttemptStatus::pending:
            return "pending";
        case AttemptStatus::success:
            return "success";
        case AttemptStatus::error:
            return "error";
    }
    return "";
}

void read_expectations(Node const& root, Reading& reading) {
    if (Node const* const expect = reading.usable(root, "expect")) ExpectationReader{reading}.read(*expect);
}

}  // namespace lockstep::harness
