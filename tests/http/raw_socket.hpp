// A plain TCP connection to a server of ours on loopback, byte by byte: for what no client of good manners would send.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "http/loop.hpp"

namespace lockstep::http {

// Turns the loop until this holds; false when it never does, after many seconds.
inline bool turn_until(Loop& loop, std::function<bool()> const& holds) {
    using namespace std::chrono;
    auto const give_up = steady_clock::now() + seconds{20};
    while (!holds()) {
        if (steady_clock::now() > give_up) return false;
        loop.wait_one(milliseconds{20});
    }
    return true;
}

class RawSocket {
  public:
    RawSocket(Loop& loop, std::uint16_t port) : loop_{loop}, socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawSocket() { ::close(socket_); }
    RawSocket(RawSocket const&) = delete;
    RawSocket& operator=(RawSocket const&) = delete;

    bool connected() const { return connected_; }
    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            auto const sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent > 0)
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            else if (errno != EAGAIN)
                return;
            else
                loop_.wait_one(std::chrono::milliseconds{5});
        }
    }
    void end_sending() { ::shutdown(socket_, SHUT_WR); }

    // All that has come so far; the loop is turned until `enough` holds for it or the server has ended.
    std::string const& receive(std::function<bool(std::string const&)> const& enough) {
        turn_until(loop_, [&] { return take() || enough(received_) || ended_; });
        return received_;
    }
    std::string const& receive_all() {
        return receive([](std::string const&) { return false; });
    }
    bool ended() const { return ended_; }
    bool was_reset() const { return reset_; }

  private:
    // Takes what is there; never true, so that it can stand in a condition.
    bool take() {
        char bytes[4096];
        for (;;) {
            auto const got = ::recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT);
            if (got > 0) {
                received_.append(bytes, static_cast<std::size_t>(got));
                continue;
            }
            if (got < 0 && errno == EAGAIN) return false;
            ended_ = true;
            reset_ = got < 0;
            return false;
        }
    }

    Loop& loop_;
    int socket_ = -1;
    bool connected_ = false;
    std::string received_;
    bool ended_ = false;
    bool reset_ = false;
};

}  // namespace lockstep::http
