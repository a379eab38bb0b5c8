#include "api/door_news.hpp"

namespace lockstep::api {

std::string_view name_of(DoorMethod method) {
    switch (method) {
        case DoorMethod::keycode:
            return "keycode";
        case DoorMethod::manual:
            return "manual";
        case DoorMethod::automatic:
            return "automatic";
        case DoorMethod::remote:
            return "remote";
    }
    return "";
}

// The wire has no word for a code whose window has not begun.
std::string_view name_of(Denial denial) {
    switch (denial) {
        case Denial::none:
            return "";
        case Denial::unknown_code:
            return "unknown_code";
        case Denial::not_yet_valid:
            return "credential_error";
        case Denial::expired_code:
            return "expired_code";
        case Denial::disabled_code:
            return "blocklisted_code";
    }
    return "";
}

std::string_view message_of(Denial denial) {
    switch (denial) {
        case Denial::none:
            return "";
        case Denial::unknown_code:
            return "The lock does not hold this PIN.";
        case Denial::not_yet_valid:
            return "The code is not valid yet.";
        case Denial::expired_code:
            return "The code is not valid any more.";
        case Denial::disabled_code:
            return "The code is switched off on the lock.";
    }
    return "";
}

}  // namespace lockstep::api
