// Counts what a program takes from the heap. Replaces the global operator new: include it in one file of a program.
#pragma once

#include <malloc.h>

#include <cstdint>
#include <cstdlib>
#include <new>

namespace lockstep::bench {

// Of the whole program since it began. Not for programs with threads.
struct Allocations {
    std::uint64_t count = 0;
    std::uint64_t live_bytes = 0;  // as the heap rounds them up, without its own notes
};
inline Allocations allocations;

// Memory that was given back is kept for the next round, so that only a first one pays the system for new pages.
inline void keep_memory() {
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

}  // namespace lockstep::bench

// Not inlined: seen beside one another, the compiler takes them for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
    void* const place = std::malloc(size);
    if (place == nullptr) throw std::bad_alloc{};
    ++lockstep::bench::allocations.count;
    lockstep::bench::allocations.live_bytes += malloc_usable_size(place);
    return place;
}
[[gnu::noinline]] void operator delete(void* place) noexcept {
    lockstep::bench::allocations.live_bytes -= malloc_usable_size(place);
    std::free(place);
}
void operator delete(void* place, std::size_t) noexcept { operator delete(place); }
