// Messages of the server: delivery, acknowledgement, exactly once, sizes, texts.

#include "session_fixture.hpp"

#include <algorithm>

namespace atmqtt::mqtt {
namespace {

using test::hex;
using test::v3_1;

class session_message : public test::SessionScenario {};
INSTANTIATE_TEST_SUITE_P(feed, session_message, test::feeds(), test::feed_name);

TEST_P(session_message, qos_0_is_delivered_and_not_acknowledged) {
  connect_clean();
  EXPECT_EQ(receive("30 06 0001 't' 'one' 31 03 0001 'u'"),
            "Message t=one qos 0 id 0, Message u= qos 0 id 0 retain");
  expect_written("");
}

TEST_P(session_message, qos_1_is_acknowledged_by_puback) {
  connect_clean();
  EXPECT_EQ(receive("32 06 0001 't' 0001 'p' 3A 06 0001 't' 0001 'p'"),
            "Message t=p qos 1 id 1, Message t=p qos 1 id 1 dup");
  expect_written("40 02 0001 40 02 0001");
}

TEST_P(session_message, stays_unacknowledged_until_the_owner_has_taken_it) {
  connect_clean();
  acknowledges_ = false;
  EXPECT_EQ(receive("32 06 0001 't' 0001 'p' 34 06 0001 't' 0002 'q'"),
            "Message t=p qos 1 id 1, Message t=q qos 2 id 2");
  expect_written("");
  session_.acknowledge({.qos = Qos::at_least_once, .packet_identifier = 1});
  expect_written("40 02 0001");
  session_.acknowledge({.qos = Qos::exactly_once, .packet_identifier = 2});
  expect_written("50 02 0002");
  session_.acknowledge({.qos = Qos::at_most_once});
  expect_written("");
}

TEST_P(session_message, qos_2_is_delivered_at_publish_and_only_once) {
  connect_clean();
  EXPECT_EQ(receive("34 06 0001 't' 0007 'p'"), "Message t=p qos 2 id 7");
  expect_written("50 02 0007");
  EXPECT_EQ(receive("3C 06 0001 't' 0007 'p'"), "");
  expect_written("50 02 0007");
  EXPECT_EQ(receive("62 02 0007"), "");
  expect_written("70 02 0007");
  EXPECT_EQ(receive("34 06 0001 't' 0007 'q'"), "Message t=q qos 2 id 7");
  expect_written("50 02 0007");
}

TEST_P(session_message, answers_an_unknown_pubrel) {
  connect_clean();
  EXPECT_EQ(receive("62 02 0007 62 02 FFFF"), "");
  expect_written("70 02 0007 70 02 FFFF");
}

TEST_P(session_message, remembers_qos_2_identifiers_over_links_of_a_kept_session) {
  connect_kept();
  EXPECT_EQ(receive("34 06 0001 't' 0007 'p'"), "Message t=p qos 2 id 7");
  session_.link_closed();
  connect_kept("20 02 0100");
  EXPECT_EQ(receive("3C 06 0001 't' 0007 'p'"), "");
  expect_written("50 02 0007");
  EXPECT_EQ(receive("62 02 0007"), "");
  expect_written("70 02 0007");
}

TEST_P(session_message, delivers_again_what_was_not_acknowledged) {
  connect_kept();
  acknowledges_ = false;
  EXPECT_EQ(receive("34 06 0001 't' 0007 'p'"), "Message t=p qos 2 id 7");
  session_.link_closed();
  session_.acknowledge({.qos = Qos::exactly_once, .packet_identifier = 7});
  connect_kept("20 02 0100");
  EXPECT_EQ(receive("3C 06 0001 't' 0007 'p'"), "Message t=p qos 2 id 7 dup");
}

TEST_P(session_message, forgets_qos_2_identifiers_when_the_session_is_not_present) {
  connect_kept();
  EXPECT_EQ(receive("34 06 0001 't' 0007 'p'"), "Message t=p qos 2 id 7");
  session_.link_closed();
  connect_kept("20 02 0000");
  EXPECT_EQ(receive("34 06 0001 't' 0007 'q'"), "Message t=q qos 2 id 7");
}

TEST_P(session_message, forgets_qos_2_identifiers_with_a_clean_session) {
  connect_clean();
  EXPECT_EQ(receive("34 06 0001 't' 0007 'p'"), "Message t=p qos 2 id 7");
  session_.link_closed();
  connect_clean();
  EXPECT_EQ(receive("34 06 0001 't' 0007 'q'"), "Message t=q qos 2 id 7");
}

TEST_P(session_message, is_delivered_whole_up_to_the_size_limit) {
  session_.set_options({.payload_size_max = 10});
  connect_clean();
  EXPECT_EQ(receive("30 0D 0001 't' '0123456789' D0 00"), "Message t=0123456789 qos 0 id 0");
  EXPECT_EQ(receive("30 0E 0001 't' '0123456789A' D0 00"), "Oversized t 11");
  EXPECT_EQ(receive("30 03 0001 't'"), "Message t= qos 0 id 0");
}

TEST_P(session_message, above_the_size_limit_is_acknowledged_and_not_delivered) {
  session_.set_options({.payload_size_max = 2});
  connect_clean();
  EXPECT_EQ(receive("32 08 0001 't' 0005 'abc'"), "Oversized t 3");
  expect_written("40 02 0005");
  EXPECT_EQ(receive("34 08 0001 't' 0006 'abc'"), "Oversized t 3");
  expect_written("50 02 0006");
  EXPECT_EQ(receive("3C 08 0001 't' 0006 'abc'"), "");
  expect_written("50 02 0006");
  EXPECT_EQ(receive("62 02 0006"), "");
  expect_written("70 02 0006");
}

TEST_P(session_message, with_a_topic_that_is_no_utf8_string_ends_the_link) {
  for (const char* packet :
       {"30 03 0001 FF", "30 03 0001 00", "30 05 0003 EDA080", "30 04 0002 C080"}) {
    connect_clean();
    EXPECT_EQ(receive(packet), "ProtocolError a topic that is not a UTF-8 string [MQTT-1.5.3-1]")
        << packet;
    session_.link_closed();
  }
}

TEST_P(session_message, with_a_binary_topic_is_delivered_without_the_check) {
  session_.set_options({.check_utf8 = false});
  connect_clean();
  EXPECT_EQ(receive("30 06 0002 FF61 'xy'"),
            "Message \xFF"
            "a=xy qos 0 id 0");
  EXPECT_EQ(receive("30 03 0001 '#'").substr(0, 13), "ProtocolError");
}

TEST_P(session_message, with_an_empty_topic_or_a_wildcard_ends_the_link) {
  for (const char* packet : {"30 02 0000", "30 03 0001 '+'", "30 05 0003 'a/#'"}) {
    for (const Version version : {v3_1, Version::v3_1_1}) {
      connect({.version = version, .client_id = "c"});
      EXPECT_EQ(receive(packet).substr(0, 13), "ProtocolError") << packet;
      session_.link_closed();
    }
  }
}

TEST_P(session_message, of_10240_octets_of_all_values_is_delivered_exactly) {
  std::string payload;
  for (std::size_t i = 0; i < 10'240; ++i) payload += static_cast<char>(i & 0xFF);
  connect_clean();
  EXPECT_EQ(receive("30 8350 0001 't'" + hex(payload)), "Message t=" + payload + " qos 0 id 0");
}

TEST(session_memory, stays_bounded_by_what_is_kept_of_an_oversized_message) {
  BufferPool pool;
  test::PacketRecorder recorder;
  Session session(pool, recorder, 0);
  session.set_options({.payload_size_max = 1000});
  session.link_opened({.client_id = "c"}, Time());
  std::string octets = test::octets("20 02 0000 34 FFFFFF7F 0001 't' 0001");
  std::string_view rest = octets;
  EXPECT_EQ(test::text_of(session.receive(rest)), "Connected");
  EXPECT_EQ(test::text_of(session.receive(rest)), "Nothing");
  const std::size_t payload_size = remaining_length_max - 5;
  const std::string block(1 << 20, 'x');
  Event event;
  for (std::size_t left = payload_size; left > 0;) {
    rest = std::string_view(block).substr(0, std::min(left, block.size()));
    left -= rest.size();
    event = session.receive(rest);
    ASSERT_EQ(rest.size(), 0u);
    ASSERT_EQ(std::holds_alternative<Nothing>(event), left > 0);
  }
  EXPECT_EQ(test::text_of(event), "Oversized t " + std::to_string(payload_size));
  session.link_closed();
  EXPECT_LE(pool.take()->capacity(), 2000u);
}

}  // namespace
}  // namespace atmqtt::mqtt
