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

}  // namespace lockstep::providers
