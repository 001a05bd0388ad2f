#pragma once

#include "at/interpreter.hpp"
#include "atmqtt/config.hpp"
#include "base/compact_text.hpp"
#include "device/radio.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atmqtt::device {

/// A PDP context as +CGDCONT defines it.
struct PdpContext {
  int cid{};
  PdpType pdp_type{};
  CompactText apn;
  CompactText pdp_addr;  ///< asked for; the network gives what it likes
  int d_comp = 0, h_comp = 0, ipv4_ctrl = 0, emergency_flag = 0;
};

/// How a context shows itself to the network (+CGAUTH). Families take user and password in either
/// order, so that either may be the secret.
struct PdpAuthentication {
  int auth_type = 0;  ///< 0 none, 1 PAP, 2 CHAP, 3 either
  CompactText first, second;
};

/// In the order of PdpType.
inline constexpr std::string_view pdp_type_words[] = {"IP", "PPP", "IPV6", "IPV4V6"};
[[nodiscard]] constexpr std::string_view text_of(PdpType type) {
  return pdp_type_words[static_cast<std::size_t>(type)];
}
[[nodiscard]] constexpr bool has_ipv4(PdpType type) { return type != PdpType::ipv6; }
[[nodiscard]] constexpr bool has_ipv6(PdpType type) {
  return type == PdpType::ipv6 || type == PdpType::ipv4v6;
}

/// Whoever uses the data connection of the module and must be told when it goes.
class NetworkUser {
 public:
  /// Whether it uses it now.
  [[nodiscard]] virtual bool uses_network() const = 0;
  virtual void on_network_lost() = 0;

 protected:
  ~NetworkUser() = default;
};

/// The packet data of the module: whether it is attached, its PDP contexts, and the data
/// connection.
///
/// The data connection is a call over one of the contexts, by default context 1, that the host
/// makes
/// (+CGACT, +NETOPEN, AT+CMQTTSTART) and that sockets and MQTT use. It ends with its context. LTE
/// activates context 1 with the attach already, but that is no call yet.
class PacketData {
 public:
  static constexpr std::string_view no_address = "0.0.0.0";
  static constexpr std::string_view no_address6 = "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0";

  /// The contexts are those of the settings. All references must outlive it.
  PacketData(const DeviceSettings& settings, const Radio& radio, at::Interpreter& line);

  /// They are told, in the order in which they were added, when the context of the data connection
  /// goes, even if no call was made over it. If one uses it, that is printed before. Needs: each
  /// outlives the data connection, or its last loss.
  void add_user(NetworkUser& user) { users_.push_back(&user); }

  /// Whether the world outside lets packets pass.
  void set_carried(bool is_carried) { is_carried_ = is_carried; }

  /// Attaches when the module has come into service and the host allows it, and loses everything
  /// when either has ended. To be called whenever something has changed.
  void update();

  /// Whether the module can be attached. While it can, it is unless the host has detached it.
  [[nodiscard]] bool has_service() const { return is_carried_ && radio_.has_network(); }
  [[nodiscard]] bool is_attached() const { return is_attached_; }

  [[nodiscard]] std::span<const PdpContext> contexts() const { return contexts_; }
  [[nodiscard]] const PdpContext* find(int cid) const;
  /// Adds or replaces.
  void define(PdpContext context);
  void undefine(int cid);

  [[nodiscard]] const PdpAuthentication* authentication(int cid) const;
  void set_authentication(int cid, PdpAuthentication authentication);

  [[nodiscard]] bool is_active(int cid) const;
  /// +CGACT=1. Needs: the module is attached, the context is defined.
  void activate(int cid);
  /// +CGACT=0
  void deactivate(int cid);

  /// As +CGPADDR writes it: one address for each protocol of the context; zeros when not active.
  /// Context 1 has those of the settings, each other one its own behind them.
  [[nodiscard]] std::string address(const PdpContext& context) const;

  /// The context that the data connection uses.
  [[nodiscard]] int connection_cid() const { return connection_cid_; }
  void set_connection_cid(int cid) { connection_cid_ = cid; }

  /// Whether the data connection stands: something has made it, and nothing has taken it away
  /// since.
  [[nodiscard]] bool is_open() const { return is_open_; }

  /// Makes it, if it does not stand yet. Returns whether it stands.
  [[nodiscard]] bool open();

  /// It goes, and so do all contexts: its users are told.
  void lose();

  /// A reset does not touch what is defined.
  void take_over(const PacketData& before);

  /// What +CDNSCFG has set, 0 the primary and 1 the secondary. Names are looked up by the system
  /// all the same.
  [[nodiscard]] std::string_view name_server(std::size_t place) const {
    return name_servers_[place].empty() ? no_address : name_servers_[place].view();
  }
  void set_name_server(std::size_t place, std::string_view address) {
    name_servers_[place] = address;
  }

 private:
  void set_active(int cid);
  void end_all(std::string_view event);
  void close();
  void tell(std::string_view event);

  const DeviceSettings& settings_;
  const Radio& radio_;
  at::Interpreter& line_;
  std::vector<NetworkUser*> users_;
  std::vector<PdpContext> contexts_;  ///< by cid; there are no more than cids
  std::vector<std::pair<int, PdpAuthentication>> authentications_;  ///< likewise
  std::vector<int> active_cids_;                                    ///< likewise
  std::array<CompactText, 2> name_servers_;
  bool is_carried_ = true;
  bool is_attached_ = false;
  bool is_open_ = false;
  int connection_cid_ = 1;
};

}  // namespace atmqtt::device
