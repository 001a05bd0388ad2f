#include "at/command_tables.hpp"
#include "device/commands.hpp"
#include "device/register_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

/// The registration in the network, and its operator.
namespace atmqtt::device {
namespace {

using at::into;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Reply;
using at::write_form;

// -- CREG CGREG CEREG

constexpr OneNumber report[] = {{"n", into_register<1>, Range{0, 2}}};

template <std::size_t place>
Reply tell_registration(Device& device, at::ResponseWriter& writer) {
  const RegistrationDomain& domain = registration_domains[place];
  writer.information(fmt::format("{}: {},{}", domain.name, device.registers().*domain.reports,
                                 device.network_reports().registration(domain)));
  return Reply::ok();
}

template <std::size_t place>
constexpr at::Command<Device> registration_command(std::string_view source) {
  return {.name = registration_domains[place].name,
          .source = source,
          .read = tell_registration<place>,
          .has_test = true,
          .write = {write_form<report, set_register<registration_domains[place].reports>>()}};
}

// -- COPS

struct OperatorRequest {
  int mode{};
  std::optional<int> format;
  std::optional<std::string_view> oper;
  std::optional<int> act;
};

constexpr Parameter<OperatorRequest> selection[] = {
    {"mode", into<&OperatorRequest::mode>, Range{0, 4}},
    {"format", into<&OperatorRequest::format>, Range{0, 2}, Presence::optional_or_empty},
    {"oper", into<&OperatorRequest::oper>, Range{1, 32}, Presence::optional_or_empty},
    {"AcT", into<&OperatorRequest::act>, Range{0, 9}, Presence::optional},
};

Reply tell_operator(Device& device, at::ResponseWriter& writer) {
  const Radio& radio = device.radio();
  std::string text = fmt::format("+COPS: {}", radio.selection());
  if (radio.is_registered()) {
    const int format = device.operator_format();
    text += fmt::format(",{},\"{}\",{}", format, radio.operator_name(format),
                        radio.access_technology());
  }
  writer.information(text);
  return Reply::ok();
}

/// The one operator there is, as current (2) or as available (1); none where there is no network.
Reply tell_operators(Device& device, at::ResponseWriter& writer) {
  const Radio& radio = device.radio();
  std::string found;
  if (device.settings().radio_registration != RegistrationAnswer::none) {
    found = fmt::format("({},\"{}\",\"{}\",\"{}\",{}),", radio.is_registered() ? 2 : 1,
                        radio.operator_name(0), radio.operator_name(1), radio.operator_name(2),
                        radio.access_technology());
  }
  writer.information(fmt::format("+COPS: {},(0,1,2,3,4),(0,1,2)", found));
  return Reply::ok();
}

Reply select_operator(Device& device, const OperatorRequest& request) {
  enum Mode : unsigned char { automatic, manual, deregister, set_format, manual_automatic };
  const int format = request.format.value_or(device.operator_format());
  const bool is_manual = request.mode == manual || request.mode == manual_automatic;
  if (is_manual && !request.oper) return Reply::error("the operator is missing");
  if (is_manual && !device.radio().select(format, *request.oper)) {
    if (request.mode == manual) {
      return Reply::cme_error(at::CmeError::no_network_service, "there is no such operator");
    }
    device.radio().select_automatically();
  }
  if (request.mode == automatic) device.radio().select_automatically();
  if (request.mode == deregister) device.radio().deregister();
  if (request.format) device.set_operator_format(format);
  device.update();
  return Reply::ok();
}

// clang-format off
constexpr at::Command<Device> commands[] = {
    registration_command<0>("27.007 7.2"),
    registration_command<1>("27.007 10.1.20"),
    registration_command<2>("27.007 10.1.22"),
    {.name = "+COPS", .source = "27.007 7.3", .needs = Device::Needs::sim, .read = tell_operator,
     .test = tell_operators, .write = {write_form<selection, select_operator>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows registration_commands() { return commands; }

}  // namespace atmqtt::device
