#include "providers/open/protocol_messages.hpp"

#include <utility>

#include "runtime/time_text.hpp"

namespace lockstep::providers::open {

namespace {

using Kind = JsonValue::Kind;

// Collects the members of one access code; `status` has to be there in the end, and the id.
struct CodeReader {
    CodeBody body;
    bool has_status = false;

    // `member` is the place below the code's own.
    bool take(std::string_view member, JsonValue const& value) {
        if (member == "access_code_id") return take_text(value, body.access_code_id) && !body.access_code_id.empty();
        if (member == "lock_id") return take_text(value, body.lock_id);
        if (member == "name") return take_optional_text(value, body.name);
        if (member == "code") return take_optional_text(value, body.code);
        if (member == "starts_at") return take_instant(value, body.starts_at, always);
        if (member == "ends_at") return take_instant(value, body.ends_at, never);
        if (member == "status") {
            std::string word;
            if (!take_text(value, word)) return false;
            auto const status = code_status_from(word);
            if (!status) return false;
            body.status = *status;
            has_status = true;
        }
        return true;
    }

    bool complete() const { return has_status && !body.access_code_id.empty(); }
};

struct SingleCode final : JsonVisitor {
    CodeReader reader;
    bool take(std::string_view place, JsonValue const& value) override { return reader.take(place, value); }
};

constexpr std::string_view element = "access_codes[]";

struct ManyCodes final : JsonVisitor {
    CodeList list;
    CodeReader reader;  // of the element being read
    bool has_list = false;
    bool in_element = false;

    bool take(std::string_view place, JsonValue const& value) override {
        if (place == "access_codes") {
            has_list = value.kind == Kind::list;
            return has_list && close_element();
        }
        if (place == element) {
            if (value.kind != Kind::object || !close_element()) return false;
            in_element = true;
            return true;
        }
        if (place.starts_with(element) && place[element.size()] == '.')
            return reader.take(place.substr(element.size() + 1), value);
        if (place == "next_cursor") {
            if (value.kind == Kind::null) return true;
            return take_text(value, list.next_cursor);
        }
        return true;
    }

    bool close_element() {
        if (!in_element) return true;
        if (!reader.complete()) return false;
        list.codes.push_back(std::move(reader.body));
        reader = {};
        in_element = false;
        return true;
    }
};

struct CodeRequestReader final : JsonVisitor {
    CodeRequest request;
    bool take(std::string_view place, JsonValue const& value) override {
        if (place == "name") return take_text(value, request.name.emplace());
        if (place == "code") return take_text(value, request.code.emplace());
        if (place == "starts_at") return take_instant(value, request.starts_at.emplace(), always);
        if (place == "ends_at") return take_instant(value, request.ends_at.emplace(), never);
        return true;
    }
};

// The two members of an error are called otherwise in each generation.
struct ErrorWords {
    std::string_view code, message;
};
constexpr ErrorWords error_words(Generation generation) {
    return generation == Generation::of_2022 ? ErrorWords{"error_id", "error_message"}
                                             : ErrorWords{"error_code", "message"};
}

struct ErrorReader final : JsonVisitor {
    explicit ErrorReader(Generation generation) : words(error_words(generation)) {}

    ErrorWords words;
    ErrorBody body;
    bool has_code = false;
    bool take(std::string_view place, JsonValue const& value) override {
        if (place == words.code) {
            std::string word;
            if (!take_text(value, word)) return false;
            body.code = error_code_from(word);
            has_code = true;
        } else if (place == words.message) {
            return take_text(value, body.message);
        }
        return true;
    }
};

struct TokenReader final : JsonVisitor {
    TokenAnswer answer;
    bool take(std::string_view place, JsonValue const& value) override {
        if (place == "access_token") return take_text(value, answer.access_token);
        if (place == "refresh_token") return take_optional_text(value, answer.refresh_token);
        if (place == "token_type") {
            std::string word;
            return take_text(value, word) && (word == "Bearer" || word == "bearer");
        }
        if (place == "expires_in") {
            // More than a century is as good as for ever, and must not overflow.
            constexpr std::int64_t seconds_max = 100LL * 366 * 86400;
            if (value.kind != Kind::integer || value.integer < 0) return false;
            if (value.integer < seconds_max) answer.expires_in = std::chrono::seconds{value.integer};
        }
        return true;
    }
};

// Which of its members have to make sense depends on the type, which may come last: what is wrong is only noted.
struct EventReader final : JsonVisitor {
    EventBody event;
    CodeReader code;
    bool has_type = false;
    bool has_status = false;
    bool code_makes_sense = true;

    bool take(std::string_view place, JsonValue const& value) override {
        constexpr std::string_view nested = "access_code.";
        std::string word;
        if (place.starts_with(nested)) {
            code_makes_sense &= code.take(place.substr(nested.size()), value);
        } else if (place == "event_type") {
            if (!take_text(value, word)) return false;
            event.type = event_type_from(word);
            has_type = true;
        } else if (place == "event_id") {
            return take_text(value, event.event_id);
        } else if (place == "occurred_at") {
            return take_instant(value, event.occurred_at, Instant{});
        } else if (place == "status") {
            has_status = take_text(value, word) && (word == "success" || word == "failed");
            event.succeeded = word == "success";
        } else if (place == "error_code") {
            if (take_text(value, word)) event.error = error_code_from(word);
        }
        return true;
    }

