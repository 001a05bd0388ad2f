#include "at/cme_error.hpp"

namespace atmqtt::at {

std::string_view text_of(CmeError error) {
  switch (error) {
    case CmeError::operation_not_allowed: return "operation not allowed";
    case CmeError::operation_not_supported: return "operation not supported";
    case CmeError::sim_not_inserted: return "SIM not inserted";
    case CmeError::sim_pin_required: return "SIM PIN required";
    case CmeError::sim_puk_required: return "SIM PUK required";
    case CmeError::sim_failure: return "SIM failure";
    case CmeError::sim_busy: return "SIM busy";
    case CmeError::sim_wrong: return "SIM wrong";
    case CmeError::incorrect_password: return "incorrect password";
    case CmeError::memory_full: return "memory full";
    case CmeError::invalid_index: return "invalid index";
    case CmeError::not_found: return "not found";
    case CmeError::memory_failure: return "memory failure";
    case CmeError::text_string_too_long: return "text string too long";
    case CmeError::invalid_characters_in_text_string: return "invalid characters in text string";
    case CmeError::no_network_service: return "no network service";
    case CmeError::network_timeout: return "network timeout";
    case CmeError::incorrect_parameters: return "Incorrect parameters";
    case CmeError::unknown: return "Unknown";
  }
  return {};
}

}  // namespace atmqtt::at
