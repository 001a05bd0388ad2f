#pragma once

// The whole program that includes this counts its allocations. To be included by one file of it,
// and not under the thread sanitizer, which has an operator new of its own.

#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace atmqtt::support {

inline std::size_t allocation_count = 0;

/// Octets that operator new has given and that are not deleted yet.
inline std::size_t live_octets = 0;

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
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  atmqtt::support::live_octets += malloc_usable_size(memory);
  return memory;
}
/// Asio's way, besides operator new.
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  ++atmqtt::support::allocation_count;
  void* memory = nullptr;
  return posix_memalign(&memory, alignment, size) == 0 ? memory : nullptr;
}
void operator delete(void* memory) noexcept {
  atmqtt::support::live_octets -= malloc_usable_size(memory);
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
