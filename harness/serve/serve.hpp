// `lockstep serve`: a world behind a socket. Everything happens in the loop's thread; time moves between requests.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/serve/control.hpp"
#include "harness/serve/cors.hpp"
#include "harness/serve/courier.hpp"
#include "harness/serve/faces.hpp"
#include "harness/serve/log.hpp"
#include "harness/serve/open_streams.hpp"
#include "harness/serve/served_reply.hpp"
#include "harness/serve/served_world.hpp"
#include "harness/serve/sync_answers.hpp"
#include "harness/serve/world_store.hpp"
#include "http/client.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"
#include "runtime/result.hpp"

namespace lockstep::harness {

struct ServeOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 4300;
    bool tls = false;
    std::string control_token;              // empty: none is wanted
    std::vector<std::string> cors_origins;  // whose pages may use the API in a browser
    ClockMode clock;
    std::uint64_t seed = 1;
    Duration message_time = std::chrono::seconds{10};    // real time that a sender has for one request
    Duration stream_silence = std::chrono::seconds{15};  // real time after which streams of events get a comment
    CourierOptions courier;                              // who brings events to webhooks
    Log const* log = nullptr;                            // outlives the server; null: nothing is said
};

class Serve {
  public:
    // Listens at once; fails with a sentence that says why.
    static Result<std::unique_ptr<Serve>, std::string> start(http::Loop& loop, Case the_case,
                                                             ServeOptions const& options);
    // A world that has lived already, and the store that listens to it; its clock and seed count. Null: nothing is
    // kept.
    static Result<std::unique_ptr<Serve>, std::string> start(http::Loop& loop, ServedWorld world,
                                                             ServeOptions const& options, WorldStore* store);
    ~Serve();

    // The one line that says where everything is, as JSON.
    std::string announcement() const;
    // Answers what was asked and takes no more.
    void shut_down();
    // Keeps where the clock stands, and what is not kept yet. Nothing may be asked after it.
    void finish();
    ServedWorld const& world() const { return world_; }
    // Why the store could keep no more. The loop has been stopped, and nobody has got an answer that is not kept.
    std::optional<stores::StoreError> const& trouble() const { return trouble_; }
    std::uint16_t port() const { return server_->port(); }
    std::size_t open_connections() const { return server_->connections(); }

  private:
    Serve(http::Loop& loop, ServedWorld world, ServeOptions const& options, WorldStore* store);

    void request(http::Request&& request, http::Reply reply);
    void answer(Faced faced, http::Request&& request, ServedReply reply);
    void api(http::Request asked, ServedReply reply);
    void answer_awaited();
    void give_up_waiting(std::uint64_t number);
    bool may_control(http::Request const& request) const;
    nlohmann::ordered_json described() const;
    void control(http::Request const& request, ServedReply reply);
    void vendor(std::size_t provider, http::Request request, ServedReply reply);
    void forget_earlier_world();
    void catch_up();
    void answer_vendors();
    void push_to_outside();
    void deliver_events();
    void event_answered(api::DeliveryId delivery, api::DeliveryAnswer answer);
    void log_delivery(api::DeliveryId delivery) const;
    void bring_out();
    void after_every_turn();
    void let_go();
    void mark_clock();
    bool has_to_keep_first();
    bool unkept() const { return store_ != nullptr && store_->dirty(); }
    void commit_soon();
    void commit();
    template <class Work>
    void when_kept(Work work);
    void send(ServedReply const& reply, http::Response response);
    void wake_for_next();
    void go_on_advancing();
    void start_advancing();

    // Somebody waits for a lock.
    struct Awaited {
        SyncAnswer answer;
        ServedReply reply;
    };
    // Somebody waits until simulated time has come so far.
    struct Advance {
        AdvanceWish wish;
        ServedReply reply;
        std::optional<Instant> to;  // once it has begun
        std::uint64_t things_before = 0;
    };

    http::Loop& loop_;
    ServeOptions options_;
    ServedWorld world_;
    Notebook notebook_{std::make_shared<Metrics>(), options_.log};
    Control control_;
    Faces faces_;
    Cors cors_;
    Courier courier_;
    std::string url_;
    std::optional<http::TlsIdentity> identity_;
    std::unique_ptr<http::Server> server_;
    std::uint64_t generation_ = 0;                  // of the world that all of the following belongs to
    std::map<std::uint64_t, ServedReply> waiting_;  // exchanges with vendors, by number
    OpenStreams streams_;
    std::map<std::string, std::unique_ptr<http::Client>> subscribers_;  // by origin
    std::map<std::uint64_t, Awaited> awaited_;                          // in order of their requests
    std::uint64_t awaited_number_ = 0;
    std::deque<Advance> advances_;      // the first is under way
    bool waits_for_receivers_ = false;  // it goes on when events that were sent have been answered
    std::optional<Instant> wakes_at_;   // in real time
    WorldStore* store_;
    std::vector<std::function<void()>> held_;  // what waits until all that it depends on is kept
    bool commits_soon_ = false;
    std::optional<stores::StoreError> trouble_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace lockstep::harness
