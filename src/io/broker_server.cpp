#include "io/broker_server.hpp"

#include "base/limits.hpp"
#include "io/log.hpp"
#include "mqtt/describe.hpp"

#include <fmt/format.h>

#include <utility>

namespace atmqtt::io {

/// Tells the log what the broker does.
class BrokerServer::Log final : public broker::Observer {
 public:
  explicit Log(bool logs_packets) : logs_packets_(logs_packets) {}

  void on_packet(broker::ConnectionId connection, Direction direction,
                 const mqtt::RawPacket& packet, mqtt::Version version) override {
    if (!logs_packets_) return;
    log_debug(fmt::format("connection {} {} {}", connection,
                          direction == Direction::received ? ">" : "<",
                          mqtt::describe(packet, version)));
  }
  void on_event(broker::ConnectionId connection, std::string_view text) override {
    log_info(fmt::format("connection {} {}", connection, text));
  }
  void on_loss(std::string_view text) override { log_warning(text); }
  void on_violation(broker::ConnectionId connection, std::string_view reason) override {
    log_warning(fmt::format("connection {} breaks the protocol: {}", connection, reason));
  }

 private:
  bool logs_packets_;
};

BrokerServer::BrokerServer(EventLoop& loop, broker::Options options, broker::Store& store,
                           StoreFile* file, SslContextPtr tls, bool logs_packets)
    : loop_(loop),
      options_(std::move(options)),
      tls_(std::move(tls)),
      log_(std::make_unique<Log>(logs_packets)),
      file_(file),
      broker_(options_, store, loop.pool(), *log_, file),
      timer_(loop.context()) {}

BrokerServer::~BrokerServer() = default;

void BrokerServer::start(AsyncPtr<Acceptor> acceptor) {
  acceptor_ = std::move(acceptor);
  acceptor_->start(*this);
}

void BrokerServer::on_connection(UniqueFd connection) {
  if (clients_.size() >= limits::broker_connection_count_max) {
    log_warning("a connection is refused: there are as many as the broker serves");
    return;
  }
  const broker::ConnectionId id = broker_.open({}, EventLoop::now());
  std::unique_ptr<BrokerClient>& client = clients_[id];
  if (tls_ == nullptr) {
    client = std::make_unique<BrokerClient>(loop_, *this, id, std::move(connection));
  } else {
    client = std::make_unique<BrokerClient>(loop_, *this, id, std::move(connection),
                                            SslPtr(SSL_new(tls_.get())), options_.connect_timeout);
  }
  set_timer();
}

void BrokerServer::on_client_octets(broker::ConnectionId client, std::string_view octets) {
  broker_.receive(client, octets, EventLoop::now());
  // A message for many does not wait for each of its receivers to have something of its own.
  clients_.at(client)->set_reading(broker_.wants_octets(client));
  serve_all();
}

void BrokerServer::on_client_writable(broker::ConnectionId client) {
  serve(client);
  serve_all();
}

void BrokerServer::on_client_gone(broker::ConnectionId client, const std::string& reason) {
  if (!reason.empty()) log_info(fmt::format("connection {}: {}", client, reason));
  clients_.erase(client);
  broker_.link_closed(client);
  serve_all();
}

/// What the broker has to say may be that it has taken what is not kept.
bool BrokerServer::has_failed() {
  if (file_ == nullptr || !file_->failure()) return false;
  loop_.context().stop();
  return true;
}

void BrokerServer::serve_all() {
  while (!has_failed()) {
    const auto client = broker_.next_ready();
    if (!client) break;
    serve(*client);
  }
  set_timer();
}

/// Writes what the socket takes; ends the connection if nothing is left and it is to end.
void BrokerServer::serve(broker::ConnectionId id) {
  BrokerClient& client = *clients_.at(id);
  while (!has_failed()) {
    const std::string_view output = broker_.output(id);
    if (output.empty()) break;
    const std::size_t taken = client.write(output);
    if (taken == 0) break;
    broker_.sent(id, taken);
  }
  if (has_failed()) return;
  if (broker_.end(id)) {
    clients_.erase(id);
    broker_.link_closed(id);
    return;
  }
  client.set_reading(broker_.wants_octets(id));
}

void BrokerServer::set_timer() {
  const Time deadline = broker_.deadline();
  if (deadline == timer_time_) return;
  timer_time_ = deadline;
  timer_.cancel();
  if (deadline == never) return;
  timer_.expires_at(EventLoop::to_steady(deadline));
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    timer_time_ = never;
    broker_.on_time(EventLoop::now());
    serve_all();
  });
}

}  // namespace atmqtt::io
