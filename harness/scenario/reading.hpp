// What the readers of one case share: the case being filled, its names, and how to complain.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/complaints.hpp"
#include "harness/scenario/model.hpp"
#include "harness/scenario/times.hpp"
#include "harness/scenario/tree.hpp"

namespace lockstep::harness {

// One kind of names: "device", with where each was declared.
class NameTable {
  public:
    explicit NameTable(std::string kind) : kind_(std::move(kind)) {}

    // False when it is there already.
    bool add(std::string name, Stretch where, std::size_t index);
    std::optional<std::size_t> find(std::string_view name) const;
    Stretch where(std::string_view name) const;
    std::vector<Declared> const& declared() const { return declared_; }
    std::string const& kind() const { return kind_; }

    // The name that was meant, when one is near.
    std::optional<std::string> near(std::string_view name) const;

  private:
    struct Held {
        std::size_t index;
        Stretch where;
    };
    std::string kind_;
    std::map<std::string, Held, std::less<>> held_;
    std::vector<Declared> declared_;
};

// What was used, over all cases of a file: the rest is reported as unused.
struct Uses {
    TimeUses times;
    std::set<std::string, std::less<>> labels;
    std::map<std::string, Stretch, std::less<>> declared_times;
    std::map<std::string, Stretch, std::less<>> declared_labels;
    bool unknown_label = false;
};

// What the cases of one file may hold together: a few lines of matrix multiply whatever stands in a file, and nothing
// hostile may end in swap. Far above what anybody runs: four fleets of 100,000 locks.
struct Budget {
    std::size_t devices = 400'000;
    std::size_t stays = 10'000'000;
    std::size_t values = 4'000'000;
    std::size_t runs = 1'000'000;

    // True when that much was left.
    static bool take(std::size_t& left, std::size_t wanted) {
        if (wanted > left) return false;
        left -= wanted;
        return true;
    }
};

struct Reading {
    Complaints& complaints;
    Uses& uses;
    Scenario& out;
    Times times;
    std::map<std::uint32_t, std::uint32_t> files;  // from the load's numbers to the case's
    bool library_broken = false;                   // an included file could not be read: what is missing may be in it
    bool devices_missing = false;                  // then each name of a device is not a mistake of its own
    bool steps_missing = false;                    // the same for codes and labels
    Budget& budget;                                // what all cases of the file may hold

    NameTable providers{"provider"};
    NameTable accounts{"account"};
    NameTable devices{"device"};
    NameTable groups{"device"};  // `room` of `room-1 .. room-200`
    NameTable codes{"code"};
    NameTable labels{"label"};

    // Places for the model.
    Place place(Node const& node);

    // Values; nothing when there is none or it was bad and has been reported.
    Node const* usable(Node const& map, std::string_view key) const;
    std::optional<Moment> moment(Node const& node);
    std::optional<MomentRange> range(Node const& node);
    std::optional<Duration> duration(Node const& node) const;
    std::optional<bool> boolean(Node const& node) const;
    std::optional<std::uint64_t> integer(Node const& node) const;
    std::optional<CountRange> count(Node const& node);
    std::optional<Distribution> distribution(Node const& node);

    // A declared name; complains when it is none, and goes on with the one that was meant.
    std::optional<std::size_t> lookup(NameTable const& table, Node const& node);
    // `{name}` in a request: the id of a code, device, account or attempt.
    void interpolated(Node const& where, std::string const& name);
    // For names that may be near in `table`; `extra` says what else may help.
    void complain_unknown(NameTable const& table, Node const& node, std::string const& extra = {});
};

// The items of a list, or the value itself where a list was not needed.
std::vector<NodePtr> items_of(NodePtr const& node);

// The parts of a case, in the order in which they need each other. Each takes the whole checked scenario.
void read_providers(Node const& root, Reading& reading);
void read_accounts_and_devices(Node const& root, Reading& reading);
void read_engine(Node const& root, Reading& reading);
void read_steps(Node const& root, Reading& reading);
void read_faults(Node const& root, Reading& reading);
std::vector<Fault> read_rules(Node const& list, Reading& reading);
void read_expectations(Node const& root, Reading& reading);
void read_closing(Node const& root, Reading& reading);     // requires, invariants, xfail, until
void read_workspaces(Node const& root, Reading& reading);  // of worlds also `api_keys` and `access_tokens`

// Settings of a lock, over what is already there; the keys that were written go into `given`, with `prefix` before.
void read_code_settings(Node const& node, CodeSettings& into, std::set<std::string>& given, Reading& reading);
void read_http_settings(Node const& node, HttpSettings& into, std::set<std::string>& given, Reading& reading);
void read_lock_behaviour(Node const& node, LockBehaviour& into, std::set<std::string>& given, Reading& reading);

// A value as JSON text. Instants under keys that end in `_at` become dates.
Body read_body(Node const& node, Reading& reading);
std::string json_text(Node const& node, Reading& reading);

}  // namespace lockstep::harness
