#pragma once

#include "base/buffer_pool.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace atmqtt {

/// Octets that wait to be written, first in, first out, in one piece of memory. Positions count all
/// octets ever appended: the octet at position n has left the queue when popped() > n. An empty
/// queue holds no memory.
class OctetQueue {
 public:
  explicit OctetQueue(BufferPool& pool) : octets_(pool) {}

  [[nodiscard]] bool empty() const { return head_ == octets_.size(); }
  [[nodiscard]] std::size_t size() const { return octets_.size() - head_; }

  /// All that waits.
  [[nodiscard]] std::string_view view() const { return octets_.view().substr(head_); }

  /// The same octets, to be changed in place.
  [[nodiscard]] std::span<char> edit() { return std::span<char>(octets_.edit()).subspan(head_); }

  /// To be appended to only.
  [[nodiscard]] std::string& tail() { return octets_.edit(); }
  void append(std::string_view octets) { tail().append(octets); }

  /// Needs: count <= size().
  void pop(std::size_t count);

  /// Forgets what waits, as if it were popped.
  void clear() { pop(size()); }

  [[nodiscard]] std::uint64_t popped() const { return popped_; }
  [[nodiscard]] std::uint64_t appended() const { return popped_ + size(); }

 private:
  PooledString octets_;
  std::size_t head_ = 0;
  std::uint64_t popped_ = 0;
};

}  // namespace atmqtt
