// What a session costs: no allocation per message once warm, little memory when idle.

#include "session_fixture.hpp"
#include "support/counted_allocations.hpp"

namespace atmqtt::mqtt {
namespace {

using support::count_allocations;

class session_allocation : public testing::Test {
 protected:
  session_allocation() {
    session_.link_opened({.clean_session = false, .keep_alive_s = 60, .client_id = "c"}, Time());
    receive(test::octets("20 02 0000"));
    write();
  }

  void write() { session_.sent(session_.output().size(), Time()); }

  void receive(std::string_view octets) {
    while (!octets.empty()) {
      const Event event = session_.receive(octets);
      CHECK(!std::holds_alternative<ProtocolError>(event));
      if (const auto* message = std::get_if<Message>(&event)) session_.acknowledge(*message);
    }
    static_cast<void>(session_.receive(octets));
    write();
  }

  BufferPool pool_;
  test::PacketRecorder recorder_;
  Session session_{pool_, recorder_, 0};
  std::string payload_ = std::string(1000, 'x');
};

TEST_F(session_allocation, none_for_messages_of_ours) {
  EXPECT_EQ(
      count_allocations([&] {
        for (const Qos qos : {Qos::at_most_once, Qos::at_least_once, Qos::exactly_once}) {
          const std::uint16_t identifier =
              session_.publish({.topic = "t", .payload = payload_, .qos = qos}).packet_identifier;
          write();
          if (qos == Qos::at_most_once) continue;
          char puback[] = {0x40, 2, static_cast<char>(identifier >> 8),
                           static_cast<char>(identifier & 0xFF)};
          if (qos == Qos::exactly_once) {
            puback[0] = 0x50;
            receive({puback, sizeof puback});
            puback[0] = 0x70;
          }
          receive({puback, sizeof puback});
        }
      }),
      0u);
  EXPECT_EQ(session_.publications_unfinished(), 0u);
}

TEST_F(session_allocation, none_for_messages_of_the_server) {
  const std::string octets =
      test::octets("30 EB07 0001 't'") + payload_ + test::octets("32 ED07 0001 't' 0007") +
      payload_ + test::octets("34 ED07 0001 't' 0007") + payload_ + test::octets("62 02 0007");
  const std::string_view whole = octets;
  EXPECT_EQ(count_allocations([&] {
              receive(whole);
              receive(whole.substr(0, 500));
              receive(whole.substr(500, 1500));
              receive(whole.substr(2000));
            }),
            0u);
  EXPECT_TRUE(session_.is_connected());
}

TEST_F(session_allocation, none_for_pings) {
  Time now{};
  EXPECT_EQ(count_allocations([&] {
              now = session_.deadline();
              static_cast<void>(session_.on_time(now));
              session_.sent(session_.output().size(), now);
              const char pingresp[] = {static_cast<char>(0xD0), 0};
              std::string_view octets(pingresp, sizeof pingresp);
              static_cast<void>(session_.receive(octets));
            }),
            0u);
}

TEST(session_memory, of_an_idle_session_is_small) {
  // A third of what an idle client may take altogether.
  EXPECT_LE(sizeof(Session), 512u);
}

}  // namespace
}  // namespace atmqtt::mqtt
