#include "harness/serve/recorded_calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "harness/scenario/source.hpp"
#include "harness/serve/recorded_text.hpp"
#include "http/headers.hpp"
#include "http/target.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

using CallBody = nlohmann::ordered_json;

// Fields of a creation or an update that a step has under a name of its own.
struct StepField {
    enum class Kind { text, pin, moment, flag, length, type };
    std::string_view wire;
    std::string_view word;
    Kind kind;
};
constexpr std::array step_fields{
    StepField{"code", "code", StepField::Kind::pin},
    StepField{"name", "name", StepField::Kind::text},
    StepField{"starts_at", "starts", StepField::Kind::moment},
    StepField{"ends_at", "ends", StepField::Kind::moment},
    StepField{"type", "type", StepField::Kind::type},
    StepField{"prefer_native_scheduling", "prefer_native_scheduling", StepField::Kind::flag},
    StepField{"allow_external_modification", "allow_external_modification", StepField::Kind::flag},
    StepField{"attempt_for_offline_device", "attempt_for_offline_device", StepField::Kind::flag},
    StepField{"is_offline_access_code", "is_offline_access_code", StepField::Kind::flag},
    StepField{"is_one_time_use", "is_one_time_use", StepField::Kind::flag},
    StepField{"sync", "sync", StepField::Kind::flag},
    StepField{"common_code_key", "common_code_key", StepField::Kind::text},
    StepField{"preferred_code_length", "preferred_code_length", StepField::Kind::length},
};

StepField const* field_called(std::string_view wire) {
    auto const found = std::find_if(step_fields.begin(), step_fields.end(),
                                    [&](StepField const& field) { return field.wire == wire; });
    return found == step_fields.end() ? nullptr : &*found;
}

// The value as a step writes it; nothing when a step has no word for it.
std::optional<std::string> value_text(StepField const& field, CallBody const& value) {
    using Kind = StepField::Kind;
    bool const is_text = value.is_string();
    auto const text = is_text ? value.get<std::string>() : std::string{};
    switch (field.kind) {
        case Kind::flag:
            return value.is_boolean() ? std::optional{value.dump()} : std::nullopt;
        case Kind::length:
            return value.is_number_unsigned() && value <= 100 ? std::optional{value.dump()} : std::nullopt;
        case Kind::type:
            return text == "ongoing" || text == "time_bound" ? std::optional{text} : std::nullopt;
        case Kind::text:
            if (value.is_null()) return "null";
            return is_text && !text.empty() && !text.starts_with('$') ? std::optional{in_quotes(text)} : std::nullopt;
        case Kind::pin:
            return is_text && !text.empty() ? std::optional{in_quotes(text)} : std::nullopt;
        case Kind::moment:
            break;
    }
    if (value.is_null()) return "null";
    auto const instant = parse_instant(text);
    return instant ? std::optional{format_instant(*instant)} : std::nullopt;
}

// `, word: value` for all members but that one; nothing when one of them is not to be said in a step.
std::optional<std::string> fields_text(CallBody const& body, std::string_view subject) {
    std::string out;
    for (auto const& [key, value] : body.items()) {
        if (key == subject) continue;
        auto const* const field = field_called(key);
        auto const text = field == nullptr ? std::nullopt : value_text(*field, value);
        if (!text) return std::nullopt;
        out += fmt::format(", {}: {}", field->word, *text);
    }
    return out;
}

bool is_json(http::Request const& request) {
    auto const type = request.headers.find(http::field::content_type);
    return !type || type->starts_with(http::json_type);
}

// Discarded where it is no JSON.
CallBody body_of(http::Request const& request) {
    if (request.body.empty()) return CallBody::object();
    return is_json(request) ? CallBody::parse(request.body, nullptr, false) : CallBody(CallBody::value_t::discarded);
}

bool is_call_of(http::Request const& request, std::string_view wanted) {
    auto const [path, query] = http::split_target(request.target);
    return path == wanted && query.empty();
}

