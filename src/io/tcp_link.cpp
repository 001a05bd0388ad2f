#include "io/tcp_link.hpp"

#include "base/check.hpp"
#include "io/socket_end.hpp"

namespace atmqtt::io {
void TcpLink::retire() {
  connector_.reset();
  if (channel_) end_socket(loop_, channel_->fd());
  channel_.reset();
}

void TcpLink::open(const std::string& host, std::uint16_t port) {
  connector_ = make_async<Connector>(loop_, *this);
  connector_->start(host, port);
}

std::size_t TcpLink::write(std::string_view octets) {
  CHECK(channel_ != nullptr);
  return channel_->write(octets);
}

void TcpLink::set_reading(bool is_reading) {
  is_reading_ = is_reading;
  if (channel_) channel_->set_reading(is_reading);
}

void TcpLink::on_connected(UniqueFd socket) {
  connector_.reset();
  channel_ = make_async<Channel>(loop_, *this, std::move(socket));
  channel_->set_reading(is_reading_);
  listener_.on_link_event(link_, LinkOpened{});
}

void TcpLink::on_not_connected(LinkFailure failure, const std::string& reason) {
  connector_.reset();
  listener_.on_link_event(link_, LinkFailed{failure, reason});
}

void TcpLink::on_channel_octets(std::string_view octets) {
  listener_.on_link_event(link_, LinkReceived{octets});
}

void TcpLink::on_channel_writable() { listener_.on_link_writable(link_); }

void TcpLink::on_channel_end(std::error_code error) {
  const LinkEnd end = error ? LinkEnd::reset : LinkEnd::closed;
  listener_.on_link_event(link_, LinkClosed{end, error ? error.message() : "closed by the server"});
}

}  // namespace atmqtt::io
