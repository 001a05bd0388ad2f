#include "at/command_tables.hpp"
#include "device/cids.hpp"
#include "device/commands.hpp"
#include "device/register_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

/// The commands of SIMCom's TCP/IP chapter that hosts send around MQTT. Those that would need a
/// socket (+CIPOPEN and others) do not exist and are answered ERROR.
namespace atmqtt::device {
namespace {

using at::into;
using at::keyword;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Reply;
using at::write_form;

/// <err> of +NETOPEN and +NETCLOSE.
enum class NetErr : unsigned char { success = 0, network_failure = 1, not_opened = 2 };

Reply refuse(Device& device, std::string_view text) {
  device.writer().information(fmt::format("+IP ERROR: {}", text));
  return Reply::error(std::string(text));
}

void post_result(Device& device, std::string_view name, NetErr err) {
  device.line().post_result(fmt::format("{}: {}", name, static_cast<int>(err)));
}

// -- NETOPEN NETCLOSE IPADDR

Reply open_network(Device& device) {
  if (device.sockets().is_open()) return refuse(device, "Network is already opened");
  const bool is_open = device.sockets().open();
  post_result(device, "+NETOPEN", is_open ? NetErr::success : NetErr::network_failure);
  return Reply::ok();
}

Reply tell_network(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+NETOPEN: {:d}", device.sockets().is_open()));
  return Reply::ok();
}

Reply close_network(Device& device) {
  if (!device.sockets().is_open()) {
    return Reply::error("the network is not opened").with(static_cast<int>(NetErr::not_opened));
  }
  device.sockets().close();
  post_result(device, "+NETCLOSE", NetErr::success);
  return Reply::ok();
}

Reply tell_address(Device& device) {
  if (!device.sockets().is_open()) return refuse(device, "Network not opened");
  const PacketData& data = device.packet_data();
  device.writer().information(
      fmt::format("+IPADDR: {}", data.address(*data.find(data.connection_cid()))));
  return Reply::ok();
}

// -- Which context: CSOCKSETPN CIPCFG

struct ContextRequest {
  int cid{};
  std::optional<int> reserved;
};

constexpr Parameter<ContextRequest> context[] = {
    {"profile_number", into<&ContextRequest::cid>, cid_range},
    {"reserved",
     into<&ContextRequest::reserved>,
     Range{0, 1},
     Presence::optional,
     {.is_unlisted = true}},
};

constexpr Parameter<ContextRequest> cid_option[] = {{"cid", into<&ContextRequest::cid>, cid_range}};

Reply tell_context(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+CSOCKSETPN: {}", device.packet_data().connection_cid()));
  return Reply::ok();
}

Reply set_context(Device& device, const ContextRequest& request) {
  PacketData& data = device.packet_data();
  if (data.find(request.cid) == nullptr) {
    return Reply::error(fmt::format("context {} is not defined", request.cid));
  }
  if (request.cid != data.connection_cid() && data.is_open()) {
    return Reply::error("the data connection is in use");
  }
  data.set_connection_cid(request.cid);
  return Reply::ok();
}

// -- Stored options: CIPMODE CIPSENDMODE CIPRXGET CIPCCFG CIPTIMEOUT

constexpr OneNumber mode[] = {{"mode", into_register<1>, Range{0, 1}}};

constexpr Parameter<RegisterRequest<7>> options[] = {
    {"NmRetry", into_register<7, 0>, Range{0, 10}, Presence::optional_or_empty},
    {"DelayTm", into_register<7, 1>, Range{0, 1000}, Presence::optional_or_empty},
    {"Ack", into_register<7, 2>, Range{0, 1}, Presence::optional_or_empty},
    {"errMode", into_register<7, 3>, Range{0, 1}, Presence::optional_or_empty},
    {"HeaderType", into_register<7, 4>, Range{0, 1}, Presence::optional_or_empty},
    {"AsyncMode", into_register<7, 5>, Range{0, 1}, Presence::optional_or_empty},
    {"TimeoutVal", into_register<7, 6>, Range{500, 120000}, Presence::optional_or_empty},
};

constexpr Range limit_range{0, 120000};

/// Hosts send a fourth limit, of which nothing is known.
constexpr Parameter<RegisterRequest<3>> limits[] = {
    {"netopen_timeout", into_register<3, 0>, limit_range, Presence::optional_or_empty},
    {"cipopen_timeout", into_register<3, 1>, limit_range, Presence::optional_or_empty},
    {"cipsend_timeout", into_register<3, 2>, limit_range, Presence::optional_or_empty},
    {"reserved",
     {.put_number = [](RegisterRequest<3>&, int) {}},
     limit_range,
     Presence::optional,
     {.is_unlisted = true}},
};

constexpr std::string_view cipmode = "+CIPMODE";
constexpr std::string_view cipsendmode = "+CIPSENDMODE";
constexpr std::string_view ciptimeout = "+CIPTIMEOUT";
constexpr std::string_view ciprxget = "+CIPRXGET";
constexpr std::string_view cipccfg = "+CIPCCFG";

// clang-format off
constexpr at::Command<Device> commands[] = {
    {.name = "+NETOPEN", .source = "M76 11", .execute = open_network, .read = tell_network,
     .has_test = true, .has_later_result = true},
    {.name = "+NETCLOSE", .source = "M76 11", .execute = close_network, .has_test = true,
     .has_later_result = true},
    {.name = "+IPADDR", .source = "M76 11", .execute = tell_address, .has_test = true},
    {.name = "+CSOCKSETPN", .source = "M76 11", .read = tell_context, .has_test = true,
     .write = {write_form<context, set_context>()}},
    {.name = "+CIPCFG", .source = "A76", .write = {keyword("CID", write_form<cid_option, set_context>())}},
    register_command<cipmode, &Registers::cipmode, mode>("M76 11"),
    register_command<cipsendmode, &Registers::cipsendmode, mode>("hosts"),
    register_command<ciprxget, &Registers::ciprxget, mode>("M76 11"),
    register_command<cipccfg, &Registers::cipccfg, options>("M76 11"),
    register_command<ciptimeout, &Registers::ciptimeout, limits>("hosts"),
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows socket_commands() { return commands; }

}  // namespace atmqtt::device
