#include "at/command_table.hpp"
#include "device/device.hpp"

#include <fmt/format.h>

#include <algorithm>

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

Reply identify(Device& device, const ValueRequest&) {
  const DeviceSettings& settings = device.settings();
  device.writer().information(fmt::format("Manufacturer: {}", settings.id_manufacturer));
  device.writer().information(fmt::format("Model: {}", settings.id_model));
  device.writer().information(fmt::format("Revision: {}", settings.id_revision));
  device.writer().information(fmt::format("IMEI: {}", settings.id_imei));
  device.writer().information("+GCAP: +CGSM,+FCLASS,+DS");
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

struct ClockRequest {
  std::string_view time;
};

constexpr Parameter<ClockRequest> clock_time[] = {
    {"time", into<&ClockRequest::time>, Range{17, 20}}};

Reply read_clock(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+CCLK: \"{}\"", device.clock().text()));
  return Reply::ok();
}

Reply set_clock(Device& device, const ClockRequest& request) {
  if (device.clock().set(request.time)) return Reply::ok();
  return Reply::error("the time is not of the form yy/MM/dd,hh:mm:ss+zz, or does not exist");
}

constexpr at::Command<Device> commands[] = {
    {.name = "I", .source = "V.250 6.1.3", .write = {at::write_form<identification, identify>()}},
    {.name = "+CGMI", .source = "27.007 5.1", .execute = tell<&DeviceSettings::id_manufacturer>},
    {.name = "+CGMM", .source = "27.007 5.2", .execute = tell<&DeviceSettings::id_model>},
    {.name = "+CGMR", .source = "27.007 5.3", .execute = tell_revision},
    {.name = "+CGSN", .source = "27.007 5.4", .execute = tell<&DeviceSettings::id_imei>},
    {.name = "+CCLK",
     .source = "27.007 8.15",
     .read = read_clock,
     .has_test = true,
     .write = {at::unlisted(at::write_form<clock_time, set_clock>())}},
};

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

std::span<const at::Command<Device>> device_commands() { return commands; }

}  // namespace atmqtt::device
