#include "mqtt/packet_reader.hpp"

#include "octets.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace atmqtt::mqtt {
namespace {

using test::hex;
using test::octets;

constexpr SizeLimits limits{10, 20};

/// All packets of some octets, handed in in pieces of `piece_size`, as text; the last word is
/// "malformed" or "rest" when an incomplete packet stays.
std::vector<std::string> read_all(std::string_view all, std::size_t piece_size) {
  BufferPool pool;
  PacketReader reader(pool);
  std::vector<std::string> found;
  while (!all.empty()) {
    std::string_view piece = all.substr(0, piece_size);
    all.remove_prefix(piece.size());
    while (!piece.empty()) {
      const auto packet = reader.read(piece, limits);
      if (!packet) {
        found.push_back("malformed");
        return found;
      }
      if (!*packet) continue;
      found.push_back(hex({reinterpret_cast<const char*>(&(*packet)->first_octet), 1}) + "| " +
                      hex((*packet)->body) + "+" + std::to_string((*packet)->skipped_size));
    }
  }
  return found;
}

void expect_packets(std::string_view text, const std::vector<std::string>& packets) {
  const std::string all = octets(text);
  for (const std::size_t piece_size :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, all.size()}) {
    EXPECT_EQ(read_all(all, piece_size), packets) << text << " in pieces of " << piece_size;
  }
}

TEST(packet_reader, cuts_packets_however_they_arrive) {
  expect_packets("D0 00 40 02 0001 30 05 0001 'a' 'xy' D0 00",
                 {"D0 | +0", "40 | 00 01 +0", "30 | 00 01 61 78 79 +0", "D0 | +0"});
}

TEST(packet_reader, keeps_a_tail_that_is_no_whole_packet) {
  expect_packets("D0 00 40 02 00", {"D0 | +0"});
  expect_packets("D0 00 30 80", {"D0 | +0"});
}

TEST(packet_reader, takes_one_packet_at_a_time) {
  BufferPool pool;
  PacketReader reader(pool);
  const std::string all = octets("D0 00 40 02 0001 D0");
  std::string_view rest = all;
  ASSERT_TRUE(reader.read(rest, limits).value().has_value());
  EXPECT_EQ(hex(rest), "40 02 00 01 D0 ");
  ASSERT_TRUE(reader.read(rest, limits).value().has_value());
  EXPECT_EQ(hex(rest), "D0 ");
  EXPECT_FALSE(reader.read(rest, limits).value().has_value());
  EXPECT_EQ(hex(rest), "");
}

TEST(packet_reader, returns_views_of_a_packet_that_is_handed_in_whole) {
  BufferPool pool;
  PacketReader reader(pool);
  const std::string all = octets("30 05 0001 'a' 'xy'");
  std::string_view rest = all;
  const auto packet = reader.read(rest, limits).value();
  EXPECT_EQ(packet->body.data(), all.data() + 2);
}

TEST(packet_reader, refuses_a_remaining_length_of_five_octets) {
  expect_packets("D0 00 30 FFFFFFFF", {"D0 | +0", "malformed"});
  expect_packets("30 8080808001", {"malformed"});
}

TEST(packet_reader, finds_frames_at_the_ends_of_each_size_of_remaining_length) {
  struct Case {
    const char* octets;
    std::size_t header_size, size;
  };
  const SizeLimits no_limits{remaining_length_max, remaining_length_max};
  for (const Case& each : {Case{"30 00", 2, 2}, Case{"30 7F", 2, 129}, Case{"30 8001", 3, 131},
                           Case{"30 FF7F", 3, 16'386}, Case{"30 808001", 4, 16'388},
                           Case{"30 FFFF7F", 4, 2'097'155}, Case{"30 80808001", 5, 2'097'157},
                           Case{"30 FFFFFF7F", 5, 268'435'460}, Case{"30 80808000", 5, 5}}) {
    const auto frame = find_frame(octets(each.octets), no_limits);
    ASSERT_TRUE(frame && *frame) << each.octets;
    EXPECT_EQ((*frame)->header_size, each.header_size) << each.octets;
    EXPECT_EQ((*frame)->size, each.size) << each.octets;
    EXPECT_EQ((*frame)->kept_size, each.size) << each.octets;
  }
}

TEST(packet_reader, refuses_reserved_packet_types) {
  expect_packets("00 00", {"malformed"});
  expect_packets("F0 00", {"malformed"});
}

TEST(packet_reader, refuses_another_size_than_the_fixed_one_at_the_header) {
  for (const char* packet : {"20 01", "20 03", "40 00", "40 03", "50 03", "62 01", "70 8010",
                             "B0 03", "C0 01", "D0 01", "E0 01", "D0 FFFFFF7F"}) {
    expect_packets(packet, {"malformed"});
  }
}

TEST(packet_reader, refuses_a_packet_above_the_limit_at_the_header) {
  expect_packets("90 15", {"malformed"});
  expect_packets("90 14", {});
  expect_packets("10 15", {"malformed"});
  expect_packets("82 15", {"malformed"});
  expect_packets("A2 15", {"malformed"});
}

TEST(packet_reader, skips_a_payload_above_the_limit) {
  expect_packets("30 0D 0001 'a' '0123456789' D0 00",
                 {"30 | 00 01 61 30 31 32 33 34 35 36 37 38 39 +0", "D0 | +0"});
  expect_packets("30 0E 0001 'a' '0123456789x' D0 00", {"30 | 00 01 61 +11", "D0 | +0"});
  expect_packets("32 0F 0001 'a' 0007 '0123456789' D0 00",
                 {"32 | 00 01 61 00 07 30 31 32 33 34 35 36 37 38 39 +0", "D0 | +0"});
  expect_packets("32 10 0001 'a' 0007 '0123456789x' D0 00", {"32 | 00 01 61 00 07 +11", "D0 | +0"});
}

TEST(packet_reader, leaves_a_topic_longer_than_its_packet_to_the_decoder) {
  expect_packets("30 0E FFFF '0123456789xy' D0 00",
                 {"30 | FF FF 30 31 32 33 34 35 36 37 38 39 78 79 +0", "D0 | +0"});
}

TEST(packet_reader, forgets_a_partial_packet_when_reset) {
  BufferPool pool;
  PacketReader reader(pool);
  const std::string partial = octets("30 05 0001");
  std::string_view rest = partial;
  EXPECT_FALSE(reader.read(rest, limits).value().has_value());
  reader.reset();
  const std::string whole = octets("D0 00");
  rest = whole;
  EXPECT_EQ(reader.read(rest, limits).value(), (RawPacket{0xD0, ""}));
}

TEST(packet_reader, gives_its_buffer_back_with_the_next_call) {
  BufferPool pool;
  pool.give(std::make_unique<std::string>(100, 'x'));
  PacketReader reader(pool);
  for (const char* piece : {"30 05 0001", "'axy'"}) {
    const std::string piece_octets = octets(piece);
    std::string_view rest = piece_octets;
    EXPECT_TRUE(reader.read(rest, limits));
    EXPECT_TRUE(rest.empty());
  }
  EXPECT_LT(pool.take()->capacity(), 100u);
  std::string_view nothing;
  EXPECT_FALSE(reader.read(nothing, limits).value().has_value());
  EXPECT_GE(pool.take()->capacity(), 100u);
}

}  // namespace
}  // namespace atmqtt::mqtt
