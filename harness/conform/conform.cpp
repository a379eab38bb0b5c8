#include "harness/conform/conform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/conform/bench.hpp"
#include "harness/conform/controls.hpp"
#include "harness/conform/marker.hpp"
#include "harness/conform/stories.hpp"
#include "harness/scenario/load.hpp"
#include "harness/world/setup.hpp"

namespace lockstep::harness {

namespace {

bool matches(std::string_view number, std::string_view pattern) {
    if (pattern.ends_with('*')) return number.starts_with(pattern.substr(0, pattern.size() - 1));
    return number == pattern;
}

// The vendor as it is unless somebody says otherwise, with one account and one lock.
std::optional<providers::VendorSetup> setup_of(ConformOptions const& options) {
    auto const text = fmt::format(
        "schema: world/v1\nname: conform\nproviders:\n  {0}: {{ vendor: {0} }}\ndevices:\n  lock: {{ provider: {0} "
        "}}\n",
        options.vendor);
    auto const loaded = load_text(text, "conform", {.kind = FileKind::world});
    if (!loaded.ok() || loaded.cases.empty()) return std::nullopt;
    auto setup = vendor_setup(loaded.cases.front().scenario, 0, 1);
    auto& can = setup.capabilities;
    auto const& claims = options.claims;
    if (claims.native_scheduling) can.native_scheduling = *claims.native_scheduling;
    if (claims.edit) can.edit_in_place = *claims.edit == "in_place";
    if (claims.reads) can.reads = *claims.reads == "pins" ? engine::Reads::pins : engine::Reads::names;
    if (claims.slots) can.slots = *claims.slots;
    can.idempotency_keys = claims.idempotency_keys.value_or(can.idempotency_keys);
    // Nobody pushes to this adapter: it reads until it sees.
    can.confirmation = engine::Confirmation::poll;
    for (auto& device : setup.devices)
        device.capabilities = can;
    return setup;
}

std::string listed_words(std::vector<std::string> const& words) {
    std::string text;
    for (auto const& word : words)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", word);
    return text;
}

// One run on one lock, with all that it takes.
class Run {
  public:
    Run(http::Loop& loop, ConformOptions const& options) : loop_(loop), options_(options) {
        result_.vendor = options.vendor;
        result_.url = options.url;
        result_.lock = options.lock;
        result_.safe = options.safe;
    }

    bool stop_with(ExitCode code, std::string why) {
        result_.trouble = std::move(why);
        result_.trouble_code = code;
        return false;
    }

    bool begin(std::vector<Check> selected) {
        auto const* const vendor = providers::find_vendor(options_.vendor);
        if (vendor == nullptr || !vendor->speaks_http)
            return stop_with(ExitCode::usage, fmt::format("`{}` is no vendor that speaks HTTP", options_.vendor));
        auto origin = http::parse_origin(options_.url);
        if (!origin) return stop_with(ExitCode::usage, origin.error());
        wire_ = std::make_unique<ServerLine>(loop_, options_, *origin);
        auto setup = setup_of(options_);
        if (!setup) return stop_with(ExitCode::infrastructure, "the vendor could not be set up");
        if (!find_lock()) return false;
        take_clock();

        bench_ = std::make_unique<Bench>(*wire_, options_, std::move(selected));
        bench_->lock = result_.lock;
        bench_->edits = setup->capabilities.edit_in_place;
        bench_->tells_pins = setup->capabilities.reads == engine::Reads::pins;
        auto const& rules = setup->capabilities.pins;
        while (bench_->pin_length > 1 && !rules.accepts_length(bench_->pin_length))
            --bench_->pin_length;
        if (options_.claims.length_min)
            bench_->pin_length = std::clamp<std::size_t>(6, *options_.claims.length_min, *options_.claims.length_max);
        bench_->driver = std::make_unique<Driver>(*wire_, options_, *vendor, std::move(*setup), result_.lock);
        bench_->door = std::make_unique<Door>(*wire_, options_, result_.lock);
        return true;
    }

    // Codes that are not ours are to be there afterwards as well.
    void look_before() {
        before_ = bench_->driver->read();
        if (!before_) return;
        if (before_->refusal == engine::Refusal::unauthorized)
            bench_->notes.push_back(
                fmt::format("the login is refused: give the account's own with --login, by the words {}",
                            listed_words(login_words(options_))));
        for (auto const& code : before_->listed) {
            bench_->avoid_pin(code.record.pin.text());
            if (is_own_name(code.record.name)) ++leftovers_;
        }
        if (leftovers_ != 0)
            bench_->notes.push_back(
                fmt::format("{} codes of another run are on the lock (--sweep takes them off)", leftovers_));
    }

