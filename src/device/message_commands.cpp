#include "at/command_table.hpp"
#include "device/commands.hpp"

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

// -- CMGF

struct FormatRequest {
  int mode{};
};

constexpr Parameter<FormatRequest> format[] = {{"mode", into<&FormatRequest::mode>, Range{0, 1}}};

Reply read_format(Device& device, at::ResponseWriter& writer) {
  writer.information(fmt::format("+CMGF: {}", device.registers().cmgf));
  return Reply::ok();
}

Reply set_format(Device& device, const FormatRequest& request) {
  device.registers().cmgf = request.mode;
  return Reply::ok();
}

// -- CNMI

struct IndicationRequest {
  int mode{};
  std::optional<int> mt, bm, ds, bfr;
};

constexpr Ranges zero_or_two{{0, 0}, {2, 2}};

constexpr Parameter<IndicationRequest> indications[] = {
    {"mode", into<&IndicationRequest::mode>, Range{0, 2}},
    {"mt", into<&IndicationRequest::mt>, Range{0, 3}, Presence::optional_or_empty},
    {"bm", into<&IndicationRequest::bm>, zero_or_two, Presence::optional_or_empty},
    {"ds", into<&IndicationRequest::ds>, Range{0, 2}, Presence::optional_or_empty},
    {"bfr", into<&IndicationRequest::bfr>, Range{0, 1}, Presence::optional},
};

Reply read_indications(Device& device, at::ResponseWriter& writer) {
  const auto& cnmi = device.registers().cnmi;
  writer.information(fmt::format("+CNMI: {}", fmt::join(cnmi, ",")));
  return Reply::ok();
}

/// What is not written stays.
Reply set_indications(Device& device, const IndicationRequest& request) {
  auto& cnmi = device.registers().cnmi;
  cnmi = {request.mode, request.mt.value_or(cnmi[1]), request.bm.value_or(cnmi[2]),
          request.ds.value_or(cnmi[3]), request.bfr.value_or(cnmi[4])};
  return Reply::ok();
}

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

// clang-format off
constexpr at::Command<Device> commands[] = {
    {.name = "+CMGF", .source = "27.005 3.2.3", .read = read_format, .has_test = true,
     .write = {write_form<format, set_format>()}},
    {.name = "+CNMI", .source = "27.005 3.4.1", .read = read_indications, .has_test = true,
     .write = {write_form<indications, set_indications>()}},
    {.name = "+CSCS", .source = "27.007 5.5", .read = read_character_set, .has_test = true,
     .write = {write_form<character_set, set_character_set>()}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Device>));

}  // namespace

CommandRows message_commands() { return commands; }

}  // namespace atmqtt::device
