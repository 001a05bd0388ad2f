#include "bench.hpp"

#include <gtest/gtest.h>

namespace atmqtt::device {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::ok;
using test::text;
using test::told;

class network_time : public testing::Test {
 protected:
  network_time() : bench(settings()) {}

  static DeviceSettings settings() {
    DeviceSettings settings;
    settings.net_zone = -14;
    return settings;
  }

  /// Returns what the DTE reads when the module is registered again.
  std::string register_anew() {
    EXPECT_EQ(bench.at("+CFUN=4"), ok);
    return bench.at("+CFUN=1");
  }

  Bench bench;
};

TEST_F(network_time, does_nothing_unless_asked) {
  (void)bench.at("+CCLK=\"30/01/01,00:00:00+00\"");
  EXPECT_EQ(register_anew(), ok);
  EXPECT_EQ(bench.at("+CCLK?"), told("+CCLK: \"30/01/01,00:00:00+00\""));
}

TEST_F(network_time, sets_the_clock_with_its_zone_when_the_module_registers) {
  (void)bench.at("+CTZU=1");
  (void)bench.at("+CCLK=\"30/01/01,00:00:00+00\"");
  (void)bench.pass(2h);
  EXPECT_EQ(bench.at("+CCLK?"), told("+CCLK: \"30/01/01,02:00:00+00\""));
  EXPECT_EQ(register_anew(), ok);
  // 02:00 on the first day of 1970, 3 h 30 min west.
  EXPECT_EQ(bench.at("+CCLK?"), told("+CCLK: \"69/12/31,22:30:00-14\""));
}

TEST_F(network_time, reports_the_zone_when_the_module_registers) {
  EXPECT_EQ(bench.at("+CTZR=1"), ok);
  EXPECT_EQ(register_anew(), std::string(ok) + text("+CTZV: -14"));
}

}  // namespace
}  // namespace atmqtt::device
