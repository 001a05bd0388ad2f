#pragma once

#include "app/live_target.hpp"
#include "io/channel.hpp"
#include "io/event_loop.hpp"
#include "sim/stage.hpp"

#include <boost/asio/executor_work_guard.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace atmqtt::app {

/// How long an expected piece of output is waited for if nobody says otherwise.
inline constexpr Duration default_patience = std::chrono::seconds(10);

/// A modem in real time, behind whatever line. Runs the loop while it waits, and never otherwise.
class LiveStage final : public sim::Stage, public io::ChannelListener {
 public:
  /// Needs: loop and target outlive the stage, the loop is not running.
  LiveStage(io::EventLoop& loop, LiveTarget& target, Duration patience = default_patience);

  /// Opens the line. Needed before everything but objection().
  [[nodiscard]] tl::expected<void, io::OpenError> open();

  [[nodiscard]] std::optional<std::string> objection(const sim::Step& step) const override;
  [[nodiscard]] Done begin(bool echo) override;
  [[nodiscard]] Done type(std::string_view octets) override;
  [[nodiscard]] std::string_view output() const override { return output_; }
  void consume_output(std::size_t count) override;
  [[nodiscard]] Duration patience() const override { return patience_; }
  [[nodiscard]] bool wait(Duration& left) override;
  void come_to_rest() override;
  [[nodiscard]] Done perform(const sim::WorldAction& action) override;
  [[nodiscard]] std::span<const std::string> packets(int client, std::size_t count) override;
  [[nodiscard]] std::optional<std::string> violation() const override { return {}; }
  [[nodiscard]] std::vector<std::string> reasons() const override { return target_.reasons(); }

  /// Whether the line stands. When it has ended by itself, nothing comes any more.
  [[nodiscard]] bool is_open() const { return line_ != nullptr; }

  /// Ends wait() as if something had happened. May be called while the loop runs.
  void wake() { has_news_ = true; }

  /// Types a command line and waits for its answer, which is dropped. Returns whether there was one
  /// within `limit`.
  [[nodiscard]] bool ask(std::string_view line, Duration limit);

 private:
  void on_channel_octets(std::string_view octets) override;
  void on_channel_writable() override { flush(); }
  void on_channel_write_failed(std::error_code) override { on_channel_end({}); }
  void on_channel_end(std::error_code error) override;

  void flush();
  void hold_or_read();
  void wait_out(Duration duration);
  Done clear_up();

  io::EventLoop& loop_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  LiveTarget& target_;
  Duration patience_;
  io::AsyncPtr<io::Channel> line_;
  std::string unwritten_;
  std::string output_;
  bool has_news_ = false;  ///< something has come since the last wait()
};

}  // namespace atmqtt::app
