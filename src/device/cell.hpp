#pragma once

#include "atmqtt/config.hpp"
#include "device/radio.hpp"

#include <string>

namespace atmqtt::device {

/// What +CPSI says of the cell, in the layout of its technology: M76 4.2.14.
[[nodiscard]] std::string cell_text(const DeviceSettings& settings, const Radio& radio);

}  // namespace atmqtt::device
