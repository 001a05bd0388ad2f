#include "io/modem_runner.hpp"

#include "io/acceptor.hpp"
#include "io/stream_port.hpp"
#include "unit/io/loop_fixture.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>

namespace atmqtt::io {
namespace {

/// A modem on one end of a socket pair, the host on the other, and a server that hears the octets
/// of the links.
class modem_runner : public LoopTest, public RunnerListener, public AcceptorListener {
 protected:
  modem_runner() {
    config_.settings.echo = false;
    auto [ours, theirs] = make_socket_pair();
    host_ = std::move(theirs);
    auto port = make_async<StreamPort>(loop_, std::move(ours), "", PortEnd::done);
    runner_ = make_async<ModemRunner>(loop_, config_, server_map_, std::make_unique<Observer>(),
                                      *this, std::move(port));
  }

  void SetUp() override {
    auto opened = listen_tcp(loop_, "127.0.0.1", 0);
    ASSERT_TRUE(opened);
    server_ = std::move(*opened);
    server_->start(*this);
    const std::string place = server_->description().substr(4);
    ASSERT_TRUE(server_map_.add("*=" + place));
    runner_->start();
  }

  void on_runner_ended(ModemRunner& runner, PortEnd end) override {
    EXPECT_EQ(&runner, runner_.get());
    end_ = end;
    runner_.reset();
  }

  void on_command_missing(ModemRunner&, const std::string& command) override {
    missing_command_ = command;
  }

  void on_connection(UniqueFd connection) override { connection_ = std::move(connection); }

  void type(std::string_view octets) { write_to(host_.get(), octets); }

  void expect(const std::string& answer) {
    EXPECT_EQ(read_from(host_.get(), answer.size()), answer);
  }

  void connect() {
    type("AT+CMQTTSTART\r");
    expect("\r\nOK\r\n\r\n+CMQTTSTART: 0\r\n");
    type("AT+CMQTTACCQ=0,\"dev\"\r");
    expect("\r\nOK\r\n");
    type("AT+CMQTTCONNECT=0,\"tcp://fixed.example\",60,1\r");
    expect("\r\nOK\r\n");
    EXPECT_EQ(read_from_server(17), std::string("\x10\x0F\0\x04MQTT\x04\x02\0\x3C\0\x03"
                                                "dev",
                                                17));
    write_to(connection_.get(), std::string_view("\x20\x02\0\0", 4));
    expect("\r\n+CMQTTCONNECT: 0,0\r\n");
  }

  [[nodiscard]] std::string read_from_server(std::size_t size) {
    EXPECT_TRUE(run_until([this] { return connection_.is_open(); }));
    return read_from(connection_.get(), size);
  }

  ModemConfig config_;
  ServerMap server_map_;
  AsyncPtr<Acceptor> server_;
  UniqueFd connection_;
  UniqueFd host_;
  std::optional<PortEnd> end_;
  std::string missing_command_;
  AsyncPtr<ModemRunner> runner_;
};

TEST_F(modem_runner, answers_the_host) {
  type("AT\r");
  expect("\r\nOK\r\n");
}

TEST_F(modem_runner, carries_packets_to_the_mapped_server_and_back) {
  connect();
  write_to(connection_.get(), std::string_view("\x30\x04\0\x01tx", 6));
  expect(
      "\r\n+CMQTTRXSTART: 0,1,1\r\n+CMQTTRXTOPIC: 0,1\r\nt\r\n+CMQTTRXPAYLOAD: 0,1\r\nx\r\n"
      "+CMQTTRXEND: 0\r\n");
}

TEST_F(modem_runner, tells_the_modem_when_the_server_closes) {
  connect();
  connection_ = UniqueFd();
  expect("\r\n+CMQTTCONNLOST: 0,1\r\n");
}

TEST_F(modem_runner, sends_disconnect_when_it_is_shut_down_and_then_ends) {
  connect();
  runner_->shut_down();
  EXPECT_EQ(read_from_server(2), std::string("\xE0\0", 2));
  EXPECT_TRUE(run_until([this] { return end_.has_value(); }));
  EXPECT_EQ(end_, PortEnd::done);
}

TEST_F(modem_runner, tells_which_command_is_missing_when_that_must_not_be) {
  config_.settings.unknown_command = UnknownCommand::exit;
  type("AT+NOSUCH\r");
  expect("\r\nERROR\r\n");
  EXPECT_EQ(missing_command_, "+NOSUCH");
}

TEST_F(modem_runner, ends_with_its_port) {
  host_ = UniqueFd();
  EXPECT_TRUE(run_until([this] { return end_.has_value(); }));
  EXPECT_EQ(end_, PortEnd::done);
  EXPECT_EQ(runner_, nullptr);
}

TEST_F(modem_runner, holds_a_host_that_does_not_read_and_answers_everything_in_the_end) {
  std::string commands;
  std::string answers;
  for (int i = 0; i < 20'000; ++i) {
    commands += "AT\r";
    answers += "\r\nOK\r\n";
  }
  // The host writes until the modem's side takes no more, then reads and writes by turns.
  std::string read;
  std::size_t written = 0;
  char buffer[4096];
  const bool is_done = run_until([&] {
    const ssize_t size = ::write(host_.get(), commands.data() + written, commands.size() - written);
    if (size > 0) {
      written += static_cast<std::size_t>(size);
      return false;
    }
    const ssize_t count = ::read(host_.get(), buffer, sizeof buffer);
    if (count > 0) read.append(buffer, static_cast<std::size_t>(count));
    return read.size() >= answers.size();
  });
  EXPECT_TRUE(is_done);
  EXPECT_TRUE(read == answers) << read.size() << " octets";
}

}  // namespace
}  // namespace atmqtt::io
