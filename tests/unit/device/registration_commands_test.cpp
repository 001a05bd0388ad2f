#include "bench.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::device {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::ok;
using test::text;
using test::told;

TEST(registration_commands, report_each_change_once_and_only_where_asked_to) {
  DeviceSettings settings;
  settings.radio_registration_delay = 3s;
  Bench bench(settings);
  EXPECT_EQ(bench.at("+CEREG=1"), ok);
  EXPECT_EQ(bench.pass(3s - 1ns), "");
  EXPECT_EQ(bench.pass(1ns), text("+CEREG: 1"));
  EXPECT_EQ(bench.pass(1h), "");
  EXPECT_EQ(bench.at("+CFUN=0"), std::string(ok) + text("+CEREG: 0"));
  EXPECT_EQ(bench.at("+CFUN=4"), ok);
}

TEST(registration_commands, tell_the_cell_in_mode_2_and_only_when_there_is_one) {
  Bench bench;
  bench.settings.radio_tac = 0xF;
  bench.settings.radio_ci = 0xABCDEF;
  EXPECT_EQ(bench.at("+CREG=2;+CEREG=2"), ok);
  EXPECT_EQ(bench.at("+CREG?"), told("+CREG: 2,1,\"000F\",\"ABCDEF\""));
  EXPECT_EQ(bench.at("+CEREG?"), told("+CEREG: 2,1,\"000F\",\"ABCDEF\",7"));
  bench.settings.radio_rat = Rat::wcdma;
  EXPECT_EQ(bench.at("+CEREG?"), told("+CEREG: 2,1,\"000F\",\"ABCDEF\",2"));
  EXPECT_EQ(bench.at("+CREG=0;+CEREG=0;+CFUN=4;+CREG=2"), ok);
  EXPECT_EQ(bench.at("+CREG?"), told("+CREG: 2,0"));
}

TEST(registration_commands, take_an_operator_by_each_of_its_names) {
  Bench bench;
  EXPECT_EQ(bench.at("+COPS=1,0,\"Test Network\""), ok);
  EXPECT_EQ(bench.device.radio().selection(), 1);
  EXPECT_EQ(bench.at("+COPS=0"), ok);
  EXPECT_EQ(bench.at("+COPS=1,2,\"Test Network\""), "\r\n+CME ERROR: no network service\r\n");
  EXPECT_EQ(bench.device.radio().selection(), 0);
  EXPECT_EQ(bench.at("+COPS=4,2,\"00101\""), ok);
  EXPECT_EQ(bench.device.radio().selection(), 1);
}

TEST(registration_commands, take_no_half_of_a_refused_selection) {
  Bench bench;
  EXPECT_EQ(bench.at("+COPS=1,2,\"99999\""), "\r\n+CME ERROR: no network service\r\n");
  EXPECT_EQ(bench.at("+COPS?"), told("+COPS: 0,0,\"Test Network\",7"));
}

}  // namespace
}  // namespace atmqtt::device
