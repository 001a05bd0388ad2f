#include "app/modem_host.hpp"

#include "unit/io/loop_fixture.hpp"

#include <sys/un.h>

#include <cstring>
#include <fstream>

namespace atmqtt::app {
namespace {

class modem_host : public io::LoopTest {
 protected:
  [[nodiscard]] io::UniqueFd connect(const std::string& path) const {
    io::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return fd;
  }

  void expect(int fd, const std::string& answer) {
    EXPECT_EQ(read_from(fd, answer.size()), answer);
  }

  io::TemporaryDirectory directory_;
  std::string path_ = directory_ / "socket";
  ServeOptions options_;
  bool has_ended_ = false;
  std::function<void()> on_ended_ = [this] { has_ended_ = true; };
};

TEST_F(modem_host, tells_which_ports_are_ready_and_serves_them) {
  options_.modem.ports = {UnixOptions{path_}, PtyOptions{directory_ / "pty"}};
  options_.modem.settings = {{"echo", "false", ""}};
  ModemHost host(loops_, options_, on_ended_);
  ASSERT_TRUE(host.open());
  ::testing::internal::CaptureStderr();
  host.start();
  const std::string device = std::filesystem::read_symlink(directory_ / "pty").string();
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "atmqtt: ready: unix " + path_ +
                                                          "\natmqtt: ready: pty " + device + " " +
                                                          (directory_ / "pty") + "\n");
  const io::UniqueFd dte = connect(path_);
  write_to(dte.get(), "AT\r");
  expect(dte.get(), "\r\nOK\r\n");
  host.shut_down();
  EXPECT_TRUE(run_until([this] { return has_ended_; }));
  EXPECT_TRUE(host.result());
}

TEST_F(modem_host, gives_each_modem_its_own_identity) {
  options_.modem.settings = {{"echo", "false", ""}};
  options_.modem.ports = {UnixOptions{path_}, UnixOptions{path_ + "2"}};
  ModemHost host(loops_, options_, on_ended_);
  ASSERT_TRUE(host.open());
  host.start();
  const io::UniqueFd first = connect(path_);
  write_to(first.get(), "AT+CGSN\r");
  expect(first.get(), "\r\n867584030000017\r\n\r\nOK\r\n");
  const io::UniqueFd second = connect(path_ + "2");
  write_to(second.get(), "AT+CGSN\r");
  expect(second.get(), "\r\n867584030000025\r\n\r\nOK\r\n");
}

TEST_F(modem_host, gives_modems_of_a_file_their_own_profile_and_the_common_settings) {
  options_.modem.settings = {{"echo", "false", ""}, {"id.model", "COMMON", ""}};
  options_.modems = {
      {"sim7600", {{"id.model", "OWN", ""}, {"boot.lines", "", ""}}, {UnixOptions{path_}}, {}},
      {{}, {}, {UnixOptions{path_ + "2"}}, {}}};
  ModemHost host(loops_, options_, on_ended_);
  ASSERT_TRUE(host.open());
  host.start();
  const io::UniqueFd own = connect(path_);
  write_to(own.get(), "AT+CGMM\r");
  expect(own.get(), "\r\nOWN\r\n\r\nOK\r\n");
  const io::UniqueFd common = connect(path_ + "2");
  write_to(common.get(), "AT+CGMM\r");
  expect(common.get(), "\r\nCOMMON\r\n\r\nOK\r\n");
}

TEST_F(modem_host, makes_a_modem_per_connection) {
  options_.has_modem_per_connection = true;
  options_.modem.ports = {UnixOptions{path_}};
  ModemHost host(loops_, options_, on_ended_);
  ASSERT_TRUE(host.open());
  host.start();
  const io::UniqueFd first = connect(path_);
  const io::UniqueFd second = connect(path_);
  // Echo is a state of the modem: what the first switches off stays on for the second.
  write_to(first.get(), "ATE0\r");
  expect(first.get(), "ATE0\r\r\nOK\r\n");
  write_to(second.get(), "AT\r");
  expect(second.get(), "AT\r\r\nOK\r\n");
}

TEST_F(modem_host, gives_each_modem_a_state_by_its_number) {
  options_.state = directory_ / "state";
  options_.modem.ports = {UnixOptions{path_}};
  options_.modems = {{{}, {{"echo", "false", ""}}, {UnixOptions{path_ + "2"}}, {}}};
  ModemHost host(loops_, options_, on_ended_);
  ASSERT_TRUE(host.open());
  host.start();
  const io::UniqueFd dte = connect(path_ + "2");
  write_to(dte.get(), "AT+CCERTDOWN=\"a.pem\",1\r");
  expect(dte.get(), "\r\n>");
  write_to(dte.get(), "x");
  expect(dte.get(), "\r\nOK\r\n");
  EXPECT_TRUE(std::filesystem::exists(directory_ / "state/modem2/certificates/a.pem"));
  EXPECT_TRUE(std::filesystem::is_empty(directory_ / "state/modem1/certificates"));
}

TEST_F(modem_host, begins_with_the_state_it_has_and_tells_what_is_damaged) {
  options_.state = directory_ / "state";
  options_.modem.ports = {UnixOptions{path_}};
  const std::string certificates = directory_ / "state/modem1/certificates";
  ASSERT_TRUE(io::StateDirectory::open(directory_ / "state", "modem1"));
  std::ofstream(certificates + "/a.pem") << "x";
  std::ofstream(certificates + "/b.txt") << "x";
  std::ofstream(directory_ / "state/modem1/settings") << "E=0\n";
  ModemHost host(loops_, options_, on_ended_);
  ::testing::internal::CaptureStderr();
  ASSERT_TRUE(host.open());
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "warning: " + certificates +
                "/b.txt: its name does not end in .pem or .der; it is left out\n");
  host.start();
  const io::UniqueFd dte = connect(path_);
  write_to(dte.get(), "AT+CCERTLIST\r");
  expect(dte.get(), "\r\n+CCERTLIST: \"a.pem\"\r\n\r\nOK\r\n");
}

