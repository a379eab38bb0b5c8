#include "harness/scenario/language.hpp"

#include <deque>
#include <initializer_list>
#include <optional>
#include <utility>

namespace lockstep::harness {
namespace {

// Builds the table once. Shapes point at each other, so they live in deques that never move them.
class Table {
  public:
    Table() {
        scalars();
        providers();
        world();
        faults();
        steps();
        expectations();
        workload();
        top();
    }
    Language const& built() const { return language_; }

  private:
    Shape const* shape(Shape made) { return &shapes_.emplace_back(std::move(made)); }
    MapShape* map(MapShape made) { return &maps_.emplace_back(std::move(made)); }
    MapShape* part(MapShape made) {
        MapShape* const built = map(std::move(made));
        language_.parts.push_back(built);
        return built;
    }
    Shape const* scalar(ScalarKind kind, std::string_view says, std::vector<std::string_view> words = {}) {
        Shape made;
        made.says = says;
        made.scalar = kind;
        made.words = std::move(words);
        return shape(std::move(made));
    }
    Shape const* one_word(std::string_view says, std::vector<std::string_view> words) {
        return scalar(ScalarKind::word, says, std::move(words));
    }
    Shape const* ranged(ScalarKind kind, std::string_view says, double min, double max) {
        Shape made;
        made.says = says;
        made.scalar = kind;
        made.min = min;
        made.max = max;
        return shape(std::move(made));
    }
    Shape const* list(std::string_view says, Shape const* item, bool rest = false) {
        Shape made;
        made.says = says;
        made.item = item;
        made.rest = rest;
        return shape(std::move(made));
    }
    // A list, or a single item without the brackets.
    Shape const* list_or_one(std::string_view says, Shape const* item) {
        Shape made = *item;
        made.says = says;
        made.item = item;
        return shape(std::move(made));
    }
    Shape const* mapping(std::string_view says, MapShape const* what) {
        Shape made;
        made.says = says;
        made.map = what;
        return shape(std::move(made));
    }
    Shape const* nullable(Shape const* base) {
        Shape made = *base;
        made.null = true;
        return shape(std::move(made));
    }
    Shape const* names(std::string_view says, Shape const* key, Shape const* value) {
        MapShape made;
        made.kind = MapShape::Kind::names;
        made.key = key;
        made.value = value;
        return mapping(says, map(std::move(made)));
    }
    Shape const* pair(std::string_view says, Shape const* key, Shape const* value) {
        MapShape made;
        made.kind = MapShape::Kind::pair;
        made.key = key;
        made.value = value;
        return mapping(says, map(std::move(made)));
    }
    static MapShape keys(std::string_view title, std::vector<Key> held) {
        MapShape made;
        made.title = title;
        made.keys = std::move(held);
        return made;
    }

    void scalars() {
        text_ = scalar(ScalarKind::text, "a text");
        name_ = scalar(ScalarKind::name, "a name");
        reference_ = scalar(ScalarKind::reference, "a name");
        duration_ = scalar(ScalarKind::duration, "a duration such as `1.5s`");
        signed_duration_ = scalar(ScalarKind::signed_duration, "a duration such as `1.5s` or `-3s`");
        moment_ = scalar(ScalarKind::moment, "an instant such as `T+1.5s`");
        range_ = scalar(ScalarKind::moment_range, "an instant or a range such as `T+3s..T+4s`");
        pin_ = scalar(ScalarKind::pin, "a PIN in quotes such as \"0420\"");
        boolean_ = scalar(ScalarKind::boolean, "`true` or `false`");
        count_ = scalar(ScalarKind::count, "a count such as `1` or `0..2`");
        zone_ = scalar(ScalarKind::zone, "a time zone such as `Europe/Lisbon`");
        status_ = one_word("a status", {"unset", "setting", "set", "removing", "unknown", "404"});
        fraction_ = ranged(ScalarKind::number, "a number from 0 to 1", 0, 1);

        Shape json;
        json.says = "a value";
        json.any = true;
        json_ = shape(std::move(json));
        MapShape object;
        object.kind = MapShape::Kind::names;
        object.key = text_;
        object.value = json_;
        json_object_ = mapping("a map of fields", map(std::move(object)));

        MapShape exponential = keys("An exponential distribution", {{"mean", duration_, "the mean", true}});
        MapShape lognormal = keys("A lognormal distribution", {{"p50", duration_, "the median", true},
                                                               {"p99", duration_, "one in a hundred is longer", true}});
        auto* distribution = part(keys(
            "A distribution of latencies",
            {{"uniform", list("a pair of durations such as `[1s, 2s]`", duration_), "anything between the two, evenly"},
             {"exponential", mapping("a map such as `{ mean: 2s }`", map(std::move(exponential))),
              "mostly short, now and then long"},
             {"lognormal", mapping("a map such as `{ p50: 200ms, p99: 2s }`", map(std::move(lognormal))),
              "the usual shape of network latencies"}}));
        distribution->one_of = {{"uniform", "exponential", "lognormal"}};
        distribution->choice = true;
        Shape latency;
        latency.says = "a duration such as `200ms`, or a distribution";
        latency.scalar = ScalarKind::duration;
        latency.map = distribution;
        latency_ = shape(std::move(latency));
    }

