// The vendor at the other end of the direct road: the cloud's own answers in the words of the engine's port.
//
// Without a wire there is nothing to get wrong but the meaning, which makes this the reference for every other vendor:
// what a scenario gives here, it has to give there.
#pragma once

#include <vector>

#include "providers/contract.hpp"

namespace lockstep::providers::direct {

class DirectMock final : public Mock {
  public:
    explicit DirectMock(VendorSetup const& setup);

    std::unique_ptr<Mock> clone() const override { return std::make_unique<DirectMock>(*this); }
    void hash(StateHash& hash) const override;

    void handle(ExchangeId exchange, Message const& request, Handling const& handling, sim::Cloud& cloud, Instant now,
                MockEffects& effects) override;
    void completed(sim::Completion const& completion, sim::Cloud& cloud, Instant now, MockEffects& effects) override;

    std::string device_id(sim::LockNumber lock) const override;

    Message error(Message const& request, int status, std::optional<Duration> retry_after) const override;
    Message refusal(Message const& request, engine::Refusal reason) const override;
    void empty_list(Message& read_response) const override;
    Message malformed(Message const& response) const override;

    std::size_t parked() const { return parked_.size(); }
    std::size_t remembered() const { return remembered_.size(); }

  private:
    // An exchange whose answer waits for the lock (confirm: answer).
    struct Parked {
        std::uint64_t job = 0;
        sim::LockNumber lock = 0;
        ExchangeId exchange;
        engine::CallId call;
    };
    // What was answered to a write that carried an idempotency key. Only work that was really taken is remembered: a
    // refusal, or work that a lock swallowed, is judged anew when it is repeated.
    struct Remembered {
        std::uint64_t key = 0;
        Instant since;
        std::uint64_t job = 0;  // while its answer is still parked
        engine::Answer answer;  // once there is one
    };
    struct OwnRules {
        engine::DeviceId device;
        engine::PinRules pins;
    };

    void put(ExchangeId exchange, engine::ProviderCall const& call, Handling const& handling, sim::Cloud& cloud,
             Instant now, MockEffects& effects);
    void remove(ExchangeId exchange, engine::ProviderCall const& call, sim::Cloud& cloud, Instant now,
                MockEffects& effects);
    void read(ExchangeId exchange, engine::ProviderCall const& call, Handling const& handling, sim::Cloud const& cloud,
              Instant now, MockEffects& effects) const;
    void accepted(ExchangeId exchange, engine::ProviderCall const& call, sim::Accepted const& work,
                  sim::Cloud const& cloud, Instant now, MockEffects& effects);
    void park(Parked parked, sim::Cloud const& cloud);
    Remembered* recall(engine::ProviderCall const& call, sim::Cloud const& cloud, Instant now);
    engine::PinRules const& pin_rules(engine::DeviceId device) const;
    engine::StoredRecord told(sim::Record const& record) const;
    bool tells_pins() const { return reads_ == engine::Reads::pins; }

    engine::Reads reads_;
    engine::Confirmation confirmation_;
    bool idempotency_keys_;
    engine::PinRules pins_;
    std::vector<OwnRules> own_rules_;     // of devices that differ, in order of device
    std::vector<Parked> parked_;          // in order of arrival
    std::vector<Remembered> remembered_;  // in order of arrival
};

}  // namespace lockstep::providers::direct
