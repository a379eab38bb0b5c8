#include "harness/world/engine_log.hpp"

#include "engine/effects.hpp"

namespace lockstep::harness {
namespace {

// The world as the API found it then: it does what it did.
class KeptHands final : public api::Simulation {
  public:
    KeptHands(std::vector<HandMove> const& moves, EngineAndApi& both, Instant now)
        : moves_{moves}, both_{both}, now_{now} {}

    bool were_enough() const { return enough_; }

    void set_online(engine::DeviceId, bool) override { next(); }
    void set_connected(engine::AccountId, bool) override { next(); }
    void remove_device(engine::DeviceId) override { next(); }
    void set_back(engine::DeviceId) override { next(); }
    std::optional<api::DoorNews> press(engine::DeviceId, std::string const&, api::DeviceAttemptId) override {
        return next().news;
    }
    std::optional<api::DoorNews> lock_by_hand(engine::DeviceId, api::DeviceAttemptId) override { return next().news; }
    Result<engine::ListedCode, api::NotAdded> add_code(engine::DeviceId, engine::Pin, std::string const&) override {
        auto const move = next();
        if (!move.added) return failure(move.not_added);
        return *move.added;
    }
    void order(api::DoorOrder const&) override { next(); }

  private:
    HandMove next() {
        enough_ = enough_ && moved_ < moves_.size();
        if (!enough_) return {};
        auto const& move = moves_[moved_++];
        for (auto const& news : move.heard)
            both_.api.hear(news, now_, both_.engine);
        return move;
    }

    std::vector<HandMove> const& moves_;
    EngineAndApi& both_;
    Instant now_;
    std::size_t moved_ = 0;
    bool enough_ = true;
};

struct Taking {
    EngineAndApi& both;
    Instant now;
    engine::Effects effects;
    bool stepped = true;
    bool as_it_was = true;

    void operator()(AskedRequest const& asked) {
        KeptHands hands{asked.moves, both, now};
        both.api.handle(asked.request, {now, both.engine, effects, &hands});
        as_it_was = hands.were_enough();
    }
    void operator()(engine::CreateCode const& command) { both.engine.create(command, now, effects); }
    void operator()(engine::DeleteCode const& command) { both.engine.remove(command, now, effects); }
    void operator()(engine::Answer const& answer) { both.engine.answered(answer, now, effects); }
    void operator()(engine::Push const& push) { both.engine.pushed(push, now, effects); }
    void operator()(engine::Notice const& notice) { both.engine.noticed(notice, now, effects); }
    void operator()(TimerDue) { stepped = both.engine.timer_due(now, effects); }
    void operator()(engine::DeviceId device) { both.engine.forget_device(device, now, effects); }
    void operator()(engine::AccountId account) { both.engine.forget_account(account, now, effects); }
    void operator()(Restarted) { both.engine.restart(now, effects); }
    void operator()(api::DoorNews const& news) {
        stepped = false;
        both.api.hear(news, now, both.engine);
    }
    void operator()(AttemptEnded const& ended) {
        stepped = false;
        both.api.attempt_ended(ended.attempt, ended.failure, now, both.engine);
    }
};

}  // namespace

bool EngineAndApi::take(EngineInput const& input, Instant now) {
    Taking taking{*this, now, {}};
    std::visit(taking, input);
    if (taking.stepped && observes) api.observe(taking.effects, now, engine, later_by(now, commit_time));
    return taking.as_it_was;
}

}  // namespace lockstep::harness
