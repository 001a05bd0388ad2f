// What the whole modem costs once it is warm: no allocation per octet, command or message, one
// write per answer, and no buffer while it is idle.

#include "support/counted_allocations.hpp"
#include "support/driven_modem.hpp"

#include <gtest/gtest.h>

namespace atmqtt {
namespace {

using support::count_allocations;
using support::DrivenModem;

class modem_allocation : public testing::Test {
 protected:
  DrivenModem modem_;
};

TEST_F(modem_allocation, none_for_a_command) {
  EXPECT_EQ(count_allocations([&] { modem_.ask(); }), 0U);
}

TEST_F(modem_allocation, none_for_publishing) {
  for (const int qos : {0, 1, 2}) {
    EXPECT_EQ(count_allocations([&] { modem_.publish(qos); }), 0U) << "QoS " << qos;
  }
}

TEST_F(modem_allocation, none_for_a_received_message) {
  for (const int qos : {0, 1, 2}) {
    for (const std::size_t size : {0U, 100U, 10'240U}) {
      const std::string message = DrivenModem::message(qos, size);
      EXPECT_EQ(count_allocations([&] { modem_.receive(message); }), 0U)
          << "QoS " << qos << ", " << size << " octets";
    }
  }
}

TEST_F(modem_allocation, none_for_keep_alive) {
  EXPECT_EQ(count_allocations([&] { modem_.keep_alive(); }), 0U);
}

TEST_F(modem_allocation, an_idle_modem_holds_no_buffer) {
  const std::string payload(10'240, 'x');
  const auto octets_after_messages = [&](std::string_view payload_command, std::size_t size) {
    for (const int qos : {0, 1, 2}) {
      modem_.publish(qos, payload_command, std::string_view(payload).substr(0, size));
      modem_.rest();
      modem_.receive(DrivenModem::message(qos, size));
    }
    modem_.empty_pool();
    return support::live_octets;
  };
  const std::size_t after_small_ones = octets_after_messages("AT+CMQTTPAYLOAD=0,1\r", 1);
  EXPECT_EQ(octets_after_messages("AT+CMQTTPAYLOAD=0,10240\r", 10'240), after_small_ones);
}

TEST_F(modem_allocation, an_answer_is_one_write) {
  std::size_t before = modem_.write_count();
  modem_.ask();
  EXPECT_EQ(modem_.write_count(), before + 1);
  before = modem_.write_count();
  modem_.receive(DrivenModem::message(0, 10'240));
  EXPECT_EQ(modem_.write_count(), before + 1);
  before = modem_.write_count();
  // Two prompts, three times OK, of which the last is there before the server answers, a result.
  modem_.publish(1);
  EXPECT_EQ(modem_.write_count(), before + 6);
}

}  // namespace
}  // namespace atmqtt
