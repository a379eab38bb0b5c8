#include "api/render/issues.hpp"

#include "api/lookup.hpp"

namespace lockstep::api {

namespace {

using engine::Issue;
using engine::IssueKind;
using engine::IssueOwner;

bool is_hub_speaking(Issue issue, bool through_hub) { return through_hub && issue == Issue::device_disconnected; }

Json entry_of(ListedIssue const& listed, bool through_hub) {
    auto const& facts = engine::facts_of(listed.issue);
    bool const is_error = facts.kind == IssueKind::error;
    Json entry{{is_error ? "error_code" : "warning_code", disconnection_of(listed.issue, through_hub)},
               {"message", facts.message}};
    if (is_hub_speaking(listed.issue, through_hub)) entry["message"] = "The hub of the device has no link.";
    if (is_finite(listed.since)) entry["created_at"] = time_text(listed.since);
    if (!is_error) return entry;
    switch (facts.owner) {
        case IssueOwner::code:
            entry["is_access_code_error"] = true;
            break;
        case IssueOwner::device:
            entry["is_device_error"] = true;
            break;
        case IssueOwner::account:
            entry["is_connected_account_error"] = true;
            entry["is_device_error"] = false;
            break;
    }
    return entry;
}

void add(IssueLists& lists, Issue issue, Json entry) {
    (engine::facts_of(issue).kind == IssueKind::error ? lists.errors : lists.warnings).push_back(std::move(entry));
}

Json modified_field(std::string_view field, Json from, Json to) {
    return {{"field", field}, {"from", std::move(from)}, {"to", std::move(to)}};
}

// What somebody outside changed: `from` is what was wanted, `to` what was found.
void describe_modification(Json& entry, engine::RareFacts const& facts) {
    auto const& wanted = facts.wanted_before;
    auto const& found = facts.found_outside;
    Json fields = Json::array();
    if (!facts.erased_outside) {
        if (!found.pin.empty() && found.pin != wanted.pin)
            fields.push_back(modified_field("code", wanted.pin.text(), found.pin.text()));
        if (found.window.starts != wanted.window.starts)
            fields.push_back(
                modified_field("starts_at", time_or_null(wanted.window.starts), time_or_null(found.window.starts)));
        if (found.window.ends != wanted.window.ends)
            fields.push_back(
                modified_field("ends_at", time_or_null(wanted.window.ends), time_or_null(found.window.ends)));
        if (found.name != wanted.name)
            fields.push_back(modified_field("name", text_or_null(wanted.name), text_or_null(found.name)));
    }
    entry["change_type"] = facts.erased_outside ? "removed" : "modified";
    entry["modified_fields"] = std::move(fields);
}

// Which other code has the PIN: one that the engine keeps there, or a stranger's.
void name_holder(Json& entry, View const& view, engine::CodeId code) {
    auto const& record = view.engine.record(code);
    for (auto const other : view.engine.codes_on(record.device)) {
        auto const& rival = view.engine.record(other);
        if (other == code || !rival.holds || rival.foreign || rival.held_pin != record.pin) continue;
        entry["managed_access_code_id"] = public_id(view, other).text();
        return;
    }
    for (auto const& stranger : view.engine.device(record.device).unmanaged) {
        if (stranger.record.pin != record.pin) continue;
        entry["unmanaged_access_code_id"] = public_id(view, record.device, stranger).text();
        return;
    }
}

Instant since(std::vector<engine::IssueTime> const& times, Issue issue) {
    for (auto const& time : times)
        if (time.issue == issue) return time.since;
    return never;
}

bool through_hub(View const& view, engine::DeviceId device) {
    return view.memory.notes(device).hub_gone_since.has_value();
}

// What the engine does not know: nobody pays for the device any more.
void add_subscription(IssueLists& lists, View const& view, engine::DeviceId device) {
    auto const since = view.memory.notes(device).subscription_expired_since;
    if (!since) return;
    lists.errors.push_back(unpaid_subscription(*since));
}

void add_all(IssueLists& lists, engine::IssueSet set, std::vector<engine::IssueTime> const& times, bool hub = false) {
    for (std::size_t i = 0; i < engine::issue_count; ++i) {
        auto const issue = static_cast<Issue>(i);
        if (set.has(issue)) add(lists, issue, entry_of({issue, since(times, issue)}, hub));
    }
}

}  // namespace

Json unpaid_subscription(Instant since) {
    return {{"error_code", "subscription_required"},
            {"message", "The subscription that this device needs has expired."},
            {"created_at", time_text(since)},
            {"is_device_error", true}};
}

IssueLists issues_of(View const& view, engine::CodeId code) {
    IssueLists lists;
    auto const shown = view.engine.issues_shown(code);
    auto const device = view.engine.record(code).device;
    for (std::size_t i = 0; i < engine::issue_count; ++i) {
        auto const issue = static_cast<Issue>(i);
        if (!shown.has(issue)) continue;
        auto entry = entry_of({issue, view.engine.issue_since(code, issue)}, through_hub(view, device));
        if (issue == Issue::conflicting_external_modification || issue == Issue::external_modification_in_effect)
            describe_modification(entry, *view.engine.cold(code).rare);
        if (issue == Issue::duplicate_code_on_device) name_holder(entry, view, code);
        add(lists, issue, std::move(entry));
    }
    add_subscription(lists, view, device);
    return lists;
}

IssueLists issues_of(View const& view, engine::DeviceId device) {
    auto const& record = view.engine.device(device);
    IssueLists lists;
    add_all(lists, record.issues, record.issue_times, through_hub(view, device));
    add_subscription(lists, view, device);
    auto const& account = view.engine.account(record.account);
    add_all(lists, account.issues, account.issue_times);
    return lists;
}

IssueLists issues_of(View const& view, engine::AccountId account) {
    auto const& record = view.engine.account(account);
    IssueLists lists;
    add_all(lists, record.issues, record.issue_times);
    return lists;
}

std::string_view disconnection_of(Issue issue, bool through_hub) {
    return is_hub_speaking(issue, through_hub) ? "hub_disconnected" : engine::facts_of(issue).name;
}

void add_issue_arrays(Json& event, IssueOwner about, std::vector<ListedIssue> const& issues, bool through_hub) {
    struct Array {
        std::string_view name;
        IssueOwner owner;
        IssueKind kind;
    };
    static constexpr Array arrays[] = {
        {"access_code_errors", IssueOwner::code, IssueKind::error},
        {"access_code_warnings", IssueOwner::code, IssueKind::warning},
        {"device_errors", IssueOwner::device, IssueKind::error},
        {"device_warnings", IssueOwner::device, IssueKind::warning},
        {"connected_account_errors", IssueOwner::account, IssueKind::error},
        {"connected_account_warnings", IssueOwner::account, IssueKind::warning},
    };
    for (auto const& array : arrays) {
        if (array.owner < about) continue;  // owners stand in the order in which one hangs on the next
        Json entries = Json::array();
        for (auto const& listed : issues) {
            auto const& facts = engine::facts_of(listed.issue);
            if (facts.owner == array.owner && facts.kind == array.kind)
                entries.push_back(entry_of(listed, through_hub));
        }
        event[std::string{array.name}] = std::move(entries);
    }
}

}  // namespace lockstep::api
