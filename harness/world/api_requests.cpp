#include "harness/world/api_requests.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "runtime/time_text.hpp"

namespace lockstep::harness {
namespace {

using OrderedJson = nlohmann::ordered_json;

// What every request of the SDK carries.
http::Request dressed(http::Request request) {
    request.headers.set("accept", "application/json, text/plain, */*");
    request.headers.set("seam-sdk-name", "seamapi/javascript-http");
    request.headers.set("seam-sdk-version", "2.32.0");
    http::set_bearer(request.headers, "seam_test1_lockstep");
    return request;
}

http::Request query_request(http::Method method, std::string_view path, std::string_view name, std::string_view value) {
    http::Request request;
    request.method = method;
    request.target = fmt::format("{}?{}={}&_strict=true", path, name, value);
    return dressed(std::move(request));
}

http::Request body_request(http::Method method, std::string path, OrderedJson const& body) {
    return dressed(
        http::json_request(method, std::move(path), body.dump(-1, ' ', false, OrderedJson::error_handler_t::replace)));
}

template <class T>
void put(OrderedJson& body, char const* name, Field<T> const& field) {
    if (field.has_value())
        body[name] = *field;
    else if (field.null)
        body[name] = nullptr;
}

void put(OrderedJson& body, char const* name, Field<Moment> const& field) {
    if (field.has_value())
        body[name] = format_instant(field->instant);
    else if (field.null)
        body[name] = nullptr;
}

OrderedJson body_of(CodeFields const& fields, std::vector<std::string> const& device_ids) {
    auto body = OrderedJson::object();
    if (fields.device.has_value()) body["device_id"] = device_ids[*fields.device];
    put(body, "code", fields.code);
    put(body, "name", fields.name);
    put(body, "starts_at", fields.starts);
    put(body, "ends_at", fields.ends);
    if (fields.type.has_value()) body["type"] = *fields.type == CodeType::ongoing ? "ongoing" : "time_bound";
    put(body, "prefer_native_scheduling", fields.prefer_native_scheduling);
    put(body, "allow_external_modification", fields.allow_external_modification);
    put(body, "attempt_for_offline_device", fields.attempt_for_offline_device);
    put(body, "use_backup_access_code_pool", fields.use_backup_access_code_pool);
    put(body, "is_offline_access_code", fields.is_offline_access_code);
    put(body, "is_one_time_use", fields.is_one_time_use);
    put(body, "is_managed", fields.is_managed);
    put(body, "sync", fields.sync);
    put(body, "common_code_key", fields.common_code_key);
    put(body, "preferred_code_length", fields.preferred_code_length);
    put(body, "max_time_rounding", fields.max_time_rounding);
    return body;
}

}  // namespace

http::Request create_request(CodeFields const& fields, std::vector<std::string> const& device_ids) {
    return body_request(http::Method::post, "/access_codes/create", body_of(fields, device_ids));
}

http::Request update_request(std::string_view code_id, CodeFields const& fields,
                             std::vector<std::string> const& device_ids) {
    OrderedJson body{{"access_code_id", code_id}};
    body.update(body_of(fields, device_ids));
    return body_request(http::Method::patch, "/access_codes/update", body);
}

http::Request delete_request(std::string_view code_id) {
    return query_request(http::Method::delete_, "/access_codes/delete", "access_code_id", code_id);
}

http::Request get_request(std::string_view code_id) {
    return query_request(http::Method::get, "/access_codes/get", "access_code_id", code_id);
}

http::Request list_request(std::string_view device_id) {
    return query_request(http::Method::get, "/access_codes/list", "device_id", device_id);
}

http::Request attempt_request(std::string_view attempt_id) {
    return query_request(http::Method::get, "/action_attempts/get", "action_attempt_id", attempt_id);
}

http::Request raw_request(HttpCall const& call, IdLookup const& ids) {
    http::Request request;
    request.method = http::method_from(call.method);
    request.target = with_ids(call.path, ids);
    request = dressed(std::move(request));
    if (call.body) {
        request.headers.set(http::field::content_type, http::json_type);
        auto body = OrderedJson::parse(call.body->json, nullptr, false);
        request.body = body.is_discarded() ? call.body->json : with_ids(call.body->json, ids);
    }
    if (call.text) {
        request.headers.set(http::field::content_type, http::json_type);
        request.body = *call.text;
    }
    for (auto const& [name, value] : call.headers)
        request.headers.set(name, with_ids(value, ids));
    return request;
}

}  // namespace lockstep::harness
