// What devices and accounts are called and look like: names and models, which the engine has no use for.
#pragma once

#include <string>
#include <vector>

#include "api/caller.hpp"
#include "engine/ids.hpp"
#include "runtime/time.hpp"

namespace lockstep::api {

struct DeviceEntry {
    std::string name;
    std::string device_type = "lockstep_lock";
    std::string manufacturer = "Lockstep";
    std::string model = "Virtual keypad";
    std::string time_zone;  // empty: the device does not tell
    Instant created_at{};
};

struct AccountEntry {
    std::string name;
    std::string provider;       // account_type on the wire
    std::string provider_name;  // for people; empty: the same as `provider`
    Instant created_at{};
    WorkspaceNumber workspace = 0;
};

class Directory {
  public:
    void put(engine::DeviceId device, DeviceEntry entry) { at(devices_, device.value) = std::move(entry); }
    void put(engine::AccountId account, AccountEntry entry) { at(accounts_, account.value) = std::move(entry); }

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
