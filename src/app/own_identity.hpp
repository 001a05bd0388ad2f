#pragma once

#include "atmqtt/config.hpp"

namespace atmqtt::app {

/// Gives the modem of that number among those of a process an IMEI, IMSI and ICCID of its own, with
/// their check digits. Modem 1 has those of the profile; in those of the others the digits that
/// tell devices and subscribers apart are greater by one each, until after a million IMEIs they
/// begin anew. An identity that the settings do not have from the profiles stays. Needs: number >
/// 0.
void give_own_identity(DeviceSettings& settings, int number);

}  // namespace atmqtt::app
