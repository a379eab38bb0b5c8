#include "http/loop.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "http/loop_impl.hpp"

namespace lockstep::http {

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

void Loop::run() {
    impl_->context.restart();
    impl_->context.run();
}

std::size_t Loop::poll() {
    impl_->context.restart();
    return impl_->context.poll();
}

std::size_t Loop::wait_one(Duration at_most) {
    impl_->context.restart();
    return impl_->context.run_one_for(at_most);
}

void Loop::stop() { impl_->context.stop(); }

void Loop::post(std::function<void()> work) { boost::asio::post(impl_->context, std::move(work)); }

void Loop::after(Duration delay, std::function<void()> work) {
    auto timer = std::make_shared<boost::asio::steady_timer>(impl_->context, delay);
    timer->async_wait([timer, work = std::move(work)](boost::system::error_code const& error) {
        if (!error) work();
    });
}

}  // namespace lockstep::http
