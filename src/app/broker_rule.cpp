#include "app/broker_rule.hpp"

#include "sim/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

namespace atmqtt::app {
namespace {

using broker::Deed;
using broker::Occasion;
using broker::Rule;
using mqtt::PacketType;

using Done = tl::expected<void, std::string>;
using ParsedDeed = tl::expected<Deed, std::string>;

constexpr int count_max = 1'000'000'000;

struct Packet {
  std::string_view name;
  PacketType type;
  bool is_received;  ///< a client sends it
  bool is_sent;      ///< the broker sends it
};

constexpr Packet packets[] = {
    {"CONNECT", PacketType::connect, true, false},
    {"CONNACK", PacketType::connack, false, true},
    {"PUBLISH", PacketType::publish, true, true},
    {"PUBACK", PacketType::puback, true, true},
    {"PUBREC", PacketType::pubrec, true, true},
    {"PUBREL", PacketType::pubrel, true, true},
    {"PUBCOMP", PacketType::pubcomp, true, true},
    {"SUBSCRIBE", PacketType::subscribe, true, false},
    {"SUBACK", PacketType::suback, false, true},
    {"UNSUBSCRIBE", PacketType::unsubscribe, true, false},
    {"UNSUBACK", PacketType::unsuback, false, true},
    {"PINGREQ", PacketType::pingreq, true, false},
    {"PINGRESP", PacketType::pingresp, false, true},
    {"DISCONNECT", PacketType::disconnect, true, false},
};

ParsedDeed parse_refuse(std::string_view value) {
  const auto code = sim::parse_number(value, 0, 255);
  if (!code) return tl::unexpected(code.error());
  return broker::Refuse{static_cast<std::uint8_t>(*code)};
}

ParsedDeed parse_session_present(std::string_view value) {
  const auto is_present = sim::parse_number(value, 0, 1);
  if (!is_present) return tl::unexpected(is_present.error());
  return broker::ClaimSession{*is_present == 1};
}

ParsedDeed parse_grant(std::string_view value) {
  auto codes = sim::parse_codes(value);
  if (!codes) return tl::unexpected(codes.error());
  return broker::Grant{std::move(*codes)};
}

template <typename Sent>
ParsedDeed parse_sent(std::string_view value) {
  auto octets = sim::parse_octets(value);
  if (!octets) return tl::unexpected(octets.error());
  if (octets->empty()) return tl::make_unexpected("there are no octets");
  return Sent{std::move(*octets)};
}

template <typename Plain>
ParsedDeed plain(std::string_view) {
  return Plain{};
}

template <broker::End end>
ParsedDeed hang(std::string_view) {
  return broker::Hang{end};
}

/// Where a deed can be done.
enum class Where : unsigned char { at_connect, at_subscribe, sending, anywhere };

/// What may be done, with the name of its value, empty if it takes none.
struct DeedWord {
  std::string_view word;
  std::string_view value;
  Where where;
  ParsedDeed (*parse)(std::string_view value);
  std::string_view text;
};

constexpr DeedWord deeds[] = {
    {"refuse", "CODE", Where::at_connect, parse_refuse, "CONNACK has this return code, 0 to 255"},
    {"session-present", "0|1", Where::at_connect, parse_session_present,
     "CONNACK says so, whatever is kept"},
    {"grant", "CODE[,CODE...]", Where::at_subscribe, parse_grant,
     "SUBACK has these return codes; 128 refuses"},
    {"withhold", "", Where::sending, plain<broker::Withhold>, "the packet is never sent"},
    {"repeat", "", Where::sending, plain<broker::Repeat>, "it is sent twice"},
    {"precede", "HEX", Where::sending, parse_sent<broker::Precede>,
     "these octets are sent before it"},
    {"replace", "HEX", Where::anywhere, parse_sent<broker::Replace>,
     "these octets are sent instead of it, or of an answer to it"},
    {"close", "", Where::anywhere, hang<broker::End::closed>,
     "the connection ends behind it, by FIN"},
    {"reset", "", Where::anywhere, hang<broker::End::reset>, "it ends at once, by RST"},
    {"silent", "", Where::anywhere, plain<broker::FallSilent>,
     "nothing more is answered on this connection"},
};

std::string form_of(const DeedWord& deed) {
  return fmt::format("{}{}{}", deed.word, deed.value.empty() ? "" : "=", deed.value);
}

std::string known_deeds() {
  std::string known;
  for (const DeedWord& deed : deeds) known += fmt::format(" {}", form_of(deed));
  return known;
}

/// The rule while its words are read.
class RuleReader {
 public:
  Done read(std::string_view word) {
    const std::size_t equals = word.find('=');
    const std::string_view key = word.substr(0, equals);
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
    if (key == "received" || key == "sending") return read_occasion(key, value);
    if (key == "client") return read_client(value);
    if (key == "skip") return read_count(key, value, 0, rule_.skip);
    if (key == "count") return read_count(key, value, 1, rule_.count);
    for (const DeedWord& deed : deeds) {
      if (deed.word == key) return read_deed(deed, equals != std::string_view::npos, value);
    }
    return tl::unexpected(
        fmt::format("'{}' is none of received=PACKET sending=PACKET client=ID skip=N count=N{}",
                    word, known_deeds()));
  }

