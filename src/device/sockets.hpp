#pragma once

#include "device/packet_data.hpp"

namespace atmqtt::device {

/// The TCP/IP service of the module (+NETOPEN) as far as hosts that speak MQTT touch it: it is
/// opened and closed. It has no sockets.
class Sockets final : public NetworkUser {
 public:
  /// `data` must outlive it.
  explicit Sockets(PacketData& data) : data_(data) { data.add_user(*this); }

  [[nodiscard]] bool is_open() const { return is_open_; }
  /// Makes the data connection. Returns false when that is not possible.
  [[nodiscard]] bool open() { return is_open_ = data_.open(); }
  /// The data connection stays: MQTT may use it, and LTE keeps its default bearer anyway.
  void close() { is_open_ = false; }

 private:
  bool uses_network() const override { return is_open_; }
  void on_network_lost() override { is_open_ = false; }

  PacketData& data_;
  bool is_open_ = false;
};

}  // namespace atmqtt::device
