#pragma once

#include "atmqtt/time.hpp"
#include "scenario/documented_client.hpp"
#include "scenario/failure.hpp"
#include "scenario/step.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::scenario {

/// What chapter and decisions say the modem answers: the line, the service and its two clients. It
/// is told what happens and writes the octets that the host must see, at the time at which it must
/// see them.
class DocumentedModem {
 public:
  /// The octets that are due. Empty while the host is away.
  [[nodiscard]] std::string take_output();

  [[nodiscard]] bool is_started() const { return is_started_; }
  [[nodiscard]] DocumentedClient& client(int index) { return clients_.at(at(index)); }
  [[nodiscard]] const DocumentedClient& client(int index) const { return clients_.at(at(index)); }
  [[nodiscard]] bool is_pending(int client) const { return pending_.at(at(client)).has_value(); }

  // -- What the host does -----------------------------------------------------------------------

  /// A command without data, or the data of a command: the answer, and the effect. Returns whether
  /// it is accepted.
  bool enter(const Step& step, Time now);
  /// The command of the step is answered by the prompt.
  void prompt(const Step& step, Time now);
  /// An octet of its data was typed.
  void type_data(Time now) { last_octet_ = now; }
  void leave();
  void come_back() { is_host_away_ = false; }
  /// AT+CMQTTDISC while something pends. `is_stuck`: DISCONNECT cannot be written.
  void give_up(const Step& disconnect, bool is_stuck, Time now);

  // -- What server, network and time do ---------------------------------------------------------

  /// The result of the pending operation.
  void complete(int client, int err, Time now);
  void receive(int client, const Incoming& incoming, Time now);
  /// A failure that shows at once.
  void fail(int client, Failure failure, Time now);
  /// From now on the server does not answer, or the socket does not write; PINGREQ is due, or was
  /// written, at `ping_time`, and the connection will be lost with this <err> of +CMQTTPING.
  void doom(int client, Time ping_time, int ping_err);
  void spare(int client) { doom_.at(at(client)).reset(); }

  /// When something is due by itself, or `never`; and what is due then.
  [[nodiscard]] Time next_time() const;
  void pass(Time now);

  // -- What is read back ------------------------------------------------------------------------

  /// The answer to AT+CMQTT<name>?.
  [[nodiscard]] std::string answer_to_read(std::string_view name) const;

 private:
  struct Pending {
    Step step;
    Time limit;
  };
  struct Doom {
    Time time;
    int ping_err;
  };
  struct Group {
    int client{};
    std::string octets;
    Time since;
  };

  static std::size_t at(int index) { return static_cast<std::size_t>(index); }

  void answer(std::string_view text);
  void result(std::string_view text, Time now);
  void urc(std::string_view text);
  void urc(int client, std::string_view name, int value);
  void end_entry();
  [[nodiscard]] std::optional<int> refusal(const Step& step) const;
  void lose(int client, int pending_err, int cause, Time now);
  void lose_network(Time now);
  [[nodiscard]] Time group_time(const Group& group) const;

  bool is_started_ = false;
  bool has_data_connection_ = false;
  bool is_host_away_ = false;
  std::array<DocumentedClient, 2> clients_ = {DocumentedClient(0), DocumentedClient(1)};
  std::array<std::optional<Pending>, 2> pending_;
  std::array<std::optional<Doom>, 2> doom_;
  std::vector<Group> groups_;

  std::optional<Step> entering_;
  Time last_octet_{};
  Time last_result_ = Time::min();
  std::string output_;
  std::string held_;  ///< results and URCs that wait for the end of data entry
};

/// A line of the modem: CR LF text CR LF.
[[nodiscard]] std::string line(std::string_view text);

}  // namespace atmqtt::scenario
