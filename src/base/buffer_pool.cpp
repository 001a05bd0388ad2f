#include "base/buffer_pool.hpp"

#include "base/limits.hpp"

#include <utility>

namespace atmqtt {

BufferPool::Buffer BufferPool::take() {
  if (free_.empty()) return std::make_unique<std::string>();
  Buffer buffer = std::move(free_.back());
  free_.pop_back();
  size_ -= buffer->capacity();
  return buffer;
}

void BufferPool::give(Buffer buffer) noexcept {
  if (buffer->capacity() > limits::pooled_buffer_size_max) return;
  if (free_.size() >= limits::pooled_buffer_count_max) return;
  if (size_ + buffer->capacity() > limits::pool_size_max) return;
  size_ += buffer->capacity();
  buffer->clear();
  free_.push_back(std::move(buffer));
}

PooledString& PooledString::operator=(PooledString&& other) noexcept {
  if (this != &other) {
    clear();
    pool_ = other.pool_;
    buffer_ = std::move(other.buffer_);
  }
  return *this;
}

}  // namespace atmqtt
