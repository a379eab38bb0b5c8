// What the August cloud tells about accounts, houses and locks: the documents that clients read before anything else.
// Clients throw when a member is missing, so every block is whole.
#include <algorithm>
#include <charconv>
#include <utility>

#include "http/target.hpp"
#include "providers/august/mock.hpp"
#include "providers/august/protocol_json.hpp"

namespace lockstep::providers::august {

namespace {

constexpr std::string_view opened_on = "2025-01-02T03:04:05.678Z";  // when the locks were set up
constexpr std::size_t activities_default = 10;

std::string house_id(std::uint32_t account) { return "house-" + std::to_string(account); }
std::string serial_of(sim::LockNumber lock) { return "LMOCK" + std::to_string(lock); }

std::string bridge_id(sim::LockNumber lock) { return "bridge" + std::to_string(lock); }

std::string mac_of(sim::LockNumber lock) {
    std::string mac = "02:00";
    for (int shift = 24; shift >= 0; shift -= 8) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        mac += {':', digits[lock >> (shift + 4) & 15], digits[lock >> shift & 15]};
    }
    return mac;
}

Json house_json(std::uint32_t account) {
    return {{"HouseID", house_id(account)}, {"HouseName", "North"}, {"type", "superuser"},
            {"_id", house_id(account)},     {"name", "North"},      {"users", Json::object()}};
}

// A bolt that nobody has moved is as it was on the first day.
Json status_json(bool locked, Instant at) {
    return {{"status", locked ? "locked" : "unlocked"},
            {"doorState", "closed"},
            {"dateTime", at == Instant{} ? std::string{opened_on} : stamp(at)},
            {"isLockStatusChanged", false},
            {"valid", true}};
}

Json bridge_json(sim::LockNumber lock, bool online, Instant at) {
    auto const number = std::to_string(lock);
    auto const now = stamp(at);
    return {
        {"_id", bridge_id(lock)},
        {"mfgBridgeID", "BMOCK" + number},
        {"deviceModel", "august-connect"},
        {"firmwareVersion", "2.2.15"},
        {"operative", true},
        {"hyperBridge", true},
        {"status",
         {{"current", online ? "online" : "offline"},
          {"lastOnline", online ? now : std::string{opened_on}},
          {"lastOffline", online ? std::string{opened_on} : now},
          {"updated", now}}},
        {"locks", Json::array({{{"_id", "lock" + number}, {"LockID", lock_id(lock)}, {"macAddress", mac_of(lock)}}})}};
}

}  // namespace

AugustMock::Reply AugustMock::me(Visit const& visit) const {
    return http::json_response(200, text_of(Json{{"UserID", user_id_of(visit.account)},
                                                 {"FirstName", "Ada"},
                                                 {"LastName", "Host"},
                                                 {"Email", email_of(visit.account)},
                                                 {"PhoneNo", phone_of(visit.account)}}));
}

AugustMock::Reply AugustMock::houses(Visit const& visit) const {
    auto const house = house_json(visit.account);
    if (visit.parameters[0].empty()) return http::json_response(200, text_of(Json::array({house})));
    if (visit.parameters[0] != house_id(visit.account)) return error_response(ErrorCode::not_found);
    return http::json_response(200, text_of(house));
}

AugustMock::Reply AugustMock::activities(Visit const& visit) const {
    if (visit.parameters[0] != house_id(visit.account)) return error_response(ErrorCode::not_found);
    std::size_t limit = activities_default;
    if (auto const query = http::Query::parse(http::split_target(visit.request.target).query)) {
        auto const text = query->find("limit").value_or("");
        std::from_chars(text.data(), text.data() + text.size(), limit);
    }
    auto events = Json::array();
    for (auto entry = diary_.rbegin(); entry != diary_.rend() && events.size() < limit; ++entry) {
        if (entry->account != visit.account) continue;
        auto const milliseconds = microseconds(entry->at) / 1000;
        auto const* const state = state_of(entry->lock);
        Json const user{
            {"UserID", entry->user_id}, {"FirstName", entry->person.first}, {"LastName", entry->person.last}};
        events.push_back({{"id", object_id(entry->number)},
                          {"timestamp", milliseconds},
                          {"dateTime", milliseconds},
                          {"action", entry->action},
                          {"deviceID", lock_id(entry->lock)},
                          {"deviceName", state->name},
                          {"deviceType", "lock"},
                          {"user", user},
                          {"callingUser", user},
                          {"house", {{"houseID", house_id(visit.account)}, {"houseName", "North"}}},
                          {"title", joined_name(entry->person)},
                          {"icon", "https://images.example.test/lock.png"},
                          {"info", Json::object()}});
    }
    bool const newest_form = visit.request.headers.find(header::accept_version) == std::string_view{"4.0.0"};
    if (newest_form) events = Json{{"events", std::move(events)}};
    return http::json_response(200, text_of(events));
}

