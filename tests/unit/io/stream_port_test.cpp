#include "io/stream_port.hpp"

#include "unit/io/dte_recorder.hpp"
#include "unit/io/loop_fixture.hpp"

#include <csignal>

namespace atmqtt::io {
namespace {

class stream_port : public LoopTest {
 protected:
  stream_port() {
    std::signal(SIGPIPE, SIG_IGN);
    auto [ours, theirs] = make_socket_pair();
    host_ = std::move(theirs);
    port_ = make_async<StreamPort>(loop_, std::move(ours), "a stream", PortEnd::done);
    port_->start(recorder_);
  }

  UniqueFd host_;
  DteRecorder recorder_;
  AsyncPtr<StreamPort> port_;
};

TEST_F(stream_port, has_its_dte_from_the_start_and_ends_with_it) {
  EXPECT_EQ(recorder_.log, "+");
  write_to(host_.get(), "AT\r");
  host_ = UniqueFd();
  EXPECT_TRUE(run_until([this] { return recorder_.log == "+AT\r-!"; }));
  EXPECT_EQ(recorder_.end, PortEnd::done);
}

TEST_F(stream_port, ends_when_it_cannot_be_written_to_though_it_is_not_read) {
  port_->set_reading(false);
  write_to(host_.get(), "unread");
  host_ = UniqueFd();
  EXPECT_EQ(port_->write("x"), 0U);
  EXPECT_EQ(recorder_.log, "+") << "never from within the call";
  EXPECT_TRUE(run_until([this] { return recorder_.log == "+-!"; }));
}

}  // namespace
}  // namespace atmqtt::io
