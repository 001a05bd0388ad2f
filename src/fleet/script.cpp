#include "fleet/script.hpp"

#include "sim/dialogue_header.hpp"
#include "sim/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <utility>

namespace atmqtt::fleet {
namespace {

constexpr Duration patience_default = std::chrono::seconds(10);
constexpr int passes_max = 1'000'000'000;

using What = decltype(Step::what);
using ParsedStep = tl::expected<What, std::string>;

struct CommandName {
  std::string_view beginning;
  ClientCommand command;
};

constexpr CommandName command_names[] = {{"AT+CMQTTCONNECT=", ClientCommand::connect},
                                         {"AT+CMQTTPUB=", ClientCommand::publish},
                                         {"AT+CMQTTDISC=", ClientCommand::disconnect}};

bool begins_with(std::string_view text, std::string_view upper_case) {
  const auto upper = [](char each) {
    return each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each;
  };
  return text.size() >= upper_case.size() &&
         std::ranges::equal(text.substr(0, upper_case.size()), upper_case, {}, upper);
}

ParsedStep make_send(std::string_view octets) {
  auto text = Text::parse(octets, Text::Use::sent);
  if (!text) return tl::unexpected(std::move(text.error()));
  Send send{std::move(*text)};
  for (const CommandName& name : command_names) {
    if (!begins_with(octets, name.beginning)) continue;
    const std::string_view client = octets.substr(name.beginning.size(), 1);
    if (client != "0" && client != "1") {
      return tl::make_unexpected("the client of this command must stand there, as 0 or 1");
    }
    send.command = name.command;
    send.client = client.front() - '0';
  }
  return send;
}

ParsedStep adapt(sim::TypeLine&& typed) { return make_send(typed.text + "\r"); }
ParsedStep adapt(sim::EnterData&& data) { return make_send(data.octets); }
ParsedStep adapt(sim::TypeOctets&& typed) { return make_send(typed.octets); }
ParsedStep adapt(sim::ExpectOutput&& output) { return Expect{std::move(output.pattern)}; }

ParsedStep adapt(sim::ExpectMessage&& message) {
  auto topic = Text::parse(message.topic, Text::Use::expected);
  if (!topic) return tl::unexpected(std::move(topic.error()));
  auto payload = Text::parse(message.payload, Text::Use::expected);
  if (!payload) return tl::unexpected(std::move(payload.error()));
  return Receive{message.client, std::move(*topic), std::move(*payload)};
}

ParsedStep adapt(sim::ExpectPacket&&) {
  return tl::make_unexpected("what a server receives is not seen by a fleet");
}

ParsedStep adapt(sim::ExpectEcho&&) { return tl::make_unexpected("the echo is off in a fleet"); }

ParsedStep adapt(sim::WorldAction&&) {
  return tl::make_unexpected("there is only ! wait, ! repeat and ! end");
}

ParsedStep parse_wait(std::string_view text) {
  const std::size_t dots = text.find("..");
  const auto low = sim::parse_duration(text.substr(0, dots));
  if (!low) return tl::unexpected(low.error());
  if (dots == std::string_view::npos) return Wait{*low, *low};
  const auto high = sim::parse_duration(text.substr(dots + 2));
  if (!high) return tl::unexpected(high.error());
  if (*high < *low) return tl::make_unexpected("the second time must not be shorter");
  return Wait{*low, *high};
}

ParsedStep parse_repeat(std::string_view text) {
  if (text == "forever") return Repeat{};
  const auto passes = sim::parse_number(text, 1, passes_max);
  if (!passes) return tl::unexpected(passes.error() + ", nor forever");
  return Repeat{static_cast<std::uint32_t>(*passes)};
}

ParsedStep parse_end(std::string_view text) {
  if (!text.empty()) return tl::make_unexpected("nothing may stand behind ! end");
  return EndRepeat{};
}

struct Action {
  std::string_view name;
  ParsedStep (*parse)(std::string_view text);
};

constexpr Action actions[] = {
    {"! wait", parse_wait}, {"! repeat", parse_repeat}, {"! end", parse_end}};

ParsedStep parse_step(std::string_view line) {
  for (const Action& action : actions) {
    if (!line.starts_with(action.name)) continue;
    const std::string_view rest = line.substr(action.name.size());
    if (rest.empty()) return action.parse(rest);
    if (rest.starts_with(' ')) return action.parse(rest.substr(1));
  }
  auto parsed = sim::parse_step(line);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  return std::visit([](auto&& each) { return adapt(std::forward<decltype(each)>(each)); },
                    std::move(*parsed));
}

class Parser {
 public:
  explicit Parser(std::string name) { script_.head.name = std::move(name); }

