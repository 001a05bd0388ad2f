#include "at/command_tables.hpp"
#include "device/commands.hpp"
#include "device/lines.hpp"

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

using Value = std::string (*)(const Device& device);

template <std::string DeviceSettings::*member>
std::string of_settings(const Device& device) {
  return device.settings().*member;
}

std::string imei_of(const Device& device) { return device.identity().imei(); }

constexpr Value manufacturer = of_settings<&DeviceSettings::id_manufacturer>;
constexpr Value model = of_settings<&DeviceSettings::id_model>;
constexpr Value revision = of_settings<&DeviceSettings::id_revision>;

struct Place {
  std::string_view name;
  Value value;
};

constexpr Place places[] = {
    {"{manufacturer}", manufacturer},
    {"{model}", model},
    {"{revision}", revision},
    {"{imei}", imei_of},
};

/// A line of id.ati with what its names in braces stand for.
std::string filled(std::string_view line, const Device& device) {
  std::string text(line);
  for (const Place& place : places) {
    const std::size_t found = text.find(place.name);
    if (found != std::string::npos) {
      text.replace(found, place.name.size(), place.value(device));
    }
  }
  return text;
}

Reply identify(Device& device, std::string_view lines) {
  for_each_line(lines, [&device](std::string_view line) {
    device.writer().information(filled(line, device));
  });
  return Reply::ok();
}

Reply tell_ati(Device& device, const ValueRequest&) {
  return identify(device, device.settings().id_ati);
}

Reply tell_simcomati(Device& device) {
  const DeviceSettings& settings = device.settings();
  return identify(device, settings.id_simcomati.empty() ? settings.id_ati : settings.id_simcomati);
}

template <Value value>
Reply tell(Device& device) {
  device.writer().information(value(device));
  return Reply::ok();
}

constexpr std::string_view cgmr = "+CGMR";
constexpr std::string_view gmr = "+GMR";

template <const std::string_view& name>
Reply tell_revision(Device& device) {
  device.writer().information(fmt::format("{}: {}", name, revision(device)));
  return Reply::ok();
}

Reply tell_simei(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+SIMEI: {}", imei_of(device)));
  return Reply::ok();
}

// clang-format off
constexpr at::Command<Device> commands[] = {
    {.name = "I", .source = "V.250 6.1.3",
     .write = {at::write_form<identification, tell_ati>()}},
    {.name = "+SIMCOMATI", .source = "M76 2", .execute = tell_simcomati, .has_test = true},
    {.name = "+CGMI", .source = "27.007 5.1",
     .execute = tell<manufacturer>, .has_test = true},
    {.name = "+CGMM", .source = "27.007 5.2",
     .execute = tell<model>, .has_test = true},
    {.name = "+CGMR", .source = "27.007 5.3", .execute = tell_revision<cgmr>, .has_test = true},
    {.name = "+CGSN", .source = "27.007 5.4",
     .execute = tell<imei_of>, .has_test = true},
    {.name = "+GMI", .source = "V.250 6.1.4",
     .execute = tell<manufacturer>, .has_test = true},
    {.name = "+GMM", .source = "V.250 6.1.5",
     .execute = tell<model>, .has_test = true},
    {.name = "+GMR", .source = "V.250 6.1.6", .execute = tell_revision<gmr>, .has_test = true},
    {.name = "+GSN", .source = "V.250 6.1.7",
     .execute = tell<imei_of>, .has_test = true},
    {.name = "+SIMEI", .source = "M76 2", .read = tell_simei, .has_test = true},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows identity_commands() { return commands; }

}  // namespace atmqtt::device
