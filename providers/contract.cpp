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

}  // namespace lockstep::providers
