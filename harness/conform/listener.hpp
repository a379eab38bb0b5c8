// Where a provider's pushes are heard: a small server of our own that keeps what came.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/conform/server_line.hpp"
#include "http/server.hpp"

namespace lockstep::harness {

struct HeardEvent {
    std::string text;  // the body as it came
    WireJson body;
    int answered = 200;

    std::string member(std::string_view name) const;
    std::string type() const { return member("event_type"); }
    std::string code_id() const;
};

class EventListener {
  public:
    // Fails with a sentence.
    static Result<std::unique_ptr<EventListener>, std::string> start(ServerLine& wire, ConformOptions const& options);

    std::string const& url() const { return url_; }
    std::vector<HeardEvent> const& events() const { return events_; }
    // The first event of this kind about this code; nullptr: none came yet.
    HeardEvent const* find(std::string_view type, std::string_view code_id) const;
    // What the next event of this kind gets instead of 200, once.
    void refuse_next(std::string type) { refuse_next_ = std::move(type); }

  private:
    EventListener() = default;
    void take(http::Request const& request, http::Reply const& reply);

    std::string url_;
    std::string refuse_next_;
    std::vector<HeardEvent> events_;
    std::unique_ptr<http::Server> server_;
};

}  // namespace lockstep::harness
