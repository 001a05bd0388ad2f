#include "at/command_tables.hpp"
#include "device/commands.hpp"
#include "device/register_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::device {
namespace {

using at::into;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Ranges;
using at::Reply;

Reply restart(Device& device) {
  device.power().request(Power::Change::restart);
  return Reply::ok();
}

Reply power_off(Device& device) {
  device.power().request(Power::Change::off);
  return Reply::ok();
}

struct FunctionalityRequest {
  int fun{};
  std::optional<int> rst;
};

constexpr int restart_fun = 6;

constexpr Parameter<FunctionalityRequest> functionality[] = {
    {"fun", into<&FunctionalityRequest::fun>, Ranges{{0, 1}, {4, &Settings::cfun_max}}},
    {"rst", into<&FunctionalityRequest::rst>, Range{0, 1}, Presence::optional},
};

Reply read_functionality(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+CFUN: {}", static_cast<int>(device.radio().functionality())));
  return Reply::ok();
}

/// A reset brings full functionality; from offline mode there is no other way out.
Reply set_functionality(Device& device, const FunctionalityRequest& request) {
  if (request.fun == restart_fun || request.rst == 1) return restart(device);
  if (device.radio().functionality() == Radio::offline) {
    return Reply::cme_error(at::CmeError::operation_not_allowed,
                            "only a reset (AT+CFUN=6) ends the offline mode");
  }
  device.radio().set_functionality(static_cast<Radio::Functionality>(request.fun));
  device.update();
  return Reply::ok().behind_posts(device.settings().cfun_urcs_first);
}

// -- CSCLK CBC CPMUTEMP

constexpr OneNumber sleep_mode[] = {{"n", into_register<1>, Range{0, 1}}};

Reply tell_voltage(Device& device) {
  const int voltage = device.settings().power_voltage;
  device.writer().information(fmt::format("+CBC: {}.{:03}V", voltage / 1000, voltage % 1000));
  return Reply::ok();
}

Reply tell_temperature(Device& device) {
  device.writer().information(fmt::format("+CPMUTEMP: {}", device.settings().power_temperature));
  return Reply::ok();
}

constexpr std::string_view csclk = "+CSCLK";

constexpr at::Command<Device> commands[] = {
    {.name = "+CFUN",
     .source = "27.007 8.2",
     .read = read_functionality,
     .has_test = true,
     .write = {at::write_form<functionality, set_functionality>()}},
    {.name = "+CRESET",
     .source = "M76 2",
     .execute = restart,
     .has_test = true,
     .has_later_result = true},
    {.name = "+CPOF",
     .source = "M76 2",
     .execute = power_off,
     .has_test = true,
     .has_later_result = true},
    register_command<csclk, &Registers::csclk, sleep_mode>("M76 2"),
    {.name = "+CBC", .source = "M76 2", .execute = tell_voltage, .has_test = true},
    {.name = "+CPMUTEMP", .source = "M76 2", .execute = tell_temperature, .has_test = true},
};

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows power_commands() { return commands; }

}  // namespace atmqtt::device
