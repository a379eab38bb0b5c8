// The adapter that Lockstep itself would use, at work on a real server: calls go in, answers come out, in real time.
//
// The adapter numbers its locks and has tokens of its own; on the wire stand the server's names and the tokens that we
// were given.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/port.hpp"
#include "harness/conform/options.hpp"
#include "harness/conform/server_line.hpp"
#include "providers/contract.hpp"

namespace lockstep::harness {

class Driver {
  public:
    Driver(ServerLine& wire, ConformOptions const& options, providers::Vendor const& vendor,
           providers::VendorSetup setup, std::string lock);

    // Nothing when the adapter did not come to an end in time.
    std::optional<engine::Answer> put(engine::StoredRecord const& record, std::string const& vendor_ref = {});
    std::optional<engine::Answer> remove(std::string const& vendor_ref, std::string const& name);
    std::optional<engine::Answer> read();
    // Whether a read-back has proved that what was accepted has failed after all.
    bool has_failed(std::string const& vendor_ref) const { return failed_later_.contains(vendor_ref); }

  private:
    std::optional<engine::Answer> call(engine::ProviderCall call);
    void carry();
    http::Request to_theirs(providers::Outgoing const& outgoing, http::Request request);
    http::Request with_login(http::Request request);
    http::Response to_ours(http::Response response) const;

    ServerLine& wire_;
    ConformOptions const& options_;
    engine::Capabilities capabilities_;
    engine::AccountId account_;
    std::string ours_;    // what the adapter calls the lock
    std::string theirs_;  // what the server does
    std::string first_token_;
    std::string first_refresh_token_;
    std::vector<std::pair<std::string, std::string>> logins_;  // what the adapter says to log in, and what is good
    std::uint64_t exchanges_ = 0;
    std::uint64_t calls_ = 0;
    std::uint64_t first_key_;  // keys are remembered for a day: those of an earlier run must not come again
    providers::AdapterEffects effects_;
    std::map<std::uint64_t, engine::Answer> answers_;  // by call
    std::set<std::string> failed_later_;
    std::unique_ptr<providers::Adapter> adapter_;
    http::Client client_;
};

// How an answer reads in a report: `refused: pin_conflict`.
std::string seen(std::optional<engine::Answer> const& answer);

}  // namespace lockstep::harness