  tl::expected<Rule, std::string> finish(std::string_view text) {
    if (deed_ == nullptr) {
      return tl::unexpected(fmt::format("it does not say what is done: one of{}", known_deeds()));
    }
    if (auto placed = place(); !placed) return tl::unexpected(placed.error());
    rule_.name = text;
    return std::move(rule_);
  }

 private:
  Done read_occasion(std::string_view key, std::string_view name) {
    if (has_occasion_) return tl::make_unexpected("received= and sending= stand once, one of them");
    has_occasion_ = true;
    const bool is_received = key == "received";
    rule_.occasion = is_received ? Occasion::received : Occasion::sending;
    if (name == "any") return {};
    std::string known;
    for (const Packet& packet : packets) {
      if (!(is_received ? packet.is_received : packet.is_sent)) continue;
      if (packet.name == name) {
        rule_.type = packet.type;
        return {};
      }
      known += fmt::format(" {}", packet.name);
    }
    return tl::unexpected(fmt::format("{}={}: must be one of any{}", key, name, known));
  }

  Done read_client(std::string_view pattern) {
    if (pattern.empty())
      return tl::make_unexpected("client=: must be a client id, or begin one and end in *");
    rule_.client_id = pattern;
    return {};
  }

  static Done read_count(std::string_view key, std::string_view value, int low,
                         std::size_t& count) {
    const auto number = sim::parse_number(value, low, count_max);
    if (!number) return tl::unexpected(fmt::format("{}: {}", key, number.error()));
    count = static_cast<std::size_t>(*number);
    return {};
  }

  Done read_deed(const DeedWord& deed, bool has_value, std::string_view value) {
    if (deed_ != nullptr) {
      return tl::unexpected(
          fmt::format("{} and {}: a rule does one thing", deed_->word, deed.word));
    }
    if (has_value == deed.value.empty()) {
      return tl::unexpected(fmt::format("the form is: {}", form_of(deed)));
    }
    auto parsed = deed.parse(value);
    if (!parsed) return tl::unexpected(fmt::format("{}: {}", deed.word, parsed.error()));
    deed_ = &deed;
    rule_.deed = std::move(*parsed);
    return {};
  }

  /// Some deeds are for one occasion only, which need not be named then.
  Done place() {
    switch (deed_->where) {
      case Where::at_connect: return place_at("CONNECT", PacketType::connect);
      case Where::at_subscribe: return place_at("SUBSCRIBE", PacketType::subscribe);
      case Where::sending:
        if (has_occasion_ && rule_.occasion == Occasion::sending) return {};
        return tl::unexpected(fmt::format("{} needs sending=PACKET", deed_->word));
      case Where::anywhere: break;
    }
    if (has_occasion_) return {};
    return tl::unexpected(fmt::format("{} needs received=PACKET or sending=PACKET", deed_->word));
  }

  Done place_at(std::string_view name, PacketType type) {
    if (has_occasion_ && (rule_.occasion != Occasion::received || rule_.type != type)) {
      return tl::unexpected(fmt::format("{} goes with received={} only", deed_->word, name));
    }
    rule_.occasion = Occasion::received;
    rule_.type = type;
    return {};
  }

  Rule rule_;
  const DeedWord* deed_ = nullptr;
  bool has_occasion_ = false;
};

}  // namespace

tl::expected<Rule, std::string> parse_broker_rule(std::string_view text) {
  const auto words = sim::split_words(text);
  if (!words) return tl::unexpected(words.error());
  RuleReader reader;
  for (const sim::Word& word : *words) {
    if (auto read = reader.read(word.text); !read) return tl::unexpected(read.error());
  }
  return reader.finish(text);
}

std::string broker_rule_help() {
  std::string help =
      "A rule is at which packet (received=PACKET or sending=PACKET, or any), towards whom\n"
      "(client=ID, which may end in *), how often (skip=N passes first, then count=N times),\n"
      "and one thing that is done:\n";
  for (const DeedWord& deed : deeds) {
    help += fmt::format("  {:<22} {}\n", form_of(deed), deed.text);
  }
  return help;
}

}  // namespace atmqtt::app
