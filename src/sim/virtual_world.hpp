#pragma once

#include "atmqtt/config.hpp"
#include "atmqtt/link.hpp"
#include "atmqtt/modem.hpp"
#include "atmqtt/network_event.hpp"
#include "atmqtt/observer.hpp"
#include "atmqtt/time.hpp"
#include "base/buffer_pool.hpp"
#include "broker/broker.hpp"
#include "sim/server_end.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atmqtt::sim {

/// Where each name leads that is looked up.
inline constexpr const char* name_address = "192.0.2.1";

/// The calendar time of the world when it begins.
inline constexpr std::chrono::sys_seconds world_begin{std::chrono::seconds(1'767'323'045)};

/// How a world without faults answers each ICMP echo request.
inline constexpr PingReply ping_reply{std::chrono::milliseconds(20), 54};

/// A broker that leaves it to the modem to notice what goes wrong, and takes what modems send: it
/// waits for ever, and minds neither long client ids in MQTT 3.1 nor texts that are no UTF-8.
[[nodiscard]] broker::Options patient_broker();

inline constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// A modem, a host that types on its line, and the broker that both clients connect to, whatever
/// address they name, in virtual time: whatever takes no time in the modem takes none here, and
/// time passes only in advance().
///
/// Every call that can set something going ends when nothing more happens at this moment. After
/// telling a server() to do something, settle() lets it happen.
class VirtualWorld {
 public:
  /// Power-on, with a DTE attached.
  explicit VirtualWorld(ModemConfig config, broker::Options broker_options = patient_broker());
  VirtualWorld(const VirtualWorld&) = delete;
  VirtualWorld& operator=(const VirtualWorld&) = delete;

  /// Octets are passed in pieces of at most this size from now on, on the line and on the links, in
  /// both directions. A modem must not show the difference.
  void set_piece_size(std::size_t size) { piece_size_ = size; }

  /// The host sends octets. What the modem does not take waits, as flow control makes it wait.
  void type(std::string_view octets);

  /// What the host has read and take_output() has not removed.
  [[nodiscard]] std::string_view output() const { return output_; }
  void consume_output(std::size_t count) { output_.erase(0, count); }
  [[nodiscard]] std::string take_output();

  [[nodiscard]] bool is_dte_attached() const { return dte_attached_; }
  void open_dte();
  void close_dte();
  /// The host reads this many octets more, then none.
  void let_dte_read(std::size_t octets);

  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] Time deadline() const { return std::min(modem_.deadline(), broker_.deadline()); }
  /// Lets time pass; each deadline on the way is met exactly.
  void advance(Duration duration);

  /// Lets happen what can happen without time passing. Everything but server() does so by itself.
  void settle();

  /// The end of the link of client 0 or 1 at the broker.
  [[nodiscard]] ServerEnd& server(int client) { return servers_.at(index(client)); }
  [[nodiscard]] const ServerEnd& server(int client) const { return servers_.at(index(client)); }

  /// The next attempt to open the link fails like this; a handshake only when it comes to one.
  void fail_next_link(int client, LinkFailed failure);
  /// The next attempt to open the link is never answered; the next handshake is never finished.
  void silence_next_link(int client);
  void silence_next_handshake(int client);
  /// The socket takes this many octets more, then none.
  void let_link_take(int client, std::size_t octets);
  /// The address of the last attempt to open the link, as host:port; empty before.
  [[nodiscard]] const std::string& address(int client) const {
    return links_.at(index(client)).address;
  }
  [[nodiscard]] bool is_link_open(int client) const {
    return links_.at(index(client)).phase == Phase::open;
  }

  /// A file that AT+CCERTMOVE can take.
  void lay_down_file(const std::string& name, std::string content) {
    files_[name] = std::move(content);
  }
  /// The next change of what is kept fails.
  void fail_next_store(std::string reason) { store_failure_next_ = std::move(reason); }
  /// Changes are not answered, until they are.
  void withhold_store() { is_store_withheld_ = true; }
  void release_store();
  /// The next look-up of a name, by the device itself, fails like this.
  void fail_next_name(NameNotFound failure) { name_failure_next_ = std::move(failure); }
  /// The next look-up of a name is never answered.
  void silence_next_name() { silence_next_name_ = true; }
  /// The next ping cannot begin.
  void fail_next_ping(PingFailed failure) { ping_failure_next_ = std::move(failure); }
  /// The first replies of the next ping are lost.
  void lose_next_replies(int count) { lost_replies_next_ = count; }
  /// After so many replies to the next ping nothing more is told.
  void halt_next_ping(int count) { replies_next_ = count; }
  /// The next question for the time is answered like this.
  void fail_next_time(TimeNotTold failure) { time_failure_next_ = std::move(failure); }
  /// What the modem last wanted its serial line to be.
  [[nodiscard]] const std::optional<SerialLine>& serial_line() const { return serial_line_; }

  void lose_data_connection();
  void restore_data_connection();

  [[nodiscard]] Modem& modem() { return modem_; }

  /// What the modem gave as reasons, in order.
  [[nodiscard]] const std::vector<std::string>& reasons() const { return reasons_.texts; }

 private:
  /// Traces, so that the code of the trace runs too, and keeps the reasons.
  struct Reasons final : Observer {
    [[nodiscard]] bool is_tracing() const override { return true; }
    void on_why(std::string_view text) override { texts.emplace_back(text); }
    std::vector<std::string> texts;
  };

  /// Passes on to the ends of the links what the broker sees on them.
  struct BrokerWitness final : broker::Observer {
    explicit BrokerWitness(VirtualWorld& observed) : world(&observed) {}
    void on_packet(broker::ConnectionId connection, Direction direction,
                   const mqtt::RawPacket& packet, mqtt::Version version) override;
    void on_event(broker::ConnectionId, std::string_view) override {}
    void on_loss(std::string_view) override {}
    void on_violation(broker::ConnectionId connection, std::string_view reason) override;
    VirtualWorld* world;
  };

  enum class Phase : unsigned char { closed, opening, shaking_hands, silent, open };

  struct Link {
    Phase phase = Phase::closed;
    bool paused = false;
    bool wants_to_send = false;
    bool is_secured = false;
    bool silence_next = false;
    bool silence_next_handshake = false;
    std::optional<LinkFailed> failure_next;
    std::size_t takes = unlimited;
    std::string address;
  };

  static std::size_t index(int client) { return static_cast<std::size_t>(client); }

  void perform_actions();
  void perform(const OpenLink& action);
  void perform(const SendLink& action);
  void perform(const CloseLink& action);
  void perform(const PauseLink& action);
  void perform(const ResumeLink& action);
  void perform(const StoreAction& action);
  void perform(const EndProcess&) {}
  void perform(const LookUpName& action);
  void perform(const StartPing& action);
  void perform(const StopPing& action);
  void perform(const AskTime& action);
  void perform(const SetSerialLine& action) { serial_line_ = action.line; }

  [[nodiscard]] StoreResult keep(const StoreAction& action);

  /// The end of the link that has this connection.
  [[nodiscard]] ServerEnd& server_of(broker::ConnectionId connection);

  // Each does one thing if there is one to do, and says whether there was.
  bool write_to_dte();
  bool read_from_dte();
  bool pass_time();
  bool answer_opening(int client);
  bool connect(int client);
  bool finish_opening(int client);
  bool write_to_server(int client);
  bool read_from_server(int client);
  bool tell_network_event();

  ModemConfig config_;
  BufferPool pool_;
  Reasons reasons_;
  Time now_;
  Modem modem_;
  std::array<Link, link_count> links_;
  broker::Store store_{pool_};
  BrokerWitness witness_{*this};
  broker::Broker broker_;
  std::array<ServerEnd, link_count> servers_;

  std::map<std::string, std::string> files_;
  std::optional<std::string> store_failure_next_;
  bool is_store_withheld_ = false;
  std::optional<StoreAction> withheld_action_;
  std::vector<NetworkEvent> network_events_;  ///< not told yet
  std::optional<NameNotFound> name_failure_next_;
  bool silence_next_name_ = false;
  std::optional<PingFailed> ping_failure_next_;
  int lost_replies_next_ = 0;
  std::optional<int> replies_next_;
  std::optional<TimeNotTold> time_failure_next_;
  std::optional<SerialLine> serial_line_;

  std::size_t piece_size_ = unlimited;
  bool dte_attached_ = true;
  std::size_t dte_reads_ = unlimited;
  std::string typed_;
  std::string output_;
};

}  // namespace atmqtt::sim
