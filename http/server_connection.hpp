// One client of a server: reads its requests, hands them to the handler, writes the answers in order. Only server.cpp
// includes it: Asio's headers are dear to compile.
#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <type_traits>
#include <unordered_set>
#include <utility>

#include "http/server.hpp"

namespace lockstep::http {

// What a Reply speaks to: the connection that its request came by.
class Reply::Sink {
  public:
    virtual ~Sink() = default;
    virtual void answer(std::uint64_t number, Response&& response, Delivery const& delivery) = 0;
    virtual void begin(std::uint64_t number, Response&& response) = 0;
    virtual void more(std::uint64_t number, std::string_view body, bool last) = 0;
    virtual bool connected() const = 0;
};

namespace server_detail {

namespace asio = boost::asio;
using asio::ip::tcp;
using SteadyTime = std::chrono::steady_clock::time_point;
using Error = boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr std::size_t bytes_per_read = 8192;
constexpr std::size_t bytes_per_write_max = 256 * 1024;  // answers are gathered up to here
constexpr std::size_t large_body = 32 * 1024;            // from here on a body leaves from where it is, uncopied
constexpr std::size_t backlog_max = 4 * 1024 * 1024;     // of an answer that goes on, for a client that reads slowly
// How long a client may wait for what it asked while it is not listened to: it has said its last word, or has asked
// more than is taken at once.
constexpr auto unheard_time = std::chrono::minutes{5};

// A connection as the server sees it.
class Connected {
  public:
    virtual ~Connected() = default;
    virtual void check_time(SteadyTime now) = 0;
    virtual void finish() = 0;  // answer what was asked, then end
    virtual void abort() = 0;   // end where it stands
};

// What the connections of one server share. Outlives the server until the last of them has let go.
struct Shared {
    ServerOptions options;
    Handler handler;
    std::unordered_set<Connected*> connections;
    std::function<void()> one_left;  // a connection has ended
};

// One client. Reads requests, hands them to the handler, writes the answers in order. Lives while it is being read or
// written, or somebody may still answer it.
template <class Stream>
class Connection final : public Reply::Sink, public Connected, public std::enable_shared_from_this<Connection<Stream>> {
  public:
    static constexpr bool is_plain = std::is_same_v<Stream, tcp::socket>;

    template <class... Arguments>
    explicit Connection(std::shared_ptr<Shared> shared, Arguments&&... arguments)
        : shared_(std::move(shared)), stream_(std::forward<Arguments>(arguments)...), reader_(shared_->options.limits) {
        shared_->connections.insert(this);
    }
    ~Connection() override { leave(); }

    void start() {
        Error ignored;
        socket().set_option(tcp::no_delay{true}, ignored);
        socket().non_blocking(true, ignored);
        limit_to(shared_->options.message_time);
        if constexpr (is_plain) {
            read();
        } else {
            stream_.async_handshake(asio::ssl::stream_base::server,
                                    [self = this->shared_from_this()](Error const& error) {
                                        if (error) return self->abort();
                                        self->read();
                                    });
        }
    }

    // --- Sink ---

    void answer(std::uint64_t number, Response&& response, Delivery const& delivery) override {
        if (number < first_ || number - first_ >= asked_.size()) return;
        auto& asked = asked_[number - first_];
        if (asked.answered) return;
        asked.answered = true;
        asked.delivery = delivery;
        Framing const framing{.keep_alive = asked.keep_alive,
                              .chunked = delivery.chunked,
                              .head_only = asked.head_only,
                              .old_receiver = asked.old_sender};
        bool const uncopied = response.body.size() >= large_body && asked.plain();
        if (auto head = uncopied ? head_of(response, framing) : std::nullopt) {
            asked.bytes = std::move(*head);
            asked.body = std::move(response.body);
        } else if (!delivery.reset) {
            asked.bytes = bytes_of(response, framing);
        }
        go_on();
    }

    void begin(std::uint64_t number, Response&& response) override {
        if (number < first_ || number - first_ >= asked_.size()) return;
        auto& asked = asked_[number - first_];
        // Who wants no body, or knows no chunks, gets what there is.
        if (asked.head_only || asked.old_sender) return answer(number, std::move(response), {});
        if (asked.answered) return;
        asked.answered = asked.goes_on = true;
        asked.bytes = first_chunk_of(response, asked.keep_alive);
        go_on();
    }

    void more(std::uint64_t number, std::string_view body, bool last) override {
        if (number < first_ || number - first_ >= asked_.size()) return;
        auto& asked = asked_[number - first_];
        if (!asked.goes_on) return;
        asked.bytes += chunk_of(body);
        if (last) asked.bytes += last_chunk;
        asked.goes_on = !last;
        if (asked.bytes.size() > backlog_max) return abort();
        go_on();
    }

    bool connected() const override { return !ended_; }

    // --- Connected ---

    void check_time(SteadyTime now) override {
        if (now < deadline_) return;
        bool const mid_request = reader_.begun() && !reading_is_over_ && asked_.empty() && !writing_;
        if (!mid_request || told_late_) return abort();
        // Too slow a sender: it is told so, once.
        told_late_ = true;
        refuse(408);
        write();
    }

