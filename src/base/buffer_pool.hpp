#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atmqtt {

/// Buffers that are out of use, kept to be used again. All modems of one thread share one pool, so
/// that a modem at rest holds no buffer and a busy one allocates none once the pool is warm. Not
/// thread-safe.
class BufferPool {
 public:
  using Buffer = std::unique_ptr<std::string>;

  /// An empty string, with the capacity of its former use if the pool had one.
  [[nodiscard]] Buffer take();

  /// Takes a buffer back. It is freed instead of kept when the pool is full or the buffer large.
  void give(Buffer buffer) noexcept;

 private:
  std::vector<Buffer> free_;
  std::size_t size_ = 0;  ///< the capacities of all in free_
};

/// Octets in a buffer of a pool, which is borrowed while there are some: empty, it is no more than
/// two pointers.
class PooledString {
 public:
  explicit PooledString(BufferPool& pool) : pool_(&pool) {}
  PooledString(PooledString&& other) noexcept = default;
  PooledString& operator=(PooledString&& other) noexcept;
  PooledString(const PooledString&) = delete;
  PooledString& operator=(const PooledString&) = delete;
  ~PooledString() { clear(); }

  [[nodiscard]] bool empty() const { return view().empty(); }
  [[nodiscard]] std::size_t size() const { return view().size(); }
  [[nodiscard]] std::string_view view() const {
    return buffer_ ? std::string_view(*buffer_) : std::string_view();
  }

  /// The string itself, to be written to. Borrows a buffer if there is none yet.
  [[nodiscard]] std::string& edit() {
    if (!buffer_) buffer_ = pool_->take();
    return *buffer_;
  }

  void append(std::string_view octets) { edit().append(octets); }
  void assign(std::string_view octets) { edit().assign(octets); }

  /// Empties it and returns the buffer to the pool.
  void clear() noexcept {
    if (buffer_) pool_->give(std::move(buffer_));
  }

 private:
  BufferPool* pool_;
  BufferPool::Buffer buffer_;  ///< none until it is written to
};

}  // namespace atmqtt
