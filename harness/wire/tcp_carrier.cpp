#include "harness/wire/tcp_carrier.hpp"

#include <fmt/format.h>

#include <utility>

namespace lockstep::harness {

namespace {

http::Delivery delivery_of(std::optional<providers::Broken> broken, std::size_t bytes) {
    http::Delivery delivery;
    if (broken == providers::Broken::connection_reset) delivery.reset = true;
    if (broken == providers::Broken::truncated) delivery.cut_after = bytes;
    return delivery;
}

}  // namespace

http::Request TcpCarrier::carry(SocketRoad& road, http::Request request, std::shared_ptr<Crossing> crossing) {
    auto arrived = road.carry(std::move(request), std::move(crossing));
    if (arrived) return std::move(arrived).value();
    failed(std::move(arrived).error());
    return {};
}

http::Request TcpCarrier::request(providers::ExchangeId exchange, http::Request request) {
    auto const crossing = std::make_shared<Crossing>();
    open_[exchange.value] = crossing;
    return carry(to_vendors_, std::move(request), crossing);
}

Result<http::Response, providers::Broken> TcpCarrier::answer(providers::ExchangeId exchange, http::Response response,
                                                             std::optional<providers::Broken> broken) {
    auto const found = open_.find(exchange.value);
    if (found == open_.end() || !found->second->reply) return response;
    auto const crossing = std::move(found->second);
    open_.erase(found);
    // Cut in the middle: some of it has left, and more was promised.
    auto const delivery = delivery_of(broken, http::bytes_of(response).size() / 2);
    auto heard = to_vendors_.answer(*crossing, response, delivery);
    if (!heard) {
        failed("an answer did not arrive over loopback");
        return response;
    }
    if (heard->ok()) return std::move(*heard).value();
    auto const trouble = heard->error();
    if (!broken) failed(fmt::format("an answer was lost over loopback: {}", http::name_of(trouble)));
    return failure(trouble == http::Trouble::truncated ? providers::Broken::truncated
                                                       : providers::Broken::connection_reset);
}

void TcpCarrier::lose(providers::ExchangeId exchange) {
    auto const found = open_.find(exchange.value);
    if (found == open_.end()) return;
    // The vendor's end hangs up; ours hears nothing that it would listen to.
    if (found->second->reply) found->second->reply->send({}, {.reset = true});
    open_.erase(found);
}

http::Request TcpCarrier::push(http::Request request) {
    open_push_ = std::make_shared<Crossing>();
    return carry(to_us_, std::move(request), open_push_);
}

void TcpCarrier::push_answered(int status) {
    auto const crossing = std::exchange(open_push_, nullptr);
    if (!crossing || !crossing->reply) return;
    auto const heard = to_us_.answer(*crossing, {status, {}, {}});
    if (!heard || !heard->ok() || (*heard)->status != status)
        failed("the answer to a push did not arrive over loopback");
}

}  // namespace lockstep::harness
