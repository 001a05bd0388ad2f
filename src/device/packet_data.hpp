#pragma once

#include "at/interpreter.hpp"
#include "atmqtt/config.hpp"
#include "device/radio.hpp"

namespace atmqtt::device {

/// Whoever uses the data connection of the module and must be told when it goes.
class NetworkUser {
 public:
  virtual void on_network_lost() = 0;

 protected:
  ~NetworkUser() = default;
};

/// The packet data connection: whether it stands, and whether it can be made.
class PacketData {
 public:
  /// All references must outlive it.
  PacketData(const DeviceSettings& settings, const Radio& radio, at::Interpreter& line)
      : settings_(settings), radio_(radio), line_(line) {}

  /// At most one. Needs: the user outlives the data connection, or its last loss.
  void set_user(NetworkUser& user) { user_ = &user; }

  /// Whether the connection stands: something has made it, and nothing has taken it away since.
  [[nodiscard]] bool is_open() const { return is_open_; }

  /// Makes it, if it does not stand yet. Returns whether it stands.
  [[nodiscard]] bool open();

  /// It goes, if it stands: that is printed, and its user told.
  void lose();

  /// Loses the connection when it cannot stand any more. To be called whenever something has
  /// changed.
  void update();

  /// Whether the world outside lets packets pass.
  void set_carried(bool is_carried) { is_carried_ = is_carried; }

 private:
  [[nodiscard]] bool can_stand() const { return is_carried_ && radio_.is_registered(); }

  const DeviceSettings& settings_;
  const Radio& radio_;
  at::Interpreter& line_;
  NetworkUser* user_ = nullptr;
  bool is_carried_ = true;
  bool is_open_ = false;
};

}  // namespace atmqtt::device