TEST_F(modem_host, needs_a_state_that_nobody_else_has) {
  options_.state = directory_ / "state";
  options_.modem.ports = {UnixOptions{path_}};
  ModemHost host(loops_, options_, on_ended_);
  ASSERT_TRUE(host.open());
  ServeOptions others = options_;
  others.modem.ports = {UnixOptions{path_ + "2"}};
  const auto opened = ModemHost(loops_, others, on_ended_).open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().exit_status, exit_status::not_opened);
  EXPECT_EQ(opened.error().text,
            "--state " + (directory_ / "state/modem1") + ": in use by another process");
}

TEST_F(modem_host, keeps_no_state_for_a_modem_per_connection) {
  options_.state = directory_ / "state";
  options_.has_modem_per_connection = true;
  options_.modem.ports = {UnixOptions{path_}};
  const auto opened = ModemHost(loops_, options_, on_ended_).open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().exit_status, exit_status::bad_usage);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "state"));
}

TEST_F(modem_host, knows_what_hosts_open) {
  options_.modem.ports = {UnixOptions{path_}, PtyOptions{directory_ / "pty"}};
  ModemHost host(loops_, options_, on_ended_);
  ASSERT_TRUE(host.open());
  EXPECT_EQ(host.addresses(), (std::vector<std::string>{path_, directory_ / "pty"}));
}

TEST_F(modem_host, gives_modems_of_a_file_their_own_pace_or_the_common_one) {
  options_.modem.settings = {{"echo", "false", ""}};
  options_.modem.pace = 300;
  options_.modems = {{{}, {}, {UnixOptions{path_}}, 4'000'000},
                     {{}, {}, {UnixOptions{path_ + "2"}}, {}}};
  ModemHost host(loops_, options_, on_ended_);
  ASSERT_TRUE(host.open());
  host.start();
  // The slower one answers last, also when it is asked first.
  const io::UniqueFd slow = connect(path_ + "2");
  write_to(slow.get(), "AT\r");
  const io::UniqueFd fast = connect(path_);
  write_to(fast.get(), "AT\r");
  expect(fast.get(), "\r\nOK\r\n");
  char octet = 0;
  EXPECT_EQ(::read(slow.get(), &octet, 1), -1);
  expect(slow.get(), "\r\nOK\r\n");
}

TEST_F(modem_host, says_what_cannot_be_opened) {
  options_.modem.ports = {UnixOptions{"/nowhere/socket"}};
  const auto port = ModemHost(loops_, options_, on_ended_).open();
  ASSERT_FALSE(port);
  EXPECT_EQ(port.error().exit_status, exit_status::not_opened);
  EXPECT_EQ(port.error().text, "/nowhere/socket: No such file or directory");
  options_.trace = "/nowhere/trace";
  const auto trace = ModemHost(loops_, options_, on_ended_).open();
  ASSERT_FALSE(trace);
  EXPECT_EQ(trace.error().text, "--trace /nowhere/trace: No such file or directory");
}

TEST_F(modem_host, refuses_a_modem_per_connection_where_there_are_none) {
  options_.has_modem_per_connection = true;
  options_.modem.ports = {StdioOptions{}};
  const auto opened = ModemHost(loops_, options_, on_ended_).open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().exit_status, exit_status::bad_usage);
  EXPECT_EQ(opened.error().text,
            "--modem-per-connection: every port must be a --tcp or --unix port");
}

}  // namespace
}  // namespace atmqtt::app