    void providers() {
        auto const* constraint =
            one_word("a constraint",
                     {"no_zeros", "cannot_start_with_12", "no_triple_consecutive_ints", "cannot_specify_pin_code",
                      "pin_code_matches_existing_set", "start_date_in_future", "no_ascending_or_descending_sequence",
                      "at_least_three_unique_digits", "no_all_same_digits", "unique_first_four_digits",
                      "cannot_contain_089", "cannot_contain_0789", "name_length", "name_must_be_unique"});
        auto const* length = ranged(ScalarKind::length, "a length such as `6`, `4..8` or `[4, 6]`", 1, 15);
        auto const* name_length = ranged(ScalarKind::length, "a length such as `2..14`", 1, 255);
        auto* code = part(keys(
            "`code:` what PINs a lock takes",
            {{"length", list_or_one("a length such as `6`, `4..8` or `[4, 6]`", length),
              "how many digits a PIN may have", false, "4..8"},
             {"slots", ranged(ScalarKind::integer, "a whole number", 0, 1'000'000), "how many codes fit on one lock",
              false, "30"},
             {"constraints", list("a list of constraints", constraint), "rules a PIN or name must follow", false, "[]"},
             {"name_length", name_length, "with the constraint `name_length`: how long names may be"}}));
        auto* http = part(
            keys("`http:` the legs of a call", {{"request", latency_, "from the engine to the vendor", false, "200ms"},
                                                {"response", latency_, "the answer's way back", false, "200ms"}}));
        auto const* expired = one_word("`keep` or `drop`", {"keep", "drop"});
        auto* device = part(keys(
            "`device:` what the lock does",
            {{"apply", latency_, "from the vendor taking a write to the lock holding it", false, "3s"},
             {"erase", latency_, "from the vendor taking a removal to the lock being rid of it", false, "1s"},
             {"offline", one_word("`reject`, `queue` or `swallow`", {"reject", "queue", "swallow"}),
              "what the vendor does with work for a lock without a link: refuse it, keep it, or take it and lose it",
              false, "reject"},
             {"expired", expired, "whether the lock keeps listing a native code whose window is over", false,
              "keep"}}));
        auto* confirm =
            part(keys("`confirm:` how the engine learns that the lock is done",
                      {{"webhook", latency_, "the vendor pushes, this long after the lock is done", false, "100ms"},
                       {"poll", duration_, "the engine asks, the first time so long after the write's answer"}}));
        confirm->one_of = {{"webhook", "poll"}};
        confirm->choice = true;
        Shape confirm_shape;
        confirm_shape.says = "`answer`, `{ webhook: 100ms }` or `{ poll: 5s }`";
        confirm_shape.scalar = ScalarKind::word;
        confirm_shape.words = {"answer"};
        confirm_shape.map = confirm;
        auto* rate = part(keys(
            "`rate_limit:`",
            {{"requests", ranged(ScalarKind::integer, "a whole number from 1", 1, 1e9), "so many requests ...", true},
             {"per", duration_, "... in so much time, by account", true}}));
        auto* concurrency =
            part(keys("`concurrency:`", {{"per", one_word("`account` or `device`", {"account", "device"}),
                                          "what the limit counts for", false, "account"},
                                         {"max", ranged(ScalarKind::integer, "a whole number from 1", 1, 1e6),
                                          "calls that may be open at once", true}}));

        code_shape_ = mapping("a map such as `{ length: 4..8, slots: 30 }`", code);
        http_shape_ = mapping("a map such as `{ request: 200ms, response: 200ms }`", http);
        device_shape_ = mapping("a map such as `{ apply: 3s, erase: 1s, offline: reject }`", device);
        expired_shape_ = expired;
        provider_ = part(
            keys("A provider",
                 {{"vendor", text_, "whose protocol is spoken: `direct` (none: straight to the locks) or `open`", false,
                   "open"},
                  {"profile", one_word("`calm` or `awkward`", {"calm", "awkward"}),
                   "awkward: small pages, unordered lists, unknown fields, late and doubled pushes", false, "calm"},
                  {"native_scheduling", boolean_, "the vendor stores windows, the lock keeps them by its own clock",
                   false, "true"},
                  {"edit", one_word("`in_place` or `recreate`", {"in_place", "recreate"}),
                   "whether a stored code can be changed, or must be removed and written anew", false, "in_place"},
                  {"reads", one_word("`pins` or `names`", {"pins", "names"}), "what a read-back tells about a code",
                   false, "pins"},
                  {"rounding", scalar(ScalarKind::word, "`none`, `1m` or `1h`", {"none", "1m", "1h"}),
                   "the vendor stores windows rounded outwards to this", false, "none"},
                  {"code", code_shape_, "what PINs its locks take"},
                  {"http", http_shape_, "how long requests and answers travel"},
                  {"device", device_shape_, "what its locks do"},
                  {"confirm", shape(std::move(confirm_shape)), "how the engine learns that a lock is done", false,
                   "{ webhook: 100ms }"},
                  {"idempotency_keys", boolean_, "a repeated request with the same key is done once", false, "false"},
                  {"convert_unmanaged", boolean_, "codes of others can be taken over, where read-backs tell their PINs",
                   false, "true"},
                  {"backup_pool", boolean_, "its locks keep spare codes ready", false, "true"},
                  {"offline_codes", boolean_, "its locks work PINs out by themselves", false, "false"},
                  {"rate_limit", mapping("a map such as `{ requests: 10, per: 10s }`", rate), "answers 429 beyond it"},
                  {"concurrency", mapping("a map such as `{ per: account, max: 1 }`", concurrency),
                   "how many calls may be open at once"}}));
        language_.provider = provider_;
    }

