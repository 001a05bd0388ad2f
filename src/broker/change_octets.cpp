#include "broker/change_octets.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

namespace atmqtt::broker {
namespace {

template <typename Type, typename Named>
concept Is = std::same_as<std::remove_const_t<Type>, Named>;

// The members of each change: what is written and read. A new kind of change needs its line here.

auto members(Is<SessionBegun> auto& c) { return std::tie(c.session, c.client_id, c.is_kept); }
auto members(Is<SessionEnded> auto& c) { return std::tie(c.session); }
auto members(Is<Subscribed> auto& c) { return std::tie(c.session, c.filter, c.qos); }
auto members(Is<Unsubscribed> auto& c) { return std::tie(c.session, c.filter); }
auto members(Is<Queued> auto& c) { return std::tie(c.session, c.packet); }
auto members(Is<Sent> auto& c) { return std::tie(c.session, c.packet_identifier); }
auto members(Is<Released> auto& c) { return std::tie(c.session, c.packet_identifier); }
auto members(Is<Finished> auto& c) { return std::tie(c.session, c.packet_identifier); }
auto members(Is<Taken> auto& c) { return std::tie(c.session, c.packet_identifier); }
auto members(Is<Forgotten> auto& c) { return std::tie(c.session, c.packet_identifier); }
auto members(Is<Retained> auto& c) { return std::tie(c.topic, c.payload, c.qos); }

template <std::unsigned_integral Number>
void write(std::string& out, Number number) {
  for (std::size_t octet = sizeof number; octet-- > 0;) {
    out += static_cast<char>(number >> 8 * octet & 0xFF);
  }
}
void write(std::string& out, std::string_view text) {
  write(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}
void write(std::string& out, bool flag) { out += flag ? '\1' : '\0'; }
void write(std::string& out, mqtt::Qos qos) { out += static_cast<char>(qos); }

/// Each returns whether the value is one that the member can have. What is missing is seen by the
/// cursor.
template <std::unsigned_integral Number>
bool read(mqtt::OctetCursor& in, Number& number) {
  number = 0;
  for (std::size_t octet = 0; octet < sizeof number; ++octet) {
    number = static_cast<Number>(number << 8 | in.octet());
  }
  return true;
}
bool read(mqtt::OctetCursor& in, std::string_view& text) {
  std::uint32_t size = 0;
  static_cast<void>(read(in, size));
  text = in.octets(size);
  return true;
}
bool read(mqtt::OctetCursor& in, bool& flag) {
  const std::uint8_t octet = in.octet();
  flag = octet == 1;
  return octet <= 1;
}
bool read(mqtt::OctetCursor& in, mqtt::Qos& qos) {
  const std::uint8_t octet = in.octet();
  qos = static_cast<mqtt::Qos>(octet);
  return octet <= 2;
}

template <typename Kind>
std::optional<Change> read_as(mqtt::OctetCursor& in) {
  Kind change;
  const bool is_possible =
      std::apply([&](auto&... each) { return (read(in, each) && ...); }, members(change));
  if (!is_possible || in.is_short()) return std::nullopt;
  return change;
}

using Reader = std::optional<Change> (*)(mqtt::OctetCursor& in);

/// By the place of the kind in Change, which is its name in the octet form.
constexpr auto readers = []<std::size_t... kinds>(std::index_sequence<kinds...>) {
  return std::array<Reader, sizeof...(kinds)>{
      &read_as<std::variant_alternative_t<kinds, Change>>...};
}
(std::make_index_sequence<std::variant_size_v<Change>>());

}  // namespace

void encode(std::string& out, const Change& change) {
  out += static_cast<char>(change.index());
  const auto write_members = [&](const auto& kind) {
    std::apply([&](const auto&... each) { (write(out, each), ...); }, members(kind));
  };
  std::visit(write_members, change);
}

std::optional<Change> decode_change(mqtt::OctetCursor& octets) {
  const std::uint8_t kind = octets.octet();
  if (octets.is_short() || kind >= readers.size()) return std::nullopt;
  return readers[kind](octets);
}

}  // namespace atmqtt::broker
