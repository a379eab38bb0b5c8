// The requests that an integrator's SDK of today sends for the steps of a scenario.
#pragma once

#include <string>
#include <string_view>

#include "harness/scenario/steps.hpp"
#include "harness/world/reply_check.hpp"
#include "http/message.hpp"

namespace lockstep::harness {

// `device_ids` by DeviceIndex.
http::Request create_request(CodeFields const& fields, std::vector<std::string> const& device_ids);
http::Request update_request(std::string_view code_id, CodeFields const& fields,
                             std::vector<std::string> const& device_ids);
http::Request delete_request(std::string_view code_id);
http::Request get_request(std::string_view code_id);
http::Request list_request(std::string_view device_id);
http::Request attempt_request(std::string_view attempt_id);
// Names in braces become ids.
http::Request raw_request(HttpCall const& call, IdLookup const& ids);

}  // namespace lockstep::harness
