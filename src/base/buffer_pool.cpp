#include "base/buffer_pool.hpp"

#include "base/limits.hpp"

#include <utility>

namespace atmqtt {

std::string BufferPool::take() {
  if (free_.empty()) return {};
  std::string buffer = std::move(free_.back());
  free_.pop_back();
  return buffer;
}

void BufferPool::give(std::string&& buffer) noexcept {
  // A buffer within the string object itself is no memory to save.
  if (buffer.capacity() <= std::string().capacity()) return;
  if (buffer.capacity() > limits::pooled_buffer_size_max) return;
  if (free_.size() >= limits::pooled_buffer_count_max) return;
  buffer.clear();
  free_.push_back(std::move(buffer));
}

PooledString::PooledString(PooledString&& other) noexcept
    : pool_(other.pool_), text_(std::exchange(other.text_, {})) {}

PooledString& PooledString::operator=(PooledString&& other) noexcept {
  if (this != &other) {
    clear();
    pool_ = other.pool_;
    text_ = std::exchange(other.text_, {});
  }
  return *this;
}

std::string& PooledString::edit() {
  if (text_.empty() && text_.capacity() <= std::string().capacity()) text_ = pool_->take();
  return text_;
}

void PooledString::clear() noexcept { pool_->give(std::exchange(text_, {})); }

}  // namespace atmqtt
