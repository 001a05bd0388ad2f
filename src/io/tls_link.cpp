#include "io/tls_link.hpp"

#include "base/check.hpp"
#include "io/tls_contexts.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/socket.h>

#include <sstream>

namespace atmqtt::io {
namespace {

/// The host that was asked for and where it was found, which --map may have chosen.
std::string name_peer(const std::string& host, int socket) {
  boost::asio::ip::tcp::endpoint endpoint;
  auto size = static_cast<socklen_t>(endpoint.capacity());
  if (::getpeername(socket, endpoint.data(), &size) != 0) return host;
  endpoint.resize(size);
  std::ostringstream text;
  if (host != endpoint.address().to_string()) text << host << " at ";
  text << endpoint;
  return text.str();
}

}  // namespace

void TlsLink::retire() {
  pending_.reset();
  channel_.reset();
}

void TlsLink::open(const std::string& host, std::uint16_t port) {
  const std::string server =
      fmt::format("{} {}:{} {:d}{:d}", pending_->host, host, port, pending_->settings->checks_name,
                  pending_->settings->sends_server_name);
  auto ssl = loop_.tls_contexts().connect(*pending_->settings, server);
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
  pending_->peer = name_peer(pending_->host, socket.get());
  channel_ = make_async<TlsChannel>(loop_, *this, std::move(socket), std::move(pending_->ssl),
                                    *pending_->settings, pending_->host);
  channel_->set_reading(is_reading_);
  channel_->start();
  listener_.on_link_event(link_, LinkConnected{});
}

void TlsLink::on_not_connected(LinkFailure failure, const std::string& reason) {
  pending_.reset();
  listener_.on_link_event(link_, LinkFailed{failure, reason});
}

void TlsLink::on_tls_secured() {
  pending_.reset();
  listener_.on_link_event(link_, LinkOpened{});
}

void TlsLink::on_tls_refused(const std::string& reason) {
  listener_.on_link_event(link_,
                          LinkFailed{LinkFailure::handshake_failed,
                                     fmt::format("{} (TLS with {})", reason, pending_->peer)});
}

void TlsLink::on_tls_octets(std::string_view octets) {
  listener_.on_link_event(link_, LinkReceived{octets});
}

void TlsLink::on_tls_writable() { listener_.on_link_writable(link_); }

void TlsLink::on_tls_end(LinkEnd end, const std::string& reason) {
  listener_.on_link_event(link_, LinkClosed{end, reason});
}

}  // namespace atmqtt::io
