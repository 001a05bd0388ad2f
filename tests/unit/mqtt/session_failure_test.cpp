// The flows of QoS 1 and 2 in both directions at once, with the link cut behind each single octet.

#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"
#include "mqtt/packet_reader.hpp"
#include "session_fixture.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace atmqtt::mqtt {
namespace {

/// A server with one client and the half of a session that belongs to a server.
class Server {
 public:
  explicit Server(BufferPool& pool) : reader_(pool) {}

  /// A message for the client, sent now and again with each connection until it is finished.
  void publish(std::uint16_t identifier, Qos qos, std::string payload) {
    outgoing_.push_back({identifier, qos, std::move(payload), false});
    send(outgoing_.back(), false);
  }

  void link_closed() {
    reader_.reset();
    out_.clear();
  }

  void lose_session() {
    has_session_ = false;
    received_.clear();
    outgoing_.clear();
  }

  void receive(std::string_view octets) {
    while (!octets.empty()) {
      const auto packet = reader_.read(octets, {1000, 1000});
      ASSERT_TRUE(packet);
      if (*packet) on_packet(**packet);
    }
  }

  std::string& out() { return out_; }
  [[nodiscard]] bool is_quiet() const { return outgoing_.empty() && received_.empty(); }
  [[nodiscard]] int count(const std::string& payload) const {
    const auto found = taken_.find(payload);
    return found == taken_.end() ? 0 : found->second;
  }

 private:
  struct Outgoing {
    std::uint16_t identifier;
    Qos qos;
    std::string payload;
    bool is_released;
  };

  void send(const Outgoing& message, bool dup) {
    if (message.is_released) {
      encode(out_, Pubrel{message.identifier});
    } else {
      encode(out_, Publish{.topic = "s",
                           .payload = message.payload,
                           .qos = message.qos,
                           .dup = dup,
                           .packet_identifier = message.identifier});
    }
  }

  void finish(std::uint16_t identifier) {
    std::erase_if(outgoing_, [&](const Outgoing& each) { return each.identifier == identifier; });
  }

  void on_packet(const RawPacket& raw) {
    const auto identifier = [&] {
      return static_cast<std::uint16_t>(static_cast<unsigned char>(raw.body[0]) << 8 |
                                        static_cast<unsigned char>(raw.body[1]));
    };
    if (raw.type() == PacketType::connect) {
      encode(out_, Connack{has_session_, 0});
      has_session_ = true;
      for (const Outgoing& each : outgoing_) send(each, true);
    } else if (raw.type() == PacketType::publish) {
      on_publish(decode_publish(raw, Version::v3_1_1).value());
    } else if (raw.type() == PacketType::pubrel) {
      received_.erase(identifier());
      encode(out_, Pubcomp{identifier()});
    } else if (raw.type() == PacketType::pubrec) {
      for (Outgoing& each : outgoing_) each.is_released |= each.identifier == identifier();
      encode(out_, Pubrel{identifier()});
    } else {
      finish(identifier());
    }
  }

  void on_publish(const Publish& message) {
    const bool is_once = message.qos == Qos::exactly_once;
    const bool is_new = !is_once || received_.insert(message.packet_identifier).second;
    if (is_new) ++taken_[std::string(message.payload)];
    if (is_once) {
      encode(out_, Pubrec{message.packet_identifier});
    } else {
      encode(out_, Puback{message.packet_identifier});
    }
  }

  PacketReader reader_;
  std::string out_;
  bool has_session_ = false;
  std::set<std::uint16_t> received_;
  std::vector<Outgoing> outgoing_;
  std::map<std::string, int> taken_;
};

/// A session and a server with a link between them that is cut once, when `octets_left` have
/// passed.
class CutLink {
 public:
  CutLink(std::size_t octets_left, bool loses_session)
      : octets_left_(octets_left), loses_session_(loses_session) {}

  /// Plays until nothing moves any more. False when the link was never cut: the flows are shorter.
  bool play() {
    open();
    while (!session_.output().empty() || !server_.out().empty()) {
      pass_to_server();
      pass_to_session();
      if (octets_left_ == 0) cut();
    }
    return is_cut_;
  }

