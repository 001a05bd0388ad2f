#include "io/errands.hpp"

#include "unit/io/loop_fixture.hpp"
#include "unit/io/network_recorder.hpp"

namespace atmqtt::io {
namespace {

using namespace std::chrono_literals;

class errands : public LoopTest {
 protected:
  NetworkRecorder recorder_;
  Errands errands_{loop_, recorder_};
};

TEST_F(errands, tell_the_addresses_of_a_name) {
  errands_.perform(LookUpName{"192.0.2.9"});
  EXPECT_TRUE(run_until([this] { return !recorder_.events.empty(); }));
  ASSERT_NE(recorder_.get<NameFound>(0), nullptr);
  EXPECT_EQ(recorder_.get<NameFound>(0)->addresses, std::vector<std::string>{"192.0.2.9"});
}

TEST_F(errands, tell_why_a_name_has_none) {
  errands_.perform(LookUpName{"no such name"});
  EXPECT_TRUE(run_until([this] { return !recorder_.events.empty(); }));
  ASSERT_NE(recorder_.get<NameNotFound>(0), nullptr);
  EXPECT_EQ(recorder_.get<NameNotFound>(0)->reason.substr(0, 25), "look-up of no such name: ");
}

TEST_F(errands, let_a_later_one_take_the_place_of_the_one_before) {
  errands_.perform(LookUpName{"192.0.2.1"});
  errands_.perform(LookUpName{"192.0.2.2"});
  EXPECT_TRUE(run_until([this] { return !recorder_.events.empty(); }));
  run_due();
  ASSERT_EQ(recorder_.events.size(), 1U);
  EXPECT_EQ(recorder_.get<NameFound>(0)->addresses, std::vector<std::string>{"192.0.2.2"});
}

TEST_F(errands, tell_the_time_of_this_machine_when_no_server_is_named) {
  const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  errands_.perform(AskTime{});
  ASSERT_NE(recorder_.get<TimeTold>(0), nullptr);
  EXPECT_GE(recorder_.get<TimeTold>(0)->utc, before);
  EXPECT_LE(recorder_.get<TimeTold>(0)->utc, before + 10s);
}

TEST_F(errands, stop_a_ping) {
  errands_.perform(StartPing{.host = "127.0.0.1", .count = 1, .size = 4, .ttl = 64});
  errands_.perform(StopPing{});
  loop_.context().run_for(20ms);
  EXPECT_TRUE(recorder_.events.empty());
}

}  // namespace
}  // namespace atmqtt::io
