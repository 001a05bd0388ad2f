#pragma once

#include "mqtt/session.hpp"
#include "octets.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atmqtt::mqtt::test {

/// Remembers the packets that a session traces, each with an arrow.
class PacketRecorder : public Observer {
 public:
  [[nodiscard]] bool is_tracing() const override { return is_tracing_; }
  void on_line(Direction, std::string_view) override {}
  void on_packet(int client, Direction direction, std::string_view text) override {
    packets.push_back(std::to_string(client) + (direction == Direction::sent ? " > " : " < ") +
                      std::string(text));
  }
  void on_why(std::string_view) override {}

  std::vector<std::string> packets;
  bool is_tracing_ = false;
};

/// An event as a word and its values.
struct EventText {
  std::string operator()(const Nothing&) const { return "Nothing"; }
  std::string operator()(const Connected& e) const {
    return e.session_present ? "Connected, session present" : "Connected";
  }
  std::string operator()(const Refused& e) const {
    return "Refused " + std::to_string(e.return_code);
  }
  std::string operator()(const Message& e) const {
    return "Message " + std::string(e.topic) + "=" + std::string(e.payload) + " qos " +
           std::to_string(static_cast<int>(e.qos)) + " id " + std::to_string(e.packet_identifier) +
           (e.retain ? " retain" : "") + (e.dup ? " dup" : "");
  }
  std::string operator()(const Oversized& e) const {
    return "Oversized " + std::string(e.topic) + " " + std::to_string(e.payload_size);
  }
  std::string operator()(const Published& e) const {
    return "Published " + std::to_string(e.packet_identifier);
  }
  std::string operator()(const Subscribed& e) const {
    return "Subscribed " + std::to_string(e.packet_identifier) + ": " + hex(e.return_codes);
  }
  std::string operator()(const Unsubscribed& e) const {
    return "Unsubscribed " + std::to_string(e.packet_identifier);
  }
  std::string operator()(const ProtocolError& e) const {
    return "ProtocolError " + std::string(e.reason);
  }
  std::string operator()(const PingUnsent&) const { return "PingUnsent"; }
  std::string operator()(const PingUnanswered&) const { return "PingUnanswered"; }
};

inline std::string text_of(const Event& event) { return std::visit(EventText(), event); }

inline constexpr Version v3_1 = Version::v3_1;
inline constexpr Version v3_1_1 = Version::v3_1_1;

/// A session and the script of a server: a scenario hands it the server's octets and compares the
/// events and the octets that come out. The parameter is the size of the pieces in which octets
/// arrive, so that each scenario is also a test of the feeds.
class SessionScenario : public testing::TestWithParam<std::size_t> {
 protected:
  static Time at(int second) { return Time() + std::chrono::seconds(second); }

  /// Hands in the server's octets, acknowledges messages at once unless told otherwise, and returns
  /// the events, Nothing left out, one behind the other.
  std::string receive(std::string_view text) {
    const std::string all = octets(text);
    std::string events;
    for (std::string_view rest = all; !rest.empty();) {
      std::string_view piece = rest.substr(0, GetParam());
      rest.remove_prefix(piece.size());
      while (!piece.empty()) add_event(events, session_.receive(piece));
    }
    std::string_view none;
    EXPECT_EQ(text_of(session_.receive(none)), "Nothing");
    return events;
  }

  /// All octets to the server since the last time, in hexadecimal; they are written at `now_`.
  std::string written() {
    const std::string out = hex(session_.output());
    session_.sent(session_.output().size(), now_);
    return out;
  }

  void expect_written(std::string_view text) { EXPECT_EQ(written(), hex(octets(text))); }

  /// A link whose CONNECT has been answered by `connack`.
  void connect(const ConnectOptions& options, std::string_view connack = "20 02 0000") {
    session_.link_opened(options, now_);
    static_cast<void>(written());
    EXPECT_EQ(receive(connack).substr(0, 9), "Connected");
  }

  void connect_clean() { connect({.clean_session = true, .client_id = "c"}); }
  void connect_kept(std::string_view connack = "20 02 0000") {
    connect({.clean_session = false, .client_id = "c"}, connack);
  }

  std::uint16_t publish(Qos qos, std::string_view payload = "p") {
    return session_.publish({.topic = "t", .payload = payload, .qos = qos}).packet_identifier;
  }

  BufferPool pool_;
  PacketRecorder recorder_;
  Session session_{pool_, recorder_, 1};
  Time now_{};
  bool acknowledges_ = true;

 private:
  void add_event(std::string& events, const Event& event) {
    if (std::holds_alternative<Nothing>(event)) return;
    if (!events.empty()) events += ", ";
    events += text_of(event);
    if (const auto* message = std::get_if<Message>(&event); message != nullptr && acknowledges_) {
      session_.acknowledge(*message);
    }
  }
};

/// The feeds: octet by octet, in threes, whole.
inline auto feeds() {
  return testing::Values(std::size_t{1}, std::size_t{3}, std::numeric_limits<std::size_t>::max());
}

inline std::string feed_name(const testing::TestParamInfo<std::size_t>& info) {
  return info.param > 3 ? "whole" : "pieces_of_" + std::to_string(info.param);
}

}  // namespace atmqtt::mqtt::test
