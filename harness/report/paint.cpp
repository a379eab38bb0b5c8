#include "harness/report/paint.hpp"

namespace lockstep::harness {

std::string Paint::operator()(Colour colour, std::string_view text) const {
    if (!enabled_) return std::string{text};
    std::string_view code;
    switch (colour) {
        case Colour::red:
            code = "31";
            break;
        case Colour::green:
            code = "32";
            break;
        case Colour::yellow:
            code = "33";
            break;
        case Colour::grey:
            code = "90";
            break;
        case Colour::bold:
            code = "1";
            break;
    }
    std::string out = "\x1b[";
    out += code;
    out += 'm';
    out += text;
    out += "\x1b[0m";
    return out;
}

}  // namespace lockstep::harness
