#include "at/command_table.hpp"
#include "device/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

/// The commands of SIMCom's TCP/IP chapter that hosts send around MQTT. Those that would need a
/// socket (+CIPOPEN and others) do not exist and are answered ERROR.
namespace atmqtt::device {
namespace {

using at::into;
using at::keyword;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Ranges;
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

constexpr Ranges cid_range{{1, 24}, {100, 179}};

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

// -- Stored options: CIPMODE CIPRXGET CIPCCFG

struct ModeRequest {
  int mode{};
};

constexpr Parameter<ModeRequest> mode[] = {{"mode", into<&ModeRequest::mode>, Range{0, 1}}};

template <int Sockets::*member, const auto& name>
Reply tell_mode(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("{}: {}", name, device.sockets().*member));
  return Reply::ok();
}

template <int Sockets::*member>
Reply set_mode(Device& device, const ModeRequest& request) {
  device.sockets().*member = request.mode;
  return Reply::ok();
}

struct OptionsRequest {
  std::optional<int> retry_count, delay, ack, err_mode, header_type, async_mode, timeout;
};

constexpr Parameter<OptionsRequest> options[] = {
    {"NmRetry", into<&OptionsRequest::retry_count>, Range{0, 10}, Presence::optional_or_empty},
    {"DelayTm", into<&OptionsRequest::delay>, Range{0, 1000}, Presence::optional_or_empty},
    {"Ack", into<&OptionsRequest::ack>, Range{0, 1}, Presence::optional_or_empty},
    {"errMode", into<&OptionsRequest::err_mode>, Range{0, 1}, Presence::optional_or_empty},
    {"HeaderType", into<&OptionsRequest::header_type>, Range{0, 1}, Presence::optional_or_empty},
    {"AsyncMode", into<&OptionsRequest::async_mode>, Range{0, 1}, Presence::optional_or_empty},
    {"TimeoutVal", into<&OptionsRequest::timeout>, Range{500, 120000}, Presence::optional_or_empty},
};

Reply tell_options(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+CIPCCFG: {}", fmt::join(device.sockets().options, ",")));
  return Reply::ok();
}

Reply set_options(Device& device, const OptionsRequest& request) {
  const std::optional<int> values[] = {request.retry_count, request.delay,       request.ack,
                                       request.err_mode,    request.header_type, request.async_mode,
                                       request.timeout};
  for (std::size_t i = 0; i < std::size(values); ++i) {
    if (values[i]) device.sockets().options[i] = *values[i];
  }
  return Reply::ok();
}

constexpr std::string_view cipmode = "+CIPMODE";
constexpr std::string_view ciprxget = "+CIPRXGET";

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
    {.name = cipmode, .source = "M76 11", .read = tell_mode<&Sockets::mode, cipmode>,
     .has_test = true, .write = {write_form<mode, set_mode<&Sockets::mode>>()}},
    {.name = ciprxget, .source = "M76 11", .read = tell_mode<&Sockets::receive_mode, ciprxget>,
     .has_test = true, .write = {write_form<mode, set_mode<&Sockets::receive_mode>>()}},
    {.name = "+CIPCCFG", .source = "M76 11", .read = tell_options, .has_test = true,
     .write = {write_form<options, set_options>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows socket_commands() { return commands; }

}  // namespace atmqtt::device
