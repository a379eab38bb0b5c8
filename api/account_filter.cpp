#include "api/account_filter.hpp"

#include <algorithm>

namespace lockstep::api {

namespace {

std::vector<engine::AccountId> accounts_of(Call const& call, std::string const& user) {
    std::vector<engine::AccountId> accounts;
    for (auto const& [number, session] : call.access.sessions().all())
        if (session.workspace == call.caller.workspace && session.user_identifier_key == user &&
            session.live(call.real_now))
            accounts.insert(accounts.end(), session.accounts.begin(), session.accounts.end());
    return accounts;
}

}  // namespace

AccountFilter::AccountFilter(Call const& call) : customer_(call.arguments.text("customer_key")) {
    if (auto const user = call.arguments.text("user_identifier_key")) accounts_of_user_ = accounts_of(call, *user);
}

bool AccountFilter::holds(View const& view, engine::AccountId account) const {
    if (customer_ && view.directory.entry(account).customer_key != *customer_) return false;
    return !accounts_of_user_ ||
           std::find(accounts_of_user_->begin(), accounts_of_user_->end(), account) != accounts_of_user_->end();
}

}  // namespace lockstep::api
