#include "at/command_table.hpp"
#include "device/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace atmqtt::device {
namespace {

using at::into;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Reply;

struct ValueRequest {
  std::optional<int> value;
};

constexpr Parameter<ValueRequest> identification[] = {
    {"value", into<&ValueRequest::value>, Range{0, 9}, Presence::optional}};

struct Place {
  std::string_view name;
  std::string DeviceSettings::*value;
};

constexpr Place places[] = {
    {"{manufacturer}", &DeviceSettings::id_manufacturer},
    {"{model}", &DeviceSettings::id_model},
    {"{revision}", &DeviceSettings::id_revision},
    {"{imei}", &DeviceSettings::id_imei},
};

/// A line of id.ati with what its names in braces stand for.
std::string filled(std::string_view line, const DeviceSettings& settings) {
  std::string text(line);
  for (const Place& place : places) {
    const std::size_t found = text.find(place.name);
    if (found != std::string::npos) {
      text.replace(found, place.name.size(), settings.*place.value);
    }
  }
  return text;
}

Reply identify(Device& device, const ValueRequest&) {
  std::string_view lines = device.settings().id_ati;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    device.writer().information(filled(line, device.settings()));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
  }
  return Reply::ok();
}

template <std::string DeviceSettings::*member>
Reply tell(Device& device) {
  device.writer().information(device.settings().*member);
  return Reply::ok();
}

Reply tell_revision(Device& device) {
  device.writer().information(fmt::format("+CGMR: {}", device.settings().id_revision));
  return Reply::ok();
}

constexpr at::Command<Device> commands[] = {
    {.name = "I", .source = "V.250 6.1.3", .write = {at::write_form<identification, identify>()}},
    {.name = "+CGMI", .source = "27.007 5.1", .execute = tell<&DeviceSettings::id_manufacturer>},
    {.name = "+CGMM", .source = "27.007 5.2", .execute = tell<&DeviceSettings::id_model>},
    {.name = "+CGMR", .source = "27.007 5.3", .execute = tell_revision},
    {.name = "+CGSN", .source = "27.007 5.4", .execute = tell<&DeviceSettings::id_imei>},
};

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows identity_commands() { return commands; }

}  // namespace atmqtt::device
