// /devices, and /locks as another name for the same: here every device is a lock. /devices/unmanaged: those that are
// left alone.
#include <algorithm>

#include "api/account_filter.hpp"
#include "api/custom_metadata.hpp"
#include "api/lookup.hpp"
#include "api/page.hpp"
#include "api/render/device.hpp"
#include "api/routes.hpp"
#include "api/text_match.hpp"

namespace lockstep::api {

namespace {

constexpr std::size_t limit_default = 500;

constexpr Parameter get_parameters[] = {
    {.name = "device_id", .kind = ParameterKind::uuid},
    {.name = "name", .about = "Instead of the id: the device's exact name."},
};
constexpr Parameter list_parameters[] = {
    {.name = "device_ids", .kind = ParameterKind::uuids, .about = "Only these; unknown ones are left out."},
    {.name = "connected_account_id", .kind = ParameterKind::uuid},
    {.name = "connected_account_ids", .kind = ParameterKind::uuids},
    {.name = "device_type"},
    {.name = "device_types", .kind = ParameterKind::texts},
    {.name = "manufacturer", .about = "In capitals or not."},
    {.name = "search", .about = "Part of the name or the id."},
    {.name = "customer_key"},
    {.name = "user_identifier_key", .about = "Only what this user's client sessions see."},
    {.name = "connect_webview_id", .kind = ParameterKind::uuid},
    {.name = "created_before", .kind = ParameterKind::instant},
    {.name = "custom_metadata_has", .kind = ParameterKind::object},
    {.name = "include_if", .kind = ParameterKind::texts, .about = "Only devices of which all these flags are true."},
    {.name = "exclude_if", .kind = ParameterKind::texts, .about = "No devices of which one of these flags is true."},
    {.name = "space_id", .about = "There are no spaces, so nothing is in one."},
    {.name = "unstable_location_id", .about = "As `space_id`."},
    {.name = "limit", .kind = ParameterKind::number, .least = 1},
    {.name = "page_cursor"},
};
constexpr std::string_view one_device[] = {"device"};
constexpr std::string_view many_devices[] = {"devices", "pagination"};
constexpr std::string_view one_lock[] = {"device", "lock"};
constexpr std::string_view many_locks[] = {"devices", "locks", "pagination"};

Outcome<engine::DeviceId> no_such_device() {
    return failure(problem(ProblemType::device_not_found, "No such device."));
}

Outcome<engine::DeviceId> wanted_device(Call& call, bool managed) {
    auto const view = call.view();
    if (auto const id = call.arguments.uuid("device_id")) {
        auto const device = find_device(view, *id);
        return device && view.engine.device(*device).managed != managed ? no_such_device() : device;
    }
    auto const name = call.arguments.text("name");
    if (!name) return failure(invalid("", "device_id or name is required"));
    for (std::uint32_t at = 0; at < view.engine.device_count(); ++at) {
        engine::DeviceId const id{at};
        if (view.engine.device_exists(id) && view.sees(id) && view.engine.device(id).managed == managed &&
            view.directory.entry(id).shown_name() == *name)
            return id;
    }
    return no_such_device();
}

Outcome<Json> get(Call& call) {
    auto const found = wanted_device(call, true);
    if (!found) return failure(found.error());
    return Json::object({{"device", device(call.view(), *found)}});
}

Outcome<Json> get_unmanaged(Call& call) {
    auto const found = wanted_device(call, false);
    if (!found) return failure(found.error());
    return Json::object({{"device", unmanaged_device(call.view(), *found)}});
}

Outcome<Json> get_lock(Call& call) {
    auto answer = get(call);
    if (answer) (*answer)["lock"] = (*answer)["device"];
    return answer;
}

// The filters of a listing; every one that is given has to hold.
class Filter {
  public:
    explicit Filter(Call& call)
        : ids_(call.arguments.uuids("device_ids")),
          account_(call.arguments.uuid("connected_account_id")),
          accounts_(call.arguments.uuids("connected_account_ids")),
          type_(call.arguments.text("device_type")),
          types_(call.arguments.texts("device_types")),
          manufacturer_(call.arguments.text("manufacturer")),
          search_(call.arguments.text("search").value_or("")),
          created_before_(call.arguments.instant("created_before")),
          owners_(call),
          metadata_(call.arguments),
          nowhere_(call.arguments.has("space_id") || call.arguments.has("unstable_location_id")) {
        auto const id = call.arguments.uuid("connect_webview_id");
        if (!id) return;
        auto const number = find_webview(call, *id);
        webview_account_ = number ? call.access.webviews().find(*number)->account : engine::AccountId{};
    }

