// How clients of every generation write the same arguments: query strings of three dialects, JSON bodies, forms.
//
//   current    `_strict=true` marks it. Lists repeat their key, `key=` is null (an empty list for a list), objects use
//              dots (`a.b=1`)
//   lenient    without the mark also `key[]=a` and comma lists `key=a,b`
//   body       a JSON object whatever the verb, or a form in a query's dialect
// Fields of the body win over those of the query.
#pragma once

#include <span>

#include "api/parameters.hpp"
#include "api/problem.hpp"
#include "http/message.hpp"

namespace lockstep::api {

// All fields of a request as one JSON object; texts of a query are turned into what the table says they are, and stay
// texts where they cannot be, so that the check names them. Refuses what is no object at all.
Outcome<Fields> fields_of(http::Request const& request, std::span<Parameter const> table);

}  // namespace lockstep::api
