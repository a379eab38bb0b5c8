#include "harness/serve/open_streams.hpp"

#include <utility>

#include "http/headers.hpp"

namespace lockstep::harness {

void OpenStreams::begin_vendors(std::uint64_t exchange, ServedReply reply, http::Response first) {
    reply.begin(std::move(first));
    vendors_.emplace(exchange, std::move(reply));
    comment_soon();
}

void OpenStreams::go_on(std::vector<providers::StreamPiece> const& pieces) {
    std::erase_if(vendors_, [](auto const& one) { return !one.second.wanted(); });
    for (auto const& piece : pieces) {
        auto const found = vendors_.find(piece.exchange.value);
        if (found == vendors_.end()) continue;
        found->second.more(piece.text);
        if (!piece.last) continue;
        found->second.end();
        vendors_.erase(found);
    }
}

void OpenStreams::end_vendors() {
    for (auto const& [exchange, reply] : std::exchange(vendors_, {}))
        reply.end();
}

void OpenStreams::begin_trace(ServedReply reply, TraceId seen, TraceText const& text) {
    Listener listener{std::move(reply), seen};
    http::Response response{200, {}, ": the trace\n\n" + text(listener.seen)};
    response.headers.set(http::field::content_type, http::event_stream_type);
    response.headers.set("cache-control", "no-store");
    listener.reply.begin(std::move(response));
    listeners_.push_back(std::move(listener));
    comment_soon();
}

void OpenStreams::tell(TraceText const& text) {
    std::erase_if(listeners_, [](Listener const& one) { return !one.reply.wanted(); });
    for (auto& listener : listeners_)
        listener.reply.more(text(listener.seen));
}

void OpenStreams::comment_soon() {
    if (std::exchange(comments_soon_, true)) return;
    loop_.after(silence_, [this, alive = alive_] {
        if (!*alive) return;
        comments_soon_ = false;
        for (auto const& [exchange, reply] : vendors_)
            reply.more(":\n\n");
        for (auto const& listener : listeners_)
            listener.reply.more(":\n\n");
        if (!vendors_.empty() || !listeners_.empty()) comment_soon();
    });
}

}  // namespace lockstep::harness
