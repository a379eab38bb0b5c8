// Which accounts a listing's filters leave over: those of a customer, and those that the client sessions of a user see.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/route.hpp"
#include "api/view.hpp"

namespace lockstep::api {

class AccountFilter {
  public:
    // The route has the parameters `customer_key` and `user_identifier_key`.
    explicit AccountFilter(Call const& call);

    bool is_given() const { return customer_ || accounts_of_user_; }
    bool holds(View const& view, engine::AccountId account) const;

  private:
    std::optional<std::string> customer_;
    std::optional<std::vector<engine::AccountId>> accounts_of_user_;
};

}  // namespace lockstep::api