    bool holds(View const& view, engine::DeviceId device) const {
        if (nowhere_) return false;
        auto const& entry = view.directory.entry(device);
        auto const id = view.identity.device(device);
        auto const owner = view.engine.device(device).account;
        auto const account = view.identity.account(owner);
        return among(ids_, id) && (!account_ || *account_ == account) && among(accounts_, account) &&
               (!type_ || *type_ == entry.device_type) && among(types_, entry.device_type) &&
               (!manufacturer_ || equal_ignoring_case(*manufacturer_, entry.manufacturer)) &&
               (!created_before_ || entry.created_at < *created_before_) && owners_.holds(view, owner) &&
               (!webview_account_ || *webview_account_ == owner) && metadata_.holds(entry.custom_metadata) &&
               (contains_ignoring_case(entry.shown_name(), search_) || contains_ignoring_case(id.text(), search_));
    }

  private:
    template <class T>
    static bool among(std::optional<std::vector<T>> const& list, T const& item) {
        return !list || std::find(list->begin(), list->end(), item) != list->end();
    }

    std::optional<std::vector<Uuid>> ids_;
    std::optional<Uuid> account_;
    std::optional<std::vector<Uuid>> accounts_;
    std::optional<std::string> type_;
    std::optional<std::vector<std::string>> types_;
    std::optional<std::string> manufacturer_;
    std::string search_;
    std::optional<Instant> created_before_;
    AccountFilter owners_;
    MetadataFilter metadata_;
    bool nowhere_;
    std::optional<engine::AccountId> webview_account_;
};

// Filters by what a device can do now, as its answer says it.
class FlagFilter {
  public:
    explicit FlagFilter(Arguments const& arguments)
        : include_(arguments.texts("include_if").value_or(std::vector<std::string>{})),
          exclude_(arguments.texts("exclude_if").value_or(std::vector<std::string>{})) {}

    bool holds(Json const& device) const {
        auto const is_true = [&](std::string const& flag) {
            auto const found = device.find(flag);
            return found != device.end() && *found == true;
        };
        return std::all_of(include_.begin(), include_.end(), is_true) &&
               std::none_of(exclude_.begin(), exclude_.end(), is_true);
    }

  private:
    std::vector<std::string> include_, exclude_;
};

Outcome<Json> listed(Call& call, bool managed) {
    auto const view = call.view();
    auto const page = Page::of(call.arguments, call.path, limit_default);
    if (!page) return failure(page.error());
    Filter const filter{call};
    FlagFilter const flags{call.arguments};

    PageFill fill{*page};
    Json devices = Json::array();
    for (auto at = page->from; at < view.engine.device_count() && !fill.full(); ++at) {
        engine::DeviceId const id{static_cast<std::uint32_t>(at)};
        if (!view.engine.device_exists(id) || !view.sees(id) || view.engine.device(id).managed != managed ||
            !filter.holds(view, id))
            continue;
        auto shown = managed ? device(view, id) : unmanaged_device(view, id);
        if (flags.holds(shown) && fill.takes(at)) devices.push_back(std::move(shown));
    }
    return Json::object({{"devices", std::move(devices)}, {"pagination", fill.pagination()}});
}

Outcome<Json> list(Call& call) { return listed(call, true); }
Outcome<Json> list_unmanaged(Call& call) { return listed(call, false); }

Outcome<Json> list_locks(Call& call) {
    auto answer = list(call);
    if (answer) (*answer)["locks"] = (*answer)["devices"];
    return answer;
}

constexpr Route routes[] = {
    {"/devices/get", verbs::read, get_parameters, one_device, "One device.", get},
    {"/devices/list", verbs::read, list_parameters, many_devices, "All devices.", list},
    {"/devices/unmanaged/get", verbs::read, get_parameters, one_device, "One device that is left alone.",
     get_unmanaged},
    {"/devices/unmanaged/list", verbs::read, list_parameters, many_devices, "All devices that are left alone.",
     list_unmanaged},
    {"/locks/get", verbs::read, get_parameters, one_lock, "One device, as a lock.", get_lock},
    {"/locks/list", verbs::read, list_parameters, many_locks, "All devices, as locks.", list_locks},
};

}  // namespace

std::span<Route const> device_routes() { return routes; }

}  // namespace lockstep::api
