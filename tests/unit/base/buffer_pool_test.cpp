#include "base/buffer_pool.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace atmqtt {
namespace {

bool has_memory(const BufferPool::Buffer& buffer) {
  return buffer->capacity() > std::string().capacity();
}

/// A buffer with this capacity exactly.
BufferPool::Buffer buffer_of(std::size_t capacity) {
  auto buffer = std::make_unique<std::string>();
  buffer->reserve(capacity);
  EXPECT_EQ(buffer->capacity(), capacity);
  return buffer;
}

TEST(buffer_pool, hands_out_a_string_without_memory_when_it_is_cold) {
  BufferPool pool;
  const BufferPool::Buffer buffer = pool.take();
  EXPECT_TRUE(buffer->empty());
  EXPECT_FALSE(has_memory(buffer));
}

TEST(buffer_pool, hands_out_a_buffer_that_was_given_back) {
  BufferPool pool;
  auto buffer = std::make_unique<std::string>(100, 'x');
  const char* memory = buffer->data();
  pool.give(std::move(buffer));
  const BufferPool::Buffer again = pool.take();
  EXPECT_TRUE(again->empty());
  EXPECT_EQ(again->data(), memory);
}

TEST(buffer_pool, hands_out_each_buffer_once) {
  BufferPool pool;
  pool.give(buffer_of(100));
  EXPECT_TRUE(has_memory(pool.take()));
  EXPECT_FALSE(has_memory(pool.take()));
}

TEST(buffer_pool, keeps_buffers_up_to_their_size_limit) {
  BufferPool pool;
  pool.give(buffer_of(limits::pooled_buffer_size_max));
  EXPECT_TRUE(has_memory(pool.take()));
  pool.give(buffer_of(limits::pooled_buffer_size_max + 1));
  EXPECT_FALSE(has_memory(pool.take()));
}

TEST(buffer_pool, keeps_a_limited_number_of_buffers) {
  BufferPool pool;
  for (std::size_t i = 0; i < limits::pooled_buffer_count_max + 3; ++i) pool.give(buffer_of(100));
  std::size_t count = 0;
  while (has_memory(pool.take())) ++count;
  EXPECT_EQ(count, limits::pooled_buffer_count_max);
}

TEST(buffer_pool, keeps_a_limited_number_of_octets) {
  constexpr std::size_t size = limits::pooled_buffer_size_max;
  BufferPool pool;
  for (std::size_t i = 0; i < limits::pool_size_max / size + 3; ++i) pool.give(buffer_of(size));
  for (int round = 0; round < 2; ++round) {
    std::size_t count = 0;
    while (has_memory(pool.take())) ++count;
    EXPECT_EQ(count, round == 0 ? limits::pool_size_max / size : 0);
  }
  pool.give(buffer_of(size));
  EXPECT_TRUE(has_memory(pool.take())) << "what was taken leaves room";
}

TEST(pooled_string, borrows_memory_only_while_it_holds_octets) {
  BufferPool pool;
  pool.give(buffer_of(100));
  PooledString text(pool);
  EXPECT_TRUE(text.empty());
  text.append("ab");
  text.append("cd");
  EXPECT_EQ(text.view(), "abcd");
  EXPECT_EQ(text.size(), 4U);
  EXPECT_FALSE(has_memory(pool.take())) << "the buffer is lent out";
  text.clear();
  EXPECT_TRUE(text.empty());
  EXPECT_TRUE(has_memory(pool.take())) << "the buffer is back";
}

TEST(pooled_string, gives_its_memory_back_when_it_ends) {
  BufferPool pool;
  {
    PooledString text(pool);
    text.append(std::string(100, 'x'));
  }
  EXPECT_TRUE(has_memory(pool.take()));
}

TEST(pooled_string, replaces_its_content) {
  BufferPool pool;
  PooledString text(pool);
  text.assign("first and long enough for memory");
  text.assign("second");
  EXPECT_EQ(text.view(), "second");
}

TEST(pooled_string, hands_its_content_on_when_it_is_moved) {
  BufferPool pool;
  PooledString from(pool);
  from.append(std::string(100, 'x'));
  PooledString to(std::move(from));
  EXPECT_EQ(to.view(), std::string(100, 'x'));
  from.append("new");  // NOLINT(bugprone-use-after-move): it stays an empty string of its pool
  EXPECT_EQ(from.view(), "new");
}

TEST(pooled_string, gives_its_own_memory_back_when_another_is_moved_in) {
  BufferPool pool;
  PooledString from(pool);
  from.append(std::string(100, 'x'));
  PooledString to(pool);
  to.append(std::string(200, 'y'));
  const char* memory = to.view().data();
  to = std::move(from);
  EXPECT_EQ(to.view(), std::string(100, 'x'));
  EXPECT_EQ(pool.take()->data(), memory);
}

TEST(pooled_string, stays_as_it_is_when_moved_to_itself) {
  BufferPool pool;
  PooledString text(pool);
  text.append(std::string(100, 'x'));
  PooledString& same = text;
  text = std::move(same);
  EXPECT_EQ(text.view(), std::string(100, 'x'));
}

}  // namespace
}  // namespace atmqtt
