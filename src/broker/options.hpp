#pragma once

#include "atmqtt/time.hpp"
#include "base/limits.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace atmqtt::broker {

/// A client that may connect.
struct User {
  std::string name;
  std::string password;
};

/// What differs between one broker and another.
struct Options {
  /// Who may connect; empty: everybody, whatever user name and password say.
  std::vector<User> users{};

  /// The longest client id with MQTT 3.1, 23 by the standard (section 3.1 there). With 3.1.1
  /// limits::broker_client_id_size_max holds.
  std::size_t client_id_size_max_v3_1 = 23;

  /// Whether a client that is silent for one and a half times its keep alive interval loses its
  /// connection [MQTT-3.1.2-24].
  bool enforces_keep_alive = true;

  /// Whether topics, filters, client ids and user names must be UTF-8 strings [MQTT-1.5.3-1].
  bool checks_utf8 = true;

  /// How long a connection may last without CONNECT.
  Duration connect_timeout = std::chrono::seconds(10);

  /// How long a client may leave unread what is written before its connection ends.
  Duration close_timeout = std::chrono::seconds(10);

  /// What Store::size() may be (limits::broker_store_size_max says what happens then).
  std::size_t store_size_max = limits::broker_store_size_max;

  /// Larger payloads end the connection that brings them.
  std::size_t payload_size_max = limits::broker_payload_size_max;
};

}  // namespace atmqtt::broker