std::string text_in(CallBody const& body, char const* key) {
    auto const found = body.find(key);
    return found != body.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// Braces in a target would be taken for a name.
std::string without_braces(std::string_view target) {
    std::string out;
    for (char const c : target)
        out += c == '{' ? "%7B" : c == '}' ? "%7D" : std::string(1, c);
    return out;
}

// What was refused for its method, or is no text, did nothing.
bool can_be_said(http::Request const& request) {
    constexpr std::array methods{http::Method::get, http::Method::head,  http::Method::post,
                                 http::Method::put, http::Method::patch, http::Method::delete_};
    auto const is_text = [](std::string_view text) { return utf8_valid_length(text) == text.size(); };
    return std::find(methods.begin(), methods.end(), request.method) != methods.end() && is_text(request.target) &&
           is_text(request.body) && !request.body.starts_with('$');
}

std::string note_of(std::string_view what) { return "note: " + in_quotes(fmt::format("{} is left out", what)); }

std::string headers_text(StepFields const& headers) {
    std::string out;
    for (auto const& [name, value] : headers)
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", in_quotes(name), in_quotes(value));
    return out.empty() ? out : fmt::format(", headers: {{ {} }}", out);
}

// Fields that say something to a vendor. Whose token it was does not matter to it, and is not for a file.
StepFields vendor_headers(http::Request const& request) {
    constexpr std::array<std::string_view, 10> of_the_road{
        "host",   "connection",    "content-length", "user-agent", "accept",
        "cookie", "authorization", "origin",         "keep-alive", "accept-encoding"};
    StepFields kept;
    for (auto const field : request.headers) {
        std::string name;
        for (char const c : field.name)
            name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        bool const is_text = utf8_valid_length(field.value) == field.value.size();
        if (!is_text || name.starts_with("x-forwarded") || name.starts_with("x-lockstep") ||
            std::find(of_the_road.begin(), of_the_road.end(), name) != of_the_road.end())
            continue;
        bool const secret = name.find("token") != name.npos || name.find("secret") != name.npos;
        kept.emplace_back(name, secret ? "recorded" : std::string(field.value));
    }
    return kept;
}

}  // namespace

CallWriter::CallWriter(ServedWorld const& world) : world_(world) {
    auto const& scenario = world.scenario();
    for (std::size_t i = 0; i < scenario.devices.size(); ++i)
        names_[world.device_id_text(i)] = scenario.devices[i].name;
    for (std::size_t i = 0; i < scenario.accounts.size(); ++i)
        names_[world.account_id_text(i)] = scenario.accounts[i].name;
}

std::string CallWriter::name_of(CodeNumber code) const { return world_.world().names().codes[code]; }

std::optional<CodeNumber> CallWriter::made_plainly(http::Request const& request, http::Response const& response) const {
    auto const body = body_of(request);
    if (!response.ok() || !is_call_of(request, "/access_codes/create") || !body.is_object()) return std::nullopt;
    if (!names_.contains(text_in(body, "device_id")) || !fields_text(body, "device_id")) return std::nullopt;
    auto const answer = CallBody::parse(response.body, nullptr, false);
    auto const& world = world_.world();
    auto const uuid = api::Uuid::parse(answer.value("/access_code/access_code_id"_json_pointer, ""));
    auto const code = uuid ? world.api().identity().as_code(*uuid) : std::nullopt;
    if (!code || world.number_of(*code) == nobody) return std::nullopt;
    return world.number_of(*code);
}

std::string CallWriter::step(http::Request const& request, http::Response const& response,
                             std::vector<CodeNumber> const& makes) {
    if (response.ok() && makes.empty()) {
        if (auto said = create(request, response)) return *said;
        if (auto said = update(request)) return *said;
        if (auto said = remove(request)) return *said;
    }
    auto said = raw(request, response, makes);
    named_.insert(makes.begin(), makes.end());
    learn_ids(response, makes);
    return said;
}

std::optional<std::string> CallWriter::create(http::Request const& request, http::Response const& response) {
    auto const code = made_plainly(request, response);
    if (!code) return std::nullopt;
    auto const body = body_of(request);
    names_[world_.world().id_of(*code)] = name_of(*code);
    named_.insert(*code);
    return fmt::format("create: {}, device: {}{}", name_of(*code), names_.at(text_in(body, "device_id")),
                       *fields_text(body, "device_id"));
}

std::optional<std::string> CallWriter::update(http::Request const& request) const {
    auto const body = body_of(request);
    if (!is_call_of(request, "/access_codes/update") || !body.is_object()) return std::nullopt;
    auto const code = names_.find(text_in(body, "access_code_id"));
    auto const fields = fields_text(body, "access_code_id");
    if (code == names_.end() || !fields) return std::nullopt;
    return fmt::format("update: {}{}", code->second, *fields);
}

