// Octets that nobody would send: nothing may crash, and how they are cut may make no difference.

#include "mqtt/encode.hpp"
#include "session_fixture.hpp"

#include <random>

namespace atmqtt::mqtt {
namespace {

class Octets {
 public:
  explicit Octets(unsigned seed) : random_(seed) {}

  unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

  std::string garbage(std::size_t size) {
    std::string out;
    while (out.size() < size) out += static_cast<char>(below(256));
    return out;
  }

  /// CONNACK and packets as a server sends them, a few octets of them changed.
  std::string conversation() {
    std::string out;
    encode(out, Connack{below(2) == 0, 0});
    for (unsigned count = below(30); count > 0; --count) append_packet(out);
    if (below(2) == 0) {
      for (unsigned count = below(3); count > 0; --count) {
        out[below(static_cast<unsigned>(out.size()))] = static_cast<char>(below(256));
      }
    }
    return out;
  }

 private:
  void append_packet(std::string& out) {
    const auto identifier = static_cast<std::uint16_t>(1 + below(6));
    switch (below(9)) {
      case 0: return encode(out, Puback{identifier});
      case 1: return encode(out, Pubrec{identifier});
      case 2: return encode(out, Pubrel{identifier});
      case 3: return encode(out, Pubcomp{identifier});
      case 4: return encode(out, Suback{identifier, std::string_view("\0\x80", 1 + below(2))});
      case 5: return encode(out, Unsuback{identifier});
      case 6: return encode(out, Pingresp{});
      default: return append_publish(out, identifier);
    }
  }

  void append_publish(std::string& out, std::uint16_t identifier) {
    const auto qos = static_cast<Qos>(below(3));
    encode(out, Publish{.topic = "a/b",
                        .payload = garbage(below(40)),
                        .qos = qos,
                        .retain = below(2) == 0,
                        .dup = qos != Qos::at_most_once && below(2) == 0,
                        .packet_identifier = identifier});
  }

  std::mt19937 random_;
};

/// What a session with some requests in flight makes of the octets: its events and its output.
std::string play(std::string_view octets, Octets* random, std::size_t piece_size) {
  BufferPool pool;
  test::PacketRecorder recorder;
  recorder.is_tracing_ = true;
  Session session(pool, recorder, 0);
  session.set_options({.payload_size_max = 20});
  session.link_opened({.clean_session = false, .keep_alive_s = 1, .client_id = "c"}, Time());
  std::string result;
  while (!octets.empty()) {
    const std::size_t size = random != nullptr ? 1 + random->below(12) : piece_size;
    std::string_view piece = octets.substr(0, size);
    octets.remove_prefix(piece.size());
    while (!piece.empty()) {
      const Event event = session.receive(piece);
      if (std::holds_alternative<Nothing>(event)) continue;
      result += test::text_of(event) + '\n';
      if (const auto* message = std::get_if<Message>(&event)) session.acknowledge(*message);
      if (!std::holds_alternative<Connected>(event)) continue;
      const Subscription subscriptions[] = {{"a", Qos::at_most_once}};
      const std::string_view filters[] = {"a"};
      for (const Qos qos : {Qos::at_least_once, Qos::exactly_once, Qos::exactly_once}) {
        static_cast<void>(session.publish({.topic = "t", .payload = "p", .qos = qos}));
      }
      static_cast<void>(session.subscribe(subscriptions, false));
      static_cast<void>(session.unsubscribe(filters, false));
    }
  }
  for (const std::string& packet : recorder.packets) result += packet + '\n';
  return result + test::hex(session.output());
}

void expect_no_difference(const std::string& all, Octets& random) {
  const std::string whole = play(all, nullptr, all.size());
  ASSERT_EQ(play(all, nullptr, 1), whole) << test::hex(all);
  ASSERT_EQ(play(all, &random, 0), whole) << test::hex(all);
}

TEST(session_random, survives_garbage) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    Octets random(seed);
    expect_no_difference(random.garbage(1 + random.below(60)), random);
    expect_no_difference(test::octets("20 02 0000") + random.garbage(1 + random.below(60)), random);
  }
}

TEST(session_random, makes_the_same_of_a_conversation_however_it_is_cut) {
  int protocol_errors = 0;
  int messages = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    Octets random(seed);
    const std::string all = random.conversation();
    expect_no_difference(all, random);
    const std::string result = play(all, nullptr, all.size());
    protocol_errors += result.find("ProtocolError") != std::string::npos;
    messages += result.find("Message") != std::string::npos;
  }
  // Neither kind of conversation is rare, or the test would show little.
  EXPECT_GT(protocol_errors, 200);
  EXPECT_GT(messages, 200);
}

}  // namespace
}  // namespace atmqtt::mqtt
