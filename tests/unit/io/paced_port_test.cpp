#include "io/paced_port.hpp"

#include "io/stream_port.hpp"
#include "unit/io/dte_recorder.hpp"
#include "unit/io/loop_fixture.hpp"

namespace atmqtt::io {
namespace {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::duration<double, std::milli>;

/// 2,000 octets a second.
constexpr unsigned baud = 20'000;
constexpr std::size_t octets_per_ms = 2;

/// A port that does what the test says, as one does that a slow DTE holds.
class ToyPort final : public DtePort {
 public:
  void start(DteListener& listener) override { this->listener = &listener; }
  std::size_t write(std::string_view octets) override {
    const std::size_t taken = std::min(octets.size(), room);
    room -= taken;
    written += octets.substr(0, taken);
    return taken;
  }
  void set_reading(bool is_on) override { is_reading = is_on; }
  std::string description() const override { return "a toy"; }
  std::string address() const override { return "toys"; }

  DteListener* listener = nullptr;
  std::string written;
  std::size_t room = 1'000'000;
  bool is_reading = true;

 private:
  void retire() override {}
};

class paced_port : public LoopTest {
 protected:
  void SetUp() override {
    auto toy = make_async<ToyPort>();
    toy_ = toy.get();
    port_ = make_async<PacedPort>(loop_, std::move(toy), baud);
    port_->start(recorder_);
    toy_->listener->on_dte_opened();
    started_ = std::chrono::steady_clock::now();
  }

  /// Writes as the modem does: again whenever the port asks for it.
  void write_all(std::string_view octets) {
    std::size_t taken = port_->write(octets);
    int asked = recorder_.writable_count;
    EXPECT_TRUE(run_until([&] {
      while (taken < octets.size() && asked < recorder_.writable_count) {
        asked = recorder_.writable_count;
        taken += port_->write(octets.substr(taken));
      }
      return taken == octets.size();
    }));
  }

  [[nodiscard]] Milliseconds elapsed() const { return std::chrono::steady_clock::now() - started_; }

  DteRecorder recorder_;
  ToyPort* toy_ = nullptr;
  AsyncPtr<PacedPort> port_;
  std::chrono::steady_clock::time_point started_;
};

/// All 256 values, so that nothing can be lost or change its place unseen.
std::string some_octets(std::size_t size) {
  std::string octets;
  for (std::size_t i = 0; i < size; ++i) octets += static_cast<char>(i * 7 + i / 256);
  return octets;
}

TEST_F(paced_port, is_otherwise_the_port_behind_it) {
  EXPECT_EQ(port_->description(), "a toy");
  EXPECT_EQ(port_->address(), "toys");
  toy_->listener->on_dte_input_ended();
  toy_->listener->on_dte_closed();
  toy_->listener->on_port_ended(PortEnd::failed);
  EXPECT_EQ(recorder_.log, "+.-!");
  EXPECT_EQ(recorder_.end, PortEnd::failed);
}

TEST_F(paced_port, writes_at_its_speed) {
  const std::string octets = some_octets(200);
  write_all(octets);
  EXPECT_EQ(toy_->written, octets);
  EXPECT_GE(elapsed(), Milliseconds(200 / octets_per_ms));
}

TEST_F(paced_port, reads_at_its_speed_and_one_read_at_a_time) {
  const std::string octets = some_octets(200);
  toy_->listener->on_dte_octets(octets);
  EXPECT_EQ(recorder_.log, "+") << "the first octet has not passed yet";
  EXPECT_FALSE(toy_->is_reading);
  EXPECT_TRUE(run_until([&] { return recorder_.log.size() == 201; }));
  EXPECT_GE(elapsed(), Milliseconds(200 / octets_per_ms));
  EXPECT_EQ(recorder_.log, "+" + octets);
  EXPECT_TRUE(toy_->is_reading);
}

TEST_F(paced_port, does_both_at_once) {
  const std::string octets = some_octets(400);
  toy_->listener->on_dte_octets(octets);
  write_all(octets);
  EXPECT_TRUE(run_until([&] { return recorder_.log.size() == 401; }));
  EXPECT_EQ(recorder_.log, "+" + octets);
  EXPECT_EQ(toy_->written, octets);
}

TEST_F(paced_port, is_held_by_a_dte_that_does_not_read) {
  toy_->room = 3;
  std::string_view left = "abcdef";
  EXPECT_TRUE(run_until([&] {
    left.remove_prefix(port_->write(left));
    return elapsed() > 10ms;
  }));
  EXPECT_EQ(left, "def");
  toy_->room = 100;
  EXPECT_EQ(port_->write(left), 0U) << "before the port says so";
  toy_->listener->on_dte_writable();
  EXPECT_GT(recorder_.writable_count, 0);
  write_all(left);
  EXPECT_EQ(toy_->written, "abcdef");
}

TEST_F(paced_port, keeps_octets_while_it_is_not_read) {
  toy_->listener->on_dte_octets("abcdef");
  port_->set_reading(false);
  run_due();
  EXPECT_EQ(recorder_.log, "+");
  EXPECT_FALSE(toy_->is_reading);
  port_->set_reading(true);
  EXPECT_TRUE(run_until([this] { return recorder_.log == "+abcdef"; }));
  EXPECT_TRUE(toy_->is_reading);
}

TEST_F(paced_port, tells_what_a_dte_has_sent_before_it_closed) {
  toy_->listener->on_dte_octets("AT\r");
  toy_->listener->on_dte_closed();
  EXPECT_EQ(recorder_.log, "+AT\r-");
  toy_->listener->on_dte_opened();
  run_due();
  EXPECT_EQ(recorder_.log, "+AT\r-+") << "and not twice";
}

TEST_F(paced_port, drops_what_an_unread_dte_has_sent_before_it_closed) {
  port_->set_reading(false);
  toy_->listener->on_dte_octets("AT\r");
  toy_->listener->on_dte_closed();
  port_->set_reading(true);
  toy_->listener->on_dte_opened();
  run_due();
  EXPECT_EQ(recorder_.log, "+-+");
}

TEST_F(paced_port, begins_anew_with_the_next_dte) {
  EXPECT_EQ(port_->write("abc"), 0U);
  toy_->listener->on_dte_closed();
  toy_->listener->on_dte_opened();
  run_due();
  EXPECT_EQ(recorder_.writable_count, 0);
  write_all("def");
  EXPECT_EQ(toy_->written, "def");
}

TEST_F(paced_port, waits_for_nothing_when_it_is_idle) {
  write_all("abc");
  toy_->listener->on_dte_octets("abc");
  EXPECT_TRUE(run_until([this] { return recorder_.log == "+abc"; }));
  loop_.context().restart();
  EXPECT_EQ(loop_.context().run_for(50ms), 0U) << "handlers that ran";
}

}  // namespace
}  // namespace atmqtt::io
