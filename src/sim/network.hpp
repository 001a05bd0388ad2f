#pragma once

#include "atmqtt/action.hpp"
#include "atmqtt/link.hpp"
#include "atmqtt/time.hpp"
#include "broker/broker.hpp"
#include "sim/pipe.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::sim {

/// The ways in and out of a modem, and how long it takes to find the broker.
struct NetworkTraits {
  Way up{};
  Way down{};
  Duration lookup_time = std::chrono::milliseconds(30);
  std::uint64_t tie_seed = 0;  ///< orders what may happen at one moment in either order
};

/// How an attempt to open a link goes wrong. `silence`: it is never answered.
struct OpenFault {
  enum class Kind : unsigned char { lookup, socket, refusal, handshake, silence } kind{};
};

/// Whom a network tells what comes out at its end at the modem.
class NetworkEnd {
 public:
  NetworkEnd() = default;
  NetworkEnd(const NetworkEnd&) = delete;
  NetworkEnd& operator=(const NetworkEnd&) = delete;
  virtual ~NetworkEnd() = default;

  virtual void on_link(int link, const LinkEvent& event) = 0;
  /// Whether octets may come: the modem has not paused its reading.
  [[nodiscard]] virtual bool reads_from(int link) const = 0;
};

/// A network between the links of a modem and one broker, in virtual time: connections that take
/// time to stand and to carry octets, and that break in every way in which connections break.
/// Deterministic; of events that come at one moment each order may be had
/// (NetworkTraits::tie_seed).
class Network {
 public:
  /// All must outlive the network.
  Network(const NetworkTraits& traits, broker::Broker& broker, NetworkEnd& end);

  // -- The modem's side

  void open(const OpenLink& action, Time now);
  void close(int link, Time now);
  /// How many octets the socket takes now; 0 when the link is not open.
  [[nodiscard]] std::size_t room(int link) const;
  /// Needs: at most room() octets.
  void send(int link, std::string_view octets, Time now);

  // -- Time

  /// When something happens, or `never`.
  [[nodiscard]] Time next_time() const;
  /// Lets one thing happen. Needs: next_time() has come.
  void step(Time now);
  /// Takes from the broker what it has for its clients.
  void serve_broker(Time now);

  // -- What goes wrong

  void fail_next_open(int link, OpenFault fault);
  /// No fault is due any more: those of links that stand go on.
  void clear_faults() { faults_ = {}; }
  /// Both ends are told that the connection is lost, also of one that was halved.
  void break_link(int link, LinkEnd end, Time now);
  /// Nothing passes any more, and nobody is told.
  void halve_link(int link);
  void stall_link(int link, Time until);
  /// The connection ends when so many octets more have passed.
  void cut_link(int link, bool is_upward, std::size_t octets, LinkEnd end);

  [[nodiscard]] bool is_open(int link) const;
  /// The broker's name for the connection of an open link.
  [[nodiscard]] std::optional<broker::ConnectionId> broker_connection(int link) const;

 private:
  enum class Phase : unsigned char { opening, shaking_hands, silent, open, left };

  /// A connection lives until both ends have done with it; the modem may have a new one by then.
  struct Connection {
    Connection(const NetworkTraits& traits, int new_link)
        : link(new_link), up(traits.up), down(traits.down) {}
    int link;
    Phase phase = Phase::opening;
    bool is_secured = false;
    Time opening_time = never;
    std::optional<OpenFault> fault{};
    Pipe up;
    Pipe down;
    std::optional<broker::ConnectionId> at_broker{};
  };
  enum class Part : unsigned char { opening, up, down };
  struct Next {
    Time time = never;
    std::uint64_t rank = 0;
    Connection* connection = nullptr;
    Part part{};
  };

  [[nodiscard]] Connection* of_link(int link) const;
  [[nodiscard]] Connection* of_broker(broker::ConnectionId id) const;
  [[nodiscard]] Time time_of(const Connection& connection, Part part) const;
  [[nodiscard]] Next next() const;
  void go_on_opening(Connection& connection, Time now);
  void arrive_at_broker(Connection& connection, Time now);
  void arrive_at_modem(Connection& connection, Time now);
  void take_from_broker(Connection& connection, Time now);
  void leave_broker(Connection& connection);
  void forget_finished();

  const NetworkTraits& traits_;
  broker::Broker& broker_;
  NetworkEnd& end_;
  std::array<std::optional<OpenFault>, link_count> faults_{};
  std::vector<std::unique_ptr<Connection>> connections_;  // the oldest first
};

}  // namespace atmqtt::sim