AugustMock::Reply AugustMock::list_locks(Visit const& visit) const {
    auto locks = Json::object();
    for (auto const& state : locks_) {
        if (visit.cloud.may_serve(visit.account, state.lock, visit.now) != sim::Refused::no) continue;
        locks[lock_id(state.lock)] = {{"LockName", state.name},
                                      {"UserType", "superuser"},
                                      {"macAddress", mac_of(state.lock)},
                                      {"HouseID", house_id(state.account)},
                                      {"HouseName", "North"}};
    }
    return http::json_response(200, text_of(locks));
}

// All bridges of the account, or the one that is named.
AugustMock::Reply AugustMock::bridges(Visit const& visit) const {
    auto const& wanted = visit.parameters[0];
    auto all = Json::array();
    for (auto const& state : locks_) {
        if (visit.cloud.may_serve(visit.account, state.lock, visit.now) != sim::Refused::no) continue;
        auto bridge = bridge_json(state.lock, visit.cloud.lock(state.lock).online(), visit.now);
        if (wanted == bridge_id(state.lock)) return http::json_response(200, text_of(bridge));
        all.push_back(std::move(bridge));
    }
    return wanted.empty() ? http::json_response(200, text_of(all)) : error_response(ErrorCode::not_found);
}

AugustMock::Reply AugustMock::lock_detail(Visit const& visit) const {
    auto const& state = *state_of(visit.lock);
    auto const id = lock_id(state.lock);
    auto const number = std::to_string(state.lock);
    bool const online = visit.cloud.lock(state.lock).online();
    double const level = battery(state.lock) / 100.0;
    Json json{{"LockName", state.name},
              {"Type", 5},
              {"LockID", id},
              {"HouseID", house_id(state.account)},
              {"HouseName", "North"},
              {"Created", opened_on},
              {"Updated", opened_on},
              {"Calibrated", false},
              {"skuNumber", "SKU-MOCK-1"},
              {"macAddress", mac_of(state.lock)},
              {"SerialNumber", serial_of(state.lock)},
              {"timeZone", visit.cloud.lock_settings(state.lock).zone},
              {"battery", level},
              {"batteryInfo", {{"level", level}, {"warningState", "lock_state_battery_warning_none"}}},
              {"supportsEntryCodes", true},
              {"accessSchedulesAllowed", capabilities_.native_scheduling},
              {"currentFirmwareVersion", "3.1.0-2.0.4"},
              {"homeKitEnabled", false},
              {"zWaveEnabled", false},
              {"isGalileo", false}};
    json["LockStatus"] = status_json(state.locked, state.bolt_at);
    json["Bridge"] = bridge_json(state.lock, online, visit.now);
    json["keypad"] = {{"_id", "keypad" + number},
                      {"serialNumber", "KMOCK" + number},
                      {"lockID", id},
                      {"currentFirmwareVersion", "2.27.0"},
                      {"battery", Json::object()},
                      {"batteryLevel", "Full"},
                      {"batteryRaw", 190}};
    json["users"] = {
        {user_id_of(state.account), {{"UserType", "superuser"}, {"FirstName", "Ada"}, {"LastName", "Host"}}}};
    json["pubsubChannel"] = channel_of(state.lock);
    json["ruleHash"] = Json::object();
    json["cameras"] = Json::array();
    json["parametersToSet"] = Json::object();
    return http::json_response(200, text_of(json));
}

AugustMock::Reply AugustMock::lock_status(Visit const& visit) const {
    auto const& state = *state_of(visit.lock);
    return http::json_response(200, text_of(status_json(state.locked, state.bolt_at)));
}

// The longest PIN a lock takes is asked for here; under which name is not public, this one is ours.
AugustMock::Reply AugustMock::capabilities(Visit& visit) const {
    auto const query = http::Query::parse(http::split_target(visit.request.target).query);
    auto const serial = query ? query->find("serialNumber").value_or("") : std::string_view{};
    // Some clients know no serial number but the lock's id.
    auto const found = std::find_if(locks_.begin(), locks_.end(), [&](LockState const& state) {
        return serial_of(state.lock) == serial || lock_number(serial) == state.lock;
    });
    if (found == locks_.end() || visit.cloud.may_serve(visit.account, found->lock, visit.now) != sim::Refused::no)
        return error_response(ErrorCode::unknown_lock);
    std::size_t shortest = 1, longest = engine::Pin::max_digits;
    while (shortest < longest && !found->rules.accepts_length(shortest))
        ++shortest;
    while (longest > shortest && !found->rules.accepts_length(longest))
        --longest;
    return http::json_response(200, text_of(Json{{"lock",
                                                  {{"entryCodeSlots", true},
                                                   {"pinSlotMin", 1},
                                                   {"pinSlotMax", found->slots},
                                                   {"pinLengthMin", shortest},
                                                   {"pinLengthMax", longest},
                                                   {"integratedKeypad", true},
                                                   {"supportsSchedulePerUser", true},
                                                   {"concurrentBLE", 2},
                                                   {"batteryType", "AA"},
                                                   {"doorSense", true},
                                                   {"hasMagnetometer", false},
                                                   {"hasIntegratedWiFi", true},
                                                   {"scheduledSmartAlerts", true},
                                                   {"standalone", false},
                                                   {"bluetooth", true},
                                                   {"unlatch", false}}}}));
}

}  // namespace lockstep::providers::august
