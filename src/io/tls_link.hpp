#pragma once

#include "io/connector.hpp"
#include "io/link.hpp"
#include "io/tls_channel.hpp"

#include <memory>
#include <string>

namespace atmqtt::io {

/// A link over TLS. What the settings need of OpenSSL is made before anything is connected, so that
/// settings that cannot be used fail without troubling the server.
class TlsLink final : public Link, public ConnectorListener, public TlsChannelListener {
 public:
  /// `host` is the name that was asked for, whatever address open() is given.
  TlsLink(EventLoop& loop, LinkListener& listener, int link,
          std::unique_ptr<const TlsSettings> settings, std::string host)
      : loop_(loop),
        listener_(listener),
        link_(link),
        pending_(
            std::make_unique<Pending>(Pending{std::move(settings), std::move(host), {}, {}, {}})) {}

  void open(const std::string& host, std::uint16_t port) override;
  std::size_t write(std::string_view octets) override;
  void set_reading(bool is_reading) override;

 private:
  /// What is needed until the link stands.
  struct Pending {
    std::unique_ptr<const TlsSettings> settings;
    std::string host;
    std::string peer;  ///< for reasons: host and address
    SslPtr ssl;
    AsyncPtr<Connector> connector;
  };

  void retire() override;
  void on_connected(UniqueFd socket) override;
  void on_not_connected(LinkFailure failure, const std::string& reason) override;
  void on_tls_secured() override;
  void on_tls_refused(const std::string& reason) override;
  void on_tls_octets(std::string_view octets) override;
  void on_tls_writable() override;
  void on_tls_end(LinkEnd end, const std::string& reason) override;

  EventLoop& loop_;
  LinkListener& listener_;
  int link_;
  bool is_reading_ = true;
  std::unique_ptr<Pending> pending_;
  AsyncPtr<TlsChannel> channel_;
};

}  // namespace atmqtt::io
