#pragma once

#include "atmqtt/link.hpp"
#include "io/async_object.hpp"
#include "io/event_loop.hpp"
#include "io/timed_lookup.hpp"
#include "io/timer.hpp"
#include "io/unique_fd.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace atmqtt::io {

/// Whom a connector tells: one of these, once. It may let go of the connector in it.
class ConnectorListener {
 public:
  virtual void on_connected(UniqueFd socket) = 0;
  virtual void on_not_connected(LinkFailure failure, const std::string& reason) = 0;

 protected:
  ~ConnectorListener() = default;
};

/// Looks a name up and connects to one of its addresses. They are tried in turn; an attempt that
/// has not ended in 5 s gets the next one beside it, so that a silent address costs 5 s and not the
/// whole time there is. The first that connects wins. The whole has no time limit but that of the
/// look-up.
class Connector final : public AsyncObject {
 public:
  struct Limits {
    std::chrono::steady_clock::duration lookup = lookup_time_max;
    std::chrono::steady_clock::duration attempt = std::chrono::seconds(5);
  };

  Connector(EventLoop& loop, ConnectorListener& listener) : Connector(loop, listener, Limits()) {}
  Connector(EventLoop& loop, ConnectorListener& listener, Limits limits);

  /// Never calls the listener. Called once.
  void start(const std::string& host, std::uint16_t port);

 private:
  using tcp = boost::asio::ip::tcp;
  /// Of the event loop alone, as Timer is. The memory of its wait goes to those of the channel.
  using Socket = boost::asio::basic_stream_socket<tcp, boost::asio::io_context::executor_type>;

  void retire() override;
  void on_resolved(const ResolveResult& result);
  void start_next();
  void open_socket(Socket& socket, const tcp::endpoint& server, boost::system::error_code& error);
  void on_attempt_ended(std::size_t attempt, boost::system::error_code error);
  void note_failure(std::size_t attempt, boost::system::error_code error);
  void fail();

  EventLoop& loop_;
  ConnectorListener& listener_;
  Limits limits_;
  Timer timer_;
  AsyncPtr<TimedLookup> lookup_;
  std::uint16_t port_ = 0;
  std::vector<tcp::endpoint> endpoints_;
  std::vector<Socket> attempts_;  ///< one per endpoint that was begun
  std::size_t failed_count_ = 0;
  LinkFailure failure_ = LinkFailure::no_socket;
  std::string reasons_;
};

}  // namespace atmqtt::io