    void finish() override {
        reading_is_over_ = true;
        if (asked_.empty() && !writing_) return abort();
        for (auto& asked : asked_)
            if (std::exchange(asked.goes_on, false)) asked.bytes += last_chunk;
        write();
    }

    void abort() override {
        if (ended_) return;
        auto const self = this->shared_from_this();  // the operations that are cancelled may hold the last reference
        Error ignored;
        socket().close(ignored);
        leave();
    }

  private:
    // A request that was read and whose answer has not left.
    struct Asked {
        bool keep_alive = true;
        bool head_only = false;
        bool old_sender = false;
        bool answered = false;
        bool goes_on = false;  // there is more of the answer to come
        std::string bytes;
        std::string body;  // after the bytes, where it is kept apart from them
        Delivery delivery;

        bool plain() const { return !delivery.reset && !delivery.cut_after && !delivery.dribble; }
    };

    tcp::socket& socket() {
        if constexpr (is_plain)
            return stream_;
        else
            return stream_.next_layer();
    }

    void limit_to(Duration time) { deadline_ = std::chrono::steady_clock::now() + time; }

    void leave() {
        if (std::exchange(ended_, true)) return;
        shared_->connections.erase(this);
        if (shared_->one_left) shared_->one_left();
    }

    // --- reading ---

    void read() {
        if (reading_ || ended_ || (reading_is_over_ && !lingers_)) return;
        reading_ = true;
        stream_.async_read_some(asio::buffer(chunk_),
                                [self = this->shared_from_this()](Error const& error, std::size_t bytes) {
                                    self->reading_ = false;
                                    self->arrived(error, bytes);
                                });
    }

    void arrived(Error const& error, std::size_t bytes) {
        if (ended_) return;
        if (lingers_) {
            if (error) return abort();
            return read();  // and drop
        }
        if (error) {
            reading_is_over_ = true;
            bool const said_goodbye = error == asio::error::eof || error == asio::ssl::error::stream_truncated;
            auto const goes_on = [](Asked const& one) { return one.goes_on; };
            if (!said_goodbye || (asked_.empty() && !writing_) || std::any_of(asked_.begin(), asked_.end(), goes_on))
                return abort();
            half_closed_ = true;
            if (!writing_) limit_to(unheard_time);
            return;
        }
        waiting_.append(chunk_.data(), bytes);
        work();
    }

    // Takes requests out of what has arrived, as many as may wait for their answers at once.
    void work() {
        do {
            working_ = true;
            take_requests();
            working_ = false;
            write();
        } while (full_ && has_room() && !ended_);
        if (!full_)
            read();
        else if (!writing_)
            limit_to(unheard_time);
    }

    bool has_room() const { return asked_.size() < shared_->options.pipelined_max; }

    void take_requests() {
        std::size_t used = 0;
        bool fresh = false;  // the last message began among these bytes
        while (used < waiting_.size() && !reading_is_over_ && has_room()) {
            fresh = fresh || !reader_.begun();
            auto const taken = reader_.feed(std::string_view{waiting_}.substr(used));
            used += taken;
            if (reader_.wants_continue()) {
                asked_.push_back({.answered = true, .bytes = "HTTP/1.1 100 Continue\r\n\r\n"});
            } else if (reader_.flaw() != Flaw::none) {
                refuse(status_of(reader_.flaw()));
            } else if (reader_.complete()) {
                ask();
            } else if (taken == 0) {
                break;
            }
        }
        if (fresh && reader_.begun()) limit_to(shared_->options.message_time);
        waiting_.erase(0, used);
        full_ = !waiting_.empty() && !reading_is_over_ && !has_room();
    }

    void ask() {
        auto received = reader_.take();
        bool const goes_on = received.keep_alive;
        asked_.push_back({.keep_alive = goes_on,
                          .head_only = received.request.method == Method::head,
                          .old_sender = received.old_sender});
        if (!goes_on) reading_is_over_ = true;
        deadline_ = SteadyTime::max();  // as long as the handler wants
        if (shared_->handler)
            shared_->handler(std::move(received.request), Reply{this->shared_from_this(), first_ + asked_.size() - 1});
    }

    // Answers with this status after whatever is still owed, and ends.
    void refuse(int status) {
        reading_is_over_ = true;
        asked_.push_back({.keep_alive = false, .answered = true});
        asked_.back().bytes = bytes_of(Response{status, {}, {}}, {.keep_alive = false});
    }

    // --- writing ---

    // An answer has come: it leaves, and what waited for room is looked at.
    void go_on() {
        if (working_) return;
        write();
        if (full_ && has_room() && !ended_) work();
    }

    // Sends what is ready: at once what the socket takes, the rest when it can.
    void write() {
        while (!writing_ && !ended_) {
            bool const ends = gather();
            if (out_.empty()) {
                if (!asked_.empty() && asked_.front().answered && !asked_.front().plain())
                    write_oddly(asked_.front());
                else if (asked_.empty() && reading_is_over_)
                    say_goodbye();
                return;
            }
            Error error;
            auto const sent = send_at_once(error);
            if (error) return abort();
            if (sent < out_.size() + out_body_.size()) return send_later(sent, ends);
            if (ends) return say_goodbye();
            wait_for_more();
        }
    }

