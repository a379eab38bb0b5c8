// Why a store could not do its work, in a sentence for whoever has to mend it.
#pragma once

#include <cstdint>
#include <string>

namespace lockstep::stores {

enum class Trouble : std::uint8_t {
    missing,       // there is no store here
    foreign,       // a file, but none of ours
    newer,         // written by a later version than this
    damaged,       // ours, but not as it was written
    in_use,        // another process has it open
    not_writable,  // no right to write here
    full,          // no room left
    failed,        // the machine refused for another reason
};

struct StoreError {
    Trouble trouble = Trouble::failed;
    std::string text;  // what happened, where, and what to do about it
};

// Whether the same command may succeed when it is tried again on a machine in better order.
constexpr bool is_about_the_machine(Trouble trouble) {
    return trouble == Trouble::in_use || trouble == Trouble::not_writable || trouble == Trouble::full ||
           trouble == Trouble::failed;
}

}  // namespace lockstep::stores
