#include "sim/pipe.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace atmqtt::sim {
namespace {

using namespace std::chrono_literals;

constexpr Time start = Time(1h);
constexpr Way slow = {.latency = 20ms, .octet_time = 1ms, .segment_size = 4, .window = 10};

TEST(pipe, carries_octets_in_segments_behind_latency_and_the_time_of_each_octet) {
  Pipe pipe(slow);
  pipe.send("abcdef", start);
  EXPECT_EQ(pipe.next_time(), start + 4ms + 20ms);
  EXPECT_EQ(pipe.take().octets, "abcd");
  EXPECT_EQ(pipe.next_time(), start + 6ms + 20ms);
  EXPECT_EQ(pipe.take().octets, "ef");
  EXPECT_EQ(pipe.next_time(), never);
}

TEST(pipe, has_room_for_its_window_until_octets_arrive) {
  Pipe pipe(slow);
  pipe.send("abcdef", start);
  EXPECT_EQ(pipe.room(), 4U);
  (void)pipe.take();
  EXPECT_EQ(pipe.room(), 8U);
}

TEST(pipe, ends_behind_the_octets_by_fin_and_before_them_by_rst) {
  Pipe closed(slow);
  closed.send("abc", start);
  closed.finish(LinkEnd::closed, start);
  EXPECT_EQ(closed.take().octets, "abc");
  EXPECT_EQ(closed.take().end, LinkEnd::closed);

  Pipe reset(slow);
  reset.send("abc", start);
  reset.finish(LinkEnd::reset, start);
  EXPECT_EQ(reset.take().end, LinkEnd::reset);
  EXPECT_EQ(reset.next_time(), never);
}

TEST(pipe, is_cut_inside_what_is_sent) {
  Pipe pipe(slow);
  pipe.cut_at(2, LinkEnd::closed);
  pipe.send("abc", start);
  EXPECT_EQ(pipe.take().octets, "ab");
  EXPECT_EQ(pipe.take().end, LinkEnd::closed);
  EXPECT_EQ(pipe.next_time(), never);
}

TEST(pipe, stalls_up_to_a_time) {
  Pipe pipe(slow);
  pipe.send("abc", start);
  pipe.stall(start + 5s);
  EXPECT_EQ(pipe.next_time(), start + 5s);
}

TEST(pipe, tells_nobody_anything_when_it_is_blocked_until_it_is_lost) {
  Pipe pipe(slow);
  pipe.send("abc", start);
  pipe.block();
  pipe.finish(LinkEnd::closed, start);
  EXPECT_EQ(pipe.next_time(), never);
  pipe.lose(LinkEnd::reset, start + 1s);
  EXPECT_EQ(pipe.next_time(), start + 1s + 20ms);
  EXPECT_EQ(pipe.take().end, LinkEnd::reset) << "what it held never arrives";
  EXPECT_EQ(pipe.next_time(), never);
}

}  // namespace
}  // namespace atmqtt::sim
