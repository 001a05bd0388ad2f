#include "scenario/broken_session.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <random>
#include <string>

namespace atmqtt::scenario {
namespace {

using Kind = Damage::Kind;

constexpr std::array versions = {3, 4};

/// What a session without damage sends.
std::size_t octet_count() {
  BrokenSession session(4, sim::unlimited, {});
  session.play();
  return session.octet_count();
}

/// A session with this damage, whole and in pieces of one octet. Returns what the host was told.
std::vector<std::string> play_both_ways(int version, Damage damage) {
  BrokenSession whole(version, sim::unlimited, damage);
  BrokenSession cut(version, 1, damage);
  std::vector<std::string> told;
  for (BrokenSession* session : {&whole, &cut}) {
    session->play();
    session->recover();
    EXPECT_EQ(session->problem(), "");
  }
  EXPECT_EQ(whole.host().transcript(), cut.host().transcript());
  return whole.host().announced();
}

/// The lines behind the session are those of recover().
std::vector<std::string> beginning_of(const std::vector<std::string>& told, std::size_t count) {
  return {told.begin(), told.begin() + static_cast<std::ptrdiff_t>(std::min(count, told.size()))};
}

TEST(broken_session, succeeds_without_damage) {
  for (const int version : versions) {
    SCOPED_TRACE(version);
    const auto told = play_both_ways(version, {});
    const std::vector<std::string> expected = {
        "+CMQTTSTART: 0", "+CMQTTCONNECT: 0,0", "+CMQTTSUB: 0,0", "message a",       "message b",
        "message c",      "+CMQTTPUB: 0,0",     "+CMQTTPUB: 0,0", "+CMQTTUNSUB: 0,0"};
    EXPECT_EQ(beginning_of(told, expected.size()), expected);
  }
}

class broken_session_at_each_octet : public testing::TestWithParam<Kind> {};

TEST_P(broken_session_at_each_octet, ends_as_documented) {
  ASSERT_GT(octet_count(), 0U);
  for (const int version : versions) {
    for (std::size_t position = 0; position < octet_count(); ++position) {
      SCOPED_TRACE(fmt::format("MQTT {}, octet {}", version, position));
      const Damage damage{GetParam(), position};
      const auto told = play_both_ways(version, damage);
      const auto expected = BrokenSession::documented_end(damage);
      EXPECT_EQ(beginning_of(told, expected.size()), expected);
      if (HasFailure()) return;
    }
  }
}

std::string name_of_kind(const testing::TestParamInfo<Kind>& info) {
  constexpr std::array names = {"none",     "close",    "reset",  "silence",
                                "replaced", "inserted", "flipped"};
  return names.at(static_cast<std::size_t>(info.param));
}

INSTANTIATE_TEST_SUITE_P(each, broken_session_at_each_octet,
                         testing::Values(Kind::close, Kind::reset, Kind::silence), name_of_kind);

/// Octets that mean something at some place, or nothing at all.
/// With flip, the bits to flip.
constexpr std::array<std::uint8_t, 16> values = {0x00, 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x30,
                                                 0x40, 0x62, 0x7F, 0x80, 0x81, 0xD0, 0xFE, 0xFF};

class broken_session_with_octets : public testing::TestWithParam<Kind> {};

TEST_P(broken_session_with_octets, ends_in_documented_results_and_recovers) {
  const std::size_t count = octet_count();
  ASSERT_GT(count, 0U);
  for (const int version : versions) {
    for (std::size_t position = 0; position < count; ++position) {
      for (const std::uint8_t value : values) {
        SCOPED_TRACE(fmt::format("MQTT {}, octet {}, value {:02X}", version, position, value));
        play_both_ways(version, {GetParam(), position, value});
        if (HasFailure()) return;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(each, broken_session_with_octets,
                         testing::Values(Kind::replace, Kind::insert, Kind::flip), name_of_kind);

/// Random octets of which many are the beginning of a packet.
std::string random_octets(std::mt19937& random) {
  constexpr std::string_view heads =
      "\x20\x02\x90\x03\x30\x05\x32\x34\x62\x40\x50\x70\xB0\xD0\x00\x01";
  const std::size_t size = 1 + random() % 64;
  std::string octets;
  while (octets.size() < size) {
    const bool is_plausible = random() % 2 == 0;
    octets += is_plausible ? heads[random() % heads.size()] : static_cast<char>(random() & 0xFF);
  }
  return octets;
}

TEST(broken_session, survives_random_octets_at_each_of_its_moments) {
  constexpr std::array ends = {Kind::none, Kind::close, Kind::reset};
  constexpr unsigned seed_count = 600;
  for (unsigned seed = 0; seed < seed_count; ++seed) {
    std::mt19937 random(seed);
    const int version = versions.at(random() % versions.size());
    const std::size_t packets = random() % 11;
    const std::string octets = random_octets(random);
    const Kind end = ends[random() % ends.size()];
    SCOPED_TRACE(fmt::format("seed {}: {} behind {} packets of MQTT {}", seed, escape(octets),
                             packets, version));
    std::string transcripts[2];
    for (const std::size_t piece_size : {sim::unlimited, std::size_t{1}}) {
      BrokenSession session(version, piece_size, {});
      session.play_packets(packets);
      session.send_instead(octets, end);
      session.recover();
      EXPECT_EQ(session.problem(), "");
      transcripts[piece_size == 1] = session.host().transcript();
    }
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace atmqtt::scenario
