#include "at/command_tables.hpp"
#include "device/commands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::device {
namespace {

using at::into;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Reply;

Reply read_pin(Device& device, at::ResponseWriter& writer) {
  const SimState state = device.sim().state();
  if (text_of(state).empty()) {
    const at::CmeError error = error_of(state);
    return Reply::cme_error(error, std::string(text_of(error)));
  }
  writer.information(fmt::format("+CPIN: {}", text_of(state)));
  return Reply::ok();
}

struct PinRequest {
  std::string_view pin;
  std::optional<std::string_view> newpin;
};

constexpr Range pin_length{4, 8};

constexpr Parameter<PinRequest> pin[] = {
    {"pin",
     into<&PinRequest::pin>,
     pin_length,
     Presence::required,
     {.may_be_bare = true, .is_secret = true}},
    {"newpin",
     into<&PinRequest::newpin>,
     pin_length,
     Presence::optional,
     {.may_be_bare = true, .is_secret = true}},
};

Reply enter_pin(Device& device, const PinRequest& request) {
  Sim& sim = device.sim();
  bool is_right = false;
  if (sim.state() == SimState::pin) {
    is_right = sim.enter_pin(request.pin);
  } else if (sim.state() == SimState::puk && request.newpin) {
    is_right = sim.enter_puk(request.pin, *request.newpin);
  } else {
    return Reply::cme_error(at::CmeError::operation_not_allowed, "the SIM does not wait for this");
  }
  device.update();
  if (is_right) return Reply::ok();
  return Reply::cme_error(at::CmeError::incorrect_password, "it is not the one in the settings");
}

Reply tell_imsi(Device& device) {
  device.writer().information(device.identity().imsi());
  return Reply::ok();
}

Reply tell_iccid(Device& device) {
  device.writer().information(fmt::format("+ICCID: {}", device.identity().iccid()));
  return Reply::ok();
}

Reply tell_ccid(Device& device) {
  device.writer().information(fmt::format("+CCID: {}", device.identity().iccid()));
  return Reply::ok();
}

constexpr at::Command<Device> commands[] = {
    {.name = "+CPIN",
     .source = "27.007 8.3",
     .read = read_pin,
     .has_test = true,
     .write = {at::unlisted(at::write_form<pin, enter_pin>())}},
    {.name = "+CIMI",
     .source = "27.007 5.6",
     .needs = Device::Needs::sim,
     .execute = tell_imsi,
     .has_test = true},
    {.name = "+CICCID",
     .source = "M76 4",
     .needs = Device::Needs::card,
     .execute = tell_iccid,
     .has_test = true},
    {.name = "+CCID",
     .source = "hosts",
     .needs = Device::Needs::card,
     .execute = tell_ccid,
     .has_test = true},
};

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows sim_commands() { return commands; }

}  // namespace atmqtt::device
