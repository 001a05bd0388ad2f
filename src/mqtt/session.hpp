#pragma once

#include "atmqtt/observer.hpp"
#include "atmqtt/time.hpp"
#include "base/buffer_pool.hpp"
#include "base/octet_queue.hpp"
#include "mqtt/control_packet.hpp"
#include "mqtt/keep_alive.hpp"
#include "mqtt/packet_reader.hpp"
#include "mqtt/session_state.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace atmqtt::mqtt {

/// Nothing for the owner: all octets are used up, or the packet concerned the session alone.
struct Nothing {};

/// CONNACK 0. With MQTT 3.1, which does not tell, `session_present` says what is assumed: a session
/// that was not asked to be clean is resumed.
struct Connected {
  bool session_present{};
};

/// CONNACK 1 to 5; the link is to be closed.
struct Refused {
  int return_code{};
};

/// A message for the owner, who takes it and then calls acknowledge(), or it stays unacknowledged.
struct Message {
  std::string_view topic{};
  std::string_view payload{};
  Qos qos{};
  bool retain{};
  bool dup{};
  std::uint16_t packet_identifier{};  ///< 0 with QoS 0
};

/// A message above the size limit was read and acknowledged, and is not delivered.
struct Oversized {
  std::string_view topic{};
  std::size_t payload_size{};
};

/// The server has finished a message of publish(), of this connection or of an earlier one.
struct Published {
  std::uint16_t packet_identifier{};
};

/// SUBACK; one octet per filter, the granted QoS or subscription_refused.
struct Subscribed {
  std::uint16_t packet_identifier{};
  std::string_view return_codes{};
};

struct Unsubscribed {
  std::uint16_t packet_identifier{};
};

/// The server broke the protocol; the link is to be closed. The text names the clause and lives for
/// ever.
struct ProtocolError {
  std::string_view reason;
};

/// PINGREQ could not be written in time; the link is to be closed.
struct PingUnsent {};

/// PINGREQ was not answered in time; the link is to be closed.
struct PingUnanswered {};

using Event = std::variant<Nothing, Connected, Refused, Message, Oversized, Published, Subscribed,
                           Unsubscribed, ProtocolError, PingUnsent, PingUnanswered>;

using ConnectOptions = Connect;

struct SessionOptions {
  /// Larger payloads are not delivered (E9).
  std::size_t payload_size_max = 256 * 1024;
  /// The bound of each wait for PINGREQ and PINGRESP besides the keep alive interval (D4).
  Duration ping_timeout_max = std::chrono::seconds(120);
  /// Whether a received topic must be a UTF-8 string (C9).
  bool check_utf8 = true;
};

/// What publish() has begun.
struct Publication {
  std::uint16_t packet_identifier{};  ///< 0 with QoS 0
  std::uint64_t end_position{};       ///< QoS 0 is written when output_popped() has reached it
};

/// The client's side of MQTT on one link after the other, without the link: octets from the server
/// and time go in, events, octets for the server and a deadline come out.
///
/// It outlives its links: of a session that is not clean the unfinished messages of both directions
/// are kept, and taken up again at the next CONNACK. Which server and client id they belong to is
/// for the owner to know, who calls discard_state() when either changes (E5).
///
/// Requests and their time-outs are the owner's too. A Packet Identifier stays reserved until its
/// acknowledgement, however late, or for the end of the link; those of QoS 1 and 2 messages of a
/// kept session beyond it (E4).
class Session {
 public:
  /// `pool` and `observer` must outlive the session. `client` is the index under which packets are
  /// traced.
  Session(BufferPool& pool, Observer& observer, int client);

  /// Holds from the next packet on, `ping_timeout_max` from the next link on.
  void set_options(const SessionOptions& options) { options_ = options; }

  // -- The link

  /// The link stands: CONNECT is appended to the output. With clean_session the state of the former
  /// session is forgotten. The views are not kept. Reading is not paused. Needs: no link is open.
  void link_opened(const ConnectOptions& options, Time now);

  /// The link is gone or about to be closed: everything that belongs to it is forgotten, the output
  /// as well; so is the session state after a clean session. Does nothing without a link.
  void link_closed();

  /// Forgets the session state: unfinished messages and received identifiers.
  void discard_state();

  /// CONNACK 0 has been received, and disconnect() has not been called.
  [[nodiscard]] bool is_connected() const { return link_ == Link::connected; }

  // -- Octets from the server

  /// Takes at most one packet from the front of `octets`, removes what it used, and returns its
  /// event. To be repeated until it returns Nothing and `octets` is empty: the views of an event
  /// are valid until the next receive(), and that last one gives their buffer back. After
  /// disconnect(), Refused or ProtocolError all octets are dropped. Needs: a link is open.
  ///
  /// Every packet may add an acknowledgement to the output, so the owner should not go on reading
  /// while output() is above limits::link_output_size_max.
  [[nodiscard]] Event receive(std::string_view& octets);

