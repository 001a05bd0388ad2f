#pragma once

#include "app/live_stage.hpp"
#include "io/channel.hpp"
#include "io/event_loop.hpp"
#include "io/private_descriptor.hpp"

#include <boost/asio/signal_set.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::app {

/// The lines of standard input, without their ends. SIGINT and SIGTERM end it, too.
class Script final : public io::ChannelListener {
 public:
  /// Wakes the stage when there is something new.
  Script(io::EventLoop& loop, LiveStage& stage);

  [[nodiscard]] bool has_line() const { return next_ < lines_.size(); }
  /// Needs: there is one.
  [[nodiscard]] std::string take_line();
  /// Of the line that was taken last, from 1.
  [[nodiscard]] std::size_t line_number() const { return line_number_; }

  /// Whether all lines are taken and none will come.
  [[nodiscard]] bool has_ended() const { return has_ended_ && !has_line(); }
  /// Whether it has ended because a line does not.
  [[nodiscard]] bool is_too_long() const { return is_too_long_; }

 private:
  void on_channel_octets(std::string_view octets) override;
  void on_channel_writable() override {}
  void on_channel_end(std::error_code error) override;
  void add_line();
  void end();

  LiveStage& stage_;
  io::PrivateDescriptor descriptor_;
  boost::asio::signal_set signals_;
  io::AsyncPtr<io::Channel> input_;
  std::string partial_;
  std::vector<std::string> lines_;  ///< of one read at most: before the next one all are taken
  std::size_t next_ = 0;
  std::size_t line_number_ = 0;
  bool has_ended_ = false;
  bool is_too_long_ = false;
};

}  // namespace atmqtt::app
