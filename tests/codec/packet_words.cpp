#include "codec/packet_words.hpp"

#include "mqtt/packet_reader.hpp"

#include <fmt/format.h>

#include <charconv>
#include <deque>
#include <utility>
#include <vector>

namespace atmqtt::codec {
namespace {

using namespace mqtt;

constexpr SizeLimits size_limits{.payload_size_max = remaining_length_max,
                                 .other_size_max = remaining_length_max};

std::string words_of(const Connect& packet) {
  std::string words = fmt::format("connect level={} clean={:d} keepalive={} client={}",
                                  static_cast<int>(packet.version), packet.clean_session,
                                  packet.keep_alive_s, to_hex(packet.client_id));
  if (packet.will) {
    words += fmt::format(" willtopic={} willmessage={} willqos={} willretain={:d}",
                         to_hex(packet.will->topic), to_hex(packet.will->message),
                         static_cast<int>(packet.will->qos), packet.will->retain);
  }
  if (packet.user_name) words += " user=" + to_hex(*packet.user_name);
  if (packet.password) words += " password=" + to_hex(*packet.password);
  return words;
}
std::string words_of(const Connack& packet) {
  return fmt::format("connack present={:d} code={}", packet.session_present, packet.return_code);
}
std::string words_of(const Publish& packet) {
  return fmt::format("publish topic={} payload={} qos={} retain={:d} dup={:d} id={}",
                     to_hex(packet.topic), to_hex(packet.payload), static_cast<int>(packet.qos),
                     packet.retain, packet.dup, packet.packet_identifier);
}
std::string words_of(const Puback& packet) {
  return fmt::format("puback id={}", packet.packet_identifier);
}
std::string words_of(const Pubrec& packet) {
  return fmt::format("pubrec id={}", packet.packet_identifier);
}
std::string words_of(const Pubrel& packet) {
  return fmt::format("pubrel id={}", packet.packet_identifier);
}
std::string words_of(const Pubcomp& packet) {
  return fmt::format("pubcomp id={}", packet.packet_identifier);
}
std::string words_of(const Subscribe& packet) {
  std::string words = fmt::format("subscribe id={} dup={:d}", packet.packet_identifier, packet.dup);
  for (const Subscription& each : packet.subscriptions) {
    words += fmt::format(" filter={} qos={}", to_hex(each.filter), static_cast<int>(each.qos));
  }
  return words;
}
std::string words_of(const Suback& packet) {
  return fmt::format("suback id={} codes={}", packet.packet_identifier,
                     to_hex(packet.return_codes));
}
std::string words_of(const Unsubscribe& packet) {
  std::string words =
      fmt::format("unsubscribe id={} dup={:d}", packet.packet_identifier, packet.dup);
  for (const std::string_view filter : packet.filters) words += " filter=" + to_hex(filter);
  return words;
}
std::string words_of(const Unsuback& packet) {
  return fmt::format("unsuback id={}", packet.packet_identifier);
}
std::string words_of(const Pingreq&) { return "pingreq"; }
std::string words_of(const Pingresp&) { return "pingresp"; }
std::string words_of(const Disconnect&) { return "disconnect"; }

/// The words of one packet, taken apart.
class Words {
 public:
  explicit Words(std::string_view text) {
    while (!text.empty()) {
      const std::string_view word = text.substr(0, text.find(' '));
      text.remove_prefix(std::min(word.size() + 1, text.size()));
      if (type_.empty()) {
        type_ = word;
        continue;
      }
      const std::size_t equals = std::min(word.find('='), word.size());
      fields_.emplace_back(word.substr(0, equals), word.substr(std::min(equals + 1, word.size())));
    }
  }

  [[nodiscard]] std::string_view type() const { return type_; }

  /// The value of the n-th field of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view key,
                                                     std::size_t n = 0) const {
    for (const auto& [name, value] : fields_) {
      if (name == key && n-- == 0) return value;
    }
    return std::nullopt;
  }
  template <class Value>
  [[nodiscard]] Value number(std::string_view key, std::size_t n = 0) const {
    const std::string_view digits = find(key, n).value_or("0");
    unsigned value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return static_cast<Value>(value);
  }
  /// Lives as long as this object.
  [[nodiscard]] std::optional<std::string_view> text(std::string_view key, std::size_t n = 0) {
    const auto digits = find(key, n);
    if (!digits) return std::nullopt;
    return texts_.emplace_back(from_hex(*digits));
  }

