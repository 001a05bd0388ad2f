#include "sim/network.hpp"

#include "base/check.hpp"
#include "sim/errands.hpp"
#include "sim/random.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace atmqtt::sim {
namespace {

std::size_t index(int link) { return static_cast<std::size_t>(link); }

LinkFailed failed(LinkFailure failure, const char* reason) { return {failure, reason}; }

constexpr LinkEnd link_end(broker::End end) {
  return end == broker::End::closed ? LinkEnd::closed : LinkEnd::reset;
}

}  // namespace

Network::Network(const NetworkTraits& traits, broker::Broker& broker, NetworkEnd& end)
    : traits_(traits), broker_(broker), end_(end) {}

void Network::open(const OpenLink& action, Time now) {
  CHECK(of_link(action.link) == nullptr);
  Connection& opened =
      *connections_.emplace_back(std::make_unique<Connection>(traits_, action.link));
  opened.is_secured = action.tls != nullptr;
  opened.fault = std::exchange(faults_.at(index(action.link)), std::nullopt);
  if (!opened.fault && !is_name_known(action.host)) {
    opened.fault = OpenFault{OpenFault::Kind::lookup};
  }
  const bool is_silent = opened.fault && opened.fault->kind == OpenFault::Kind::silence;
  if (is_silent) {
    opened.phase = Phase::silent;
    return;
  }
  const bool is_local = opened.fault && opened.fault->kind == OpenFault::Kind::socket;
  opened.opening_time = now + traits_.lookup_time +
                        (is_local ? Duration() : traits_.up.latency + traits_.down.latency);
}

void Network::close(int link, Time now) {
  Connection* connection = of_link(link);
  CHECK(connection != nullptr);
  if (connection->phase == Phase::open) connection->up.finish(LinkEnd::closed, now);
  connection->phase = Phase::left;
  forget_finished();
}

std::size_t Network::room(int link) const {
  const Connection* connection = of_link(link);
  return connection != nullptr && connection->phase == Phase::open ? connection->up.room() : 0;
}

void Network::send(int link, std::string_view octets, Time now) {
  of_link(link)->up.send(octets, now);
}

Time Network::next_time() const { return next().time; }

void Network::step(Time now) {
  const Next what = next();
  CHECK(what.time <= now);
  switch (what.part) {
    case Part::opening: go_on_opening(*what.connection, now); break;
    case Part::up: arrive_at_broker(*what.connection, now); break;
    case Part::down: arrive_at_modem(*what.connection, now); break;
  }
  serve_broker(now);
  forget_finished();
}

void Network::serve_broker(Time now) {
  while (const auto ready = broker_.next_ready()) {
    if (Connection* connection = of_broker(*ready)) take_from_broker(*connection, now);
  }
  // What found no room in the window before.
  for (const auto& connection : connections_) {
    if (connection->at_broker) take_from_broker(*connection, now);
  }
}

void Network::fail_next_open(int link, OpenFault fault) { faults_.at(index(link)) = fault; }

void Network::break_link(int link, LinkEnd end, Time now) {
  Connection* connection = of_link(link);
  if (connection == nullptr || connection->phase != Phase::open) return;
  connection->up.lose(end, now);
  connection->down.lose(end, now);
}

void Network::halve_link(int link) {
  Connection* connection = of_link(link);
  if (connection == nullptr || connection->phase != Phase::open) return;
  connection->up.block();
  connection->down.block();
}

void Network::stall_link(int link, Time until) {
  Connection* connection = of_link(link);
  if (connection == nullptr) return;
  connection->up.stall(until);
  connection->down.stall(until);
}

void Network::cut_link(int link, bool is_upward, std::size_t octets, LinkEnd end) {
  Connection* connection = of_link(link);
  if (connection == nullptr) return;
  Pipe& pipe = is_upward ? connection->up : connection->down;
  pipe.cut_at(pipe.sent_count() + octets, end);
}

bool Network::is_open(int link) const {
  const Connection* connection = of_link(link);
  return connection != nullptr && connection->phase == Phase::open;
}

std::optional<broker::ConnectionId> Network::broker_connection(int link) const {
  const Connection* connection = of_link(link);
  return connection == nullptr ? std::nullopt : connection->at_broker;
}