    void look_after() {
        if (!before_ || before_->verdict != engine::Verdict::done || wire_->gone()) return;
        wire_->tidy(true);
        auto const after = bench_->driver->read();
        wire_->tidy(false);
        if (!after || after->verdict != engine::Verdict::done) return;
        std::set<std::string> refs;
        for (auto const& code : after->listed)
            refs.insert(code.vendor_ref);
        std::size_t kept = 0;
        for (auto const& code : before_->listed)
            kept += refs.contains(code.vendor_ref) ? 1 : 0;
        if (kept != before_->listed.size())
            bench_->notes.push_back(
                fmt::format("{} codes that were there before are gone", before_->listed.size() - kept));
    }

    ConformResult finish() {
        if (bench_) {
            result_.outcomes = bench_->outcomes();
            result_.found.assign(bench_->found.begin(), bench_->found.end());
            result_.notes.insert(result_.notes.end(), bench_->notes.begin(), bench_->notes.end());
            if (wire_->has_quota()) result_.notes.push_back("the provider limited the rate, and was waited for");
        }
        if (wire_ && wire_->gone() && result_.trouble.empty())
            stop_with(ExitCode::infrastructure, fmt::format("the server has gone: {}", wire_->last_trouble()));
        if (wire_ && wire_->stopped() && result_.trouble.empty())
            stop_with(ExitCode::incomplete, "ended before all checks were made");
        return std::move(result_);
    }

    Bench& bench() { return *bench_; }
    ServerLine& wire() { return *wire_; }

  private:
    bool find_lock() {
        bool const open = has_wire_checks(options_.vendor);
        auto const heard = open ? wire_->get("/locks") : wire_->send_beside_the_api({http::Method::get, "/", {}, {}});
        if (!heard.response)
            return stop_with(ExitCode::infrastructure,
                             fmt::format("{} cannot be reached: {}", options_.url, heard.trouble));
        if (!options_.lock.empty()) return true;
        if (open && heard.ok() && heard.body.is_object() && heard.body.contains("locks") &&
            heard.body["locks"].is_array())
            for (auto const& lock : heard.body["locks"])
                if (lock.is_object() && lock.contains("lock_id") && lock["lock_id"].is_string())
                    locks_.push_back(lock["lock_id"]);
        if (locks_.empty())
            for (auto const& served : served_locks(*wire_, options_))
                locks_.push_back(served.vendor_id);
        if (locks_.empty()) {
            auto const why = open ? fmt::format("GET /locks was answered with {}", heard.seen())
                                  : std::string{"this vendor's locks are not listed"};
            return stop_with(ExitCode::incomplete,
                             heard.is(401) ? "the token is refused: give one with --token"
                                           : fmt::format("no lock to check: name one with --lock ({})", why));
        }
        if (options_.safe && locks_.size() > 1)
            return stop_with(
                ExitCode::usage,
                fmt::format("there are {} locks; with --safe one has to be named with --lock", locks_.size()));
        result_.lock = locks_.front();
        if (locks_.size() > 1)
            result_.notes.push_back(
                fmt::format("{} is the first of {} locks (--lock takes another)", locks_.front(), locks_.size()));
        return true;
    }

    // Waits and instants are the provider's.
    void take_clock() {
        auto const clock = served_clock(*wire_, options_);
        if (!clock) return;
        wire_->use_clock(*clock);
        if (clock->mode().manual())
            result_.notes.push_back(
                "the world's clock is turned by hand: unless somebody turns it, nothing is ever done");
    }

