// Checks one provider, from the first request to the last code taken off again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/conform/options.hpp"
#include "harness/conform/result.hpp"
#include "http/loop.hpp"

namespace lockstep::harness {

struct ConformProgress {
    std::size_t done = 0;
    std::size_t all = 0;
    std::size_t failed = 0;
    std::string_view current;  // the section at work
};
using ConformListener = std::function<void(ConformProgress const&)>;

// The checks that these options choose. Empty when they choose none.
std::vector<Check> selected_checks(ConformOptions const& options);

// The words of a login at this vendor, as `lockstep serve` announces them: `identifier`, `password` ...
std::vector<std::string> login_words(ConformOptions const& options);
// Checks the words of `options.login`; tokens among them become those of the options, unless these have their own. Says
// what is wrong, nothing when all is sound.
std::optional<std::string> use_login(ConformOptions& options);

// Turns the loop until all is done. Never throws; what stops it is in the result.
ConformResult conform(http::Loop& loop, ConformOptions const& options, ConformListener const& listener = {});

// Takes off the lock what an earlier run has left there; `outcomes` stays empty, notes say what was done.
ConformResult sweep(http::Loop& loop, ConformOptions const& options);

}  // namespace lockstep::harness