  /// The owner has taken the message (E6): PUBACK or PUBREC is appended; of QoS 2 the identifier is
  /// remembered until PUBREL, so that a repetition is not delivered again. To be called in the
  /// order of the messages and in the connection that brought them; ignored when not connected.
  /// Uses only qos and packet_identifier.
  void acknowledge(const Message& message);

  // -- Requests; all need is_connected()

  /// Appends a PUBLISH. `message.packet_identifier` is not used, `message.dup` only with QoS 1 and
  /// 2 (E3). Needs: publications_unfinished() < limits::publish_in_flight_max, a topic name of at
  /// most text_size_max octets.
  [[nodiscard]] Publication publish(const Publish& message);

  /// Messages of QoS 1 and 2 that the server has not finished and messages of QoS 0 that are not
  /// wholly written.
  [[nodiscard]] std::size_t publications_unfinished() const;

  /// Appends one SUBSCRIBE for all filters and returns its identifier, or 0, without sending
  /// anything, when limits::subscribe_in_flight_max requests are unanswered. `dup` is sent only in
  /// MQTT 3.1 (E3). Needs: 1 to limits::acknowledgement_size_max - 2 filters of at most
  /// text_size_max octets.
  [[nodiscard]] std::uint16_t subscribe(std::span<const Subscription> subscriptions, bool dup);

  /// The same with UNSUBSCRIBE.
  [[nodiscard]] std::uint16_t unsubscribe(std::span<const std::string_view> filters, bool dup);

  /// Appends DISCONNECT. From then on the output only empties: nothing is acknowledged or pinged.
  void disconnect();

  // -- Octets to the server

  /// All that waits to be written. Valid until the next call that is not const.
  [[nodiscard]] std::string_view output() const { return output_.view(); }

  /// Positions in the output count all octets of all links; what link_closed() drops counts as
  /// popped.
  [[nodiscard]] std::uint64_t output_appended() const { return output_.appended(); }
  [[nodiscard]] std::uint64_t output_popped() const { return output_.popped(); }

  /// The first `count` octets of output() have been written. Needs: count <= output().size().
  void sent(std::size_t count, Time now);

  // -- Time

  /// When on_time() wants to be called, or `never`.
  [[nodiscard]] Time deadline() const;

  /// Appends PINGREQ when it is due, or says that the last one has failed: PingUnsent,
  /// PingUnanswered or Nothing. May be called at any time.
  [[nodiscard]] Event on_time(Time now);

  /// While the owner does not read, the wait for PINGRESP stands still (D4).
  void set_reading_paused(bool is_paused, Time now);

 private:
  enum class Link : unsigned char {
    none,
    connecting,  ///< CONNECT is on its way
    connected,
    ended,  ///< still open, but nothing that comes matters any more
  };

  /// A SUBSCRIBE or UNSUBSCRIBE that waits for its acknowledgement.
  struct Request {
    std::uint16_t packet_identifier{};
    std::uint16_t filter_count{};
    PacketType acknowledgement{};
  };

  using Handler = Event (Session::*)(const RawPacket&);
  [[nodiscard]] static Handler handler_of(PacketType type);

  [[nodiscard]] Event on_packet(const RawPacket& packet);
  [[nodiscard]] Event on_connack(const RawPacket& packet);
  [[nodiscard]] Event on_publish(const RawPacket& packet);
  [[nodiscard]] Event on_puback(const RawPacket& packet);
  [[nodiscard]] Event on_pubrec(const RawPacket& packet);
  [[nodiscard]] Event on_pubrel(const RawPacket& packet);
  [[nodiscard]] Event on_pubcomp(const RawPacket& packet);
  [[nodiscard]] Event on_suback(const RawPacket& packet);
  [[nodiscard]] Event on_unsuback(const RawPacket& packet);
  [[nodiscard]] Event on_pingresp(const RawPacket& packet);

  [[nodiscard]] Event fail(std::string_view reason);
  [[nodiscard]] Event finish_publish(std::uint16_t packet_identifier, Awaiting acknowledged);
  [[nodiscard]] Event finish_request(std::uint16_t packet_identifier, PacketType acknowledgement,
                                     const Event& event);
  void acknowledge(Qos qos, std::uint16_t packet_identifier);
  void resume(bool session_present);

  [[nodiscard]] std::uint16_t begin_request(PacketType acknowledgement, std::size_t filter_count);
  [[nodiscard]] const Request* find_request(std::uint16_t packet_identifier) const;
  [[nodiscard]] std::uint16_t next_identifier();

  template <typename Packet>
  std::string_view send(const Packet& packet);
  void trace_sent(std::string_view packet);

  Observer* observer_;
  int client_;
  SessionOptions options_;

  Link link_ = Link::none;
  Version version_ = Version::v3_1_1;
  bool clean_session_ = true;
  std::uint16_t last_identifier_ = 0;

  PacketReader reader_;
  OctetQueue output_;
  std::vector<std::uint64_t> unwritten_ends_;  // of QoS 0 messages in the output
  std::vector<Request> requests_;
  KeepAlive keep_alive_;
  SessionState state_;
};

}  // namespace atmqtt::mqtt
