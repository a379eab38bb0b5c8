#include "harness/serve/journal_text.hpp"

#include <fmt/format.h>

#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>

namespace lockstep::harness {
namespace {

using LineJson = nlohmann::ordered_json;

constexpr std::string_view journal_schema = "journal/v1";

// A line that is none of ours throws one of the library's exceptions.
WorldOrigin origin_in(LineJson const& line) {
    WorldOrigin origin;
    line.at("text").get_to(origin.text);
    line.at("name").get_to(origin.name);
    line.at("digest").get_to(origin.digest);
    line.at("regime").get_to(origin.regime);
    line.at("seed").get_to(origin.seed);
    origin.epoch = Instant{Duration{line.at("epoch").get<std::int64_t>()}};
    line.at("tells_anybody").get_to(origin.tells_anybody);
    return origin;
}

stores::JournalEntry entry_in(LineJson const& line) {
    stores::JournalEntry entry;
    entry.at = Instant{Duration{line.at("at").get<std::int64_t>()}};
    entry.real_at = Instant{Duration{line.at("real_at").get<std::int64_t>()}};
    line.at("played").get_to(entry.played);
    line.at("state").get_to(entry.state);
    line.at("kind").get_to(entry.kind);
    entry.payload = line.at("input").dump();
    return entry;
}

}  // namespace

Result<void, stores::StoreError> write_journal(WorldStore& store, std::ostream& out) {
    auto const origin = store.origin().value_or(WorldOrigin{});
    LineJson const head{{"schema", journal_schema},
                        {"name", origin.name},
                        {"digest", origin.digest},
                        {"regime", origin.regime},
                        {"seed", origin.seed},
                        {"epoch", microseconds(origin.epoch)},
                        {"tells_anybody", origin.tells_anybody},
                        {"text", origin.text}};
    out << head.dump() << '\n';
    return store.journal().each([&out](stores::JournalEntry const& entry) {
        LineJson const line{{"number", entry.number},
                            {"at", microseconds(entry.at)},
                            {"real_at", microseconds(entry.real_at)},
                            {"played", entry.played},
                            {"state", entry.state},
                            {"kind", entry.kind},
                            {"input", LineJson::parse(entry.payload, nullptr, false)}};
        out << line.dump(-1, ' ', false, LineJson::error_handler_t::replace) << '\n';
        return out.good();
    });
}

Result<std::uint64_t, std::string> read_journal(WorldStore& store, std::istream& in) {
    auto& journal = store.journal();
    std::string text;
    std::uint64_t number = 0;
    std::uint64_t entries = 0;
    WorldOrigin origin;
    try {
        while (std::getline(in, text)) {
            ++number;
            auto const line = LineJson::parse(text);
            if (number == 1) {
                if (line.value("schema", "") != journal_schema)
                    return failure(fmt::format("line 1 does not say `\"schema\":\"{}\"`", journal_schema));
                origin = origin_in(line);
                continue;
            }
            if (auto appended = journal.append(entry_in(line)); !appended) return failure(appended.error().text);
            ++entries;
        }
    } catch (std::exception const& problem) {
        journal.roll_back();
        return failure(fmt::format("line {} is not one of a journal's: {}", number, problem.what()));
    }
    if (number == 0) return failure(std::string{"there is nothing to read"});
    if (auto begun = store.begin(origin); !begun) return failure(begun.error().text);
    return entries;
}

}  // namespace lockstep::harness
