#include "io/connector.hpp"

#include <netinet/tcp.h>

#include <sstream>

namespace atmqtt::io {

Connector::Connector(EventLoop& loop, ConnectorListener& listener, Limits limits)
    : loop_(loop), listener_(listener), limits_(limits), timer_(loop.context()) {}

void Connector::retire() {
  lookup_.reset();
  timer_.cancel();
  boost::system::error_code ignored;  // There is nothing to be done about a failing close().
  for (Socket& socket : attempts_) socket.close(ignored);
}

void Connector::start(const std::string& host, std::uint16_t port) {
  port_ = port;
  lookup_ = make_async<TimedLookup>(loop_, host, limits_.lookup,
                                    [this](const ResolveResult& result) { on_resolved(result); });
}

void Connector::on_resolved(const ResolveResult& result) {
  if (!result) {
    listener_.on_not_connected(LinkFailure::name_not_resolved, result.error());
    return;
  }
  for (const auto& address : *result) endpoints_.emplace_back(address, port_);
  attempts_.reserve(endpoints_.size());
  start_next();
}

/// Begins attempts until one has to be waited for. An address may fail at once, as one of a family
/// that the machine does not have.
void Connector::start_next() {
  while (attempts_.size() < endpoints_.size()) {
    const std::size_t attempt = attempts_.size();
    Socket& socket = attempts_.emplace_back(loop_.context());
    boost::system::error_code error;
    open_socket(socket, endpoints_[attempt], error);
    if (error) {
      note_failure(attempt, error);
      continue;
    }
    failure_ = LinkFailure::not_connected;
    socket.async_connect(endpoints_[attempt],
                         handler([this, attempt](boost::system::error_code result) {
                           on_attempt_ended(attempt, result);
                         }));
    if (attempts_.size() == endpoints_.size()) return;
    timer_.expires_after(limits_.attempt);
    timer_.async_wait(handler([this](boost::system::error_code result) {
      if (!result) start_next();
    }));
    return;
  }
  if (failed_count_ == endpoints_.size()) fail();
}

/// The port of a source address is chosen only when the server is known, so that one port serves
/// for several servers.
void Connector::open_socket(Socket& socket, const tcp::endpoint& server,
                            boost::system::error_code& error) {
  using BindWithoutPort =
      boost::asio::detail::socket_option::boolean<IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT>;
  socket.open(server.protocol(), error);
  const auto source = loop_.source_addresses().next(server.address().is_v6());
  if (error || !source) return;
  socket.set_option(BindWithoutPort(true), error);
  if (!error) socket.bind({*source, 0}, error);
}

void Connector::on_attempt_ended(std::size_t attempt, boost::system::error_code error) {
  // Whoever resets a connection has accepted it first; before that the system says "refused". The
  // link sees the end when it reads.
  if (error && error != boost::asio::error::connection_reset) {
    note_failure(attempt, error);
    timer_.cancel();
    start_next();
    return;
  }
  Socket& socket = attempts_[attempt];
  boost::system::error_code ignored;  // Without it the link is slower but works.
  socket.set_option(tcp::no_delay(true), ignored);
  socket.native_non_blocking(true, ignored);
  UniqueFd fd(socket.release(ignored));
  timer_.cancel();
  listener_.on_connected(std::move(fd));
}

void Connector::note_failure(std::size_t attempt, boost::system::error_code error) {
  boost::system::error_code ignored;  // The socket has failed already.
  attempts_[attempt].close(ignored);
  ++failed_count_;
  std::ostringstream text;
  text << (reasons_.empty() ? "" : "; ") << endpoints_[attempt] << ": " << error.message();
  reasons_ += text.str();
}

void Connector::fail() { listener_.on_not_connected(failure_, "connecting to " + reasons_); }

}  // namespace atmqtt::io
