// Where the answer to one request goes. What is answered is counted and logged on its way.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "harness/serve/faces.hpp"
#include "harness/serve/log.hpp"
#include "harness/serve/metrics.hpp"
#include "http/message.hpp"
#include "http/server.hpp"

namespace lockstep::harness {

class ServedReply {
  public:
    using Noted = std::function<void(http::Response const&)>;
    ServedReply(http::Reply reply, Noted noted) : reply_(std::move(reply)), noted_(std::move(noted)) {}

    void send(http::Response response, http::Delivery delivery = {}) const {
        noted_(response);
        reply_.send(std::move(response), delivery);
    }
    void begin(http::Response response) const {
        noted_(response);
        reply_.begin(std::move(response));
    }
    void more(std::string_view body) const { reply_.more(body); }
    void end() const { reply_.end(); }
    bool wanted() const { return reply_.wanted(); }

  private:
    http::Reply reply_;
    Noted noted_;
};

// What a request asks for, as a log may show it above `trace`: paths whose words are all ours, never what a client put
// into one.
std::string shown_path(http::Request const& request, Faced faced, Scenario const& scenario);

struct Notebook {
    std::shared_ptr<Metrics> metrics;
    Log const* log = nullptr;  // outlives every reply; null: nothing is logged
    std::uint64_t requests = 0;
};
// `shown`: see shown_path(). The request's time begins now.
ServedReply noted_reply(Notebook& notebook, http::Reply reply, http::Request const& request, Faced::Face face,
                        std::string shown);

}  // namespace lockstep::harness
