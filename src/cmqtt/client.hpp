#pragma once

#include "at/reply.hpp"
#include "atmqtt/link.hpp"
#include "base/compact_text.hpp"
#include "cmqtt/aliauth.hpp"
#include "cmqtt/client_state.hpp"
#include "cmqtt/environment.hpp"
#include "cmqtt/err.hpp"
#include "cmqtt/requests.hpp"
#include "cmqtt/rx_queue.hpp"
#include "cmqtt/subscriptions.hpp"
#include "cmqtt/topic_cache.hpp"
#include "mqtt/session.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace atmqtt::cmqtt {

/// The <cause> of +CMQTTCONNLOST (decision D2).
enum class LossCause : unsigned char { closed = 1, reset = 2, network = 3 };

/// One of the two clients: what the DTE has set, what it has entered, its session and its link.
///
/// The commands arrive here in a state in which they may be carried out (client_state.hpp). An
/// operation of the network answers OK at once; its result follows when the server has answered,
/// the time is over or the link is lost, and exactly once.
class Client {
 public:
  Client(Environment& environment, int index);

  [[nodiscard]] ClientState state() const { return state_; }
  [[nodiscard]] bool is_online() const;  ///< a connection stands
  [[nodiscard]] bool has_result_due() const { return !pending_command(state_).empty(); }

  // -- ACCQ REL CFG
  void acquire(std::string_view client_id, int server_type, mqtt::Version version);
  /// Everything that belongs to the client is forgotten.
  void release();
  [[nodiscard]] std::string_view client_id() const { return acquired_.client_id; }
  [[nodiscard]] int server_type() const { return acquired_.server_type; }

  [[nodiscard]] bool checks_utf8() const { return acquired_.check_utf8; }
  void set_check_utf8(bool is_checked) { acquired_.check_utf8 = is_checked; }
  [[nodiscard]] int optimeout() const { return acquired_.optimeout_s; }
  void set_optimeout(int seconds) { acquired_.optimeout_s = seconds; }
  void set_acturc(bool is_active) { acquired_.acturc = is_active; }
  void set_version(mqtt::Version version) { acquired_.version = version; }
  /// With argtopic on, topics stand in quotes, and messages on one line.
  [[nodiscard]] bool has_argtopic() const { return acquired_.layout != MessageLayout::group; }
  void set_message_layout(MessageLayout layout) { acquired_.layout = layout; }
  /// The PDP context that was chosen for this client alone.
  [[nodiscard]] std::optional<int> cid() const { return acquired_.cid; }
  void set_cid(std::optional<int> cid) { acquired_.cid = cid; }
  /// Whether STOP has to wait for REL; with argtopic DISC is enough.
  [[nodiscard]] bool holds_service() const {
    return state_ != ClientState::released && !(has_argtopic() && state_ == ClientState::acquired);
  }
  /// Signing in changes the client id, and with it the session (E5).
  void set_aliauth(Aliauth device) {
    acquired_.aliauth = std::move(device);
    discard_session();
  }

  // -- SSLCFG: the SSL context in force; it is not forgotten by REL (D8)
  [[nodiscard]] int ssl_ctx_index() const { return ssl_ctx_index_; }
  void bind(int ssl_ctx_index) { ssl_ctx_index_ = ssl_ctx_index; }
  void unbind() { ssl_ctx_index_ = index_; }

  // -- WILLTOPIC WILLMSG CONNECT DISC
  void set_will_topic(std::string_view topic) { acquired_.will_topic = topic; }
  void set_will_message(std::string_view message, mqtt::Qos qos);
  /// Needs: the request's address can be parsed.
  [[nodiscard]] at::Reply connect(const ConnectRequest& request);
  /// The values of the read form behind the index, empty when not connected. `is_masked` for
  /// traces.
  [[nodiscard]] std::string connection_text(bool is_masked) const;
  void disconnect(int timeout_s);

  // -- TOPIC PAYLOAD PUB SUBTOPIC SUB UNSUBTOPIC UNSUB
  void set_topic(std::string_view topic) { topic_.assign(topic); }
  void set_payload(std::string_view payload) { payload_.assign(payload); }
  [[nodiscard]] bool has_topic() const { return !topic_.empty(); }
  [[nodiscard]] bool has_room_to_publish() const;
  /// Its result is due within `limit_s`. Needs: has_room_to_publish(), a topic.
  void publish(const mqtt::Publish& message, int limit_s);
  /// The same with the topic and payload that were entered, which it clears. Needs: has_topic().
  void publish_cached(mqtt::Publish message, int limit_s);

