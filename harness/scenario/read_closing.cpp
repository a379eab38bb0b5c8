// Reads what frames a case: name, words, requirements, invariants, xfail, and when the run ends.
#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/check_scalar.hpp"
#include "harness/scenario/near.hpp"
#include "harness/scenario/reading.hpp"

namespace lockstep::harness {
namespace {

constexpr int invariants_known = 26;
constexpr Duration rest_after_last = std::chrono::minutes{10};

std::vector<std::string> words_of(Node const& root, std::string_view key) {
    std::vector<std::string> words;
    for (NodePtr const& item : items_of(root.find_shared(key)))
        if (item->is_scalar()) words.push_back(item->text);
    return words;
}

void read_invariants(Node const& root, Reading& reading) {
    Node const* const node = reading.usable(root, "invariants");
    if (!node) return;
    std::vector<std::string> known;
    for (int number = 1; number <= invariants_known; ++number)
        known.push_back(fmt::format("I-{:02}", number));
    for (NodePtr const& item : items_of(node->find_shared("off"))) {
        auto const found = std::find(known.begin(), known.end(), item->text);
        if (found == known.end()) {
            auto const near = nearest(item->text, known);
            reading.complaints.error(*item, "unknown-invariant", fmt::format("no invariant called `{}`", item->text),
                                     {near ? fmt::format("did you mean `{}`?", *near) : "",
                                      near ? "" : fmt::format("they are called I-01 to I-{}", invariants_known)});
            continue;
        }
        reading.out.invariants_off.push_back({static_cast<int>(found - known.begin()) + 1, reading.place(*item)});
    }
    if (Node const* const because = reading.usable(*node, "because"))
        reading.out.invariants_off_because = because->text;
}

void read_xfail(Node const& root, Reading& reading) {
    Node const* const node = reading.usable(root, "xfail");
    if (!node) return;
    auto const text = [&](std::string_view key) {
        Node const* const held = reading.usable(*node, key);
        return held ? held->text : std::string{};
    };
    reading.out.xfail = ExpectedFailure{text("reason"), text("issue"), text("until"), reading.place(*node)};
}

// The last instant that the file speaks of: steps, expectations, and ends of windows, refused ones included.
class LastInstant {
  public:
    explicit LastInstant(Scenario const& scenario) : at_(scenario.epoch) {
        for (Step const& step : scenario.steps) {
            see(step.at.instant);
            std::visit([this](auto const& action) { windows(action); }, step.action);
        }
        expectations(scenario.expect);
        if (scenario.workload)
            for (Stay const& stay : scenario.workload->stays) {
                see(stay.created);
                see(stay.starts);
                see(stay.ends);
            }
    }
    Instant at() const { return at_; }

  private:
    void see(Instant instant) {
        if (is_finite(instant)) at_ = std::max(at_, instant);
    }
    void see(Field<Moment> const& moment) {
        if (moment.has_value()) see(moment->instant);
    }
    void windows(CodeFields const& fields) {
        see(fields.starts);
        see(fields.ends);
    }
    void windows(CreateCode const& create) { windows(create.fields); }
    void windows(UpdateCode const& update) { windows(update.fields); }
    void windows(EditByHand const& edit) {
        see(edit.starts);
        see(edit.ends);
    }
    template <class Other>
    void windows(Other const&) {}

    void expectations(Expectations const& expect) {
        for (CodeExpectation const& code : expect.codes) {
            if (code.status)
                for (StatusItem const& item : *code.status)
                    if (!item.rest) see(item.when.to);
            for (IssueExpectation const& issue : code.issues)
                if (issue.from) see(issue.from->to);
        }
        for (AttemptExpectation const& attempt : expect.attempts)
            for (AttemptItem const& item : attempt.items)
                if (!item.rest) see(item.when.to);
        if (expect.events.list)
            for (EventItem const& item : *expect.events.list)
                if (item.when) see(item.when->to);
        for (DeviceExpectation const& device : expect.devices)
            for (MemoryExpectation const& item : device.items)
                if (!item.at_end) see(item.when.to);
        for (RequestExpectation const& request : expect.requests)
            if (request.at)
                for (RequestItem const& item : *request.at)
                    if (!item.rest) see(item.when.to);
    }

    Instant at_;
};

// Walks the checked tree again, because a complaint needs nodes: every instant that lies after the end of the run.
class AfterEnd {
  public:
    AfterEnd(Instant until, std::string text, Reading& reading)
        : until_(until), text_(std::move(text)), reading_(reading) {}

    void steps(Node const& list) {
        for (NodePtr const& item : list.items)
            if (Node const* const at = item->bad ? nullptr : reading_.usable(*item, "at"))
                look(*at, "this step comes after the run ends");
    }

    // Keys of pairs, values of `at` and `from`, items of lists of instants.
    void expectations(Node const& node) {
        if (node.bad) return;
        for (NodePtr const& item : node.items)
            expectations(*item);
        for (Entry const& entry : node.entries) {
            if (entries_are_pairs(node)) look(*entry.key, message);
            if (entry.key->text == "at" || entry.key->text == "from") {
                if (entry.value->is_scalar()) look(*entry.value, message);
                for (NodePtr const& item : entry.value->items)
                    look(*item, message);
            }
            expectations(*entry.value);
        }
    }

  private:
    static constexpr std::string_view message = "this expectation lies after the end of the run";

    bool entries_are_pairs(Node const& node) const {
        return node.entries.size() == 1 &&
               reading_.times.try_instant(first_part(node.entries[0].key->text)).has_value();
    }
    static std::string_view first_part(std::string_view text) { return text.substr(0, text.find("..")); }

    void look(Node const& node, std::string_view what) {
        auto const instant = reading_.times.try_instant(first_part(node.text));
        if (!instant || *instant <= until_) return;
        reading_.complaints.error(node, "after-until", std::string{what}, {"", fmt::format("`until` is {}", text_)});
    }

    Instant until_;
    std::string text_;
    Reading& reading_;
};

void read_until(Node const& root, Reading& reading) {
    Scenario& out = reading.out;
    Node const* const node = reading.usable(root, "until");
    if (!node) {
        out.until = later_by(LastInstant{out}.at(), rest_after_last);
        return;
    }
    auto const until = reading.moment(*node);
    if (!until) return;
    out.until = until->instant;
    out.until_place = until->place;
    if (out.until <= out.epoch) {
        reading.complaints.error(*node, "before-start", "the run would end before it begins");
        return;
    }
    AfterEnd after{out.until, node->text, reading};
    if (Node const* const steps = reading.usable(root, "steps")) after.steps(*steps);
    if (Node const* const expect = reading.usable(root, "expect")) after.expectations(*expect);
}

}  // namespace

void read_closing(Node const& root, Reading& reading) {
    Scenario& out = reading.out;
    if (Node const* const name = reading.usable(root, "name")) out.name = name->text;
    out.tags = words_of(root, "tags");
    out.covers = words_of(root, "covers");
    for (NodePtr const& item : items_of(root.find_shared("requires")))
        for (int each = 0; each <= static_cast<int>(Capability::idempotency_keys); ++each)
            if (name_of(static_cast<Capability>(each)) == item->text)
                out.needs.push_back({static_cast<Capability>(each), reading.place(*item)});
    read_invariants(root, reading);
    read_xfail(root, reading);
    read_until(root, reading);
}

}  // namespace lockstep::harness