std::optional<std::string> CallWriter::remove(http::Request const& request) const {
    auto const [path, query] = http::split_target(request.target);
    auto const body = body_of(request);
    if (path != "/access_codes/delete" || !body.is_object()) return std::nullopt;
    constexpr std::string_view key = "access_code_id=";
    bool const in_query = query.starts_with(key) && body.empty();
    if (!in_query && !(query.empty() && body.size() == 1)) return std::nullopt;
    auto id = in_query ? std::string(query.substr(key.size())) : text_in(body, "access_code_id");
    constexpr std::string_view strict = "&_strict=true";
    if (in_query && id.ends_with(strict)) id.resize(id.size() - strict.size());
    auto const code = names_.find(id);
    if (code == names_.end()) return std::nullopt;
    return "delete: " + code->second;
}

std::string CallWriter::raw(http::Request const& request, http::Response const& response,
                            std::vector<CodeNumber> const& makes) const {
    if (response.status == 401 || response.status == 403) return note_of("a call that was refused for its credential");
    if (!can_be_said(request)) return note_of("a call that no step can say");
    auto what = fmt::format("http: {}", in_quotes(fmt::format("{} {}", http::name_of(request.method),
                                                              with_names(without_braces(request.target)))));
    auto const body = body_of(request);
    if (reads_as_body(body)) {
        if (!body.empty()) what += ", body: " + with_names(flow_text(body));
    } else if (!request.body.empty()) {
        what += ", text: " + in_quotes(request.body);
    }
    what += headers_text(headers_of(request));
    std::string made;
    for (auto const code : makes)
        made += (made.empty() ? "" : ", ") + name_of(code);
    if (!made.empty()) what += fmt::format(", makes: [{}]", made);
    if (!response.ok()) what += fmt::format(", reply: {}", response.status);
    return what;
}

StepFields CallWriter::headers_of(http::Request const& request) const {
    auto fields = asker_of(request);
    auto const type = request.headers.find(http::field::content_type);
    if (type && !request.body.empty() && !is_json(request)) fields.emplace_back("content-type", *type);
    return fields;
}

// What a scenario, which has no keys, needs to know of who asked: the workspace, or a client session or publishable key
// of its own making.
StepFields CallWriter::asker_of(http::Request const& request) const {
    auto const bearer = http::bearer(request.headers);
    for (std::string_view const name : {"client-session-token", "seam-client-session-token"})
        if (auto const token = request.headers.find(name))
            return {{"authorization", fmt::format("Bearer {}", bearer.empty() ? *token : bearer)},
                    {std::string(name), std::string(*token)}};
    if (bearer.starts_with("seam_cst")) return {{"authorization", fmt::format("Bearer {}", bearer)}};
    if (auto const key = request.headers.find("seam-publishable-key"); key && bearer.empty())
        return {{"seam-publishable-key", std::string(*key)}};

    auto const& scenario = world_.scenario();
    auto const& identity = world_.world().api().identity();
    auto const first = identity.workspace(0).text();
    std::string workspace;
    for (auto const& key : scenario.api_keys)
        if (key.key == bearer) workspace = identity.workspace(static_cast<api::WorkspaceNumber>(key.workspace)).text();
    if (workspace.empty()) workspace = request.headers.find("seam-workspace").value_or("");
    if (workspace.empty() || workspace == first) return {};
    for (std::size_t i = 0; i < scenario.workspaces.size(); ++i)
        if (identity.workspace(static_cast<api::WorkspaceNumber>(i)).text() == workspace)
            workspace = "{" + scenario.workspaces[i].name + "}";
    return {{"seam-workspace", workspace}};
}

// Those that are there when the answer comes go by their names from now on; others have none before they exist.
void CallWriter::learn_ids(http::Response const& response, std::vector<CodeNumber> const& makes) {
    for (auto const code : makes)
        if (auto const id = world_.world().id_of(code); response.body.find(id) != std::string::npos)
            names_[id] = name_of(code);
}

std::string vendor_step(http::Request const& request, std::string_view provider) {
    if (!can_be_said(request)) return note_of("a vendor's call that no step can say");
    auto const target =
        fmt::format("{} /vendors/{}{}", http::name_of(request.method), provider, without_braces(request.target));
    return fmt::format("http: {}{}{}", in_quotes(target),
                       request.body.empty() ? "" : ", text: " + in_quotes(request.body),
                       headers_text(vendor_headers(request)));
}

std::string CallWriter::with_names(std::string text) const {
    for (auto const& [id, name] : names_)
        for (auto at = text.find(id); at != std::string::npos; at = text.find(id, at))
            text.replace(at, id.size(), "{" + name + "}");
    return text;
}

}  // namespace lockstep::harness
