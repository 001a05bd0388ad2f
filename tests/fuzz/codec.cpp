// What is decoded and encoded decodes to the same, and in 3.1.1 it is the same octets.

#include "base/check.hpp"
#include "input.hpp"
#include "mqtt/packet_reader.hpp"
#include "support/recode.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atmqtt {
namespace {

constexpr mqtt::SizeLimits size_limits{.payload_size_max = 1U << 20, .other_size_max = 1U << 20};

/// The packet at the front of some octets, if a whole one stands there.
std::optional<mqtt::RawPacket> frame(std::string_view octets) {
  const auto found = mqtt::find_frame(octets, size_limits);
  if (!found || !*found || (*found)->size > octets.size()) return std::nullopt;
  const mqtt::Frame& frame = **found;
  return mqtt::RawPacket{static_cast<std::uint8_t>(octets[0]),
                         octets.substr(frame.header_size, frame.size - frame.header_size)};
}

void check_packet(const mqtt::RawPacket& packet, mqtt::Version version) {
  const std::string once = support::recode(packet, version);
  if (once.empty()) return;
  const auto again = frame(once);
  CHECK(again);
  CHECK(support::recode(*again, version) == once);
  const bool is_connect_of_3_1 =
      packet.type() == mqtt::PacketType::connect && packet.body.find("MQIsdp") == 2;
  if (version == mqtt::Version::v3_1_1 && !is_connect_of_3_1) {
    CHECK(again->first_octet == packet.first_octet);
    CHECK(again->body == packet.body);
  }
}

}  // namespace
}  // namespace atmqtt

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  const auto packet = frame(fuzz::as_text(data, size));
  if (!packet) return 0;
  check_packet(*packet, mqtt::Version::v3_1);
  check_packet(*packet, mqtt::Version::v3_1_1);
  return 0;
}
