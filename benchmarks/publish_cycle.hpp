#pragma once

#include <string_view>

/// One publish cycle on the line: what the host says and what a modem without echo answers.
namespace publish_cycle {

struct Step {
  std::string_view said;
  std::string_view answer;
};

inline constexpr std::string_view topic = "plant/7/state";
inline constexpr std::string_view payload =
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123"
    "456789";

inline constexpr Step entry_steps[] = {
    {"AT+CMQTTTOPIC=0,13\r", "\r\n>"},
    {topic, "\r\nOK\r\n"},
    {"AT+CMQTTPAYLOAD=0,100\r", "\r\n>"},
    {payload, "\r\nOK\r\n"},
};

/// By QoS.
inline constexpr std::string_view publish_commands[] = {
    "AT+CMQTTPUB=0,0,60\r", "AT+CMQTTPUB=0,1,60\r", "AT+CMQTTPUB=0,2,60\r"};

inline constexpr std::string_view ok = "\r\nOK\r\n";
inline constexpr std::string_view result = "\r\n+CMQTTPUB: 0,0\r\n";

}  // namespace publish_cycle
