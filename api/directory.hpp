// What devices and accounts are called and look like: names, models, what they can beside access codes, and what their
// owners note about them. The engine has no use for any of it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/caller.hpp"
#include "engine/ids.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

// Notes of an integrator, in order of their keys.
using CustomMetadata = std::map<std::string, std::variant<bool, std::string>, std::less<>>;

struct DeviceEntry {
    std::string name;           // as the vendor calls it
    std::string nickname = {};  // as whoever uses the API calls it; empty: the same
    std::string device_type = "lockstep_lock";
    std::string manufacturer = "Lockstep";
    std::string model = "Virtual keypad";
    std::string time_zone = {};  // empty: the device does not tell
    Instant created_at{};
    bool has_remote_bolt = false;  // it can be locked and unlocked from afar
    bool has_hub = false;          // it reaches its vendor through a bridge
    bool can_be_simulated = false;
    double battery = 1;  // 0 to 1
    CustomMetadata custom_metadata = {};

    std::string const& shown_name() const { return nickname.empty() ? name : nickname; }
};

struct AccountEntry {
    std::string name;           // by which the vendor knows its user
    std::string provider;       // account_type on the wire
    std::string provider_name;  // as its world calls it, for people; empty: the same as `provider`
    Instant created_at{};
    WorkspaceNumber workspace = 0;
    bool automatically_manage_new_devices = true;
    std::vector<std::string> accepted_capabilities = {"lock"};  // said, and of no consequence
    std::string customer_key = {};
    CustomMetadata custom_metadata = {};
    std::string display_name = {};  // as whoever uses the API calls it; empty: the same

    std::string const& shown_name() const { return display_name.empty() ? name : display_name; }
};

class Directory {
  public:
    void put(engine::DeviceId device, DeviceEntry entry) { at(devices_, device.value) = std::move(entry); }
    void put(engine::AccountId account, AccountEntry entry) { at(accounts_, account.value) = std::move(entry); }

    DeviceEntry& edit(engine::DeviceId device) { return at(devices_, device.value); }
    AccountEntry& edit(engine::AccountId account) { return at(accounts_, account.value); }

    // Things that nobody described have an entry without a name.
    DeviceEntry const& entry(engine::DeviceId device) const { return find(devices_, device.value); }
    AccountEntry const& entry(engine::AccountId account) const { return find(accounts_, account.value); }

  private:
    template <class Entry>
    static Entry& at(std::vector<Entry>& entries, std::size_t index) {
        if (entries.size() <= index) entries.resize(index + 1);
        return entries[index];
    }
    template <class Entry>
    static Entry const& find(std::vector<Entry> const& entries, std::size_t index) {
        static Entry const nameless{};
        return index < entries.size() ? entries[index] : nameless;
    }

    std::vector<DeviceEntry> devices_;
    std::vector<AccountEntry> accounts_;
};

}  // namespace lockstep::api
