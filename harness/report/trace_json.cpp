#include "harness/report/trace_json.hpp"

#include "harness/report/trace_words.hpp"

namespace lockstep::harness {

nlohmann::ordered_json json_of(TraceEvent const& event, RunNames const& names) {
    nlohmann::ordered_json out = {{"seq", event.id},
                                  {"at", instant_text(event.at, names.epoch)},
                                  {"us", microseconds(event.at - names.epoch)},
                                  {"turn", name_of(event.turn)},
                                  {"what", word_of(event.kind)}};
    if (event.cause != 0) out["cause"] = event.cause;
    auto const put = [&out](char const* key, std::vector<std::string> const& table, std::uint32_t number) {
        if (number < table.size()) out[key] = table[number];
    };
    put("code", names.codes, event.code);
    put("device", names.devices, event.device);
    put("account", names.accounts, event.account);
    out["text"] = text_of(event, names);
    return out;
}

}  // namespace lockstep::harness
