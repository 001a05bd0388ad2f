#include "fleet/received_message.hpp"

#include "sim/rx_group.hpp"

#include <gtest/gtest.h>

namespace atmqtt::fleet {
namespace {

using Kind = GroupRead::Kind;

TEST(fleet_received_message, is_read_however_it_is_cut) {
  const std::string payload = "\r\n+CMQTTRXEND: 0\r\n" + std::string(40, '\0');
  for (const sim::RxChunks& chunks :
       {sim::RxChunks{1, 1}, sim::RxChunks{3, 7}, sim::RxChunks{99, 99}}) {
    const std::string group = sim::rx_group(1, "a/topic", payload, chunks);
    ReceivedMessage message;
    const GroupRead read = read_rx_group(group + "\r\nOK\r\n", message);
    EXPECT_EQ(read.kind, Kind::complete);
    EXPECT_EQ(read.size, group.size());
    EXPECT_EQ(message.client, 1);
    EXPECT_EQ(message.topic, "a/topic");
    EXPECT_EQ(message.payload, payload);
    for (std::size_t size = 0; size < group.size(); ++size) {
      EXPECT_EQ(read_rx_group(std::string_view(group).substr(0, size), message).kind,
                Kind::incomplete)
          << size;
    }
  }
}

TEST(fleet_received_message, may_be_empty) {
  ReceivedMessage message;
  const std::string group = sim::rx_group(0, "t", "", {.topic = 9, .payload = 9});
  EXPECT_EQ(read_rx_group(group, message).size, group.size());
  EXPECT_EQ(message.payload, "");
}

TEST(fleet_received_message, is_different_from_what_contradicts_itself) {
  ReceivedMessage message;
  for (const char* output :
       {"\r\nOK\r\n", "x", "\r\n+CMQTTRXSTART: x",
        "\r\n+CMQTTRXSTART: 0,1,0\r\n+CMQTTRXTOPIC: 1,1\r\n",
        "\r\n+CMQTTRXSTART: 0,1,0\r\n+CMQTTRXTOPIC: 0,2\r\n",
        "\r\n+CMQTTRXSTART: 0,1,0\r\n+CMQTTRXTOPIC: 0,0\r\n",
        "\r\n+CMQTTRXSTART: 0,1,0\r\n+CMQTTRXTOPIC: 0,1\r\na\r\n+CMQTTRXEND: 1\r\n"}) {
    EXPECT_EQ(read_rx_group(output, message).kind, Kind::different) << output;
  }
}

}  // namespace
}  // namespace atmqtt::fleet