    void world() {
        auto* account = part(keys("An account", {{"provider", reference_, "the provider it is with", true}}));
        accounts_ = names("a map of accounts", name_, mapping("a map such as `{ provider: P }`", account));
        auto* device = part(
            keys("A device",
                 {{"provider", reference_, "the provider whose lock it is; may be left out where `account` says it"},
                  {"account", reference_, "which of the provider's accounts; may be left out where there is one"},
                  {"count", ranged(ScalarKind::integer, "a whole number from 1 to 100000", 1, 100'000),
                   "so many locks, called `name-1`, `name-2` ..."},
                  {"code", code_shape_, "differs from the provider's"},
                  {"device", device_shape_, "differs from the provider's"},
                  {"http", http_shape_, "differs from the provider's"},
                  {"offline_codes", boolean_, "differs from the provider's"},
                  {"expired", expired_shape_, "the same as `device: { expired: ... }`", false, "keep"},
                  {"clock_skew", signed_duration_, "how far the lock's clock is ahead", false, "0s"},
                  {"clock_drift", signed_duration_, "how much the lock's clock gains a day", false, "0s"},
                  {"zone", zone_, "the lock's own zone, for vendors that send local times", false, "UTC"}}));
        devices_ = names("a map of devices", name_, mapping("a map such as `{ provider: P }`", device));

        auto* retry = part(keys(
            "`engine.retry:`", {{"base", duration_, "the first back-off", false, "2s"},
                                {"factor", ranged(ScalarKind::number, "a number from 1 to 1000", 1, 1000),
                                 "each next one is so many times longer", false, "2"},
                                {"cap", duration_, "but never longer than this", false, "60s"},
                                {"jitter", fraction_, "the share of a back-off that is drawn at random", false, "0"}}));
        engine_ = part(keys(
            "`engine:`",
            {{"regime", one_word("`legacy_404` or `retained`", {"legacy_404", "retained"}),
              "whether a code whose window is over answers 404 or stays, `unset`", false, "legacy_404"},
             {"preload", duration_, "how long before its start a native code is written", false, "72h"},
             {"jit_lead", duration_, "how long before its start a code of an own schedule is written", false, "0s"},
             {"retry", mapping("a map such as `{ base: 2s, factor: 2, cap: 60s, jitter: 0 }`", retry),
              "the back-off between tries"},
             {"timeout", duration_, "how long a provider call may take", false, "10s"},
             {"delay_warning", duration_, "how long `setting` or `removing` may last without a warning", false, "2m"},
             {"fail_after", ranged(ScalarKind::integer, "a whole number from 1", 1, 1'000'000),
              "failures in a row before the error appears; trying goes on", false, "5"},
             {"resync", scalar(ScalarKind::duration, "a duration such as `15m`, or `never`", {"never"}),
              "the period of read-backs", false, "15m"},
             {"same_pin", one_word("`refuse` or `disjoint_windows`", {"refuse", "disjoint_windows"}),
              "whether two codes of a lock may have one PIN at different times", false, "refuse"},
             {"commit", duration_, "from a decision to its record being durable", false, "0s"},
             {"backup_pool", ranged(ScalarKind::integer, "a whole number from 1 to 100", 1, 100),
              "how many spare codes are kept ready on a lock whose pool is open", false, "5"},
             {"mutations_requested", boolean_, "send `access_code.mutations_requested` too", false, "false"}}));
    }

    void steps() {
        auto const* status = ranged(ScalarKind::integer, "an HTTP status such as `404`", 100, 599);
        auto* reply =
            part(keys("`reply:` as a map",
                      {{"http", status, "the HTTP status"},
                       {"body", json_object_, "fields that must be equal"},
                       {"exact", boolean_, "the body has these fields and no others", false, "false"},
                       {"error", text_, "the type of the error"},
                       {"lacks", list_or_one("a list of field names", text_), "fields that must not be there"}}));
        Shape reply_shape = *status;
        reply_shape.says = "an HTTP status such as `404`, or a map";
        reply_shape.map = reply;
        Key const reply_key{"reply", shape(std::move(reply_shape)),
                            "what the API must answer; without it the step must succeed"};
        Key const as_key{"as", name_, "a name for the action attempt that this starts"};

        auto const* free_pin = nullable(pin_);
        auto const* free_text = nullable(text_);
        auto const* free_moment = nullable(moment_);
        std::vector<Key> const fields{
            {"code", free_pin, "the PIN; without it the engine picks one"},
            {"name", free_text, "what the caller calls it"},
            {"starts", free_moment, "from when it opens; without it from creation"},
            {"ends", free_moment, "until when it opens; without it until it is deleted"},
            {"prefer_native_scheduling", boolean_, "`false`: the engine keeps the schedule itself", false, "true"},
            {"allow_external_modification", boolean_, "changes in the vendor's app are honoured", false, "false"},
            {"is_external_modification_allowed", boolean_, "the same as `allow_external_modification`"},
            {"attempt_for_offline_device", boolean_, "`false`: refuse at once while the lock has no link", false,
             "true"},
            {"use_backup_pool", boolean_, "the same as `use_backup_access_code_pool`"},
            {"use_backup_access_code_pool", boolean_, "keep a spare code ready", false, "false"},
            {"common_code_key", free_text, "codes with one key share one PIN"},
            {"preferred_code_length", ranged(ScalarKind::integer, "a whole number", 0, 100),
             "for PINs that the engine picks"},
            {"is_offline_access_code", boolean_, "a code that the lock works out by itself", false, "false"},
            {"use_offline_access_code", boolean_, "the same as `is_offline_access_code`"},
            {"is_one_time_use", boolean_, "opens once", false, "false"},
            {"max_time_rounding", text_, "how far an offline code's window may be rounded"},
            {"sync", boolean_, "taken, and without effect: an answer never waits for the lock", false, "false"}};
        std::vector<Key> create = fields;
        create.insert(create.begin(), {"device", reference_, "the lock", true});
        create.insert(create.end(), {as_key, reply_key});
        std::vector<Key> update = fields;
        update.insert(update.begin(), {"device", reference_, "the lock, for the API to check"});
        update.insert(update.end(), {{"type", one_word("`ongoing` or `time_bound`", {"ongoing", "time_bound"}),
                                      "`ongoing` takes the window away"},
                                     {"is_managed", boolean_, "hand the code over or take it back"},
                                     as_key,
                                     reply_key});

        std::vector<Key> const bounds{{"starts", free_moment, "from when it opens"},
                                      {"ends", free_moment, "until when it opens"}};
        MapShape changed = keys("`edit` with `to:`", bounds);
        changed.keys.insert(changed.keys.begin(), {"pin", pin_, "the new PIN"});
        MapShape added = keys("`edit` with `add:`", bounds);
        added.keys.insert(added.keys.begin(), {"pin", pin_, "its PIN", true});
        auto const* to = mapping("a map such as `{ pin: \"4711\" }`", part(std::move(changed)));
        auto const* add = mapping("a map such as `{ pin: \"4711\" }`", part(std::move(added)));

        MapShape headers;
        headers.kind = MapShape::Kind::names;
        headers.key = text_;
        headers.value = text_;

        auto verb = [](std::string_view name, Shape const* value, std::string_view doc, std::vector<Key> options = {}) {
            return Verb{{name, value, doc, false, {}}, std::move(options)};
        };
        MapShape step;
        step.kind = MapShape::Kind::verbs;
        step.title = "A step";
        step.keys = {{"at", moment_, "when", true}};
        step.verbs = {
            verb("create", name_, "create an access code, known by this name from here on", std::move(create)),
            verb("update", reference_, "update it; only the fields that are given are sent", std::move(update)),
            verb("delete", reference_, "delete it", {as_key, reply_key}),
            verb("get", reference_, "read it through the API", {reply_key}),
            verb("list", reference_, "read the codes of a device through the API", {reply_key}),
            verb(
                "http", scalar(ScalarKind::request, "a request such as \"GET /devices/list\""),
                "any call of the API; `{guest}` stands for an id",
                {{"body", json_, "sent as JSON"},
                 {"text", text_, "sent as it stands, instead of `body`"},
                 {"headers", mapping("a map of headers", map(std::move(headers))), "sent along"},
                 {"makes", list_or_one("a list of names", name_), "names for the codes that come of it, in this order"},
                 as_key,
                 reply_key}),
            verb("offline", reference_, "the lock loses its link"),
            verb("online", reference_, "the lock has its link again"),
            verb("disconnect", reference_, "the account's credentials are revoked"),
            verb("reconnect", reference_, "the account's credentials are good again"),
            verb("outage", reference_, "the provider's cloud answers 503",
                 {{"for", duration_, "for so long; without it to the end"},
                  {"over", boolean_, "`true`: it answers again", false, "false"}}),
            verb("edit", reference_, "somebody changes codes in the vendor's app",
                 {{"pin", pin_, "the code that is meant"},
                  {"to", to, "what it becomes"},
                  {"add", add, "a code that is new"},
                  {"erase", boolean_, "`true`: it goes"}}),
            verb("press", reference_, "somebody types a PIN at the door",
                 {{"pin", pin_, "this PIN"},
                  {"code", reference_, "or whatever PIN this code has now"},
                  {"opens", boolean_, "whether the door must open", true},
                  {"reason", one_word("a reason", {"unknown_code", "not_yet_valid", "expired_code", "disabled_code"}),
                   "why it must stay shut"}}),
            verb("remove", reference_, "the lock is taken out of the vendor's account"),
            verb("reset", reference_, "the lock forgets everything"),
            verb("forget", reference_, "the device or account is deleted in the engine"),
            verb("restart", one_word("`engine`", {"engine"}), "crash the engine and start it from its store",
                 {{"lose_unsynced", boolean_, "what was not yet durable is gone", false, "false"}}),
            verb("clock", reference_, "the lock's own clock jumps or drifts",
                 {{"skew", signed_duration_, "how far it is ahead from now on"},
                  {"drift", signed_duration_, "how much it gains a day from now on"}}),
            verb("faults", faults_, "these rules stand from here on instead of those before; none of them has to fire"),
            verb("note", text_, "a line for the reports"),
        };
        steps_ = list("a list of steps", mapping("a step such as `{ at: T+0s, get: guest }`", part(std::move(step))));
    }

    void faults() {
        auto const* op = one_word(
            "a kind of call", {"write", "remove", "read", "push", "login", "GET", "POST", "PUT", "PATCH", "DELETE"});
        auto const* status = ranged(ScalarKind::integer, "an HTTP status such as `503`", 100, 599);
        auto* action = keys_part(
            "`do:` what happens to a call",
            {{"latency", latency_, "the answer travels longer"},
             {"drop", one_word("`request`, `response` or `push`", {"request", "response", "push"}), "it never arrives"},
             {"reply", status, "the vendor answers this"},
             {"commit", boolean_, "with `reply`: the vendor did it all the same", false, "false"},
             {"retry_after", duration_, "with `reply`: a Retry-After header"},
             {"lose", list_or_one("a list of `starts` and `ends`", one_word("`starts` or `ends`", {"starts", "ends"})),
              "the write forgets these bounds"},
             {"malformed", boolean_, "the answer is no JSON"},
             {"content_type", text_, "the answer says that it is this"},
             {"dribble", latency_, "the answer takes so long from its first byte to its last"},
             {"truncate", ranged(ScalarKind::integer, "a whole number", 0, 1e9), "the answer ends after so many bytes"},
             {"reset", boolean_, "the connection breaks"},
             {"duplicate", one_word("`push`", {"push"}), "it comes again one second later"},
             {"delay", one_word("`push`", {"push"}), "it comes later, by `by`"},
             {"by", latency_, "with `delay`: how much later"},
             {"stale", duration_, "a read answers what was true so long ago"},
             {"poison", one_word("`empty`", {"empty"}), "a read succeeds and lists nothing"},
             {"slots_full", boolean_, "a write finds no free slot"},
             {"reject",
              one_word("`pin_conflict`, `invalid_pin` or `device_offline`",
                       {"pin_conflict", "invalid_pin", "device_offline"}),
              "the vendor refuses"}});
        Shape chance = *fraction_;
        chance.says = "a number from 0 to 1, or two such as `[0, 0.2]`";
        chance.item = fraction_;
        auto* fault = keys_part(
            "A fault",
            {{"op", op, "calls of this kind"},
             {"device", reference_, "for this lock"},
             {"provider", reference_, "to this provider"},
             {"nth", scalar(ScalarKind::count, "a count such as `1` or `2..4`"), "of the matching calls, from 1"},
             {"from", moment_, "from this instant on"},
             {"to", moment_, "before this instant"},
             {"chance", shape(std::move(chance)),
              "each matching call with this probability; of two, one between them is drawn for each run", false, "1"},
             {"do", mapping("a map such as `{ drop: response }`", action), "what happens", true},
             {"optional", boolean_, "it may stay unused; otherwise that fails the case", false, "false"}});
        faults_ = list("a list of faults", mapping("a fault such as `{ op: write, do: { drop: response } }`", fault));
    }

    MapShape* keys_part(std::string_view title, std::vector<Key> held) { return part(keys(title, std::move(held))); }

    void expectations() {
        auto const* issue = list_or_one("an error or warning, or a list of them", text_);
        auto* issues = keys_part("`errors:` and `warnings:` of a code",
                                 {{"has", issue, "this is listed ...", true},
                                  {"during", status_, "... at some instant while the status is this"},
                                  {"from", range_, "... for the first time then"},
                                  {"after", one_word("`none`", {"none"}), "... and no more at the end of the run"}});
        Shape issues_shape;
        issues_shape.says = "a map such as `{ during: setting, has: failed_to_set_on_device }`, or a list of them";
        issues_shape.map = issues;
        issues_shape.item = mapping("a map such as `{ has: failed_to_set_on_device }`", issues);
        auto const* issues_any = shape(std::move(issues_shape));
        auto* polled =
            keys_part("`polled:` of a code",
                      {{"every", duration_, "how often somebody asks", true},
                       {"sees", list("a list of statuses", status_), "what must be seen, others between", true}});
        auto* code = keys_part(
            "What is expected of a code",
            {{"status",
              list("a list of `instant: status`", pair("an item such as `T+3s: set`, or `...`", range_, status_), true),
              "every transition, in order"},
             {"polled", mapping("a map such as `{ every: 1s, sees: [set, 404] }`", polled), "what a poller sees"},
             {"errors", issues_any, "errors it carries"},
             {"warnings", issues_any, "warnings it carries"}});

        auto const* success = pair("`{ success: { .. } }` or `{ error: type }`",
                                   one_word("`success` or `error`", {"success", "error"}), json_);
        Shape attempt = *success;
        attempt.says = "`pending`, `success`, `error`, `{ success: { code: \"0420\" } }` or `{ error: type }`";
        attempt.scalar = ScalarKind::word;
        attempt.words = {"pending", "success", "error"};
        auto const* attempt_item = pair("an item such as `T+3s: success`, or `...`", range_, shape(std::move(attempt)));

        auto const* event = scalar(ScalarKind::text, "an event type");
        Shape event_item = *pair("an event type or `instant: type`", range_, event);
        event_item.scalar = ScalarKind::text;
        auto const* event_item_shape = shape(std::move(event_item));
        auto* events = keys_part(
            "`events:` as a map",
            {{"exactly", list("a list of events", event_item_shape, true), "these and no others of their families"},
             {"never", list_or_one("a list of event types", event), "none of these"},
             {"count", names("a map of event types to counts", event, count_), "so many of these"}});
        Shape events_shape;
        events_shape.says = "a list of events, or a map of `exactly`, `never` and `count`";
        events_shape.map = events;
        events_shape.item = event_item_shape;
        events_shape.rest = true;

        auto* stored = keys_part("A code in a lock's memory",
                                 {{"code", pin_, "its PIN", true},
                                  {"usable", boolean_, "whether it opens the door at that instant"},
                                  {"copies", ranged(ScalarKind::integer, "a whole number", 0, 1'000'000),
                                   "how many slots hold it", false, "1"},
                                  {"starts", moment_, "as the lock stores it"},
                                  {"ends", moment_, "as the lock stores it"}});
        auto* memory = keys_part(
            "What is expected of a lock's memory",
            {{"at", scalar(ScalarKind::moment_range, "an instant, or `end`", {"end"}), "when", true},
             {"codes",
              list("a list of codes", mapping("a map such as `{ code: \"0420\", usable: true }`", stored), true),
              "everything the lock holds, unless `...` stands in the list", true}});

        MapShape at =
            keys("`requests:` by instants", {{"at", list("a list of instants", range_, true), "exactly then", true}});
        Shape request;
        request.says = "a count, a range such as `0..2`, or `{ at: [..] }`";
        request.scalar = ScalarKind::count;
        request.map = part(std::move(at));
        auto const* request_shape = shape(std::move(request));
        auto* requests = keys_part("`requests:`", {{"write", request_shape, "creates and edits in place"},
                                                   {"remove", request_shape, "removals"},
                                                   {"read", request_shape, "read-backs, however many pages"},
                                                   {"push", request_shape, "pushes from the vendor"},
                                                   {"login", request_shape, "logins and token refreshes"},
                                                   {"GET", request_shape, "single requests of this method"},
                                                   {"POST", request_shape, "single requests of this method"},
                                                   {"PUT", request_shape, "single requests of this method"},
                                                   {"PATCH", request_shape, "single requests of this method"},
                                                   {"DELETE", request_shape, "single requests of this method"}});
        auto* totals = keys_part("`totals:`", {{"unset", count_, "codes that ended as this, or passed it"},
                                               {"setting", count_, "see `unset`"},
                                               {"set", count_, "see `unset`"},
                                               {"removing", count_, "see `unset`"},
                                               {"unknown", count_, "see `unset`"},
                                               {"404", count_, "see `unset`"},
                                               {"created", count_, "codes created"},
                                               {"deleted", count_, "codes deleted"},
                                               {"skipped", count_, "stays of 0 nights"}});
        expect_ = part(keys(
            "`expect:`",
            {{"codes", names("a map of codes", reference_, mapping("a map such as `{ status: [..] }`", code)),
              "what each code goes through"},
             {"attempts",
              names("a map of attempts", reference_, list("a list of `instant: status`", attempt_item, true)),
              "what each action attempt goes through, by its label"},
             {"events", shape(std::move(events_shape)), "what the event log holds"},
             {"device",
              names("a map of devices", reference_,
                    list("a list such as `[ { at: end, codes: [] } ]`",
                         mapping("a map such as `{ at: end, codes: [] }`", memory))),
              "what the locks hold"},
             {"requests", mapping("a map such as `{ write: 1, read: 0..2 }`", requests), "what the vendor was asked"},
             {"totals", mapping("a map such as `{ set: 10 }`", totals), "sums over all codes"}}));
    }

    void workload() {
        auto* columns = part(keys(
            "`workload.columns:`",
            {{"created", text_, "the column with the date of booking; without it the day of arrival"},
             {"arrives", text_, "the column with the date of arrival", true},
             {"nights", text_, "the column with the number of nights"},
             {"leaves", text_, "or the column with the date of departure"},
             {"cancelled", text_, "the column with the date of cancellation"},
             {"cancelled_if",
              names("a map such as `{ outcome: canceled }`", text_, list_or_one("a text or a list of texts", text_)),
              "only rows with these values count as cancelled"}}));
        columns->one_of = {{"nights", "leaves"}};
        auto* spread =
            part(keys("`workload.spread:`", {{"over", reference_, "a device with `count`", true},
                                             {"by", one_word("`availability`", {"availability"}),
                                              "each stay gets a door that is free", false, "availability"}}));
        auto const* clock = scalar(ScalarKind::time_of_day, "a time of day such as \"15:00\"");
        workload_ = part(keys(
            "`workload:`",
            {{"bookings", scalar(ScalarKind::path, "a path"), "a CSV or .ics file, relative to the scenario", true},
             {"columns", mapping("a map of columns", columns), "which column is what; needed for CSV"},
             {"check_in", clock, "when a stay begins on its first day", false, "\"15:00\""},
             {"check_out", clock, "when a stay ends on its last day", false, "\"11:00\""},
             {"zone", zone_, "whose local times these are", false, "the scenario's zone"},
             {"spread", mapping("a map such as `{ over: room, by: availability }`", spread), "onto which doors"},
             {"limit", ranged(ScalarKind::integer, "a whole number from 1", 1, 10'000'000),
              "only the first so many rows"}}));
    }

    void top() {
        auto const* word = scalar(ScalarKind::name, "a word");
        auto const* words = list_or_one("a list of words", word);
        auto const* capability =
            one_word("a capability", {"native_scheduling", "edit_in_place", "lists_codes", "lists_pins", "push", "poll",
                                      "offline_codes", "idempotency_keys"});
        auto const* path = scalar(ScalarKind::path, "a path");

        MapShape row;
        row.kind = MapShape::Kind::names;
        row.key = scalar(ScalarKind::time_name, "the name of a variable");
        row.value = json_;
        auto* row_map = map(std::move(row));
        language_.matrix_row = row_map;
        MapShape matrix;
        matrix.kind = MapShape::Kind::names;
        matrix.title = "`matrix:`";
        matrix.key = row_map->key;
        Shape axis;
        axis.says = "a list of values";
        axis.item = json_;
        matrix.value = shape(std::move(axis));
        auto* matrix_map = map(std::move(matrix));

        auto* invariants =
            part(keys("`invariants:`",
                      {{"off", list_or_one("a list such as `[I-09]`", text_), "which of them are not judged", true},
                       {"because", text_, "why", true}}));
        auto* xfail = part(keys("`xfail:`", {{"reason", text_, "why this case is known to fail", true},
                                             {"issue", text_, "where that is worked on"},
                                             {"until", text_, "when somebody should look again"}}));
        auto const* providers = names("a map of providers", name_, mapping("a map of settings", provider_));

        std::vector<Key> const common{
            {"name", text_, "one line that says what is shown", true},
            {"tags", words, "words to choose scenarios by: `--tag 'core and not slow'`"},
            {"covers", words, "the requirements this shows, as numbered in docs/requirements.md"},
            {"requires", list_or_one("a list of capabilities", capability),
             "what the providers must be able to do; the case is unsupported where one cannot"},
            {"include", list_or_one("a list of library files", path), "library files, relative to this file"},
            {"use", list_or_one("a list of templates", reference_), "templates that are merged into this scenario"},
            {"templates", nullptr, "maps that `use` merges into the scenario"},
            {"matrix", mapping("a map of axes and `rows`", matrix_map),
             "the same scenario with different values: each axis is a list, all combinations are run; `rows` is a list "
             "of "
             "maps of values that belong together"},
            {"seeds",
             list_or_one("seeds such as `1..200` or `[1, 7]`",
                         scalar(ScalarKind::count, "a seed such as `7` or seeds such as `1..200`")),
             "each case is run for each seed", false, "1"},
            {"epoch", scalar(ScalarKind::date_time, "an instant such as `2030-01-01T00:00:00Z`"),
             "the instant of `T+0`", false, "2030-01-01T00:00:00Z"},
            {"zone", zone_, "of local times in this file", false, "UTC"},
            {"times",
             names("a map of names to instants", scalar(ScalarKind::time_name, "the name of an instant"), moment_),
             "names for instants"},
            {"engine", mapping("a map of settings", engine_), "how the engine is set up"},
            {"providers", providers, "lock vendors; one that an included file defines as well is merged over it"},
            {"accounts", accounts_, "connected accounts; without them each provider has one, called as it is"},
            {"devices", devices_, "the locks"},
            {"workload", mapping("a map such as `{ bookings: bookings.csv, .. }`", workload_),
             "many codes from a calendar of stays"},
            {"steps", steps_, "what the outside world does, in time order"},
            {"ties", one_word("`steps_first` or `steps_last`", {"steps_first", "steps_last"}),
             "whether a step comes before or after what else is due at its instant", false, "steps_first"},
            {"faults", faults_, "what goes wrong between engine and vendor"},
            {"expect", mapping("a map of expectations", expect_), "everything that must be seen"},
            {"invariants", mapping("a map such as `{ off: [I-09], because: \"..\" }`", invariants),
             "each run judges all invariants, unless one is switched off here"},
            {"until", moment_, "when the run ends", false,
             "ten minutes after the last step, expectation or end of a window"},
            {"xfail", mapping("a map such as `{ reason: .. }`", xfail),
             "the case is known to fail; passing is an error"}};

        // A template may hold whatever a scenario may, except what decides how files are put together.
        MapShape body = keys("A template", {});
        for (Key key : common) {
            if (key.name == "name" || key.name == "include" || key.name == "use" || key.name == "templates") continue;
            body.keys.push_back(key);
        }
        language_.template_body = map(std::move(body));
        auto const* templates = names("a map of templates", name_, mapping("a map", language_.template_body));

        MapShape scenario = keys("A scenario", {});
        scenario.keys.push_back({"schema", one_word("`scenario/v1`", {"scenario/v1"}), "always `scenario/v1`", true});
        for (Key key : common) {
            if (key.name == "templates") key.shape = templates;
            scenario.keys.push_back(key);
        }
        scenario.keys.push_back(workspaces());
        language_.scenario = map(std::move(scenario));
        language_.library =
            map(keys("A library file", {{"schema", one_word("`lib/v1`", {"lib/v1"}), "always `lib/v1`", true},
                                        {"providers", providers, "lock vendors"},
                                        {"templates", templates, "maps that `use` merges into a scenario"}}));
        top_world(common);
        language_.parts.insert(language_.parts.begin(), {language_.scenario, language_.library, language_.world});
    }

    Key workspaces() {
        auto* workspace = part(keys("A workspace", {{"accounts", list_or_one("a list of accounts", reference_),
                                                     "the connected accounts that its keys see", true}}));
        return {"workspaces",
                names("a map of workspaces", name_, mapping("a map such as `{ accounts: [main] }`", workspace)),
                "who sees which accounts", false, "one that sees all"};
    }

    // A world is what a scenario plays in, without what happens to it.
    void top_world(std::vector<Key> const& common) {
        MapShape world = keys("A world", {{"schema", one_word("`world/v1`", {"world/v1"}), "always `world/v1`", true},
                                          {"name", text_, "one line that says what it is"}});
        for (Key const& key : common)
            for (std::string_view const held :
                 {"include", "epoch", "zone", "engine", "providers", "accounts", "devices", "faults"})
                if (key.name == held) world.keys.push_back(key);
        world.keys.push_back(workspaces());
        world.keys.push_back({"api_keys", names("a map of keys to workspaces", name_, reference_),
                              "keys of the API, in the form of its clients, `seam_test_...`"});
        world.keys.push_back(
            {"access_tokens",
             names("a map of tokens to lists of workspaces", text_, list_or_one("a list of workspaces", reference_)),
             "tokens of people, `seam_at...` or a JSON web token, and the workspaces they open"});
        language_.world = map(std::move(world));
    }

    std::deque<Shape> shapes_;
    std::deque<MapShape> maps_;
    Language language_;
    Shape const *text_, *name_, *reference_, *duration_, *signed_duration_, *moment_, *range_, *pin_, *boolean_,
        *count_, *zone_, *status_, *fraction_, *json_, *json_object_, *latency_;
    Shape const *code_shape_, *http_shape_, *device_shape_, *expired_shape_;
    Shape const *accounts_, *devices_, *steps_, *faults_;
    MapShape const *provider_, *engine_, *expect_, *workload_;
};

}  // namespace

Language const& language() {
    static Table const table;
    return table.built();
}

}  // namespace lockstep::harness
