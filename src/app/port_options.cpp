#include "app/port_options.hpp"

#include "base/check.hpp"
#include "base/number_within.hpp"
#include "io/host_port.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace atmqtt::app {
namespace {

using ParsedPort = tl::expected<PortOptions, std::string>;

tl::unexpected<std::string> refusal(std::string text) {
  return tl::unexpected<std::string>(std::move(text));
}

using Value = std::optional<std::string_view>;

ParsedPort parse_pty(Value value) {
  if (!value) return PtyOptions{};
  if (value->empty()) return refusal("must be the LINK to the terminal, or have no value");
  return PtyOptions{std::string(*value)};
}

/// Splits from the end, because the name of a device may hold colons.
ParsedPort parse_serial(Value written) {
  std::string_view value = written.value_or("");
  SerialOptions options;
  if (constexpr std::string_view suffix = ":rtscts"; value.ends_with(suffix)) {
    options.flow_control = io::FlowControl::rts_cts;
    value.remove_suffix(suffix.size());
  }
  const std::size_t colon = value.rfind(':');
  const bool has_baud =
      colon != std::string_view::npos && value.find('/', colon) == std::string_view::npos;
  if (has_baud) {
    const auto baud = number_within(value.substr(colon + 1), io::baud_min, io::baud_max);
    if (!baud) {
      return refusal("must be DEVICE[:BAUD[:rtscts]] with BAUD " + std::to_string(io::baud_min) +
                     " to " + std::to_string(io::baud_max));
    }
    options.baud = *baud;
    value = value.substr(0, colon);
  } else if (options.flow_control == io::FlowControl::rts_cts) {
    return refusal("must have a BAUD before :rtscts, as in /dev/ttyUSB0:115200:rtscts");
  }
  if (value.empty()) return refusal("must be DEVICE[:BAUD[:rtscts]], as in /dev/ttyUSB0:115200");
  options.device = value;
  return options;
}

/// A port alone, with or without a colon, leaves the host at its default.
ParsedPort parse_tcp(Value written) {
  const std::string_view value = written.value_or("");
  TcpOptions options;
  const bool is_port_alone = value.find_first_not_of("0123456789") == std::string_view::npos;
  const auto parsed =
      io::parse_host_port(is_port_alone ? ":" + std::string(value) : std::string(value));
  if (!parsed || !parsed->port) {
    return refusal("must be HOST:PORT with PORT 0 to 65535, as in 127.0.0.1:0 or [::1]:7000");
  }
  if (!parsed->host.empty()) options.host = parsed->host;
  options.port = *parsed->port;
  return options;
}

ParsedPort parse_unix(Value value) {
  if (!value || value->empty()) return refusal("must be the PATH of a socket");
  return UnixOptions{std::string(*value)};
}

ParsedPort parse_stdio(Value value) {
  if (value) return refusal("takes no value");
  return StdioOptions{};
}

constexpr ParsedPort (*parsers[])(Value) = {parse_pty, parse_serial, parse_tcp, parse_unix,
                                            parse_stdio};
static_assert(std::size(parsers) == std::size(port_names));

/// What of a port there is only one of; nothing for any pty and for any free port.
struct Place {
  using Text = std::optional<std::string>;
  Text operator()(const PtyOptions& pty) const {
    return pty.link.empty() ? Text() : Text("=" + pty.link);
  }
  Text operator()(const SerialOptions& serial) const { return " " + serial.device; }
  Text operator()(const TcpOptions& tcp) const {
    return tcp.port == 0 ? Text() : Text(" " + tcp.host + ":" + std::to_string(tcp.port));
  }
  Text operator()(const UnixOptions& unix_socket) const { return " " + unix_socket.path; }
  Text operator()(const StdioOptions&) const { return ""; }
};

}  // namespace

tl::expected<PortOptions, std::string> parse_port(std::string_view name,
                                                  std::optional<std::string_view> value) {
  const auto* const found = std::find(std::begin(port_names), std::end(port_names), name);
  CHECK(found != std::end(port_names));
  return parsers[found - std::begin(port_names)](value);
}

std::optional<std::string> name_of(const PortOptions& port) {
  std::optional<std::string> place = std::visit(Place(), port);
  if (place) place->insert(0, "--" + std::string(port_names[port.index()]));
  return place;
}

}  // namespace atmqtt::app