    bool complete() const {
        if (event.type == EventType::other) return has_type;
        return has_type && has_status && code_makes_sense && code.complete() && !event.event_id.empty();
    }
};

struct SubscribeReader final : JsonVisitor {
    SubscribeRequest request;
    bool take(std::string_view place, JsonValue const& value) override {
        if (place == "url") return take_text(value, request.url);
        return true;
    }
};

// The members of one access code, into an object that is already open.
void write_members(JsonWriter& writer, CodeBody const& body, Dress dress) {
    writer.text("access_code_id", body.access_code_id);
    if (!body.lock_id.empty()) writer.text("lock_id", body.lock_id);
    if (dress == Dress::awkward) {
        writer.begin_object("links").text("self", path::code(body.access_code_id)).end_object();
        writer.null("note");
    }
    if (body.name) writer.text("name", *body.name);
    if (body.code) writer.text("code", *body.code);
    if (body.name)  // a removal names the code and how it stands, no more
        writer.instant("starts_at", body.starts_at).instant("ends_at", body.ends_at);
    if (dress == Dress::awkward) {
        writer.begin_list("tags").end_list();
        writer.number("revision", 1);
    }
    writer.text("status", name_of(body.status));
}

}  // namespace

std::optional<CodeBody> read_code(std::string_view text) {
    SingleCode visitor;
    if (!visit_json(text, visitor) || !visitor.reader.complete()) return std::nullopt;
    return std::move(visitor.reader.body);
}

std::string write_code(CodeBody const& body, Dress dress) {
    JsonWriter writer{256};
    writer.begin_object();
    write_members(writer, body, dress);
    writer.end_object();
    return writer.take();
}

std::optional<CodeList> read_list(std::string_view text) {
    ManyCodes visitor;
    if (!visit_json(text, visitor) || !visitor.close_element() || !visitor.has_list) return std::nullopt;
    return std::move(visitor.list);
}

std::string write_list(CodeList const& list, Dress dress) {
    constexpr std::size_t bytes_around = 64, bytes_per_code = 256;
    JsonWriter writer{bytes_around + bytes_per_code * list.codes.size()};
    writer.begin_object();
    if (dress == Dress::awkward) writer.text("object", "list");
    writer.begin_list("access_codes");
    for (auto const& code : list.codes) {
        writer.begin_object();
        write_members(writer, code, dress);
        writer.end_object();
    }
    writer.end_list();
    if (!list.next_cursor.empty())
        writer.text("next_cursor", list.next_cursor);
    else if (dress == Dress::awkward)
        writer.null("next_cursor");
    writer.end_object();
    return writer.take();
}

std::optional<CodeRequest> read_code_request(std::string_view text) {
    CodeRequestReader visitor;
    if (!visit_json(text, visitor)) return std::nullopt;
    return std::move(visitor.request);
}

std::string write_code_request(CodeRequest const& request) {
    JsonWriter writer;
    writer.begin_object();
    if (request.name) writer.text("name", *request.name);
    if (request.code) writer.text("code", *request.code);
    if (request.starts_at) writer.instant("starts_at", *request.starts_at);
    if (request.ends_at) writer.instant("ends_at", *request.ends_at);
    writer.end_object();
    return writer.take();
}

std::optional<ErrorBody> read_error(std::string_view text, Generation generation) {
    ErrorReader visitor{generation};
    if (!visit_json(text, visitor) || !visitor.has_code) return std::nullopt;
    return std::move(visitor.body);
}

std::string write_error(ErrorCode code, Generation generation) {
    auto const& facts = facts_of(code);
    auto const words = error_words(generation);
    JsonWriter writer;
    writer.begin_object().text(words.code, facts.word).text(words.message, facts.message).end_object();
    return writer.take();
}

std::optional<TokenAnswer> read_token(std::string_view text) {
    TokenReader visitor;
    if (!visit_json(text, visitor) || visitor.answer.access_token.empty()) return std::nullopt;
    return std::move(visitor.answer);
}

std::string write_token(TokenAnswer const& answer) {
    JsonWriter writer;
    writer.begin_object().text("access_token", answer.access_token).text("token_type", "Bearer");
    if (answer.expires_in)
        writer.number("expires_in", std::chrono::floor<std::chrono::seconds>(*answer.expires_in).count());
    if (answer.refresh_token) writer.text("refresh_token", *answer.refresh_token);
    writer.end_object();
    return writer.take();
}

std::optional<EventBody> read_event(std::string_view text) {
    EventReader visitor;
    if (!visit_json(text, visitor) || !visitor.complete()) return std::nullopt;
    if (visitor.event.type != EventType::other) visitor.event.code = std::move(visitor.code.body);
    return std::move(visitor.event);
}

std::string write_event(EventBody const& event, Dress dress) {
    JsonWriter writer;
    writer.begin_object();
    writer.text("event_id", event.event_id);
    writer.text("event_type", name_of(event.type));
    writer.instant("occurred_at", event.occurred_at);
    if (dress == Dress::awkward) writer.text("api_version", "2");
    writer.text("status", event.succeeded ? "success" : "failed");
    if (!event.succeeded) {
        auto const& facts = facts_of(event.error);
        writer.text("error_code", facts.word).text("message", facts.message);
    }
    writer.begin_object("access_code");
    write_members(writer, event.code, dress);
    writer.end_object().end_object();
    return writer.take();
}

std::optional<SubscribeRequest> read_subscribe(std::string_view text) {
    SubscribeReader visitor;
    if (!visit_json(text, visitor) || visitor.request.url.empty()) return std::nullopt;
    return std::move(visitor.request);
}

}  // namespace lockstep::providers::open