  using Done = tl::expected<void, std::string>;

  Done take(std::string_view line) {
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) return {};
    if (line.starts_with('#')) return take_comment(line);
    ParsedStep step = parse_step(line);
    if (!step) return tl::unexpected(std::move(step.error()));
    script_.steps.push_back({line_, patience_, std::move(*step)});
    return nest();
  }

  /// Repetitions whose end is missing, and what the script as a whole must have.
  Done finish() {
    if (!open_.empty()) {
      line_ = script_.steps[open_.back()].line;
      return tl::make_unexpected("this repetition has no ! end");
    }
    if (script_.steps.empty()) {
      line_ = 1;
      return tl::unexpected(std::string(sim::no_step_text));
    }
    return {};
  }

  [[nodiscard]] std::string place() const { return fmt::format("{}:{}", script_.head.name, line_); }
  [[nodiscard]] Script& script() { return script_; }

 private:
  /// Headers are those of a dialogue, but the time for answers may change below the top.
  Done take_comment(std::string_view comment) {
    sim::Dialogue header;
    if (auto taken = sim::take_comment(header, line_, comment); !taken) return taken;
    if (header.wait) patience_ = *header.wait;
    if (header.broker) {
      return tl::make_unexpected("the brokers of a fleet are named by --broker, not here");
    }
    if (header.echo) return tl::make_unexpected("the echo is off in a fleet");
    const bool is_top_only =
        header.holds_for_all_profiles || !header.profiles.empty() || !header.settings.empty();
    if (is_top_only && !script_.steps.empty()) {
      return tl::make_unexpected("this header stands below the first line of the script");
    }
    sim::Dialogue& head = script_.head;
    head.holds_for_all_profiles |= header.holds_for_all_profiles;
    std::ranges::move(header.profiles, std::back_inserter(head.profiles));
    std::ranges::move(header.settings, std::back_inserter(head.settings));
    return {};
  }

  /// Lets the beginning and the end of a repetition know of each other. A repetition in which
  /// nothing takes time would never let another modem have a turn.
  Done nest() {
    const std::size_t last = script_.steps.size() - 1;
    if (std::holds_alternative<Repeat>(script_.steps[last].what)) {
      if (open_.size() == repeat_depth_max) {
        return tl::unexpected(
            fmt::format("repetitions stand inside each other {} deep at most", repeat_depth_max));
      }
      open_.push_back(last);
    } else if (auto* end = std::get_if<EndRepeat>(&script_.steps[last].what)) {
      if (open_.empty()) return tl::make_unexpected("there is no ! repeat that this would end");
      const std::size_t begin = open_.back();
      open_.pop_back();
      if (!has_turn(begin)) {
        return tl::make_unexpected("in this repetition nothing is sent, expected or waited for");
      }
      end->begin = begin + 1;
      std::get<Repeat>(script_.steps[begin].what).end = last;
    }
    return {};
  }

  [[nodiscard]] bool has_turn(std::size_t begin) const {
    return std::any_of(script_.steps.begin() + static_cast<std::ptrdiff_t>(begin),
                       script_.steps.end(), [](const Step& step) {
                         return !std::holds_alternative<Repeat>(step.what) &&
                                !std::holds_alternative<EndRepeat>(step.what);
                       });
  }

  Script script_;
  std::vector<std::size_t> open_;  ///< the repetitions that have no end yet
  Duration patience_ = patience_default;
  int line_ = 0;
};

}  // namespace

std::size_t Script::client_count() const {
  std::set<int> clients;
  for (const Step& step : steps) {
    const auto* send = std::get_if<Send>(&step.what);
    if (send != nullptr && send->command == ClientCommand::connect) clients.insert(send->client);
  }
  return clients.size();
}

bool Script::uses(Text::Placeholder placeholder) const {
  return std::ranges::any_of(steps, [placeholder](const Step& step) {
    const auto* send = std::get_if<Send>(&step.what);
    return send != nullptr && send->text.uses(placeholder);
  });
}

tl::expected<Script, std::string> parse_script(std::string name, std::string_view text) {
  Parser parser(std::move(name));
  Parser::Done done;
  while (done && !text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    done = parser.take(line);
  }
  if (done) done = parser.finish();
  if (!done) return tl::unexpected(fmt::format("{}: {}", parser.place(), done.error()));
  return std::move(parser.script());
}

}  // namespace atmqtt::fleet