  Server& server() { return server_; }
  Session& session() { return session_; }
  std::vector<std::string> events;

 private:
  void open() { session_.link_opened({.clean_session = false, .client_id = "c"}, Time()); }

  void cut() {
    session_.link_closed();
    server_.link_closed();
    if (loses_session_) server_.lose_session();
    is_cut_ = true;
    octets_left_ = std::string::npos;
    open();
  }

  void pass_to_server() {
    const std::size_t count = std::min(octets_left_, session_.output().size());
    octets_left_ -= count;
    server_.receive(session_.output().substr(0, count));
    session_.sent(count, Time());
  }

  void pass_to_session() {
    const std::size_t count = std::min(octets_left_, server_.out().size());
    octets_left_ -= count;
    const std::string octets = server_.out().substr(0, count);
    server_.out().erase(0, count);
    for (std::string_view rest = octets; !rest.empty();) on_event(session_.receive(rest));
  }

  void on_event(const Event& event) {
    if (std::holds_alternative<Nothing>(event)) return;
    if (std::holds_alternative<Connected>(event)) {
      begin_flows();
    } else if (const auto* message = std::get_if<Message>(&event)) {
      events.push_back("Message " + std::string(message->payload));
      session_.acknowledge(*message);
    } else {
      events.push_back(test::text_of(event));
    }
  }

  void begin_flows() {
    if (has_begun_) return;
    has_begun_ = true;
    for (const char* payload : {"one", "two", "three"}) {
      const Qos qos = payload == std::string_view("one") ? Qos::at_least_once : Qos::exactly_once;
      static_cast<void>(session_.publish({.topic = "c", .payload = payload, .qos = qos}));
    }
    server_.publish(1, Qos::at_least_once, "x");
    server_.publish(2, Qos::exactly_once, "y");
    server_.publish(3, Qos::exactly_once, "z");
  }

  BufferPool pool_;
  test::PacketRecorder recorder_;
  Session session_{pool_, recorder_, 0};
  Server server_{pool_};
  std::size_t octets_left_;
  bool loses_session_;
  bool is_cut_ = false;
  bool has_begun_ = false;
};

TEST(session_failure, delivers_qos_1_at_least_and_qos_2_exactly_once_wherever_the_link_is_cut) {
  std::size_t cut = 1;
  for (bool is_cut = true; is_cut; ++cut) {
    CutLink link(cut, false);
    is_cut = link.play();
    const auto count = [&](const char* event) {
      return std::count(link.events.begin(), link.events.end(), event);
    };
    EXPECT_GE(link.server().count("one"), 1) << cut;
    EXPECT_EQ(link.server().count("two"), 1) << cut;
    EXPECT_EQ(link.server().count("three"), 1) << cut;
    EXPECT_GE(count("Message x"), 1) << cut;
    EXPECT_EQ(count("Message y"), 1) << cut;
    EXPECT_EQ(count("Message z"), 1) << cut;
    for (const char* event : {"Published 1", "Published 2", "Published 3"}) {
      EXPECT_EQ(count(event), 1) << event << ", cut after " << cut;
    }
    EXPECT_EQ(link.session().publications_unfinished(), 0u) << cut;
    EXPECT_TRUE(link.session().is_connected()) << cut;
    EXPECT_TRUE(link.server().is_quiet()) << cut;
  }
  EXPECT_GT(cut, 100u);
}

TEST(session_failure, finishes_everything_when_the_server_loses_the_session) {
  std::size_t cut = 1;
  for (bool is_cut = true; is_cut; ++cut) {
    CutLink link(cut, true);
    is_cut = link.play();
    for (const char* payload : {"one", "two", "three"})
      EXPECT_GE(link.server().count(payload), 1) << cut;
    EXPECT_EQ(link.session().publications_unfinished(), 0u) << cut;
    EXPECT_TRUE(link.session().is_connected()) << cut;
    EXPECT_TRUE(link.server().is_quiet()) << cut;
  }
  EXPECT_GT(cut, 100u);
}

}  // namespace
}  // namespace atmqtt::mqtt
