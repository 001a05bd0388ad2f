#include "app/live_stage.hpp"

#include "app/served_modem.hpp"
#include "io/timer.hpp"
#include "sim/dialogue_player.hpp"
#include "unit/io/loop_fixture.hpp"

#include <optional>
#include <string>

namespace atmqtt::app {
namespace {

using namespace std::chrono_literals;

/// A module whose end of the line is in the test's hands.
class Puppet final : public LiveTarget {
 public:
  [[nodiscard]] io::OpenedFd open_line() override {
    auto [host, modem] = io::make_socket_pair();
    end = std::move(modem);
    return std::move(host);
  }
  [[nodiscard]] bool is_new() const override { return false; }
  [[nodiscard]] bool shows_packets() const override { return false; }
  [[nodiscard]] std::span<const std::string> packets(int) const override { return {}; }
  [[nodiscard]] std::vector<std::string> reasons() const override { return {}; }

  io::UniqueFd end;
};

class live_stage : public io::LoopTest {
 protected:
  /// Calls `step` when the loop has run for so long.
  template <class Step>
  void after(Duration duration, Step step) {
    timer_.expires_after(duration);
    timer_.async_wait([step](boost::system::error_code error) {
      if (!error) step();
    });
  }

  /// The difference in words, or "none".
  std::string play(std::string_view text, Duration patience = 5s) {
    const auto dialogue = sim::parse_dialogue("d.at", text);
    if (!dialogue) return dialogue.error();
    ServedModem modem(loop_, config_, server_map_);
    LiveStage stage(loop_, modem, patience);
    if (const auto objection = sim::find_objection(*dialogue, stage)) return *objection;
    if (auto opened = stage.open(); !opened) return opened.error().text;
    const auto difference = sim::play(*dialogue, config_.settings, stage);
    return difference ? sim::describe(dialogue->name, *difference) : "none";
  }

  ModemConfig config_;
  io::ServerMap server_map_;
  io::Timer timer_{loop_.context()};
};

TEST_F(live_stage, gives_output_as_it_comes_and_waits_for_more) {
  Puppet puppet;
  LiveStage stage(loop_, puppet);
  ASSERT_TRUE(stage.open());
  write_to(puppet.end.get(), "\r\nRD");
  Duration left = 5s;
  ASSERT_TRUE(stage.wait(left));
  EXPECT_EQ(stage.output(), "\r\nRD");
  after(20ms, [&] { write_to(puppet.end.get(), "Y\r\n"); });
  ASSERT_TRUE(stage.wait(left));
  EXPECT_EQ(stage.output(), "\r\nRDY\r\n");
  EXPECT_LE(left, 5s - 20ms);
  stage.consume_output(4);
  EXPECT_EQ(stage.output(), "Y\r\n");
}

TEST_F(live_stage, waits_no_longer_than_it_may) {
  Puppet puppet;
  LiveStage stage(loop_, puppet);
  ASSERT_TRUE(stage.open());
  Duration left = 10ms;
  EXPECT_FALSE(stage.wait(left));
  EXPECT_EQ(left, 0s);
}

TEST_F(live_stage, types_more_than_the_line_takes_at_once) {
  Puppet puppet;
  LiveStage stage(loop_, puppet);
  ASSERT_TRUE(stage.open());
  const std::string much(1 << 20, 'x');
  ASSERT_TRUE(stage.type(much));
  EXPECT_EQ(read_from(puppet.end.get(), much.size()), much);
}

TEST_F(live_stage, knows_when_the_line_has_ended) {
  Puppet puppet;
  LiveStage stage(loop_, puppet);
  ASSERT_TRUE(stage.open());
  puppet.end = io::UniqueFd();
  Duration left = 5s;
  EXPECT_FALSE(stage.wait(left));
  EXPECT_FALSE(stage.is_open());
  EXPECT_GT(left, 0s);
  EXPECT_EQ(stage.type("AT\r").error(), "the line has ended");
}

TEST_F(live_stage, closes_and_opens_the_host_end) {
  Puppet puppet;
  LiveStage stage(loop_, puppet);
  ASSERT_TRUE(stage.open());
  const auto close = sim::parse_world_action("dte close");
  const auto open = sim::parse_world_action("dte open");
  EXPECT_EQ(stage.perform(*open).error(), "there is a DTE already");
  ASSERT_TRUE(stage.perform(*close));
  char octet = 0;
  EXPECT_EQ(::read(puppet.end.get(), &octet, 1), 0);
  EXPECT_EQ(stage.perform(*close).error(), "there is no DTE");
  ASSERT_TRUE(stage.perform(*open));
  ASSERT_TRUE(stage.type("AT\r"));
  EXPECT_EQ(read_from(puppet.end.get(), 3), "AT\r");
}

TEST_F(live_stage, says_when_a_module_does_not_answer) {
  Puppet puppet;
  LiveStage stage(loop_, puppet, 20ms);
  ASSERT_TRUE(stage.open());
  EXPECT_EQ(stage.begin(false).error(), "the modem does not answer ATE0");
  EXPECT_EQ(read_from(puppet.end.get(), 5), "ATE0\r");
}

TEST_F(live_stage, plays_on_a_modem_of_ours) {
  EXPECT_EQ(play("> AT\n< OK\n"), "none");
  EXPECT_EQ(play("# echo: on\n> AT\n< OK\n"), "none");
  EXPECT_EQ(play("> AT+CGSN\n< {n}\n< OK\n! dte close\n! dte open\n> AT\n< OK\n"), "none");
  EXPECT_EQ(play("> AT\n< ERROR\n"),
            "d.at:2: the modem has sent something else\n"
            "  expected: \\r\\nERROR\\r\\n\n"
            "  got:      \\r\\nOK\\r\\n");
  EXPECT_EQ(play("> AT\n< OK\n< +LATE\n", 20ms),
            "d.at:3: the modem has sent something else\n"
            "  expected: \\r\\n+LATE\\r\\n\n"
            "  got:      nothing");
}

TEST_F(live_stage, lets_time_pass) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(play("# echo: on\n! wait 60ms\n> AT\n< OK\n"), "none");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 60ms);
}

TEST_F(live_stage, waits_for_what_is_expected) {
  config_.settings.boot_lines = "RDY";
  config_.settings.boot_delay = 50ms;
  EXPECT_EQ(play("# echo: on\n< RDY\n"), "none");
}

TEST_F(live_stage, gives_the_reasons_of_the_modem) {
  EXPECT_EQ(play("> AT+NONE\n< OK\n"),
            "d.at:2: the modem has sent something else\n"
            "  expected: \\r\\nOK\\r\\n\n"
            "  got:      \\r\\nERROR\\r\\n\n"
            "  the modem said: why +NONE -> ERROR: there is no such command");
}

TEST_F(live_stage, objects_to_what_only_a_virtual_world_can_do) {
  EXPECT_EQ(play("> AT\n< OK\n! server close\n"),
            "line 3: 'server close' needs the virtual world of broker none");
  EXPECT_EQ(play("! link stuck\n"), "line 1: 'link stuck' needs the virtual world of broker none");
  Puppet puppet;
  const LiveStage stage(loop_, puppet);
  const auto dialogue = sim::parse_dialogue("d.at", "> AT\n= PINGREQ\n");
  EXPECT_EQ(sim::find_objection(*dialogue, stage),
            "line 2: it cannot be seen what the server receives");
}

}  // namespace
}  // namespace atmqtt::app
