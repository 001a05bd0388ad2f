// What a served modem costs in a running loop once it is warm: no allocation per command or
// message, in the program's own code or in Asio. Host and server are the test's, in the same loop,
// and do without allocations of their own.

#include "io/acceptor.hpp"
#include "io/connection_port.hpp"
#include "io/modem_runner.hpp"
#include "io/timer.hpp"
#include "support/counted_allocations.hpp"
#include "unit/io/loop_fixture.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::io {
namespace {

/// A server as far as one client sees it: one packet in each read, and its acknowledgement.
class Server final : public AcceptorListener, public ChannelListener {
 public:
  explicit Server(EventLoop& loop) : loop_(loop) {}

  void send(std::string_view octets) { EXPECT_EQ(channel_->write(octets), octets.size()); }

 private:
  void on_connection(UniqueFd connection) override {
    channel_ = make_async<Channel>(loop_, *this, std::move(connection));
    channel_->set_reading(true);
  }
  void on_channel_octets(std::string_view octets) override {
    const auto type = static_cast<unsigned char>(octets.front());
    if (type == 0x10) send({"\x20\x02\0\0", 4});  // CONNECT, CONNACK
    if (type != 0x32) return;
    // PUBLISH with QoS 1 and a topic of one octet: its identifier goes back in PUBACK.
    const char acknowledgement[] = {'\x40', 2, octets[5], octets[6]};
    send({acknowledgement, sizeof acknowledgement});
  }
  void on_channel_writable() override {}
  void on_channel_end(std::error_code) override {}

  EventLoop& loop_;
  AsyncPtr<Channel> channel_;
};

/// What the host types, or the server sends, and how that ends which the host reads then.
struct Step {
  std::string typed;
  std::string sent;
  std::string answer_end;
};

class modem_runner_allocation : public LoopTest, public RunnerListener, public ChannelListener {
 protected:
  modem_runner_allocation() : server_(loop_), watchdog_(loop_.context()) {
    config_.settings.echo = false;
    answer_.reserve(64 * 1024);
  }

  void SetUp() override {
    auto opened = listen_tcp(loop_, "127.0.0.1", 0);
    ASSERT_TRUE(opened);
    acceptor_ = std::move(*opened);
    acceptor_->start(server_);
    ASSERT_TRUE(server_map_.add("*=" + acceptor_->address()));

    auto [ours, theirs] = make_socket_pair();
    auto port = make_async<ConnectionPort>(loop_);
    ConnectionPort& place = *port;
    runner_ = make_async<ModemRunner>(loop_, config_, server_map_, std::make_unique<Observer>(),
                                      *this, std::move(port));
    runner_->start();
    place.attach(std::move(ours));
    host_ = make_async<Channel>(loop_, *this, std::move(theirs));
    host_->set_reading(true);
  }

  /// Plays the steps so often, in one run of the loop, as the program has it.
  void play(const std::vector<Step>& steps, int times) {
    steps_ = &steps;
    step_ = 0;
    rounds_ = times;
    watchdog_.expires_after(std::chrono::seconds(30));
    watchdog_.async_wait([this](boost::system::error_code error) {
      if (error) return;
      ADD_FAILURE() << "after " << steps_->at(step_).typed << ": " << answer_;
      loop_.context().stop();
    });
    loop_.context().restart();
    begin_step();
    loop_.context().run();
  }

  std::size_t allocations_of(const std::vector<Step>& steps) {
    warm_up_rounds_ = 20;
    play(steps, warm_up_rounds_ + 100);
    return support::allocation_count - count_when_warm_;
  }

  const std::vector<Step> connecting_ = {
      {"AT+CMQTTSTART\r", "", "+CMQTTSTART: 0\r\n"},
      {"AT+CMQTTACCQ=0,\"c\"\r", "", "OK\r\n"},
      {"AT+CMQTTCONNECT=0,\"tcp://fixed.example\",600,1\r", "", "+CMQTTCONNECT: 0,0\r\n"},
  };

 private:
  void begin_step() {
    answer_.clear();
    const Step& step = steps_->at(step_);
    EXPECT_EQ(host_->write(step.typed), step.typed.size());
    if (!step.sent.empty()) server_.send(step.sent);
  }

  void on_channel_octets(std::string_view octets) override {
    answer_ += octets;
    if (!answer_.ends_with(steps_->at(step_).answer_end)) return;
    if (++step_ == steps_->size()) {
      step_ = 0;
      if (--warm_up_rounds_ == 0) count_when_warm_ = support::allocation_count;
      if (--rounds_ == 0) {
        watchdog_.cancel();
        return loop_.context().stop();
      }
    }
    begin_step();
  }
  void on_channel_writable() override {}
  void on_channel_end(std::error_code) override {}
  void on_runner_ended(ModemRunner&, PortEnd) override {}
  void on_command_missing(ModemRunner&, const std::string&) override {}

  ModemConfig config_;
  ServerMap server_map_;
  Server server_;
  AsyncPtr<Acceptor> acceptor_;
  AsyncPtr<ModemRunner> runner_;
  AsyncPtr<Channel> host_;
  Timer watchdog_;
  const std::vector<Step>* steps_ = nullptr;
  std::size_t step_ = 0;
  int rounds_ = 0;
  int warm_up_rounds_ = 0;
  std::size_t count_when_warm_ = 0;
  std::string answer_;
};

TEST_F(modem_runner_allocation, none_for_a_command) {
  EXPECT_EQ(allocations_of({{"AT\r", "", "\r\nOK\r\n"}}), 0U);
}

TEST_F(modem_runner_allocation, none_for_publishing) {
  play(connecting_, 1);
  EXPECT_EQ(allocations_of({{"AT+CMQTTTOPIC=0,1\r", "", ">"},
                            {"t", "", "OK\r\n"},
                            {"AT+CMQTTPAYLOAD=0,100\r", "", ">"},
                            {std::string(100, 'x'), "", "OK\r\n"},
                            {"AT+CMQTTPUB=0,1,60\r", "", "+CMQTTPUB: 0,0\r\n"}}),
            0U);
}

TEST_F(modem_runner_allocation, none_for_a_received_message) {
  play(connecting_, 1);
  // PUBLISH with QoS 1, 10,245 octets behind the fixed header.
  const std::string message =
      std::string("\x32\x85\x50\0\x01t\0\x07", 8) + std::string(10'240, 'x');
  EXPECT_EQ(allocations_of({{"", message, "+CMQTTRXEND: 0\r\n"}}), 0U);
}

}  // namespace
}  // namespace atmqtt::io
