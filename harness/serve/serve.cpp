#include "harness/serve/serve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/clock/real_time.hpp"
#include "harness/serve/credentials.hpp"
#include "harness/serve/page.hpp"
#include "http/framing.hpp"
#include "http/headers.hpp"
#include "http/target.hpp"
#include "runtime/time_text.hpp"

namespace lockstep::harness {

namespace {

constexpr std::size_t header_bytes_max = 16 * 1024;
constexpr std::size_t body_bytes_max = 1024 * 1024;
// How long a vendor's long poll lasts when simulated time does not end it.
constexpr Duration long_poll_patience = std::chrono::seconds{50};
// How long an answer waits for a lock where `sync` asks for that.
constexpr Duration sync_patience = std::chrono::seconds{10};
constexpr std::size_t awaited_max = 1'000;

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]" || host == "::1";
}

// How an answer that a fault has met goes over the wire.
http::Delivery delivery_of(OutsideAnswer const& answer, http::Response const& response) {
    http::Delivery delivery;
    delivery.reset = answer.broken == providers::Broken::connection_reset;
    bool const truncated = answer.broken == providers::Broken::truncated;
    if (!truncated && answer.dribble <= Duration{}) return delivery;
    auto const bytes = http::bytes_of(response).size();
    auto const body = response.body.size();
    if (answer.dribble > Duration{}) delivery.dribble = answer.dribble / static_cast<std::int64_t>(bytes);
    if (truncated) delivery.cut_after = bytes - body + std::min(body, answer.body_bytes);
    return delivery;
}

}  // namespace

Serve::Serve(http::Loop& loop, ServedWorld world, ServeOptions const& options, WorldStore* store)
    : loop_(loop),
      options_(options),
      world_(std::move(world)),
      control_(world_, *notebook_.metrics),
      faces_(world_.scenario(), options.tls ? "https" : "http"),
      cors_(options.cors_origins),
      courier_(loop, options.courier,
               [this](api::DeliveryId delivery, api::DeliveryAnswer answer) {
                   event_answered(delivery, std::move(answer));
               }),
      generation_(world_.generation()),
      streams_(loop, options.stream_silence),
      store_(store) {}

Serve::~Serve() { *alive_ = false; }

Result<std::unique_ptr<Serve>, std::string> Serve::start(http::Loop& loop, Case the_case, ServeOptions const& options) {
    auto const receivers =
        options.courier.leaves_this_machine ? api::Receivers::anywhere : api::Receivers::this_machine;
    return start(loop, ServedWorld{std::move(the_case), options.seed, options.clock, real_now(), receivers}, options,
                 nullptr);
}

Result<std::unique_ptr<Serve>, std::string> Serve::start(http::Loop& loop, ServedWorld world,
                                                         ServeOptions const& options, WorldStore* store) {
    std::unique_ptr<Serve> made{new Serve{loop, std::move(world), options, store}};
    http::ServerOptions server;
    server.address = options.address;
    server.port = options.port;
    server.limits = {header_bytes_max, body_bytes_max};
    server.message_time = options.message_time;
    if (options.tls) {
        std::vector<std::string> names{"localhost", "127.0.0.1", "::1", options.address};
        for (auto const& provider : made->world_.scenario().providers)
            if (auto const* const vendor = providers::find_vendor(provider.vendor))
                names.insert(names.end(), vendor->hosts.begin(), vendor->hosts.end());
        auto identity = http::make_test_identity(names);
        if (!identity) return failure(identity.error());
        server.tls = made->identity_ = *identity;
    }
    auto started = http::Server::start(loop, std::move(server), [raw = made.get()](http::Request&& asked, auto reply) {
        raw->request(std::move(asked), std::move(reply));
    });
    if (!started) return failure(started.error());
    made->server_ = std::move(*started);
    bool const is_v6 = options.address.find(':') != std::string::npos;
    made->url_ = fmt::format("{}://{}:{}", options.tls ? "https" : "http",
                             is_v6 ? fmt::format("[{}]", options.address) : options.address, made->server_->port());
    made->after_every_turn();
    return made;
}

