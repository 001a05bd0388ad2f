#pragma once

#include "at/command.hpp"
#include "cmqtt/client.hpp"
#include "cmqtt/client_state.hpp"
#include "cmqtt/entered_text.hpp"
#include "cmqtt/environment.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace atmqtt::cmqtt {

/// The MQTT service of the chapter: started or stopped, and its two clients. It decides, before a
/// command is carried out, whether service and client are in a state for it, and how the profile
/// words a refusal.
class Service : private device::NetworkUser {
 public:
  using Needs = Demand;
  static constexpr std::string_view name_prefix = "+CMQTT";
  static constexpr int client_count = 2;

  explicit Service(Environment& environment);

  // -- For the command table (at/command.hpp)
  [[nodiscard]] std::optional<at::Reply> admit(Demand demand, std::optional<int> client_index);
  [[nodiscard]] std::optional<at::Reply> admit_read(Demand demand) const;
  [[nodiscard]] at::Reply refuse(Demand demand, std::optional<int> client_index,
                                 const at::Fault& fault) const;
  [[nodiscard]] at::Reply expire(Demand demand, std::optional<int> client_index) const;

  // -- For the handlers

  /// `<name>: [<client_index>,]<err>` in the form that the profile gives a refusal. `why` is a
  /// sentence about what was wrong, which is more than the meaning of the code.
  [[nodiscard]] at::Reply refusal(Demand demand, std::optional<int> client_index, Err err,
                                  std::string why) const;
  [[nodiscard]] at::Reply refusal(Demand demand, int client_index, const TextFault& fault) const {
    return refusal(demand, client_index, fault.err, std::string(fault.why));
  }

  /// With the PDP context that the command names, if it names one.
  [[nodiscard]] at::Reply start(std::optional<int> cid);
  /// Clients that need no REL for it are released.
  [[nodiscard]] at::Reply stop(std::optional<int> cid);

  /// The PDP context of all clients that have no other.
  [[nodiscard]] int cid() const { return cid_; }
  void set_cid(int cid);
  [[nodiscard]] Client& client(int index) { return clients_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] const Client& client(int index) const {
    return clients_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const ModemConfig& config() const { return environment_.config; }
  [[nodiscard]] at::ResponseWriter& writer() { return environment_.line.writer(); }

  // -- The world

  void on_link(int link, const LinkEvent& event) { client(link).on_link(event); }
  void on_time();
  [[nodiscard]] Time deadline() const;

  /// Writes the RX groups that may stand here now, then asks for what the call has made necessary.
  void settle();
  void dte_written();
  void dte_closed();
  void shut_down();

  /// Whether no result is due and no attached DTE is owed a message, and after shut_down() whether
  /// no link is left.
  [[nodiscard]] bool is_quiet() const;

 private:
  /// The clients lose their links and are released, and the service is stopped (D2, D3).
  void on_network_lost() override;
  bool uses_network() const override { return is_started_; }

  [[nodiscard]] at::Reply refuse_specially(Answer answer, Demand demand,
                                           std::optional<int> client_index, std::string why) const;
  [[nodiscard]] std::optional<at::Reply> admit_client(Demand demand, int client_index);
  [[nodiscard]] at::Reply report(std::string_view name, ResultOrder order, bool was_online, Err err,
                                 std::optional<int> cid);

  Environment& environment_;
  bool is_started_ = false;
  bool is_shut_down_ = false;
  int cid_ = 1;
  std::array<Client, client_count> clients_;
};

}  // namespace atmqtt::cmqtt
