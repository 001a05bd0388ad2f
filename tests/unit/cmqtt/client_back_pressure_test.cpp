#include "base/limits.hpp"
#include "bench.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

/// When a client stops reading from its server because of what it has not written.
namespace atmqtt::cmqtt {
namespace {

using namespace std::chrono_literals;
using test::Bench;
using test::octets;
using test::ok;
using test::refused;
using test::text;

/// A server may stop reading until its own output is taken.
TEST(client_back_pressure, lets_a_client_read_on_while_all_of_its_own_requests_are_unwritten) {
  Bench bench;
  bench.start_and_acquire();
  bench.connect(",64800,1");
  (void)bench.actions();
  const std::string topic(1024, 't');
  const std::string payload(10'240, 'p');
  for (std::size_t i = 0; i < limits::publish_in_flight_max; ++i) {
    (void)bench.enter("+CMQTTTOPIC=0,1024", topic);
    (void)bench.enter("+CMQTTPAYLOAD=0,10240", payload);
    ASSERT_EQ(bench.at("+CMQTTPUB=0,1,60"), ok);
    ASSERT_EQ(bench.pass(60s), text("+CMQTTPUB: 0,17"));
  }
  EXPECT_EQ(bench.at("+CMQTTTOPIC=0,1"), "\r\n>");
  (void)bench.type("t");
  EXPECT_EQ(bench.at("+CMQTTPUB=0,1,60"), refused("+CMQTTPUB: 0,14"));
  for (std::size_t i = 0; i < limits::subscribe_in_flight_max; ++i) {
    (void)bench.enter("+CMQTTSUBTOPIC=0,1024,1", topic);
    ASSERT_EQ(bench.at("+CMQTTSUB=0"), ok);
    ASSERT_EQ(bench.pass(120s), text("+CMQTTSUB: 0,17"));
  }
  // An answer for each identifier that the server can have in flight.
  std::string releases;
  for (int i = 1; i < 65'536; ++i) {
    releases += {'\x62', '\x02', static_cast<char>(i >> 8), static_cast<char>(i)};
  }
  (void)bench.on_link(0, LinkReceived{releases});
  EXPECT_EQ(bench.actions(), "send");
}

TEST(client_back_pressure, stops_reading_a_server_that_takes_no_answers) {
  Bench bench;
  bench.go_online();
  std::string releases;
  while (releases.size() < 64 * 1024) releases += octets("62 02 0001");
  std::size_t written = 0;
  while (bench.actions().find("pause") == std::string::npos) {
    ASSERT_LE(written, limits::link_output_size_max);
    (void)bench.on_link(0, LinkReceived{releases});
    written += releases.size();
  }
  EXPECT_EQ(bench.service.client(0).link_output().size(), limits::link_output_size_max);
  (void)bench.sent();
  EXPECT_EQ(bench.actions(), "resume");
}

}  // namespace
}  // namespace atmqtt::cmqtt
