// Work done side by side, results delivered one by one in the order of the work: the same bytes with any number of
// jobs.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace lockstep::harness {

// Calls `work(i)` for i in [0, count) on `jobs` threads, and `deliver(i, result)` for i = 0, 1, 2 ... on the calling
// thread, until that answers false. Results that wait for their turn are bounded: nobody runs far ahead of delivery.
// `work` must not throw.
template <class T>
void in_order(std::size_t count, unsigned jobs, std::function<T(std::size_t)> const& work,
              std::function<bool(std::size_t, T)> const& deliver) {
    if (jobs <= 1 || count <= 1) {
        for (std::size_t i = 0; i < count; ++i)
            if (!deliver(i, work(i))) return;
        return;
    }

    std::size_t const ahead_max = 4 * static_cast<std::size_t>(jobs);
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::optional<T>> done(count);
    std::size_t next = 0;
    std::size_t delivered = 0;
    bool stop = false;

    auto const labour = [&] {
        for (;;) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return stop || next >= count || next < delivered + ahead_max; });
            if (stop || next >= count) return;
            std::size_t const mine = next++;
            lock.unlock();
            T result = work(mine);
            lock.lock();
            done[mine].emplace(std::move(result));
            changed.notify_all();
        }
    };

    std::vector<std::thread> threads;
    std::size_t const crew = std::min<std::size_t>(jobs, count);
    threads.reserve(crew);
    for (std::size_t i = 0; i < crew; ++i)
        threads.emplace_back(labour);

    for (std::size_t i = 0; i < count; ++i) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return done[i].has_value(); });
        T result = std::move(*done[i]);
        done[i].reset();
        ++delivered;
        lock.unlock();
        changed.notify_all();
        if (deliver(i, std::move(result))) continue;
        lock.lock();
        stop = true;
        break;
    }
    changed.notify_all();
    for (std::thread& thread : threads)
        thread.join();
}

}  // namespace lockstep::harness
