#include "harness/report/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "harness/report/comparison.hpp"
#include "harness/scenario/printable.hpp"

namespace lockstep::harness {
namespace {

using Json = nlohmann::ordered_json;

struct ShownEvent {
    std::uint64_t seq = 0;
    std::uint64_t cause = 0;
    std::string at;
    std::string what;
    std::string code;
    std::string device;
    std::string text;
};

std::string text_in(Json const& object, char const* key) {
    auto const found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_in(Json const& object, char const* key) {
    auto const found = object.find(key);
    return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool lets(std::vector<std::string> const& wanted, std::string const& value) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

// Reads a run file case by case: a case is shown as soon as it is complete, and then forgotten.
class Timeline {
  public:
    Timeline(TimelineFilter const& filter, std::ostream& out) : filter_(filter), out_(out) {}

    TimelineReport read(std::istream& in) {
        // Depths: 1 the file, 2 its list of cases, 3 a case, 4 its trace, 5 an event.
        auto const hear = [this](int depth, Json::parse_event_t event, Json& parsed) {
            using Heard = Json::parse_event_t;
            if (event == Heard::key && depth == 1) section_ = parsed.get<std::string>();
            if (event == Heard::key && depth == 3) member_ = parsed.get<std::string>();
            if (section_ == "cases" && event == Heard::object_end && depth == 4 && member_ == "trace") {
                take(parsed);
                return false;
            }
            if (section_ == "cases" && event == Heard::object_end && depth == 2) {
                show(parsed);
                events_.clear();
                member_.clear();
                return false;
            }
            return true;
        };
        Json file;
        try {
            file = Json::parse(in, hear);
        } catch (Json::exception const& problem) {
            report_.error = fmt::format("it is not JSON: {}", problem.what());
            return report_;
        }
        if (!file.is_object() || text_in(file, "schema") != "run/v1")
            report_.error = "it is not a run file: its `schema` is not `run/v1`";
        return report_;
    }

  private:
    void take(Json const& event) {
        events_.push_back({number_in(event, "seq"), number_in(event, "cause"), text_in(event, "at"),
                           text_in(event, "what"), text_in(event, "code"), text_in(event, "device"),
                           text_in(event, "text")});
    }

    void show(Json const& head) {
        std::string const id = text_in(head, "id");
        std::string const variant = text_in(head, "case");
        bool const named =
            filter_.cases.empty() || lets(filter_.cases, id) || (!variant.empty() && lets(filter_.cases, variant));
        if (!named || (filter_.failed_only && text_in(head, "outcome") != "failed")) return;

        std::vector<ShownEvent const*> const shown = selected();
        if (shown.empty() &&
            (filter_.why || !filter_.codes.empty() || !filter_.devices.empty() || !filter_.what.empty()))
            return;
        ++report_.cases;
        report_.events += shown.size();
        if (filter_.json)
            write_json(head, shown);
        else
            write_text(head, shown);
    }

    std::vector<ShownEvent const*> selected() const {
        std::vector<ShownEvent const*> shown;
        if (filter_.why) {
            for (auto const* event = find(*filter_.why); event != nullptr;
                 event = event->cause < event->seq ? find(event->cause) : nullptr)
                shown.push_back(event);
            std::reverse(shown.begin(), shown.end());
            return shown;
        }
        for (ShownEvent const& event : events_)
            if (lets(filter_.codes, event.code) && lets(filter_.devices, event.device) &&
                lets(filter_.what, event.what))
                shown.push_back(&event);
        return shown;
    }

    ShownEvent const* find(std::uint64_t seq) const {
        auto const found =
            std::lower_bound(events_.begin(), events_.end(), seq,
                             [](ShownEvent const& event, std::uint64_t wanted) { return event.seq < wanted; });
        return found != events_.end() && found->seq == seq ? &*found : nullptr;
    }

    void write_text(Json const& head, std::vector<ShownEvent const*> const& shown) {
        out_ << fmt::format("{}{}  seed {}  {}\n", report_.cases == 1 ? "" : "\n", printable(text_in(head, "id")),
                            number_in(head, "seed"), printable(text_in(head, "outcome")));
        std::size_t at_width = 0;
        std::size_t seq_width = 0;
        std::size_t cause_width = 0;
        for (ShownEvent const* event : shown) {
            at_width = std::max(at_width, event->at.size());
            seq_width = std::max(seq_width, fmt::format("{}", event->seq).size());
            cause_width = std::max(cause_width, cause_text(*event).size());
        }
        for (ShownEvent const* event : shown)
            out_ << fmt::format("  {:<{}}  {:>{}}  {:<{}}  {}\n", event->at, at_width, event->seq, seq_width,
                                cause_text(*event), cause_width, printable(event->text));
    }

    static std::string cause_text(ShownEvent const& event) {
        return event.cause == 0 ? std::string() : fmt::format("<- {}", event.cause);
    }

    void write_json(Json const& head, std::vector<ShownEvent const*> const& shown) {
        for (ShownEvent const* event : shown) {
            Json line = {{"id", text_in(head, "id")},
                         {"seed", number_in(head, "seed")},
                         {"seq", event->seq},
                         {"at", event->at},
                         {"what", event->what}};
            if (event->cause != 0) line["cause"] = event->cause;
            if (!event->code.empty()) line["code"] = event->code;
            if (!event->device.empty()) line["device"] = event->device;
            line["text"] = event->text;
            out_ << line.dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
        }
    }

    TimelineFilter const& filter_;
    std::ostream& out_;
    TimelineReport report_;
    std::string section_;
    std::string member_;
    std::vector<ShownEvent> events_;
};

}  // namespace

TimelineReport write_timeline(std::istream& run_file, TimelineFilter const& filter, std::ostream& out) {
    return Timeline(filter, out).read(run_file);
}

}  // namespace lockstep::harness
