#pragma once

#include "io/channel.hpp"
#include "io/dte_port.hpp"

#include <string>

namespace atmqtt::io {

/// A port for one DTE that is there from the start: an accepted connection, or the device of a
/// UART, where a host's coming and going cannot be seen. When the stream ends, the port ends.
class StreamPort : public DtePort, public ChannelListener {
 public:
  /// `end` is what the end of the stream means.
  StreamPort(EventLoop& loop, UniqueFd fd, std::string description, PortEnd end);

  void start(DteListener& listener) override;
  std::size_t write(std::string_view octets) override { return channel_->write(octets); }
  void set_reading(bool is_reading) override { channel_->set_reading(is_reading); }
  std::string description() const override { return description_; }

 protected:
  void retire() override { channel_.reset(); }
  [[nodiscard]] Channel& channel() { return *channel_; }
  [[nodiscard]] DteListener& listener() { return *listener_; }

 private:
  void on_channel_octets(std::string_view octets) override { listener_->on_dte_octets(octets); }
  void on_channel_writable() override { listener_->on_dte_writable(); }
  void on_channel_write_failed(std::error_code) override { on_channel_end({}); }
  void on_channel_end(std::error_code error) override;

  AsyncPtr<Channel> channel_;
  std::string description_;
  PortEnd end_;
  bool is_ended_ = false;
  DteListener* listener_ = nullptr;
};

}  // namespace atmqtt::io