Network::Connection* Network::of_link(int link) const {
  for (const auto& connection : connections_) {
    if (connection->link == link && connection->phase != Phase::left) return connection.get();
  }
  return nullptr;
}

Network::Connection* Network::of_broker(broker::ConnectionId id) const {
  for (const auto& connection : connections_) {
    if (connection->at_broker == id) return connection.get();
  }
  return nullptr;
}

Time Network::time_of(const Connection& connection, Part part) const {
  switch (part) {
    case Part::opening: return connection.opening_time;
    case Part::up:
      return connection.at_broker && broker_.wants_octets(*connection.at_broker)
                 ? connection.up.next_time()
                 : never;
    case Part::down:
      return connection.phase == Phase::open && end_.reads_from(connection.link)
                 ? connection.down.next_time()
                 : never;
  }
  return never;
}

Network::Next Network::next() const {
  Next first;
  std::uint64_t number = traits_.tie_seed;
  for (const auto& connection : connections_) {
    for (const Part part : {Part::opening, Part::up, Part::down}) {
      ++number;
      const Time time = time_of(*connection, part);
      if (time == never || time > first.time) continue;
      const std::uint64_t rank =
          mix(number ^ mix(static_cast<std::uint64_t>(time.time_since_epoch().count())));
      if (time < first.time || rank < first.rank) first = {time, rank, connection.get(), part};
    }
  }
  return first;
}

void Network::go_on_opening(Connection& connection, Time now) {
  using Kind = OpenFault::Kind;
  const int link = connection.link;
  const auto fail = [&](LinkFailure failure, const char* reason) {
    connection.phase = Phase::left;
    connection.opening_time = never;
    end_.on_link(link, failed(failure, reason));
  };
  connection.opening_time = never;
  const auto fault = connection.fault;
  if (connection.phase == Phase::opening) {
    if (fault && fault->kind == Kind::lookup) {
      return fail(LinkFailure::name_not_resolved, "the name is not known");
    }
    if (fault && fault->kind == Kind::socket) return fail(LinkFailure::no_socket, "no socket");
    if (fault && fault->kind == Kind::refusal) {
      return fail(LinkFailure::not_connected, "connection refused");
    }
    if (connection.is_secured) {
      connection.phase = Phase::shaking_hands;
      connection.opening_time = now + traits_.up.latency + traits_.down.latency;
      return end_.on_link(link, LinkConnected());
    }
  } else if (fault && fault->kind == Kind::handshake) {
    return fail(LinkFailure::handshake_failed, "the handshake failed");
  }
  connection.phase = Phase::open;
  connection.at_broker = broker_.open("modem", now);
  end_.on_link(link, LinkOpened());
}

void Network::arrive_at_broker(Connection& connection, Time now) {
  const Pipe::Arrival arrival = connection.up.take();
  if (arrival.end) {
    connection.down.finish(*arrival.end, now);
    leave_broker(connection);
  } else {
    broker_.receive(*connection.at_broker, arrival.octets, now);
  }
}

void Network::arrive_at_modem(Connection& connection, Time now) {
  const Pipe::Arrival arrival = connection.down.take();
  if (!arrival.end) return end_.on_link(connection.link, LinkReceived{arrival.octets});
  connection.phase = Phase::left;
  connection.up.finish(*arrival.end, now);
  end_.on_link(connection.link, LinkClosed{*arrival.end, "the connection is lost"});
}

void Network::take_from_broker(Connection& connection, Time now) {
  const broker::ConnectionId id = *connection.at_broker;
  while (true) {
    const std::string_view output = broker_.output(id);
    const std::size_t count = std::min(output.size(), connection.down.room());
    if (count == 0) break;
    connection.down.send(output.substr(0, count), now);
    broker_.sent(id, count);
  }
  const auto end = broker_.end(id);
  if (!end) return;
  connection.down.finish(link_end(*end), now);
  leave_broker(connection);
}

void Network::leave_broker(Connection& connection) {
  broker_.link_closed(*std::exchange(connection.at_broker, std::nullopt));
}

void Network::forget_finished() {
  std::erase_if(connections_, [](const auto& connection) {
    return connection->phase == Phase::left && !connection->at_broker;
  });
}

}  // namespace atmqtt::sim
