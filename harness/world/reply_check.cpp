#include "harness/world/reply_check.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace lockstep::harness {
namespace {

using Json = nlohmann::json;

// The key of the envelope that a verb's answer is about; empty: the whole envelope.
std::string_view subject_of(Action const& action) {
    if (std::holds_alternative<CreateCode>(action) || std::holds_alternative<GetCode>(action)) return "access_code";
    if (std::holds_alternative<UpdateCode>(action) || std::holds_alternative<DeleteCode>(action))
        return "action_attempt";
    return {};
}

// An author who names a key of the envelope means the envelope.
bool speaks_of_envelope(Json const& wanted) {
    return wanted.contains("access_code") || wanted.contains("action_attempt") || wanted.contains("ok");
}

void substitute(Json& value, IdLookup const& ids) {
    if (value.is_string())
        value = with_ids(value.get_ref<std::string const&>(), ids);
    else if (value.is_structured())
        for (auto& child : value)
            substitute(child, ids);
}

class BodyCheck {
  public:
    BodyCheck(Reply const& reply, std::vector<ReplyMismatch>& found) : reply_(reply), found_(found) {}

    // Objects are compared by the members that are wanted, everything else as a whole.
    void members(Json const& wanted, Json const& got, std::string const& path, Place place) {
        for (auto const& [key, value] : wanted.items()) {
            auto const name = path.empty() ? key : path + "." + key;
            auto const where = path.empty() ? place_of(key) : place;
            if (!got.is_object() || !got.contains(key)) {
                found_.push_back({where, fmt::format("{}: want {}, got nothing", name, value.dump()),
                                  fmt::format("{}: {}", name, value.dump()), fmt::format("no {}", name)});
                continue;
            }
            auto const& actual = got.at(key);
            if (value.is_object() && actual.is_object())
                members(value, actual, name, where);
            else if (value != actual)
                differs(name, value, actual, where);
        }
        if (!reply_.exact || !got.is_object()) return;
        for (auto const& [key, value] : got.items()) {
            if (wanted.contains(key)) continue;
            auto const name = path.empty() ? key : path + "." + key;
            found_.push_back({place, fmt::format("{}: not wanted, got {}", name, value.dump()),
                              fmt::format("no {}", name), fmt::format("{}: {}", name, value.dump())});
        }
    }

    void differs(std::string const& name, Json const& wanted, Json const& actual, Place place) {
        found_.push_back({place, fmt::format("{}: want {}, got {}", name, wanted.dump(), actual.dump()),
                          fmt::format("{}: {}", name, wanted.dump()), fmt::format("{}: {}", name, actual.dump())});
    }

  private:
    Place place_of(std::string const& key) const {
        for (auto const& field : reply_.body->fields)
            if (field.name == key) return field.place;
        return reply_.body->place;
    }

    Reply const& reply_;
    std::vector<ReplyMismatch>& found_;
};

std::string status_text(int status, std::string const& error) {
    return error.empty() ? fmt::format("{}", status) : fmt::format("{} {}", status, error);
}

}  // namespace

std::string with_ids(std::string_view text, IdLookup const& ids) {
    std::string result;
    while (!text.empty()) {
        // The innermost pair: in a JSON text the braces of objects stand around the name's own.
        auto const close = text.find('}');
        if (close == std::string_view::npos) break;
        auto const open = text.rfind('{', close);
        if (open == std::string_view::npos) {
            result += text.substr(0, close + 1);
            text.remove_prefix(close + 1);
            continue;
        }
        result += text.substr(0, open);
        auto const id = ids(text.substr(open + 1, close - open - 1));
        result += id ? *id : std::string(text.substr(open, close - open + 1));
        text.remove_prefix(close + 1);
    }
    result += text;
    return result;
}

std::string error_type_of(Json const& envelope) {
    if (!envelope.is_object()) return {};
    auto const error = envelope.find("error");
    if (error == envelope.end() || !error->is_object()) return {};
    auto const type = error->find("type");
    return type != error->end() && type->is_string() ? type->get<std::string>() : std::string();
}

std::vector<ReplyMismatch> check_reply(Step const& step, http::Response const& answer, IdLookup const& ids) {
    std::vector<ReplyMismatch> found;
    auto const envelope = Json::parse(answer.body, nullptr, false);
    auto const error = error_type_of(envelope);
    auto const got_status = status_text(answer.status, error);

    if (!step.reply) {
        if (!answer.ok())
            found.push_back({step.place, fmt::format("want success, got {}", got_status), "200", got_status});
        return found;
    }
    auto const& reply = *step.reply;
    bool const any_refusal = !reply.http && reply.error;
    if (any_refusal ? answer.status < 400 : answer.status != reply.http.value_or(200)) {
        auto const want = any_refusal ? *reply.error : fmt::format("{}", reply.http.value_or(200));
        found.push_back({reply.http ? reply.http_place : reply.place,
                         fmt::format("reply: want {}, got {}", want, got_status), want, got_status});
    }
    if (reply.error && error != *reply.error)
        found.push_back({reply.error_place,
                         fmt::format("error: want {}, got {}", *reply.error, error.empty() ? "none" : error),
                         *reply.error, error});
    if (!reply.body && reply.lacks.empty()) return found;
    if (envelope.is_discarded()) {
        found.push_back({reply.place, "the answer is not JSON", "JSON", answer.body});
        return found;
    }

    auto wanted = reply.body ? Json::parse(reply.body->json, nullptr, false) : Json::object();
    substitute(wanted, ids);
    auto const key = std::string(subject_of(step.action));
    bool const unwraps = answer.ok() && !key.empty() && envelope.contains(key) && !speaks_of_envelope(wanted);
    auto const& subject = unwraps ? envelope.at(key) : envelope;
    if (reply.body) {
        BodyCheck check(reply, found);
        if (wanted.is_object())
            check.members(wanted, subject, "", reply.body->place);
        else if (wanted != subject)
            check.differs("body", wanted, subject, reply.body->place);
    }
    for (auto const& absent : reply.lacks)
        if (subject.is_object() && subject.contains(absent.key))
            found.push_back(
                {absent.place, fmt::format("{}: want it absent, got {}", absent.key, subject.at(absent.key).dump()),
                 fmt::format("no {}", absent.key), fmt::format("{}: {}", absent.key, subject.at(absent.key).dump())});
    return found;
}

}  // namespace lockstep::harness
