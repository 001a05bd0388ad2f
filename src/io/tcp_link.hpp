#pragma once

#include "io/channel.hpp"
#include "io/connector.hpp"
#include "io/link.hpp"

namespace atmqtt::io {

/// A link over plain TCP, IPv4 or IPv6. While it is being opened it holds a connector, afterwards a
/// channel, so that an open link is small.
class TcpLink final : public Link, public ConnectorListener, public ChannelListener {
 public:
  TcpLink(EventLoop& loop, LinkListener& listener, int link)
      : loop_(loop), listener_(listener), link_(link) {}

  void open(const std::string& host, std::uint16_t port) override;
  std::size_t write(std::string_view octets) override;
  void set_reading(bool is_reading) override;

 private:
  void retire() override;
  void on_connected(UniqueFd socket) override;
  void on_not_connected(LinkFailure failure, const std::string& reason) override;
  void on_channel_octets(std::string_view octets) override;
  void on_channel_writable() override;
  void on_channel_end(std::error_code error) override;

  EventLoop& loop_;
  LinkListener& listener_;
  AsyncPtr<Connector> connector_;
  AsyncPtr<Channel> channel_;
  int link_;
  bool is_reading_ = true;
};

}  // namespace atmqtt::io
