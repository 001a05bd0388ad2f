#include "integration/support/child_process.hpp"
#include "integration/support/host_line.hpp"
#include "integration/support/modem_program.hpp"
#include "integration/support/mosquitto.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <system_error>

namespace atmqtt::integration {
namespace {

using namespace std::chrono_literals;

TEST(child_process, passes_octets_both_ways_and_gives_its_status) {
  ChildProcess cat({"cat"});
  HostLine line(cat.output(), cat.input());
  EXPECT_EQ(line.ask("one\ntwo\n", "one\n"), "one\n");
  EXPECT_EQ(line.read(4), "two\n");
  EXPECT_EQ(cat.wait(0ms), std::nullopt);
  cat.close_input();
  EXPECT_EQ(cat.wait(), 0);
  EXPECT_EQ(line.read_for(0ms), "");
  EXPECT_TRUE(line.is_closed());
}

TEST(child_process, names_the_signal_that_ended_it) {
  ChildProcess cat({"cat"});
  cat.signal(SIGTERM);
  EXPECT_EQ(cat.wait(), 128 + SIGTERM);
}

TEST(child_process, throws_when_there_is_no_such_program) {
  EXPECT_THROW(ChildProcess({"/nonexistent/program"}), std::system_error);
}

TEST(mosquitto, ends_and_starts_again_on_its_port) {
  Mosquitto broker;
  const auto host = std::make_unique<TcpHost>(broker.address().substr(6));
  broker.stop(SIGKILL);
  EXPECT_EQ(host->line().read(1), "");
  EXPECT_TRUE(host->line().is_closed());
  broker.start();
  EXPECT_NO_THROW(TcpHost(broker.address().substr(6)));
}

TEST(modem_program, answers_on_standard_output_and_on_a_socket) {
  ModemProgram direct({"--stdio"});
  EXPECT_EQ(direct.line().ask("AT\r", "OK\r\n"), "AT\r\r\nOK\r\n");
  ModemProgram served({"--tcp", "127.0.0.1:0"});
  const std::string where = served.wait_until_ready();
  ASSERT_TRUE(where.starts_with("tcp 127.0.0.1:")) << where;
  TcpHost host(where.substr(4));
  EXPECT_EQ(host.line().ask("AT\r", "OK\r\n"), "AT\r\r\nOK\r\n");
  served.process().signal(SIGTERM);
  EXPECT_EQ(served.process().wait(), 0);
}

}  // namespace
}  // namespace atmqtt::integration
