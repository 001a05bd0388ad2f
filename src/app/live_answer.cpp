#include "app/live_answer.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>

namespace atmqtt::app {
namespace {

/// Commands whose OK is followed by a result of the network, or preceded: modules differ.
constexpr std::string_view with_result[] = {"CMQTTSTART", "CMQTTSTOP", "CMQTTCONNECT", "CMQTTDISC",
                                            "CMQTTPUB",   "CMQTTSUB",  "CMQTTUNSUB"};

/// How the line begins that tells the result of the network; empty if there is none.
std::string result_of(std::string_view line) {
  std::string name(line.substr(0, line.find_first_of("=?")));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char octet) { return static_cast<char>(std::toupper(octet)); });
  if (!name.starts_with("AT+") || line.ends_with('?')) return {};
  name.erase(0, 3);
  const bool has_result =
      std::find(std::begin(with_result), std::end(with_result), name) != std::end(with_result);
  return has_result ? "+" + name + ": " : std::string();
}

}  // namespace

bool ends_with_prompt(std::string_view output) {
  while (output.ends_with(' ') || output.ends_with('\r') || output.ends_with('\n')) {
    output.remove_suffix(1);
  }
  return output == ">" || output.ends_with("\n>");
}

bool is_answered(std::string_view line, std::string_view output) {
  if (ends_with_prompt(output)) return true;
  const std::string result = result_of(line);
  bool has_ok = false;
  bool has_result = result.empty();
  while (!has_ok || !has_result) {
    const std::size_t end = output.find('\r');
    if (end == std::string_view::npos) return false;
    const std::string_view text = output.substr(0, end);
    output.remove_prefix(end + 1);
    // Under ATV0 a code is a digit, and CR alone ends its line.
    const bool is_code = !output.starts_with('\n');
    if (text.find("ERROR") != std::string_view::npos || (is_code && text == "4")) return true;
    has_ok |= text == "OK" || (is_code && text == "0");
    has_result |= text.starts_with(result);
    if (!is_code) output.remove_prefix(1);
  }
  return true;
}

}  // namespace atmqtt::app
