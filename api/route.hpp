// One route of the API, as data: where it is, which verbs it answers, what it takes, what it gives, who does the work.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/access.hpp"
#include "api/arguments.hpp"
#include "api/parameters.hpp"
#include "api/problem.hpp"
#include "api/surroundings.hpp"
#include "api/view.hpp"
#include "http/message.hpp"

namespace lockstep::api {

// One request at work. Commands go to `engine` and fill `effects`; answers are rendered from `view()`.
struct Call : Surroundings {
    Arguments const& arguments;
    std::string_view path;
    Identity const& identity;
    Directory& directory;
    Memory& memory;
    Access& access;
    Caller const& caller;
    std::string_view base;  // origin and prefix by which the client came; empty: unknown
    std::string
        written;  // the beginning of the answer where that is text already: `{` and whole members, each with a comma

    View view() const { return {engine, identity, directory, memory, now, &caller}; }
};

// The answer's members, without `ok`.
using Handler = Outcome<Json> (*)(Call& call);

// How a route differs from most.
struct Manner {
    bool enveloped = true;    // the answer says `ok`, and may say it of a refusal
    bool repeatable = false;  // an equal PUT within a minute gets the same answer, while that is still true
};

struct Route {
    std::string_view path;
    std::span<http::Method const> methods;  // of every generation of clients
    std::span<Parameter const> parameters;
    std::span<std::string_view const> answers;  // the members of the answer
    std::string_view about;                     // one sentence for whoever reads the API's description
    Handler handler;
    Audience audience = {};  // who may ask: all who have a workspace
    Manner manner = {};
};

// The verbs of the API's kinds of route. Old clients POST everything.
namespace verbs {
inline constexpr http::Method read[] = {http::Method::get, http::Method::post};
inline constexpr http::Method create[] = {http::Method::post};
inline constexpr http::Method create_many[] = {http::Method::put, http::Method::post};
inline constexpr http::Method update[] = {http::Method::patch, http::Method::put, http::Method::post};
inline constexpr http::Method remove[] = {http::Method::delete_, http::Method::post};
}  // namespace verbs

}  // namespace lockstep::api
