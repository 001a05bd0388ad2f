#include "at/command_tables.hpp"
#include "device/commands.hpp"
#include "device/register_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

/// What hosts set for short messages before they come to MQTT. There are no messages; what is set
/// is kept, so that it can be read.
namespace atmqtt::device {
namespace {

using at::into;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Ranges;
using at::Reply;
using at::write_form;

constexpr OneNumber format[] = {{"mode", into_register<1>, Range{0, 1}}};

constexpr Ranges zero_or_two{{0, 0}, {2, 2}};

constexpr Parameter<RegisterRequest<5>> indications[] = {
    {"mode", into_register<5, 0>, Range{0, 2}},
    {"mt", into_register<5, 1>, Range{0, 3}, Presence::optional_or_empty},
    {"bm", into_register<5, 2>, zero_or_two, Presence::optional_or_empty},
    {"ds", into_register<5, 3>, Range{0, 2}, Presence::optional_or_empty},
    {"bfr", into_register<5, 4>, Range{0, 1}, Presence::optional},
};

// -- CSCS

struct CharacterSetRequest {
  std::string_view chset;
};

constexpr std::string_view character_sets[] = {"IRA", "GSM", "UCS2"};

constexpr Parameter<CharacterSetRequest> character_set[] = {
    {"chset", into<&CharacterSetRequest::chset>, "(\"IRA\",\"GSM\",\"UCS2\")"}};

Reply read_character_set(Device& device, at::ResponseWriter& writer) {
  const auto place = static_cast<std::size_t>(device.registers().cscs);
  writer.information(fmt::format("+CSCS: \"{}\"", character_sets[place]));
  return Reply::ok();
}

Reply set_character_set(Device& device, const CharacterSetRequest& request) {
  const auto* found = std::ranges::find_if(character_sets, [&request](std::string_view name) {
    return at::equals_ignoring_case(name, request.chset);
  });
  if (found == std::end(character_sets)) return Reply::error("there is no such character set");
  device.registers().cscs = static_cast<int>(found - character_sets);
  return Reply::ok();
}

constexpr std::string_view cmgf = "+CMGF";
constexpr std::string_view cnmi = "+CNMI";

// clang-format off
constexpr at::Command<Device> commands[] = {
    register_command<cmgf, &Registers::cmgf, format>("27.005 3.2.3"),
    register_command<cnmi, &Registers::cnmi, indications>("27.005 3.4.1"),
    {.name = "+CSCS", .source = "27.007 5.5", .read = read_character_set, .has_test = true,
     .write = {write_form<character_set, set_character_set>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows message_commands() { return commands; }

}  // namespace atmqtt::device
