#include "io/tls_link.hpp"

#include "base/check.hpp"
#include "io/tls_contexts.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace atmqtt::io {

void TlsLink::retire() {
  pending_.reset();
  channel_.reset();
}

void TlsLink::open(const std::string& host, std::uint16_t port) {
  const std::string server =
      fmt::format("{} {}:{} {:d}{:d}", pending_->host, host, port, pending_->settings.checks_name,
                  pending_->settings.sends_server_name);
  auto ssl = loop_.tls_contexts().connect(pending_->settings, server);
  if (!ssl) {
    boost::asio::post(
        loop_.context(), handler([this, reason = ssl.error()] {
          listener_.on_link_event(link_, LinkFailed{LinkFailure::session_not_opened, reason});
        }));
    return;
  }
  pending_->ssl = std::move(*ssl);
  pending_->connector = make_async<Connector>(loop_, *this);
  pending_->connector->start(host, port);
}

std::size_t TlsLink::write(std::string_view octets) {
  CHECK(channel_ != nullptr);
  return channel_->write(octets);
}

void TlsLink::set_reading(bool is_reading) {
  is_reading_ = is_reading;
  if (channel_) channel_->set_reading(is_reading);
}

void TlsLink::on_connected(UniqueFd socket) {
  pending_->connector.reset();
  channel_ = make_async<TlsChannel>(loop_, *this, std::move(socket), std::move(pending_->ssl),
                                    pending_->settings, pending_->host);
  pending_.reset();
  channel_->set_reading(is_reading_);
  channel_->start();
}

void TlsLink::on_not_connected(LinkFailure failure, const std::string& reason) {
  pending_.reset();
  listener_.on_link_event(link_, LinkFailed{failure, reason});
}

void TlsLink::on_tls_secured() { listener_.on_link_event(link_, LinkOpened{}); }

void TlsLink::on_tls_refused(const std::string& reason) {
  listener_.on_link_event(link_, LinkFailed{LinkFailure::handshake_failed, reason});
}

void TlsLink::on_tls_octets(std::string_view octets) {
  listener_.on_link_event(link_, LinkReceived{octets});
}

void TlsLink::on_tls_writable() { listener_.on_link_writable(link_); }

void TlsLink::on_tls_end(LinkEnd end, const std::string& reason) {
  listener_.on_link_event(link_, LinkClosed{end, reason});
}

}  // namespace atmqtt::io