std::string Serve::announcement() const {
    nlohmann::ordered_json out{{"url", url_},
                               {"workspace_id", nullptr},
                               {"api_key", nullptr},
                               {"control_token", nullptr},
                               {"clock", text_of(world_.clock().mode())},
                               {"now", format_instant(world_.world().now())},
                               {"vendors", nlohmann::ordered_json::object()},
                               {"logins", nlohmann::ordered_json::object()}};
    if (!options_.control_token.empty()) out["control_token"] = options_.control_token;
    announce_credentials(out, world_.scenario(), world_.world().api());
    if (identity_) out["certificate"] = identity_->certificate;
    auto const& providers = world_.scenario().providers;
    for (std::size_t i = 0; i < providers.size(); ++i) {
        if (!providers::find_vendor(providers[i].vendor)->speaks_http) continue;
        out["vendors"][providers[i].name] =
            fmt::format("{}/vendors/{}", url_, http::percent_encoded(providers[i].name));
        for (auto const& login : world_.world().mock(i).logins())
            out["logins"][providers[i].name][std::string(login.word)] = login.value;
    }
    return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

// Nothing that opens a vendor's door or ours.
nlohmann::ordered_json Serve::described() const {
    auto out = nlohmann::ordered_json::parse(announcement());
    for (auto const* const secret : {"control_token", "access_token", "logins", "certificate"})
        out.erase(secret);
    out["clock"] = text_of(world_.clock().mode());
    out.update(control_.world(), true);  // workspaces: with their keys and their accounts
    return out;
}

void Serve::shut_down() {
    while (!awaited_.empty())
        give_up_waiting(awaited_.begin()->first);
    if (unkept()) commit();
    server_->shut_down();
}

void Serve::finish() {
    if (store_ == nullptr || trouble_) return;
    mark_clock();
    commit();
}

// Does this at once, or when all that has been decided so far is kept.
template <class Work>
void Serve::when_kept(Work work) {
    if (unkept())
        held_.emplace_back(std::move(work));
    else
        work();
}

// --- requests ---

void Serve::request(http::Request&& asked, http::Reply reply) {
    if (trouble_) return;
    catch_up();
    notebook_.metrics->connections(server_->connections());
    auto const faced = faces_.of(asked, [this](std::size_t provider, http::Request const& request) {
        return world_.world().mock(provider).expects(request);
    });
    auto noted =
        noted_reply(notebook_, std::move(reply), asked, faced.face, shown_path(asked, faced, world_.scenario()));
    answer(faced, std::move(asked), std::move(noted));
    after_every_turn();
}

void Serve::answer(Faced faced, http::Request&& asked, ServedReply reply) {
    switch (faced.face) {
        case Faced::Face::control:
            control(asked, std::move(reply));
            break;
        case Faced::Face::vendor:
            vendor(faced.provider, std::move(asked), std::move(reply));
            break;
        case Faced::Face::api:
            api(std::move(asked), std::move(reply));
            break;
        case Faced::Face::page:
            reply.send(answer_page(asked));
            break;
        case Faced::Face::unknown_vendor:
            send(reply, control_.refused(404, "unknown_path", "No provider of this world is called so."));
            break;
    }
}

void Serve::api(http::Request asked, ServedReply reply) {
    if (auto answer = cors_.preflight(asked)) return send(reply, std::move(*answer));
    if (auto const host = asked.headers.find(http::field::host))
        asked.headers.set(http::field::base, fmt::format("{}://{}", options_.tls ? "https" : "http", *host));
    auto response = world_.apply(ApiCall{asked}, real_now());
    cors_.permit(asked, response);
    auto waits = world_.clock().mode().manual() ? std::nullopt : sync_answer(asked, response, world_.world());
    if (!waits || awaited_.size() >= awaited_max) return send(reply, std::move(response));
    auto const number = ++awaited_number_;
    awaited_.emplace(number, Awaited{std::move(*waits), std::move(reply)});
    loop_.after(sync_patience, [this, number, alive = alive_] {
        if (*alive) give_up_waiting(number);
    });
}

// Those for whom the lock is done by now.
void Serve::answer_awaited() {
    for (auto at = awaited_.begin(); at != awaited_.end();) {
        auto ended = at->second.reply.wanted() ? ended_answer(at->second.answer, world_.world())
                                               : std::optional{at->second.answer.response};
        if (ended) send(at->second.reply, std::move(*ended));
        at = ended ? awaited_.erase(at) : std::next(at);
    }
}

// They hear what they would have heard without `sync`.
void Serve::give_up_waiting(std::uint64_t number) {
    auto const found = awaited_.find(number);
    if (found == awaited_.end()) return;
    send(found->second.reply, std::move(found->second.answer.response));
    awaited_.erase(found);
}

// The controls are for programs on this machine, not for pages that a browser shows: those come with an origin of their
// own, or by a name that somebody made point here. Whoever knows the token may come from anywhere.
bool Serve::may_control(http::Request const& asked) const {
    if (!options_.control_token.empty()) return http::bearer(asked.headers) == options_.control_token;
    auto const host = asked.headers.find(http::field::host).value_or("");
    if (!is_this_machine(host_name(host)) && host_name(host) != options_.address) return false;
    auto const origin = asked.headers.find("origin");
    return !origin || *origin == fmt::format("{}://{}", options_.tls ? "https" : "http", host);
}

void Serve::control(http::Request const& asked, ServedReply reply) {
    if (!may_control(asked))
        return send(reply, options_.control_token.empty()
                               ? control_.refused(403, "forbidden", "The controls are for programs on this machine.")
                               : control_.refused(401, "unauthorized", "The controls want their token."));
    bool const wants_stream =
        asked.headers.find("accept").value_or("").find(http::event_stream_type) != std::string_view::npos;
    if (wants_stream && asked.method == http::Method::get &&
        http::split_target(asked.target).path == "/lockstep/trace" && trace_since(asked))
        return when_kept([this, reply, since = *trace_since(asked)] {
            streams_.begin_trace(reply, since, [this](TraceId& seen) { return control_.trace_stream(seen); });
        });
    bool const reads = asked.method == http::Method::get || asked.method == http::Method::head;
    auto outcome = reads && http::split_target(asked.target).path == "/lockstep/world"
                       ? control_.respond(200, described())
                       : control_.handle(asked, real_now());
    if (auto* const response = std::get_if<http::Response>(&outcome)) {
        if (asked.method == http::Method::head) response->body.clear();
        send(reply, std::move(*response));
        if (generation_ != world_.generation()) forget_earlier_world();
        return;
    }
    advances_.push_back({std::get<AdvanceWish>(outcome), std::move(reply), std::nullopt});
    if (advances_.size() == 1) start_advancing();
}

// Whoever still waits for something of the world before hears that it is gone.
void Serve::forget_earlier_world() {
    generation_ = world_.generation();
    courier_.forget_all();
    waits_for_receivers_ = false;
    for (auto const& [exchange, reply] : std::exchange(waiting_, {}))
        send(reply, {503, {}, {}});
    streams_.end_vendors();
    while (!awaited_.empty())
        give_up_waiting(awaited_.begin()->first);
    for (auto const& advance : std::exchange(advances_, {}))
        send(advance.reply, control_.refused(409, "world_reset", "The world began anew."));
}

void Serve::vendor(std::size_t provider, http::Request asked, ServedReply reply) {
    auto const exchange = world_.apply(VendorCall{provider, std::move(asked)}, real_now());
    waiting_.emplace(exchange.value, std::move(reply));
    if (!unkept()) answer_vendors();
    when_kept([this, exchange, generation = generation_] {
        if (generation != generation_ || !waiting_.contains(exchange.value)) return;
        loop_.after(long_poll_patience, [this, exchange, generation, alive = alive_] {
            if (!*alive || generation != generation_ || !waiting_.contains(exchange.value)) return;
            world_.apply(PollReleased{exchange}, real_now());
            after_every_turn();
        });
    });
}

void Serve::answer_vendors() {
    for (auto& answer : world_.take_answers()) {
        auto const found = waiting_.find(answer.exchange.value);
        if (found == waiting_.end()) continue;
        auto const reply = std::move(found->second);
        waiting_.erase(found);
        if (!answer.response) continue;  // lost on the way: the client waits in vain
        auto response = std::move(*answer.response);
        auto const delivery = delivery_of(answer, response);
        bool const goes_on = http::is_event_stream(response.headers) && response.status == 200;
        if (goes_on && answer.delay <= Duration{} && !answer.broken) {
            streams_.begin_vendors(answer.exchange.value, reply, std::move(response));
            continue;
        }
        if (answer.delay <= Duration{}) {
            reply.send(std::move(response), delivery);
            continue;
        }
        loop_.after(answer.delay,
                    [reply, response = std::move(response), delivery] { reply.send(response, delivery); });
    }
    streams_.go_on(world_.take_stream());
}

// --- what is kept before it is told ---

// Whoever looks has to find the same after a restart: a clock that does not follow real time leaves marks.
void Serve::mark_clock() {
    auto const real = real_now();
    world_.apply(ClockSet{world_.clock().mode(), std::max(world_.world().now(), world_.clock().now(real))}, real);
}

// What has been decided leaves: at once, or when it is kept.
void Serve::let_go() {
    if (has_to_keep_first()) return commit_soon();
    bring_out();
}

bool Serve::has_to_keep_first() {
    if (store_ != nullptr && world_.has_moved_on() && world_.clock().mode().factor != 1) mark_clock();
    return unkept();
}

void Serve::send(ServedReply const& reply, http::Response response) {
    when_kept([reply, response = std::move(response)]() mutable { reply.send(std::move(response)); });
}

// One commit for all that is ready to be done now.
void Serve::commit_soon() {
    if (std::exchange(commits_soon_, true)) return;
    loop_.post([this, alive = alive_] {
        if (*alive) commit();
    });
}

void Serve::commit() {
    commits_soon_ = false;
    if (trouble_) return;
    if (auto const kept = store_->commit(); !kept) {
        trouble_ = kept.error();
        held_.clear();
        return loop_.stop();
    }
    answer_vendors();
    for (auto const& waits : std::exchange(held_, {}))
        waits();
    bring_out();
}

}  // namespace lockstep::harness
