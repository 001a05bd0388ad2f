#include "io/broker_client.hpp"

#include "io/socket_end.hpp"

#include <utility>

namespace atmqtt::io {

BrokerClient::BrokerClient(EventLoop& loop, BrokerClientListener& listener, broker::ConnectionId id,
                           UniqueFd connection)
    : loop_(loop),
      listener_(listener),
      id_(id),
      plain_(make_async<Channel>(loop, *this, std::move(connection))) {
  plain_->set_reading(true);
}

BrokerClient::BrokerClient(EventLoop& loop, BrokerClientListener& listener, broker::ConnectionId id,
                           UniqueFd connection, SslPtr ssl, Duration handshake_limit)
    : loop_(loop),
      listener_(listener),
      id_(id),
      tls_(make_async<TlsChannel>(loop, *this, std::move(connection), std::move(ssl),
                                  handshake_limit)) {
  tls_->start();
}

BrokerClient::~BrokerClient() {
  if (plain_) end_socket(loop_, plain_->fd());
}

std::size_t BrokerClient::write(std::string_view octets) {
  return plain_ ? plain_->write(octets) : tls_->write(octets);
}

void BrokerClient::set_reading(bool is_reading) {
  if (plain_) {
    plain_->set_reading(is_reading);
  } else {
    tls_->set_reading(is_reading);
  }
}

void BrokerClient::on_channel_octets(std::string_view octets) {
  listener_.on_client_octets(id_, octets);
}

void BrokerClient::on_channel_writable() { listener_.on_client_writable(id_); }

void BrokerClient::on_channel_write_failed(std::error_code error) { on_channel_end(error); }

void BrokerClient::on_channel_end(std::error_code error) {
  listener_.on_client_gone(id_, error ? error.message() : std::string());
}

void BrokerClient::on_tls_refused(const std::string& reason) {
  listener_.on_client_gone(id_, reason);
}

void BrokerClient::on_tls_octets(std::string_view octets) {
  listener_.on_client_octets(id_, octets);
}

void BrokerClient::on_tls_writable() { listener_.on_client_writable(id_); }

void BrokerClient::on_tls_end(LinkEnd end, const std::string& reason) {
  listener_.on_client_gone(id_, end == LinkEnd::closed ? std::string() : reason);
}

}  // namespace atmqtt::io
