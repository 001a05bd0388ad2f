// Changes an input by whole lines as often as by octets: repeats, removes and exchanges lines, puts
// in a command of the command reference with values at the ends of their ranges, and puts a number
// in the place of another.

#include "modem/command_reference.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max,
                                    unsigned seed);
}

namespace atmqtt {
namespace {

using Random = std::minstd_rand;
using Lines = std::vector<std::string>;

std::size_t below(Random& random, std::size_t count) { return random() % count; }

Lines split(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    lines.emplace_back(line);
  }
  return lines;
}

/// Each form of each command as the reference writes it: AT+NAME=<first>,"<second>"[,<third>].
const Lines& command_forms() {
  static const Lines forms = [] {
    Lines found;
    for (const std::string& line : split(command_reference({}, true))) {
      if (!line.starts_with("| `AT")) continue;
      std::string form = line.substr(3, line.find('`', 3) - 3);
      found.push_back(form.substr(0, form.find(", then data")));
    }
    return found;
  }();
  return forms;
}

const char* const values[] = {"0",          "1",          "2",     "3",
                              "5",          "10",         "60",    "61",
                              "4",          "180",        "128",   "1024",
                              "10240",      "2147483648", "x",     "",
                              "-1",         "a/b",        "a.pem", "tcp://test.example:1883",
                              "sslversion", "#"};

std::string value(Random& random) { return values[below(random, std::size(values))]; }

/// A command of the form, a value in the place of each parameter; optional ones may be absent.
std::string make_command(Random& random) {
  const std::string& form = command_forms()[below(random, command_forms().size())];
  std::string command;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '<') {
      command += value(random);
      i = std::min(form.find('>', i), form.size());
    } else if (form[i] == '[' && below(random, 2) == 0) {
      break;
    } else if (form[i] != '[' && form[i] != ']') {
      command += form[i];
    }
  }
  return command;
}

void replace_number(std::string& line, Random& random) {
  const std::size_t first = line.find_first_of("0123456789", below(random, line.size() + 1));
  if (first == std::string::npos) return;
  const std::size_t end = std::min(line.find_first_not_of("0123456789", first), line.size());
  line.replace(first, end - first, value(random));
}

void mutate(Lines& lines, Random& random) {
  if (lines.empty()) lines.emplace_back();
  const auto at = static_cast<std::ptrdiff_t>(below(random, lines.size()));
  const auto other = static_cast<std::ptrdiff_t>(below(random, lines.size()));
  // Lines that a host types stand behind a mark in a dialogue, and alone in a list of commands.
  const bool is_dialogue = !lines[0].starts_with("AT");
  switch (below(random, 6)) {
    case 0: lines.insert(lines.begin() + other, std::string(lines.begin()[at])); break;
    case 1: lines.erase(lines.begin() + at); break;
    case 2: std::swap(lines.begin()[at], lines.begin()[other]); break;
    case 3: replace_number(lines.begin()[at], random); break;
    case 4: {
      std::string command = (is_dialogue ? "> " : "") + make_command(random);
      if (is_dialogue)
        lines.insert(lines.begin() + at, std::move(command));
      else
        lines[0] = std::move(command);
      break;
    }
    default: lines.begin()[at] += ";" + make_command(random).substr(2);
  }
}

}  // namespace
}  // namespace atmqtt

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max,
                                    unsigned seed) {
  using namespace atmqtt;
  Random random(seed);
  if (below(random, 2) == 0) return LLVMFuzzerMutate(data, size, size_max);
  Lines lines = split({reinterpret_cast<const char*>(data), size});
  mutate(lines, random);
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  const std::size_t new_size = std::min(text.size(), size_max);
  std::copy_n(text.begin(), new_size, data);
  return new_size;
}
