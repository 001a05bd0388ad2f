#pragma once

#include <string_view>

namespace atmqtt::at {

/// What +CME ERROR says, with its numbers from 27.007 9.2: those that the commands around MQTT can
/// come to. The commands of the MQTT chapter never use them.
enum class CmeError : unsigned char {
  operation_not_allowed = 3,
  operation_not_supported = 4,
  sim_not_inserted = 10,
  sim_pin_required = 11,
  sim_puk_required = 12,
  sim_failure = 13,
  sim_busy = 14,
  sim_wrong = 15,
  incorrect_password = 16,
  memory_full = 20,
  invalid_index = 21,
  not_found = 22,
  memory_failure = 23,
  text_string_too_long = 24,
  invalid_characters_in_text_string = 25,
  no_network_service = 30,
  network_timeout = 31,
  incorrect_parameters = 50,
  unknown = 100,
};

/// The text under AT+CMEE=2.
[[nodiscard]] std::string_view text_of(CmeError error);

}  // namespace atmqtt::at
