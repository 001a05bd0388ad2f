#pragma once

#include "io/channel.hpp"
#include "io/dte_port.hpp"

namespace atmqtt::io {

/// A port to which connections are handed, one at a time. The port, and the modem behind it,
/// outlive the DTE.
class ConnectionPort : public DtePort, public ChannelListener {
 public:
  explicit ConnectionPort(EventLoop& loop) : loop_(loop) {}

  [[nodiscard]] bool is_attached() const { return channel_ != nullptr; }

  /// Whoever is at the other end of the connection is the DTE. Needs: none is attached, the port
  /// was started, the descriptor does not block.
  void attach(UniqueFd connection);

  void start(DteListener& listener) override { listener_ = &listener; }
  [[nodiscard]] std::size_t write(std::string_view octets) override;
  void set_reading(bool is_reading) override;
  [[nodiscard]] std::string description() const override { return {}; }

 protected:
  void retire() override { channel_.reset(); }

 private:
  void on_channel_octets(std::string_view octets) override { listener_->on_dte_octets(octets); }
  void on_channel_writable() override { listener_->on_dte_writable(); }

  // Nobody is left to read the answers; what the DTE sent last is type-ahead at most.
  void on_channel_write_failed(std::error_code) override { on_channel_end({}); }
  void on_channel_end(std::error_code error) override;

  EventLoop& loop_;
  AsyncPtr<Channel> channel_;
  DteListener* listener_ = nullptr;
  bool is_reading_ = true;
};

}  // namespace atmqtt::io
