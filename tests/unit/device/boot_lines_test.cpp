#include "bench.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::device {
namespace {

using namespace std::chrono_literals;
using test::ok;
using test::text;

/// A module that is switched on in front of the test.
struct Boot : test::Bench {
  explicit Boot(DeviceSettings settings) : Bench(std::move(settings), Start::off) {
    device.power().switch_on();
  }
};

TEST(boot_lines, come_each_when_what_it_tells_is_so) {
  DeviceSettings settings;
  settings.boot_lines = "*ATREADY: 1\n+CPIN: READY\nPB DONE";
  settings.boot_delay = 1s;
  settings.boot_sim_delay = 2s;
  Boot boot(settings);
  EXPECT_EQ(boot.pass(1s - 1ns), "");
  EXPECT_EQ(boot.pass(1ns), text("*ATREADY: 1"));
  EXPECT_FALSE(boot.device.is_quiet());
  EXPECT_EQ(boot.pass(2s), text("+CPIN: READY") + text("PB DONE"));
  EXPECT_TRUE(boot.device.is_quiet());
  EXPECT_EQ(boot.pass(1h), "");
}

TEST(boot_lines, tell_that_the_sim_is_read_after_the_time_for_that) {
  DeviceSettings settings;
  settings.boot_lines = "RDY\n+MSTK: 11\n+CPIN: READY\nSMS DONE\nPB DONE";
  settings.boot_sim_delay = 2s;
  settings.boot_read_delay = 3s;
  Boot boot(settings);
  EXPECT_EQ(boot.run(), text("RDY"));
  EXPECT_EQ(boot.pass(2s), text("+MSTK: 11") + text("+CPIN: READY"));
  EXPECT_FALSE(boot.device.is_quiet());
  EXPECT_EQ(boot.pass(3s - 1ns), "");
  EXPECT_EQ(boot.pass(1ns), text("SMS DONE") + text("PB DONE"));
  EXPECT_TRUE(boot.device.is_quiet());
}

TEST(boot_lines, stand_before_what_the_network_brings) {
  DeviceSettings settings;
  settings.boot_lines = "*ATREADY: 1\n+CPIN: READY\nPB DONE";
  settings.net_event_lines = true;
  EXPECT_EQ(Boot(settings).run(), text("*ATREADY: 1") + text("+CPIN: READY") + text("PB DONE") +
                                      text("+CGEV: EPS PDN ACT 1"));
  settings.radio_registration_delay = 3s;
  Boot boot(settings);
  EXPECT_EQ(boot.run(), text("*ATREADY: 1") + text("+CPIN: READY") + text("PB DONE"));
  EXPECT_EQ(boot.pass(3s), text("+CGEV: EPS PDN ACT 1"));
}

TEST(boot_lines, name_the_lock_of_the_sim_once_in_the_place_of_ready) {
  DeviceSettings settings;
  settings.boot_lines = "RDY\n+CPIN: READY\nSMS DONE";
  settings.sim_state = SimLock::pin;
  Boot boot(settings);
  EXPECT_EQ(boot.run(), text("RDY") + text("+CPIN: SIM PIN"));
  EXPECT_TRUE(boot.device.is_quiet()) << "nothing comes until the PIN does";
  EXPECT_EQ(boot.at("+CPIN=\"0000\""), "\r\n+CME ERROR: incorrect password\r\n");
  EXPECT_EQ(boot.at("+CPIN=\"1234\""), std::string(ok) + text("+CPIN: READY") + text("SMS DONE"));
}

TEST(boot_lines, say_nothing_of_the_lock_where_no_line_tells_of_the_sim) {
  DeviceSettings settings;
  settings.boot_lines = "RDY";
  settings.sim_state = SimLock::puk;
  EXPECT_EQ(Boot(settings).run(), text("RDY"));
}

TEST(boot_lines, tell_of_no_sim_that_is_not_there) {
  DeviceSettings settings;
  settings.boot_lines = "RDY\n+CPIN: READY\nSMS DONE\nPB DONE";
  settings.sim_state = SimLock::absent;
  Boot boot(settings);
  EXPECT_EQ(boot.run(), text("RDY"));
  EXPECT_EQ(boot.pass(1h), "");
}

}  // namespace
}  // namespace atmqtt::device
