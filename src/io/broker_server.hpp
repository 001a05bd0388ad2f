#pragma once

#include "broker/broker.hpp"
#include "io/acceptor.hpp"
#include "io/broker_client.hpp"
#include "io/event_loop.hpp"
#include "io/store_file.hpp"
#include "io/timer.hpp"
#include "io/tls_context.hpp"

#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace atmqtt::io {

/// Our broker on real sockets: carries octets between the connections of an acceptor and a broker.
class BrokerServer final : public AcceptorListener, public BrokerClientListener {
 public:
  /// `store` must outlive the server; `file` may be nullptr, or is the one that keeps it. When the
  /// file takes no more, nothing more is told to any client, and the loop is stopped. `tls` may be
  /// empty: then connections are plain. What happens goes to the log: the lives of clients at level
  /// info, packets at level debug.
  BrokerServer(EventLoop& loop, broker::Options options, broker::Store& store, StoreFile* file,
               SslContextPtr tls, bool logs_packets);
  BrokerServer(const BrokerServer&) = delete;
  BrokerServer& operator=(const BrokerServer&) = delete;
  ~BrokerServer();

  /// Serves the connections of this acceptor.
  void start(AsyncPtr<Acceptor> acceptor);

  /// The broker misbehaves so from now on.
  void add_rule(broker::Rule rule) { broker_.add_rule(std::move(rule)); }

 private:
  class Log;

  void on_connection(UniqueFd connection) override;
  void on_client_octets(broker::ConnectionId client, std::string_view octets) override;
  void on_client_writable(broker::ConnectionId client) override;
  void on_client_gone(broker::ConnectionId client, const std::string& reason) override;

  [[nodiscard]] bool has_failed();
  void serve_all();
  void serve(broker::ConnectionId client);
  void set_timer();

  EventLoop& loop_;
  broker::Options options_;
  SslContextPtr tls_;
  std::unique_ptr<Log> log_;
  StoreFile* file_;
  broker::Broker broker_;
  AsyncPtr<Acceptor> acceptor_;
  std::unordered_map<broker::ConnectionId, std::unique_ptr<BrokerClient>> clients_;
  Timer timer_;
  Time timer_time_ = never;  // for which timer_ is set
};

}  // namespace atmqtt::io
