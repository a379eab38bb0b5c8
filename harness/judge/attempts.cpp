// `attempts: LABEL`: the states of an action attempt, with the result or the error it ended in.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/judge/bench.hpp"

namespace lockstep::harness {
namespace {

using Json = nlohmann::json;

bool is_state(AttemptStatus want, engine::AttemptState got) {
    switch (want) {
        case AttemptStatus::pending:
            return got == engine::AttemptState::pending;
        case AttemptStatus::success:
            return got == engine::AttemptState::success;
        case AttemptStatus::error:
            return got == engine::AttemptState::error;
    }
    return false;
}

// Equal, where an object that is wanted may be a part of the one that came.
bool includes(Json const& got, Json const& want) {
    if (!want.is_object() || !got.is_object()) return got == want;
    for (auto const& [key, value] : want.items())
        if (!got.contains(key) || !includes(got.at(key), value)) return false;
    return true;
}

// `success {"code":"0420"}`: of the fields, those that somebody asked about.
std::string got_word(AttemptEntry const& entry, Json const& asked) {
    std::string word{name_of(entry.state)};
    if (entry.state == engine::AttemptState::error && !entry.error_type.empty()) word += " " + entry.error_type;
    if (entry.state != engine::AttemptState::success || asked.empty()) return word;
    Json const result = Json::parse(entry.access_code, nullptr, false);
    Json shown = Json::object();
    for (auto const& [key, value] : asked.items())
        if (result.is_object() && result.contains(key)) shown[key] = result.at(key);
    return word + " " + shown.dump();
}

std::string want_word(AttemptItem const& item) {
    std::string word{name_of(item.status)};
    if (!item.error.empty()) word += " " + item.error;
    if (!item.result_json.empty()) word += " " + Json::parse(item.result_json, nullptr, false).dump();
    return word;
}

bool is_wanted(AttemptItem const& item, AttemptEntry const& entry) {
    if (!is_state(item.status, entry.state)) return false;
    if (!item.error.empty() && item.error != entry.error_type) return false;
    if (item.result_json.empty()) return true;
    Json const got = Json::parse(entry.access_code, nullptr, false);
    Json const want = Json::parse(item.result_json, nullptr, false);
    return !got.is_discarded() && includes(got, want);
}

void judge_attempt(Bench& bench, AttemptExpectation const& expected) {
    AttemptHistory const* const history = bench.record().attempt_called(expected.label);
    if (history == nullptr || history->attempt == nobody) {
        bench.fail(expected.place, fmt::format("{}: its step started no action attempt", expected.label));
        return;
    }

    Json asked = Json::object();
    std::vector<WantedLine> want;
    for (AttemptItem const& item : expected.items) {
        want.push_back({item.rest, item.rest ? nullptr : &item.when, item.rest ? "" : want_word(item), item.place,
                        item.status_place});
        if (!item.result_json.empty()) asked.update(Json::parse(item.result_json, nullptr, false));
    }
    std::vector<GotLine> got;
    for (AttemptEntry const& entry : history->states)
        got.push_back({entry.at, got_word(entry, asked), entry.trace});

    judge_list(bench, expected.label, want, got, expected.place,
               [&](std::size_t w, std::size_t g) { return is_wanted(expected.items[w], history->states[g]); });
}

}  // namespace

void judge_attempts(Bench& bench) {
    for (AttemptExpectation const& expected : bench.scenario().expect.attempts)
        judge_attempt(bench, expected);
}

}  // namespace lockstep::harness
