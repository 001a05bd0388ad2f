#pragma once

#include <string>
#include <vector>

namespace atmqtt {

/// Buffers that are out of use, kept to be used again. All modems of one thread share one pool, so
/// that a modem at rest holds no buffer and a busy one allocates none once the pool is warm. Not
/// thread-safe.
class BufferPool {
 public:
  /// An empty string, with the capacity of its former use if the pool had one.
  [[nodiscard]] std::string take();

  /// Takes a buffer back. It is freed instead of kept when the pool is full or the buffer large.
  void give(std::string&& buffer) noexcept;

 private:
  std::vector<std::string> free_;
};

/// Octets in a buffer of a pool: a string that borrows its memory while it is not empty.
class PooledString {
 public:
  explicit PooledString(BufferPool& pool) : pool_(&pool) {}
  PooledString(PooledString&& other) noexcept;
  PooledString& operator=(PooledString&& other) noexcept;
  PooledString(const PooledString&) = delete;
  PooledString& operator=(const PooledString&) = delete;
  ~PooledString() { clear(); }

  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::size_t size() const { return text_.size(); }
  [[nodiscard]] std::string_view view() const { return text_; }

  /// The string itself, to be written to. Borrows a buffer if there is none yet.
  [[nodiscard]] std::string& edit();

  void append(std::string_view octets) { edit().append(octets); }
  void assign(std::string_view octets) { edit().assign(octets); }

  /// Empties it and returns the buffer to the pool.
  void clear() noexcept;

 private:
  BufferPool* pool_;
  std::string text_;
};

}  // namespace atmqtt