  [[nodiscard]] TopicCache& subtopics() { return subtopics_; }
  [[nodiscard]] TopicCache& unsubtopics() { return unsubtopics_; }
  void subscribe_cached(bool dup);
  void subscribe_one(std::string_view filter, mqtt::Qos qos, bool dup);
  void unsubscribe_cached(bool dup);
  void unsubscribe_one(std::string_view filter, bool dup);
  /// What the server has accepted of these, where AT+CMQTTSUB? lists it.
  [[nodiscard]] std::span<const std::string> subscribed() const { return subscribed_.filters(); }

  // -- The world
  void on_link(const LinkEvent& event);
  [[nodiscard]] std::string_view link_output() const { return session_.output(); }
  void on_time();
  [[nodiscard]] Time deadline() const;

  /// The module's own data connection has gone: the client loses its link and is released (D3).
  void lose_network();

  /// Sends DISCONNECT without telling the DTE, because the process ends.
  void shut_down();
  [[nodiscard]] bool has_link() const { return link_ != Link::none; }

  /// Whether a received message waits for its group to be written.
  [[nodiscard]] bool has_message() const { return rx_.has_next(); }

  /// Writes the RX groups that may stand here now.
  void deliver();
  void dte_written() { rx_.written(environment_.line.writer().written()); }
  void dte_closed();

  /// Asks for what the call so far has made necessary: octets to send, reading to pause or resume.
  void settle();

 private:
  enum class Link : unsigned char {
    none,
    opening,
    securing,  ///< the TCP connection stands, the TLS handshake does not
    open,
  };

  void happen(ClientEvent event) { state_ = state_after(state_, event); }
  void begin(ClientEvent event, int limit_s);
  void report(Err err, std::string_view why);
  void fail_connect(Err err, std::string_view why);
  void lose(LossCause cause, Err pending_result, std::string_view why);
  void finish_disconnect(Err err, std::string_view why);
  void forget_link();
  void close_link();

  void on_link_connected();
  void on_opened();
  void on_failed(const LinkFailed& event);
  void on_received(std::string_view octets);
  void on_sent(std::size_t count);
  void on_closed(const LinkClosed& event);

  void handle(const mqtt::Event& event);
  void on_connected(const mqtt::Connected& event);
  void on_refused(const mqtt::Refused& event);
  void on_message(const mqtt::Message& message);
  void on_oversized(const mqtt::Oversized& event);
  void on_published(const mqtt::Published& event);
  void on_subscribed(const mqtt::Subscribed& event);
  void on_unsubscribed(const mqtt::Unsubscribed& event);
  void on_protocol_error(const mqtt::ProtocolError& event);
  void on_ping_failed(Err err, std::string_view why);

  [[nodiscard]] at::Reply refuse_certificate(const std::string& why);
  void open_link(OpenLink&& action);
  void give_held_ok();
  void subscribe(std::span<const mqtt::Subscription> subscriptions, bool dup);
  void unsubscribe(std::span<const std::string_view> filters, bool dup);
  void await(std::uint16_t packet_identifier);
  void discard_session();
  void check_written();
  [[nodiscard]] bool must_hold_groups() const;
  [[nodiscard]] Time groups_time_limit() const;
  [[nodiscard]] Time groups_time() const;
  [[nodiscard]] bool wants_reading() const;
  [[nodiscard]] std::string_view text_of_timeout() const;
  void post_urc(std::string_view name, int value);
  void explain(std::string_view what, int value, std::string_view why);

  Environment& environment_;
  int index_;
  ClientState state_ = ClientState::released;
  Link link_ = Link::none;
  bool is_send_requested_ = false;
  bool is_reading_paused_ = false;
  bool is_silent_ = false;  ///< results are not told, because the process ends

  /// What ACCQ, CFG, WILLTOPIC, WILLMSG and CONNECT have set; forgotten by REL.
  struct Acquired {
    CompactText client_id;
    int server_type = 0;
    mqtt::Version version = mqtt::Version::v3_1_1;
    bool check_utf8 = true;
    bool acturc = true;
    MessageLayout layout = MessageLayout::group;
    std::optional<int> cid;
    int optimeout_s = 120;
    Aliauth aliauth;

    CompactText will_topic;
    std::optional<CompactText> will_message;
    mqtt::Qos will_qos{};

    CompactText server_addr;
    int keepalive_time = 0;
    bool clean_session = false;
    std::optional<CompactText> user_name;
    std::optional<CompactText> pass_word;
  };
  Acquired acquired_;
  int ssl_ctx_index_;
  std::optional<std::uint32_t> held_line_;  ///< the command line whose OK waits for TCP

  // Entered for PUB, SUB and UNSUB.
  PooledString topic_;
  PooledString payload_;
  TopicCache subtopics_;
  TopicCache unsubtopics_;
  Subscriptions subscribed_;

  // The operation whose result is due.
  Time limit_ = never;
  std::uint16_t packet_identifier_ = 0;
  std::uint64_t end_position_ = 0;

  mqtt::Session session_;
  RxQueue rx_;
};

}  // namespace atmqtt::cmqtt
