#include "at/store_requests.hpp"

#include "toy_line.hpp"

namespace atmqtt::at {
namespace {

using test::error;
using test::ok;
using test::ToyLine;
using test::operator+;

/// AT&W is the command that asks.
class store_requests : public testing::Test {
 protected:
  store_requests() { line.keeps_at_once = false; }

  /// What the one action that was asked for would keep.
  std::string asked() {
    if (line.actions.size() != 1) return std::to_string(line.actions.size()) + " actions";
    const auto* action = std::get_if<StoreAction>(&line.actions.front());
    EXPECT_TRUE(action != nullptr && action->kind == StoreAction::Kind::save_settings);
    return action != nullptr ? action->content : "";
  }

  std::string answer(const StoreResult& result) {
    line.answer(result);
    return line.run();
  }

  ToyLine line;
};

TEST_F(store_requests, hold_the_line_until_the_answer) {
  EXPECT_EQ(line.type("ATX4&WX0\rATX2\r"), "");
  EXPECT_EQ(
      asked(),
      "# What AT&W has saved.\nE=0\nQ=0\nV=1\nX=4\n&C=1\n&D=2\nCMEE=2\nS0=0\nS3=13\nS4=10\nS5=8\n"
      "S7=0\nS8=2\nS10=14\n");
  EXPECT_EQ(line.line.registers().x, 4);
  EXPECT_EQ(answer({}), ok + ok);
  EXPECT_EQ(line.line.registers().x, 2);
  EXPECT_EQ(line.type("ATZ\r"), ok);
  EXPECT_EQ(line.line.registers().x, 4);
}

TEST_F(store_requests, that_fail_change_nothing_and_say_why) {
  EXPECT_EQ(line.type("ATX4&W\r"), "");
  EXPECT_EQ(answer({"the disk is full", {}}), error);
  EXPECT_EQ(line.observer.reasons(), std::vector<std::string>{"why &W -> ERROR: the disk is full"});
  (void)line.type("ATZ\r");
  EXPECT_EQ(line.line.registers().x, 1);
}

TEST_F(store_requests, are_done_though_their_line_is_gone_and_refuse_another_meanwhile) {
  (void)line.type("ATX4&W\r");
  line.line.detach();
  line.line.attach();
  line.actions.clear();
  EXPECT_EQ(line.type("ATX3&W\r"), error);
  EXPECT_EQ(asked(), "0 actions");
  EXPECT_EQ(answer({}), "");
  (void)line.type("ATZ\r");
  EXPECT_EQ(line.line.registers().x, 4);
}

}  // namespace
}  // namespace atmqtt::at