    http::Loop& loop_;
    ConformOptions const& options_;
    ConformResult result_;
    std::vector<std::string> locks_;
    std::unique_ptr<ServerLine> wire_;
    std::unique_ptr<Bench> bench_;
    std::optional<engine::Answer> before_;
    std::size_t leftovers_ = 0;
};

// What no single story judges: it has to hold for every answer of the run.
void judge_all_answers(Bench& bench) {
    auto const& observed = bench.wire.observed();
    if (observed.answers == 0) return;
    bench.expect("2.2/1", observed.not_json.empty(), observed.not_json);
    if (observed.errors != 0) bench.expect("2.2/6", observed.bad_error.empty(), observed.bad_error);
    bench.expect("2.2/7", observed.server_error.empty(), observed.server_error);
}

}  // namespace

std::vector<Check> selected_checks(ConformOptions const& options) {
    auto checks = checks_of(options.vendor);
    auto const wanted_profile = [&](ConformProfile profile) {
        if (options.profiles.empty()) return profile != ConformProfile::push || options.claims.push.value_or(false);
        return std::find(options.profiles.begin(), options.profiles.end(), profile) != options.profiles.end();
    };
    auto const wanted_number = [&](std::string_view number) {
        return options.checks.empty() || std::any_of(options.checks.begin(), options.checks.end(),
                                                     [&](auto const& pattern) { return matches(number, pattern); });
    };
    std::erase_if(checks, [&](Check const& check) {
        // Naming a check is choosing it, whatever its profile.
        bool const named = !options.checks.empty() && options.profiles.empty();
        return !wanted_number(check.number) || (!named && !wanted_profile(check.profile));
    });
    return checks;
}

std::vector<std::string> login_words(ConformOptions const& options) {
    std::vector<std::string> words{"access_token", "refresh_token"};
    auto const* const vendor = providers::find_vendor(options.vendor);
    auto const setup = setup_of(options);
    if (vendor == nullptr || !setup) return words;
    for (auto const& login : vendor->make_mock(*setup)->logins())
        if (std::find(words.begin(), words.end(), login.word) == words.end()) words.emplace_back(login.word);
    return words;
}

std::optional<std::string> use_login(ConformOptions& options) {
    auto const words = login_words(options);
    for (auto const& [word, value] : options.login)
        if (std::find(words.begin(), words.end(), word) == words.end())
            return fmt::format("`{}` is no word of a login at `{}`: {}", word, options.vendor, listed_words(words));
    auto const take = [&](char const* word, std::string& into, std::string_view unsaid) {
        if (auto const value = options.login.find(word); value != options.login.end() && into == unsaid)
            into = value->second;
    };
    take("access_token", options.token, ConformOptions{}.token);
    take("refresh_token", options.refresh_token, "");
    return std::nullopt;
}

ConformResult conform(http::Loop& loop, ConformOptions const& options, ConformListener const& listener) {
    Run run{loop, options};
    auto selected = selected_checks(options);
    auto const all = selected.size();
    if (!run.begin(std::move(selected))) return run.finish();
    auto& bench = run.bench();
    std::string at;  // what is being checked
    auto const tell = [&](std::string_view current) {
        if (listener) listener({bench.judged(), all, bench.failures(), current});
    };
    auto const turn_to = [&](std::string_view next) {
        at = next;
        tell(at);
    };
    bench.wire.tell_quota_waits([&](Duration length) {
        auto const seconds = std::chrono::ceil<std::chrono::seconds>(length).count();
        tell(fmt::format("{}, waiting {} s for the provider's quota", at, seconds));
    });
    turn_to("looking around");
    run.look_before();
    Marker marker{bench};
    if (options.safe) {
        if (auto const why = marker.take()) {
            run.stop_with(ExitCode::incomplete, *why);
            return run.finish();
        }
    }
    bool const open = has_wire_checks(options.vendor);
    if (open) {
        explore_open(bench);
        if (!bench.native) bench.unsupported("4.", "the lock keeps no windows");
        if (!bench.idempotent) bench.unsupported("6.", "the provider knows no idempotency keys");
    }
    auto const play = [&](std::vector<Story> const& stories) {
        for (auto const& story : stories) {
            if (bench.wire.over()) return;
            bool wanted = false;
            for (auto const section : story.sections)
                wanted = wanted || bench.wants_any(section);
            if (!wanted || (bench.failed("1.1/1") && story.sections.front().starts_with("1."))) continue;
            turn_to(story.sections.front().substr(0, story.sections.front().size() - 1));
            if (options.safe && story.fills_lock) {
                for (auto const section : story.sections)
                    if (!section.starts_with("7.") || options.claims.slots)
                        bench.unobserved(section, "--safe does not fill the lock");
                continue;
            }
            story.play(bench);
            if (bench.failed("1.1/1")) bench.unobserved("1.", "the adapter cannot read anything back");
        }
    };
    play(adapter_stories());
    if (open) {
        play(open_stories());
        judge_claims(bench);
        judge_all_answers(bench);
    }
    if (options.safe)
        if (auto const left = marker.give_back()) bench.notes.push_back(*left);
    run.look_after();
    bench.notes.insert(bench.notes.begin(), fmt::format("the door is {}", bench.door->how()));
    turn_to("done");
    return run.finish();
}

ConformResult sweep(http::Loop& loop, ConformOptions const& options) {
    Run run{loop, options};
    if (!run.begin({})) return run.finish();
    auto& bench = run.bench();
    auto const read = bench.driver->read();
    if (!read || read->verdict != engine::Verdict::done) {
        run.stop_with(ExitCode::infrastructure, fmt::format("the lock's codes cannot be read: {}", seen(read)));
        return run.finish();
    }
    std::size_t swept = 0;
    std::size_t left = 0;
    for (auto const& code : read->listed) {
        if (!is_own_name(code.record.name)) continue;
        auto const answer = bench.driver->remove(code.vendor_ref, code.record.name);
        bool const taken =
            answer && (answer->verdict == engine::Verdict::done || answer->verdict == engine::Verdict::accepted);
        ++(taken ? swept : left);
    }
    bench.notes.push_back(fmt::format("{} codes of earlier runs taken off, {} left", swept, left));
    if (left != 0) run.stop_with(ExitCode::infrastructure, "some codes could not be taken off");
    return run.finish();
}

}  // namespace lockstep::harness