    // Moves answers that are ready into out_, in order; true when the connection ends after them.
    bool gather() {
        out_.clear();
        out_body_.clear();
        while (!asked_.empty() && out_body_.empty() && out_.size() < bytes_per_write_max) {
            auto& next = asked_.front();
            if (!next.answered || !next.plain()) break;
            if (out_.empty())
                out_.swap(next.bytes);
            else
                out_ += next.bytes;
            out_body_.swap(next.body);
            if (next.goes_on) {
                next.bytes.clear();
                break;
            }
            bool const ends = !next.keep_alive;
            asked_.pop_front();
            ++first_;
            if (ends) return true;
        }
        return false;
    }

    std::array<asio::const_buffer, 2> unsent(std::size_t from) const {
        auto const in_body = std::max(from, out_.size()) - out_.size();
        return {asio::buffer(out_) + from, asio::buffer(out_body_) + in_body};
    }

    std::size_t send_at_once(Error& error) {
        if constexpr (is_plain) {
            auto const sent = stream_.write_some(unsent(0), error);
            if (error == asio::error::would_block || error == asio::error::try_again) error = {};
            return sent;
        } else {
            return 0;  // TLS may have to hear before it can say
        }
    }

    void send_later(std::size_t from, bool ends) {
        writing_ = true;
        limit_to(shared_->options.message_time);
        asio::async_write(
            stream_, unsent(from),
            [self = this->shared_from_this(), ends](Error const& error, std::size_t) { self->written(error, ends); });
    }

    void written(Error const& error, bool ends) {
        writing_ = false;
        if (error || ended_) return abort();
        if (ends) return say_goodbye();
        wait_for_more();
        write();
        if (ended_ || writing_) return;
        if (full_) return work();
        read();
    }

    // Something has been sent: how long until the next thing has to happen?
    void wait_for_more() {
        if (!asked_.empty() && (half_closed_ || full_))
            limit_to(unheard_time);
        else if (!asked_.empty())
            deadline_ = SteadyTime::max();  // as long as the handler wants for the next
        else
            limit_to(reader_.begun() ? shared_->options.message_time : shared_->options.idle_time);
    }

    // An answer that a fault has bent.
    void write_oddly(Asked& next) {
        if (next.delivery.reset) {
            Error ignored;
            socket().set_option(asio::socket_base::linger{true, 0}, ignored);
            return abort();
        }
        out_ = next.bytes.substr(0, next.delivery.cut_after.value_or(next.bytes.size()));
        bool const ends = next.delivery.cut_after.has_value() || !next.keep_alive;
        auto const pause = next.delivery.dribble;
        asked_.pop_front();
        ++first_;
        writing_ = true;
        if (out_.empty()) return say_goodbye();
        if (pause) return dribble(0, *pause, ends);
        asio::async_write(
            stream_, asio::buffer(out_),
            [self = this->shared_from_this(), ends](Error const& error, std::size_t) { self->written(error, ends); });
    }

    void dribble(std::size_t at, Duration pause, bool ends) {
        if (ended_) return;
        if (at == out_.size()) return written({}, ends);
        limit_to(shared_->options.message_time + pause);
        asio::async_write(
            stream_, asio::buffer(out_.data() + at, 1),
            [self = this->shared_from_this(), at, pause, ends](Error const& error, std::size_t) {
                if (error) return self->abort();
                auto timer = std::make_shared<asio::steady_timer>(self->stream_.get_executor(), pause);
                timer->async_wait([self, timer, at, pause, ends](Error const&) { self->dribble(at + 1, pause, ends); });
            });
    }

    // All is said. A client that is still sending would lose our last answer to a reset: it is heard out for a while.
    void say_goodbye() {
        if (ended_ || lingers_) return;
        lingers_ = reading_is_over_ = true;
        limit_to(shared_->options.linger_time);
        if constexpr (is_plain) {
            Error error;
            socket().shutdown(tcp::socket::shutdown_send, error);
            if (error) return abort();
            read();
        } else {
            stream_.async_shutdown([self = this->shared_from_this()](Error const&) { self->abort(); });
        }
    }

    std::shared_ptr<Shared> shared_;
    Stream stream_;
    RequestReader reader_;
    std::array<char, bytes_per_read> chunk_;
    std::string waiting_;      // arrived, and not taken yet
    std::deque<Asked> asked_;  // in the order of the requests
    std::uint64_t first_ = 0;  // the number of asked_.front()
    std::string out_;          // being written
    std::string out_body_;     // and after it
    SteadyTime deadline_{};
    bool reading_ = false;
    bool writing_ = false;
    bool full_ = false;             // no more requests are taken until answers have left
    bool working_ = false;          // requests are being taken: answers wait for the end of it
    bool reading_is_over_ = false;  // no further request is wanted or to be had
    bool half_closed_ = false;      // the client has said its last word
    bool lingers_ = false;
    bool told_late_ = false;
    bool ended_ = false;
};

}  // namespace server_detail

}  // namespace lockstep::http
