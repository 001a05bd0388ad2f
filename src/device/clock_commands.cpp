#include "at/command_tables.hpp"
#include "device/commands.hpp"
#include "device/register_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::device {
namespace {

using at::into;
using at::Parameter;
using at::Range;
using at::Reply;

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

constexpr OneNumber onoff[] = {{"onoff", into_register<1>, at::Ranges{{0, 0}, {1, 1}}}};

constexpr std::string_view ctzu = "+CTZU";
constexpr std::string_view ctzr = "+CTZR";

constexpr at::Command<Device> commands[] = {
    {.name = "+CCLK",
     .source = "27.007 8.15",
     .read = read_clock,
     .has_test = true,
     .write = {at::unlisted(at::write_form<clock_time, set_clock>())}},
    register_command<ctzu, &Registers::ctzu, onoff>("27.007 8.40"),
    register_command<ctzr, &Registers::ctzr, onoff>("27.007 8.41"),
};

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows clock_commands() { return commands; }

}  // namespace atmqtt::device
