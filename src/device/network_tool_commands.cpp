#include "at/command_tables.hpp"
#include "base/number_within.hpp"
#include "device/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

/// The commands by which a host looks into the network: names, ping, time.
namespace atmqtt::device {
namespace {

using at::into;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Reply;
using at::write_form;

constexpr Range host_length{1, 255};

// -- CDNSGIP CDNSCFG

struct NameRequest {
  std::string_view host;
};

constexpr Parameter<NameRequest> name[] = {{"domain name",
                                            into<&NameRequest::host>,
                                            host_length,
                                            Presence::required,
                                            {.may_be_bare = true}}};

Reply look_up(Device& device, const NameRequest& request) {
  return device.network_tools().look_up(request.host);
}

struct ServersRequest {
  std::string_view primary;
  std::optional<std::string_view> secondary;
};

constexpr Range address_length{7, 15};

constexpr Parameter<ServersRequest> servers[] = {
    {"pri_dns", into<&ServersRequest::primary>, address_length},
    {"sec_dns", into<&ServersRequest::secondary>, address_length, Presence::optional},
};

/// Four numbers up to 255, separated by dots.
bool is_ipv4(std::string_view text) {
  for (int i = 0; i < 4; ++i) {
    if (i > 0 && (text.empty() || text.front() != '.')) return false;
    if (i > 0) text.remove_prefix(1);
    unsigned char number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  return text.empty();
}

Reply tell_servers(Device& device, at::ResponseWriter& writer) {
  const PacketData& data = device.packet_data();
  writer.information(fmt::format("Primary IPv4 DNS: {},Secondary IPv4 DNS: {}", data.name_server(0),
                                 data.name_server(1)));
  return Reply::ok();
}

Reply set_servers(Device& device, const ServersRequest& request) {
  if (!is_ipv4(request.primary) || (request.secondary && !is_ipv4(*request.secondary))) {
    return Reply::error("a name server is an IPv4 address");
  }
  device.packet_data().set_name_server(0, request.primary);
  if (request.secondary) device.packet_data().set_name_server(1, *request.secondary);
  return Reply::ok();
}

// -- CPING CPINGSTOP

struct PingRequest {
  std::string_view host;
  int address_type{};
  std::optional<int> count, size, interval, wait, ttl;
};

constexpr Parameter<PingRequest> ping[] = {
    {"dest_addr", into<&PingRequest::host>, host_length},
    {"dest_addr_type", into<&PingRequest::address_type>, Range{1, 2}},
    {"num_pings", into<&PingRequest::count>, Range{1, &Settings::ping_count_max},
     Presence::optional_or_empty},
    {"data_packet_size", into<&PingRequest::size>, Range{4, 188}, Presence::optional_or_empty},
    {"interval_time", into<&PingRequest::interval>, Range{1000, 10000},
     Presence::optional_or_empty},
    {"wait_time", into<&PingRequest::wait>, Range{10000, 100000}, Presence::optional_or_empty},
    {"TTL", into<&PingRequest::ttl>, Range{16, 255}, Presence::optional_or_empty},
};

Reply start_ping(Device& device, const PingRequest& request) {
  using std::chrono::milliseconds;
  return device.network_tools().ping(
      {.host = std::string(request.host),
       .version = request.address_type == 1 ? IpVersion::v4 : IpVersion::v6,
       .count = request.count.value_or(4),
       .size = request.size.value_or(64),
       .interval = milliseconds(request.interval.value_or(2000)),
       .wait = milliseconds(request.wait.value_or(10000)),
       .ttl = request.ttl.value_or(255)});
}

Reply stop_ping(Device& device) { return device.network_tools().stop_ping(); }

// -- CNTP

struct TimeServerRequest {
  std::string_view host;
  std::optional<std::string_view> zone;
};

constexpr int zone_max = 96;

constexpr Parameter<TimeServerRequest> time_server[] = {
    {"host", into<&TimeServerRequest::host>, host_length},
    {"timezone", into<&TimeServerRequest::zone>, "(-96-96)", Presence::optional, {.is_bare = true}},
};

Reply tell_time_server(Device& device, at::ResponseWriter& writer) {
  const NetworkTools& tools = device.network_tools();
  writer.information(fmt::format("+CNTP: \"{}\",{}", tools.time_server(), tools.time_zone()));
  return Reply::ok();
}

/// The one number of the module that may have a sign.
Reply set_time_server(Device& device, const TimeServerRequest& request) {
  std::optional<int> zone = device.settings().ntp_zone;
  if (request.zone) {
    std::string_view text = *request.zone;
    if (text.starts_with('+')) text.remove_prefix(1);
    zone = number_within(text, -zone_max, zone_max);
    if (!zone) return Reply::error("timezone must be in (-96-96)");
  }
  device.network_tools().set_time_server(request.host, *zone);
  return Reply::ok();
}

Reply ask_time(Device& device) { return device.network_tools().ask_time(); }

// clang-format off
constexpr at::Command<Device> commands[] = {
    {.name = "+CDNSCFG", .source = "A76", .read = tell_servers, .has_test = true,
     .write = {write_form<servers, set_servers>()}},
    {.name = "+CDNSGIP", .source = "M76 11", .has_test = true,
     .write = {write_form<name, look_up>()}},
    {.name = "+CPING", .source = "M76 11", .has_test = true, .has_later_result = true,
     .write = {write_form<ping, start_ping>()}},
    {.name = "+CPINGSTOP", .source = "M76 11", .execute = stop_ping, .has_test = true},
    {.name = "+CNTP", .source = "M76", .execute = ask_time, .read = tell_time_server,
     .has_test = true, .has_later_result = true,
     .write = {write_form<time_server, set_time_server>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows network_tool_commands() { return commands; }

}  // namespace atmqtt::device
