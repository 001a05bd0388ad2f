#include "cmqtt/server_address.hpp"

#include <algorithm>
#include <charconv>

namespace atmqtt::cmqtt {
namespace {

using Failure = tl::unexpected<std::string_view>;

constexpr std::uint16_t default_port = 1883;

tl::expected<std::uint16_t, std::string_view> parse_port(std::string_view digits) {
  constexpr std::size_t digits_max = 5;
  const auto is_digit = [](char octet) { return octet >= '0' && octet <= '9'; };
  unsigned value = 0;
  if (digits.empty() || digits.size() > digits_max || !std::ranges::all_of(digits, is_digit)) {
    return Failure("the port of the server address is not a number from 1 to 65535");
  }
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (value < 1 || value > 65535) {
    return Failure("the port of the server address is not a number from 1 to 65535");
  }
  return static_cast<std::uint16_t>(value);
}

/// RFC 4291 section 2.2: eight groups of up to four hexadecimal digits, of which one run may be
/// left out as `::`; the last two may be an IPv4 address.
bool is_ipv6(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdefABCDEF";
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  if (has_gap && text.find("::", gap + 1) != std::string_view::npos) return false;
  std::size_t groups = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view group = rest.substr(0, rest.find(':'));
    rest.remove_prefix(group.size());
    const bool is_ipv4 = rest.empty() && group.find('.') != std::string_view::npos;
    const bool is_hex =
        group.size() <= 4 && group.find_first_not_of(digits) == std::string_view::npos;
    if (is_ipv4 ? group.find_first_not_of("0123456789.") != std::string_view::npos : !is_hex) {
      return false;
    }
    if (!group.empty()) groups += is_ipv4 ? 2 : 1;
    if (rest.empty()) break;
    const std::size_t colons = rest.starts_with("::") ? 2 : 1;
    if (colons == 1 && (group.empty() || rest.size() == 1)) return false;
    rest.remove_prefix(colons);
  }
  return has_gap ? groups < 8 : groups == 8;
}

/// What may stand in a host: no delimiter of a URL, no blank, no control octet.
bool is_host_character(char octet) {
  constexpr std::string_view delimiters = "/?#@[]:\"\\";
  const auto value = static_cast<unsigned char>(octet);
  return value > 0x20 && value != 0x7F && delimiters.find(octet) == std::string_view::npos;
}

}  // namespace

tl::expected<ServerAddress, std::string_view> parse_server_address(std::string_view text) {
  constexpr std::string_view scheme = "tcp://";
  if (!text.starts_with(scheme)) return Failure("the server address does not begin with tcp://");
  text.remove_prefix(scheme.size());

  ServerAddress address{{}, default_port};
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos)
      return Failure("a bracket of the server address is not closed");
    address.host = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    // Behind a percent sign stands a zone, the name of an interface.
    const bool is_named = !address.host.empty();
    if (is_named && !is_ipv6(address.host.substr(0, address.host.find('%')))) {
      return Failure("what stands in brackets in the server address is no IPv6 address");
    }
  } else {
    address.host = text.substr(0, text.find(':'));
    text.remove_prefix(address.host.size());
    if (!std::ranges::all_of(address.host, is_host_character)) {
      return Failure("the host of the server address holds a character that no name has");
    }
  }
  if (address.host.empty()) return Failure("the server address names no host");
  if (text.empty()) return address;
  if (text.front() != ':') return Failure("something else than a port follows the host");
  const auto port = parse_port(text.substr(1));
  if (!port) return Failure(port.error());
  address.port = *port;
  return address;
}

}  // namespace atmqtt::cmqtt
