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

/// The line of the result that is still to come behind OK, as far as it is known; or nothing.
std::string result_of(std::string_view line) {
  std::string name(line.substr(0, line.find_first_of("=?")));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char octet) { return static_cast<char>(std::toupper(octet)); });
  if (!name.starts_with("AT+") || line.ends_with('?')) return {};
  name.erase(0, 3);
  const bool has_result =
      std::find(std::begin(with_result), std::end(with_result), name) != std::end(with_result);
  return has_result ? "\r\n+" + name + ": " : std::string();
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
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
  if (const std::size_t error = output.find("ERROR"); error != std::string_view::npos) {
    return contains(output.substr(error), "\r\n");
  }
  return contains(output, "\r\nOK\r\n") && contains(output, result_of(line));
}

}  // namespace atmqtt::app
