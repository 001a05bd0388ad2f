#include "mqtt/session_state.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>

namespace atmqtt::mqtt {
namespace {

using Identifiers = std::initializer_list<std::uint16_t>;

/// The unfinished messages in their order, such as "puback 1 (one), pubcomp 2 ()".
std::string text_of(const SessionState& state) {
  std::string text;
  for (const UnfinishedPublish& each : state.unfinished()) {
    const char* awaiting[] = {"puback", "pubrec", "pubcomp"};
    if (!text.empty()) text += ", ";
    text += awaiting[static_cast<int>(each.awaiting)];
    text +=
        ' ' + std::to_string(each.packet_identifier) + " (" + std::string(each.packet.view()) + ')';
  }
  return text;
}

class session_state : public testing::Test {
 protected:
  BufferPool pool_;
  SessionState state_{pool_};
};

TEST_F(session_state, keeps_messages_in_their_order) {
  state_.add(5, Qos::at_least_once, "five");
  state_.add(3, Qos::exactly_once, "three");
  state_.add(4, Qos::at_least_once, "four");
  EXPECT_EQ(text_of(state_), "puback 5 (five), pubrec 3 (three), puback 4 (four)");
  state_.finish(5);
  EXPECT_EQ(text_of(state_), "pubrec 3 (three), puback 4 (four)");
  EXPECT_EQ(state_.find(5), nullptr);
  EXPECT_EQ(state_.find(4)->packet.view(), "four");
}

TEST_F(session_state, keeps_the_order_of_messages_but_that_of_pubrecs_among_released_ones) {
  for (const std::uint16_t identifier : Identifiers{1, 2, 3, 4})
    state_.add(identifier, Qos::exactly_once, "x");
  state_.release(3);
  EXPECT_EQ(text_of(state_), "pubrec 1 (x), pubrec 2 (x), pubcomp 3 (), pubrec 4 (x)");
  state_.release(1);
  EXPECT_EQ(text_of(state_), "pubrec 2 (x), pubcomp 3 (), pubcomp 1 (), pubrec 4 (x)");
  state_.release(4);
  state_.finish(3);
  EXPECT_EQ(text_of(state_), "pubrec 2 (x), pubcomp 1 (), pubcomp 4 ()");
}

TEST_F(session_state, forgets_what_only_the_old_session_of_the_server_can_finish) {
  state_.add(1, Qos::exactly_once, "one");
  state_.add(2, Qos::exactly_once, "two");
  state_.add(3, Qos::at_least_once, "three");
  state_.release(1);
  state_.received().insert(9);
  state_.forget_server_side();
  EXPECT_EQ(text_of(state_), "pubrec 2 (two), puback 3 (three)");
  EXPECT_FALSE(state_.received().contains(9));
}

TEST_F(session_state, is_empty_when_cleared) {
  state_.add(1, Qos::exactly_once, "one");
  state_.received().insert(9);
  state_.clear();
  EXPECT_EQ(text_of(state_), "");
  EXPECT_FALSE(state_.received().contains(9));
}

TEST_F(session_state, returns_the_memory_of_a_finished_packet) {
  pool_.give(std::make_unique<std::string>(100, 'x'));
  state_.add(1, Qos::at_least_once, "one");
  EXPECT_LT(pool_.take()->capacity(), 100u);
  state_.finish(1);
  EXPECT_GE(pool_.take()->capacity(), 100u);
}

}  // namespace
}  // namespace atmqtt::mqtt
