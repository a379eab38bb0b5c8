// How deliveries to a webhook stand and went, as the controls tell it. Without its secret.
#pragma once

#include "api/api.hpp"
#include "api/json.hpp"

namespace lockstep::harness {

api::Json webhook_log_json(api::Api const& api, api::WebhookId webhook);

}  // namespace lockstep::harness
