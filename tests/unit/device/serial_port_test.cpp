#include "device/serial_port.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace atmqtt::device {
namespace {

class serial_port : public testing::Test {
 protected:
  /// What the outside is asked for since the last call: at most one thing.
  std::optional<SerialLine> asked() {
    EXPECT_LE(actions.size(), 1U);
    if (actions.empty()) return std::nullopt;
    const SerialLine line = std::get<SetSerialLine>(actions.front()).line;
    actions.clear();
    return line;
  }

  std::vector<Action> actions;
  SerialPort port{{9600, false}, actions};
};

TEST_F(serial_port, begins_as_it_was_opened) {
  EXPECT_EQ(port.baud(), 9600);
  EXPECT_EQ(port.kept_baud(), 9600);
  EXPECT_EQ(port.dce_by_dte(), 0);
  const SerialPort held({115200, true}, actions);
  EXPECT_EQ(held.dce_by_dte(), 2);
  EXPECT_EQ(held.dte_by_dce(), 2);
  EXPECT_FALSE(asked());
}

TEST_F(serial_port, changes_the_speed_of_the_line) {
  port.set_baud(57600);
  EXPECT_EQ(asked(), (SerialLine{57600, false}));
  EXPECT_EQ(port.baud(), 57600);
  EXPECT_EQ(port.kept_baud(), 9600);
}

TEST_F(serial_port, holds_the_line_in_both_directions_or_in_none) {
  port.set_flow_control(2, 0);
  EXPECT_EQ(asked(), (SerialLine{9600, true}));
  EXPECT_EQ(port.dte_by_dce(), 0);
  port.set_flow_control(2, 2);
  EXPECT_FALSE(asked()) << "the line is held already";
  port.set_flow_control(0, 0);
  EXPECT_EQ(asked(), (SerialLine{9600, false}));
}

TEST_F(serial_port, goes_back_at_a_reset) {
  port.set_baud(57600);
  port.set_flow_control(2, 2);
  actions.clear();
  SerialPort after({}, actions);
  after.take_over(port);
  EXPECT_EQ(asked(), (SerialLine{9600, false}));
  EXPECT_EQ(after.baud(), 9600);
  EXPECT_EQ(after.dce_by_dte(), 0);
}

TEST_F(serial_port, stays_at_a_kept_speed_over_a_reset) {
  port.keep_baud(57600);
  EXPECT_EQ(asked(), (SerialLine{57600, false}));
  SerialPort after({}, actions);
  after.take_over(port);
  EXPECT_FALSE(asked());
  EXPECT_EQ(after.baud(), 57600);
  EXPECT_EQ(after.kept_baud(), 57600);
}

}  // namespace
}  // namespace atmqtt::device