 private:
  std::string_view type_;
  std::vector<std::pair<std::string_view, std::string_view>> fields_;
  std::deque<std::string> texts_;
};

template <class Packet>
std::string encoded(const Packet& packet) {
  std::string octets;
  encode(octets, packet);
  return octets;
}

template <class Packet>
std::string encode_acknowledgement(Words& words) {
  return encoded(Packet{words.number<std::uint16_t>("id")});
}

template <class Packet>
std::string encode_empty(Words&) {
  return encoded(Packet{});
}

std::string encode_connect(Words& words) {
  Connect packet{.version = words.number<Version>("level"),
                 .clean_session = words.number<bool>("clean"),
                 .keep_alive_s = words.number<std::uint16_t>("keepalive"),
                 .client_id = words.text("client").value_or("")};
  if (const auto topic = words.text("willtopic")) {
    packet.will = Will{*topic, words.text("willmessage").value_or(""), words.number<Qos>("willqos"),
                       words.number<bool>("willretain")};
  }
  packet.user_name = words.text("user");
  packet.password = words.text("password");
  return encoded(packet);
}

std::string encode_connack(Words& words) {
  return encoded(Connack{words.number<bool>("present"), words.number<std::uint8_t>("code")});
}

std::string encode_publish(Words& words) {
  return encoded(Publish{words.text("topic").value_or(""), words.text("payload").value_or(""),
                         words.number<Qos>("qos"), words.number<bool>("retain"),
                         words.number<bool>("dup"), words.number<std::uint16_t>("id")});
}

std::string encode_subscribe(Words& words) {
  std::vector<Subscription> subscriptions;
  for (std::size_t n = 0; const auto filter = words.text("filter", n); ++n) {
    subscriptions.push_back({*filter, words.number<Qos>("qos", n)});
  }
  return encoded(
      Subscribe{words.number<std::uint16_t>("id"), subscriptions, words.number<bool>("dup")});
}

std::string encode_suback(Words& words) {
  return encoded(Suback{words.number<std::uint16_t>("id"), words.text("codes").value_or("")});
}

std::string encode_unsubscribe(Words& words) {
  std::vector<std::string_view> filters;
  for (std::size_t n = 0; const auto filter = words.text("filter", n); ++n) {
    filters.push_back(*filter);
  }
  return encoded(
      Unsubscribe{words.number<std::uint16_t>("id"), filters, words.number<bool>("dup")});
}

struct Type {
  std::string_view name;
  std::string (*encode)(Words& words);
};

constexpr Type types[] = {
    {"connect", encode_connect},
    {"connack", encode_connack},
    {"publish", encode_publish},
    {"puback", encode_acknowledgement<Puback>},
    {"pubrec", encode_acknowledgement<Pubrec>},
    {"pubrel", encode_acknowledgement<Pubrel>},
    {"pubcomp", encode_acknowledgement<Pubcomp>},
    {"subscribe", encode_subscribe},
    {"suback", encode_suback},
    {"unsubscribe", encode_unsubscribe},
    {"unsuback", encode_acknowledgement<Unsuback>},
    {"pingreq", encode_empty<Pingreq>},
    {"pingresp", encode_empty<Pingresp>},
    {"disconnect", encode_empty<Disconnect>},
};

}  // namespace

std::string to_words(std::string_view octets, Version version) {
  const auto found = find_frame(octets, size_limits);
  if (!found) return fmt::format("malformed {}", found.error().reason);
  if (!*found || (*found)->size > octets.size()) return "malformed incomplete";
  const Frame& frame = **found;
  const RawPacket packet{static_cast<std::uint8_t>(octets[0]),
                         octets.substr(frame.header_size, frame.size - frame.header_size)};
  std::string words;
  const std::string_view reason = support::decode_any(
      packet, version, [&words](const auto& decoded) { words = words_of(decoded); });
  return reason.empty() ? words : fmt::format("malformed {}", reason);
}

std::optional<std::string> to_octets(std::string_view text) {
  Words words(text);
  for (const Type& type : types) {
    if (type.name == words.type()) return type.encode(words);
  }
  return std::nullopt;
}

std::string to_hex(std::string_view octets) {
  std::string digits;
  for (const char octet : octets) {
    digits += fmt::format("{:02x}", static_cast<unsigned char>(octet));
  }
  return digits;
}

std::string from_hex(std::string_view digits) {
  std::string octets;
  for (; digits.size() >= 2; digits.remove_prefix(2)) {
    unsigned value = 0;
    std::from_chars(digits.data(), digits.data() + 2, value, 16);
    octets += static_cast<char>(value);
  }
  return octets;
}

}  // namespace atmqtt::codec
