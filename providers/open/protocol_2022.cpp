#include "providers/open/protocol_2022.hpp"

#include <fmt/format.h>

#include <utility>

#include "http/target.hpp"
#include "providers/open/protocol_json.hpp"

namespace lockstep::providers::open {

namespace {

struct CodeReader2022 {
    CodeBody body;
    std::string owner;

    bool take(std::string_view member, JsonValue const& value) {
        if (member == "access_code_id") return take_text(value, body.access_code_id);
        if (member == "lock_id") return take_text(value, body.lock_id);
        if (member == "owner_id") return take_text(value, owner);
        if (member == "code") return take_text(value, body.code.emplace());
        if (member == "name") return take_optional_text(value, body.name);
        return true;
    }

    // It has no status: a code that is told of is on the lock.
    bool complete() {
        body.status = CodeStatus::active;
        return !body.access_code_id.empty() && !body.lock_id.empty() && !owner.empty() && body.code;
    }
};

struct SingleCode2022 final : JsonVisitor {
    CodeReader2022 reader;
    bool take(std::string_view place, JsonValue const& value) override { return reader.take(place, value); }
};

struct ManyCodes2022 final : JsonVisitor {
    static constexpr std::string_view element = "access_codes[]";

    CodeList list;
    std::optional<CodeReader2022> reader;  // of the element being read
    bool has_list = false;

    bool take(std::string_view place, JsonValue const& value) override {
        if (place == "access_codes") {
            bool const first = !std::exchange(has_list, true);
            return first && value.kind == JsonValue::Kind::list;
        }
        if (place == element) {
            if (value.kind != JsonValue::Kind::object || !close_element()) return false;
            reader.emplace();
            return true;
        }
        if (reader && place.starts_with(element) && place[element.size()] == '.')
            return reader->take(place.substr(element.size() + 1), value);
        return true;
    }

    bool close_element() {
        if (!reader) return true;
        if (!reader->complete()) return false;
        list.codes.push_back(std::move(reader->body));
        reader.reset();
        return true;
    }
};

struct CreateReader2022 final : JsonVisitor {
    CreateRequest2022 request;
    bool take(std::string_view place, JsonValue const& value) override {
        if (place == "lock_id") return take_text(value, request.lock_id);
        if (place == "code") return take_text(value, request.code);
        if (place == "name") return take_optional_text(value, request.name);
        return true;
    }
};

struct OkReader final : JsonVisitor {
    bool ok = false;
    bool take(std::string_view place, JsonValue const& value) override {
        if (place == "ok") ok = value.kind == JsonValue::Kind::boolean && value.boolean;
        return true;
    }
};

void write_members_2022(JsonWriter& writer, CodeBody const& body, std::string_view owner_id, Dress dress) {
    writer.text("access_code_id", body.access_code_id).text("lock_id", body.lock_id).text("owner_id", owner_id);
    if (dress == Dress::awkward) writer.begin_list("schedules").end_list();
    writer.text("code", body.code.value_or(""));
    if (body.name && !body.name->empty()) writer.text("name", *body.name);
    if (dress == Dress::awkward) writer.begin_object("metadata").null("note").end_object();
}

}  // namespace

namespace path {

std::string codes_of_lock_2022(std::string_view lock_id) {
    return fmt::format("{}?lock_id={}", codes_2022, http::percent_encoded(lock_id));
}

}  // namespace path

std::string owner_id(std::uint32_t account) { return fmt::format("us_{}", account); }

std::optional<CodeBody> read_code_2022(std::string_view text) {
    SingleCode2022 visitor;
    if (!visit_json(text, visitor) || !visitor.reader.complete()) return std::nullopt;
    return std::move(visitor.reader.body);
}

std::string write_code_2022(CodeBody const& body, std::string_view owner_id, Dress dress) {
    JsonWriter writer;
    writer.begin_object();
    write_members_2022(writer, body, owner_id, dress);
    writer.end_object();
    return writer.take();
}

std::optional<CodeList> read_list_2022(std::string_view text) {
    ManyCodes2022 visitor;
    if (!visit_json(text, visitor) || !visitor.close_element() || !visitor.has_list) return std::nullopt;
    return std::move(visitor.list);
}

std::string write_list_2022(CodeList const& list, std::string_view owner_id, Dress dress) {
    JsonWriter writer;
    writer.begin_object();
    if (dress == Dress::awkward) writer.number("total", static_cast<std::int64_t>(list.codes.size()));
    writer.begin_list("access_codes");
    for (auto const& code : list.codes) {
        writer.begin_object();
        write_members_2022(writer, code, owner_id, dress);
        writer.end_object();
    }
    writer.end_list().end_object();
    return writer.take();
}

std::optional<CreateRequest2022> read_create_2022(std::string_view text) {
    CreateReader2022 visitor;
    if (!visit_json(text, visitor) || visitor.request.lock_id.empty() || visitor.request.code.empty())
        return std::nullopt;
    return std::move(visitor.request);
}

std::string write_create_2022(CreateRequest2022 const& request) {
    JsonWriter writer;
    writer.begin_object().text("lock_id", request.lock_id).text("code", request.code);
    if (request.name) writer.text("name", *request.name);
    writer.end_object();
    return writer.take();
}

bool read_ok(std::string_view text) {
    OkReader visitor;
    return visit_json(text, visitor) && visitor.ok;
}

std::string write_ok(Dress dress) {
    JsonWriter writer;
    writer.begin_object().boolean("ok", true);
    if (dress == Dress::awkward) writer.text("took", "1 s");
    writer.end_object();
    return writer.take();
}

}  // namespace lockstep::providers::open
