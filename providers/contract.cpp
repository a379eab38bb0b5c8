#include "providers/contract.hpp"

namespace lockstep::providers {

std::string_view name_of(Op op) {
    switch (op) {
        case Op::write:
            return "write";
        case Op::remove:
            return "remove";
        case Op::read:
            return "read";
        case Op::login:
            return "login";
        case Op::push:
            return "push";
    }
    return "?";
}

Op op_of(engine::CallKind kind) {
    switch (kind) {
        case engine::CallKind::put:
            return Op::write;
        case engine::CallKind::remove:
            return Op::remove;
        case engine::CallKind::read:
            return Op::read;
    }
    return Op::read;
}

Op Mock::op_of(Message const& request) const {
    auto const* const http = std::get_if<http::Request>(&request);
    if (http == nullptr || http->method == http::Method::get || http->method == http::Method::head) return Op::read;
    return http->method == http::Method::delete_ ? Op::remove : Op::write;
}

}  // namespace lockstep::providers
