#pragma once

#include "broker/observer.hpp"
#include "io/channel.hpp"
#include "io/tls_channel.hpp"
#include "io/unique_fd.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace atmqtt::io {

/// Whom the connections of clients tell. It may let go of the connection in each of these calls.
class BrokerClientListener {
 public:
  virtual void on_client_octets(broker::ConnectionId client, std::string_view octets) = 0;
  /// It takes octets again after a write() that took less than all.
  virtual void on_client_writable(broker::ConnectionId client) = 0;
  /// Nothing more will come. `reason` is the system's or OpenSSL's, empty for an end in good order.
  virtual void on_client_gone(broker::ConnectionId client, const std::string& reason) = 0;

 protected:
  ~BrokerClientListener() = default;
};

/// A client's connection to our broker: a socket, or TLS on it.
class BrokerClient final : public ChannelListener, public TlsChannelListener {
 public:
  BrokerClient(EventLoop& loop, BrokerClientListener& listener, broker::ConnectionId id,
               UniqueFd connection);
  BrokerClient(EventLoop& loop, BrokerClientListener& listener, broker::ConnectionId id,
               UniqueFd connection, SslPtr ssl, Duration handshake_limit);
  BrokerClient(const BrokerClient&) = delete;
  BrokerClient& operator=(const BrokerClient&) = delete;
  /// Closes in good order: what was written last reaches the client.
  ~BrokerClient();

  [[nodiscard]] std::size_t write(std::string_view octets);
  void set_reading(bool is_reading);

 private:
  void on_channel_octets(std::string_view octets) override;
  void on_channel_writable() override;
  void on_channel_write_failed(std::error_code error) override;
  void on_channel_end(std::error_code error) override;
  void on_tls_secured() override {}
  void on_tls_refused(const std::string& reason) override;
  void on_tls_octets(std::string_view octets) override;
  void on_tls_writable() override;
  void on_tls_end(LinkEnd end, const std::string& reason) override;

  EventLoop& loop_;
  BrokerClientListener& listener_;
  broker::ConnectionId id_;
  AsyncPtr<Channel> plain_;  // one of the two
  AsyncPtr<TlsChannel> tls_;
};

}  // namespace atmqtt::io
