#include "at/command_table.hpp"
#include "device/commands.hpp"

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

// -- CTZU CTZR

struct FlagRequest {
  int onoff{};
};

constexpr Parameter<FlagRequest> onoff[] = {
    {"onoff", into<&FlagRequest::onoff>, at::Ranges{{0, 0}, {1, 1}}}};

template <bool NetworkTime::*member, const auto& name>
Reply tell_flag(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("{}: {:d}", name, device.network_time().*member));
  return Reply::ok();
}

template <bool NetworkTime::*member>
Reply set_flag(Device& device, const FlagRequest& request) {
  device.network_time().*member = request.onoff == 1;
  return Reply::ok();
}

constexpr std::string_view ctzu = "+CTZU";
constexpr std::string_view ctzr = "+CTZR";

constexpr at::Command<Device> commands[] = {
    {.name = "+CCLK",
     .source = "27.007 8.15",
     .read = read_clock,
     .has_test = true,
     .write = {at::unlisted(at::write_form<clock_time, set_clock>())}},
    {.name = ctzu,
     .source = "27.007 8.40",
     .read = tell_flag<&NetworkTime::sets_clock, ctzu>,
     .has_test = true,
     .write = {at::write_form<onoff, set_flag<&NetworkTime::sets_clock>>()}},
    {.name = ctzr,
     .source = "27.007 8.41",
     .read = tell_flag<&NetworkTime::reports_zone, ctzr>,
     .has_test = true,
     .write = {at::write_form<onoff, set_flag<&NetworkTime::reports_zone>>()}},
};

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows clock_commands() { return commands; }

}  // namespace atmqtt::device
