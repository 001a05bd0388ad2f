#include "sim/dialogue.hpp"

#include "base/escape.hpp"
#include "sim/dialogue_header.hpp"
#include "sim/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace atmqtt::sim {
namespace {

constexpr int repetitions_max = 1'000'000;

using ParsedStep = tl::expected<Step::What, std::string>;
using Octets = tl::expected<std::string, std::string>;

Octets parse_octets(std::string_view text) {
  std::string octets;
  if (!unescape(text, octets)) {
    return tl::unexpected(
        fmt::format("unknown escape in '{}' (known: \\r \\n \\t \\0 \\\\ \\xNN)", text));
  }
  if (octets.empty()) return tl::make_unexpected("no octets given");
  return octets;
}

Octets parse_repeated(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return tl::make_unexpected("a count and octets are needed");
  const auto count = parse_number(text.substr(0, blank), 1, repetitions_max);
  if (!count) return tl::unexpected(count.error());
  Octets once = parse_octets(text.substr(blank + 1));
  if (!once) return once;
  std::string octets;
  for (int i = 0; i < *count; ++i) octets += *once;
  return octets;
}

template <typename Kind>
ParsedStep as(Octets octets) {
  if (!octets) return tl::unexpected(std::move(octets.error()));
  return Kind{std::move(*octets)};
}

ParsedStep parse_line(std::string_view text) { return TypeLine{std::string(text)}; }

ParsedStep expect(tl::expected<Pattern, std::string> pattern) {
  if (!pattern) return tl::unexpected(std::move(pattern.error()));
  return ExpectOutput{std::move(*pattern)};
}

ParsedStep parse_answer(std::string_view text) {
  if (text.empty()) return tl::make_unexpected("no text given");
  if (text == ">") return ExpectOutput{Pattern("\r\n>")};
  return expect(parse_pattern(fmt::format("\r\n{}", text), Escapes::none, "\r\n"));
}

ParsedStep parse_further_line(std::string_view text) {
  if (text.empty()) return tl::make_unexpected("no text given");
  return expect(parse_pattern(text, Escapes::none, "\r\n"));
}

ParsedStep parse_raw_output(std::string_view text) {
  if (text.empty()) return tl::make_unexpected("no octets given");
  return expect(parse_pattern(text, Escapes::resolved));
}

ParsedStep parse_repeated_output(std::string_view text) {
  Octets octets = parse_repeated(text);
  if (!octets) return tl::unexpected(std::move(octets.error()));
  return ExpectOutput{Pattern(std::move(*octets))};
}

ParsedStep parse_message(std::string_view text) {
  const auto words = split_words(text);
  if (!words) return tl::unexpected(words.error());
  if (words->size() != 3 || !words->at(1).quoted || !words->at(2).quoted) {
    return tl::make_unexpected("a client, a topic in quotes and a payload in quotes are needed");
  }
  const auto client = parse_number(words->at(0).text, 0, 1);
  if (!client) return tl::unexpected(client.error());
  return ExpectMessage{*client, words->at(1).text, words->at(2).text};
}

template <int client>
ParsedStep parse_packet(std::string_view text) {
  if (text.empty()) return tl::make_unexpected("no packet given");
  return ExpectPacket{client, std::string(text)};
}

ParsedStep parse_action(std::string_view text) {
  auto action = parse_world_action(text);
  if (!action) return tl::unexpected(std::move(action.error()));
  return std::move(*action);
}

/// What a line means by its first characters, longest first. They are followed by a blank, or by
/// nothing.
struct Form {
  std::string_view mark;
  ParsedStep (*parse)(std::string_view text);
};

constexpr Form forms[] = {
    {">>*", [](std::string_view text) { return as<EnterData>(parse_repeated(text)); }},
    {">>", [](std::string_view text) { return as<EnterData>(parse_octets(text)); }},
    {">|", [](std::string_view text) { return as<TypeOctets>(parse_octets(text)); }},
    {">", parse_line},
    {"<rx", parse_message},
    {"<<", parse_raw_output},
    {"<*", parse_repeated_output},
    {"<+", parse_further_line},
    {"<", parse_answer},
    {"=1", parse_packet<1>},
    {"=0", parse_packet<0>},
    {"=", parse_packet<0>},
    {"!", parse_action},
};

class Parser {
 public:
  explicit Parser(std::string name) { dialogue_.name = std::move(name); }

  /// The error is a sentence about this line.
  tl::expected<void, std::string> take(std::string_view line) {
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) return {};
    if (line.starts_with('#')) return take_comment(dialogue_, line_, line);
    ParsedStep step = parse_step(line);
    if (!step) return tl::unexpected(std::move(step.error()));
    dialogue_.steps.push_back({line_, std::move(*step)});
    return {};
  }

  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] Dialogue& dialogue() { return dialogue_; }

 private:
  Dialogue dialogue_;
  int line_ = 0;
};

}  // namespace

ParsedStep parse_step(std::string_view line) {
  if (line.ends_with(' ') || line.ends_with('\t')) {
    return tl::make_unexpected(
        "a blank at the end of the line (write it as \\x20 in a >| or << line)");
  }
  for (const Form& form : forms) {
    if (!line.starts_with(form.mark)) continue;
    const std::string_view rest = line.substr(form.mark.size());
    if (rest.empty()) return form.parse(rest);
    if (rest.starts_with(' ')) return form.parse(rest.substr(1));
  }
  return tl::unexpected(
      fmt::format("'{}' begins with none of # > >| >> >>* < <+ << <* <rx = =1 !", line));
}

tl::expected<Dialogue, std::string> parse_dialogue(std::string name, std::string_view text) {
  Parser parser(std::move(name));
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (const auto taken = parser.take(line); !taken) {
      return tl::unexpected(
          fmt::format("{}:{}: {}", parser.dialogue().name, parser.line(), taken.error()));
    }
  }
  if (parser.dialogue().steps.empty()) {
    return tl::unexpected(fmt::format("{}:1: {}", parser.dialogue().name, no_step_text));
  }
  return std::move(parser.dialogue());
}

}  // namespace atmqtt::sim
