#include "base/octet_queue.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace atmqtt {
namespace {

TEST(octet_queue, is_empty_and_without_memory_at_first) {
  BufferPool pool;
  const OctetQueue queue(pool);
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_EQ(queue.view(), "");
  EXPECT_EQ(queue.popped(), 0U);
  EXPECT_EQ(queue.appended(), 0U);
}

TEST(octet_queue, gives_octets_out_in_their_order) {
  BufferPool pool;
  OctetQueue queue(pool);
  queue.append("abc");
  queue.pop(1);
  queue.append("de");
  queue.tail() += 'f';
  EXPECT_EQ(queue.view(), "bcdef");
  EXPECT_EQ(queue.size(), 5U);
}

TEST(octet_queue, counts_all_octets_that_ever_passed) {
  BufferPool pool;
  OctetQueue queue(pool);
  queue.append("abc");
  queue.pop(3);
  queue.append("defg");
  queue.pop(1);
  EXPECT_EQ(queue.popped(), 4U);
  EXPECT_EQ(queue.appended(), 7U);
  queue.pop(0);
  EXPECT_EQ(queue.popped(), 4U);
}

TEST(octet_queue, counts_what_it_forgets_as_popped) {
  BufferPool pool;
  OctetQueue queue(pool);
  queue.append("abc");
  queue.pop(1);
  queue.clear();
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.popped(), 3U);
  EXPECT_EQ(queue.appended(), 3U);
}

TEST(octet_queue, lets_waiting_octets_be_changed_in_place) {
  BufferPool pool;
  OctetQueue queue(pool);
  queue.append("abcd");
  queue.pop(1);
  std::ranges::fill(queue.edit().first(2), 'x');
  EXPECT_EQ(queue.view(), "xxd");
}

TEST(octet_queue, gives_its_memory_back_when_it_is_empty) {
  BufferPool pool;
  OctetQueue queue(pool);
  queue.append(std::string(100, 'x'));
  queue.pop(99);
  EXPECT_LT(pool.take()->capacity(), 100U) << "one octet still waits";
  queue.pop(1);
  EXPECT_GE(pool.take()->capacity(), 100U);
}

TEST(octet_queue, does_not_grow_when_as_much_is_popped_as_is_appended) {
  BufferPool pool;
  OctetQueue queue(pool);
  queue.append("it is never empty");
  for (int i = 0; i < 1000; ++i) {
    queue.append(std::string(1000, 'x'));
    queue.pop(1000);
  }
  EXPECT_LT(queue.tail().capacity(), 8 * limits::queue_compact_size);
}

TEST(octet_queue, agrees_with_a_string_whatever_is_done) {
  BufferPool pool;
  OctetQueue queue(pool);
  std::string model;
  std::mt19937 random(1);  // NOLINT: the same steps in each run
  for (int step = 0; step < 5000; ++step) {
    if (random() % 2 == 0) {
      const std::string octets(random() % 3000, static_cast<char>('a' + step % 26));
      queue.append(octets);
      model += octets;
    } else {
      const std::size_t count = random() % (model.size() + 1);
      queue.pop(count);
      model.erase(0, count);
    }
    ASSERT_EQ(queue.size(), model.size()) << "at step " << step;
    ASSERT_EQ(queue.view(), model) << "at step " << step;
  }
}

TEST(octet_queue, ends_the_process_when_more_is_popped_than_waits) {
  BufferPool pool;
  OctetQueue queue(pool);
  queue.append("abc");
  EXPECT_DEATH(queue.pop(4), "check failed");
}

}  // namespace
}  // namespace atmqtt
