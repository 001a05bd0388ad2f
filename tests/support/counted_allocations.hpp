#pragma once

// The whole program that includes this counts its allocations. To be included by one file of it,
// and not under the thread sanitizer, which has an operator new of its own.

#include <cstdlib>
#include <new>

namespace atmqtt::support {

inline std::size_t allocation_count = 0;

/// The allocations of a hundred calls of `operation`, after some that warm up what is kept.
template <typename Operation>
std::size_t count_allocations(const Operation& operation) {
  for (int i = 0; i < 5; ++i) operation();
  const std::size_t before = allocation_count;
  for (int i = 0; i < 100; ++i) operation();
  return allocation_count - before;
}

}  // namespace atmqtt::support

void* operator new(std::size_t size) {
  ++atmqtt::support::allocation_count;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
