#include "at/v250_commands.hpp"

#include "at/command_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace atmqtt::at {
namespace {

/// A basic command without its number means 0 (V.250 5.3.1).
struct ValueRequest {
  std::optional<int> value;
};

constexpr Range zero_or_one{0, 1};
constexpr Range zero_to_two{0, 2};
constexpr Range zero_to_four{0, 4};

constexpr Parameter<ValueRequest> flag[] = {
    {"value", into<&ValueRequest::value>, zero_or_one, Presence::optional}};
constexpr Parameter<ValueRequest> zero[] = {
    {"value", into<&ValueRequest::value>, Range{0, 0}, Presence::optional}};
constexpr Parameter<ValueRequest> up_to_two[] = {
    {"value", into<&ValueRequest::value>, zero_to_two, Presence::optional}};
constexpr Parameter<ValueRequest> up_to_four[] = {
    {"value", into<&ValueRequest::value>, zero_to_four, Presence::optional}};

Reply set_echo(V250& v250, const ValueRequest& request) {
  v250.registers().echo = request.value.value_or(0) == 1;
  return Reply::ok();
}

Reply set_quiet(V250& v250, const ValueRequest& request) {
  v250.registers().quiet = request.value.value_or(0) == 1;
  return Reply::ok();
}

Reply set_verbose(V250& v250, const ValueRequest& request) {
  v250.registers().verbose = request.value.value_or(0) == 1;
  return Reply::ok();
}

template <unsigned char Registers::*member>
Reply store(V250& v250, const ValueRequest& request) {
  v250.registers().*member = static_cast<unsigned char>(request.value.value_or(0));
  return Reply::ok();
}

constexpr Parameter<ValueRequest> error_levels[] = {{"n", into<&ValueRequest::value>, Range{0, 2}}};

Reply read_cmee(V250& v250, ResponseWriter& writer) {
  writer.information(fmt::format("+CMEE: {}", v250.registers().cmee));
  return Reply::ok();
}

/// There is no call that could be ended.
Reply hang_up(V250&, const ValueRequest&) { return Reply::ok(); }

Reply restore_factory(V250& v250, const ValueRequest&) {
  v250.saved().restore_factory();
  return Reply::ok();
}

Reply restore_saved(V250& v250, const ValueRequest&) {
  v250.saved().restore_saved();
  return Reply::ok();
}

Reply save(V250& v250, const ValueRequest&) { return v250.save(); }

/// A missing value means the default (V.250 5.3.2).
struct SetSRequest {
  int number{};
  std::optional<int> value;
};

constexpr Parameter<SetSRequest> set_s_parameters[] = {
    {"number", into<&SetSRequest::number>},
    {"value", into<&SetSRequest::value>, Range{0, 255}, Presence::optional_or_empty},
};

struct ReadSRequest {
  int number{};
};

constexpr Parameter<ReadSRequest> read_s_parameters[] = {{"number", into<&ReadSRequest::number>}};

/// The place of S<number> in the registers, or s_parameters.size().
std::size_t place_of(int number) {
  const auto found = std::ranges::find(s_parameters, number, &SParameter::number);
  return static_cast<std::size_t>(found - s_parameters.begin());
}

Reply set_s(V250& v250, const SetSRequest& request) {
  const std::size_t place = place_of(request.number);
  if (place == s_parameters.size()) return Reply::error("there is no such S-parameter");
  const int value = request.value.value_or(Registers{}.s[place]);
  if (value > s_parameters[place].high) {
    return Reply::error(fmt::format("S{} goes up to {}", request.number, s_parameters[place].high));
  }
  v250.registers().s[place] = static_cast<unsigned char>(value);
  return Reply::ok();
}

Reply read_s(V250& v250, const ReadSRequest& request) {
  const std::size_t place = place_of(request.number);
  if (place == s_parameters.size()) return Reply::error("there is no such S-parameter");
  // V.250 5.3.2 prints exactly three digits.
  v250.writer().information(fmt::format("{:03}", v250.registers().s[place]));
  return Reply::ok();
}

Reply view_registers(V250& v250, const ValueRequest&) {
  const Registers& r = v250.registers();
  std::string s_texts;
  for (std::size_t i = 0; i < s_parameters.size(); ++i) {
    fmt::format_to(std::back_inserter(s_texts), " S{}: {};", s_parameters[i].number, r.s[i]);
  }
  v250.writer().information(
      fmt::format("&C: {}; &D: {}; E: {:d}; Q: {:d}; V: {:d}; X: {}; CMEE: {};", r.c, r.d, r.echo,
                  r.quiet, r.verbose, r.x, r.cmee));
  v250.writer().information(s_texts.substr(1));
  // The first table is that of the registers.
  for (std::size_t set = 1; set < v250.saved().set_count(); ++set) {
    v250.writer().information(v250.saved().listing(set));
  }
  return Reply::ok();
}

constexpr Command<V250> commands[] = {
    {.name = "E", .source = "V.250 6.2.4", .write = {write_form<flag, set_echo>()}},
    {.name = "Q", .source = "V.250 6.2.5", .write = {write_form<flag, set_quiet>()}},
    {.name = "V", .source = "V.250 6.2.6", .write = {write_form<flag, set_verbose>()}},
    {.name = "X",
     .source = "V.250 6.2.7",
     .write = {write_form<up_to_four, store<&Registers::x>>()}},
    {.name = "&C",
     .source = "V.250 6.2.8",
     .write = {write_form<up_to_two, store<&Registers::c>>()}},
    {.name = "&D",
     .source = "V.250 6.2.9",
     .write = {write_form<up_to_two, store<&Registers::d>>()}},
    {.name = "H", .source = "V.250 6.3.6", .write = {write_form<zero, hang_up>()}},
    {.name = "S=", .source = "V.250 5.3.2", .write = {write_form<set_s_parameters, set_s>()}},
    {.name = "S?", .source = "V.250 5.3.2", .write = {write_form<read_s_parameters, read_s>()}},
    {.name = "Z", .source = "V.250 6.1.1", .write = {write_form<flag, restore_saved>()}},
    {.name = "&F", .source = "V.250 6.1.2", .write = {write_form<zero, restore_factory>()}},
    {.name = "&W", .source = "M76 2", .write = {write_form<zero, save>()}},
    {.name = "&V", .source = "M76 2", .write = {write_form<zero, view_registers>()}},
    {.name = "+CMEE",
     .source = "27.007 9.1",
     .read = read_cmee,
     .has_test = true,
     .write = {write_form<error_levels, store<&Registers::cmee>>()}},
};

static_assert(std::ranges::all_of(commands, write_forms_differ<V250>));

template <std::size_t place>
constexpr SavedSetting<Registers> saved_s(std::string_view key) {
  return {key,
          {0, s_parameters[place].high},
          [](const Registers& registers) { return int{registers.s[place]}; },
          [](Registers& registers, int value) {
            registers.s[place] = static_cast<unsigned char>(value);
          }};
}

constexpr SavedSetting<Registers> saved_rows[] = {
    saved<&Registers::echo>("E", zero_or_one),
    saved<&Registers::quiet>("Q", zero_or_one),
    saved<&Registers::verbose>("V", zero_or_one),
    saved<&Registers::x>("X", zero_to_four),
    saved<&Registers::c>("&C", zero_to_two),
    saved<&Registers::d>("&D", zero_to_two),
    saved<&Registers::cmee>("CMEE", zero_to_two),
    saved_s<0>("S0"),
    saved_s<1>("S3"),
    saved_s<2>("S4"),
    saved_s<3>("S5"),
    saved_s<4>("S7"),
    saved_s<5>("S8"),
    saved_s<6>("S10"),
};

}  // namespace

Reply V250::save() {
  SavedSettings::Values values = saved_.current();
  std::string text = saved_.text_of(values);
  return store_.request({StoreAction::Kind::save_settings, {}, std::move(text)},
                        [this, values](const StoreResult&) { saved_.keep(values); });
}

std::span<const Command<V250>> v250_commands() { return commands; }

std::span<const SavedSetting<Registers>> saved_registers() { return saved_rows; }

}  // namespace atmqtt::at
