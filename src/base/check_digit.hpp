#pragma once

#include <string_view>

namespace atmqtt {

/// The check digit of digits by Luhn's formula (ISO/IEC 7812-1), as it stands behind those of an
/// IMEI (3GPP TS 23.003) and an ICCID (ITU-T E.118). Needs: digits only.
[[nodiscard]] char check_digit_of(std::string_view digits);

/// Whether the last digit is the check digit of the others. Needs: digits only.
[[nodiscard]] bool has_right_check_digit(std::string_view digits);

}  // namespace atmqtt
