#pragma once

#include "atmqtt/config.hpp"
#include "base/compact_text.hpp"

#include <string>
#include <string_view>

namespace atmqtt::cmqtt {

/// The device's three strings of AT+CMQTTCFG="aliauth". Absent when the product key is empty.
struct Aliauth {
  CompactText productkey;
  CompactText devicename;
  CompactText devicesecret;
};

/// What CONNECT carries when a device signs in to Alibaba Cloud IoT.
struct AliauthCredentials {
  std::string client_id;
  std::string user_name;
  std::string password;
};

/// Signs by MB 5.1 with the choices of decision D10, which the settings aliauth.* hold. `client_id`
/// is that of ACCQ, `server_type` its 0 or 1. Needs: config.hmac.
[[nodiscard]] AliauthCredentials sign(const Aliauth& device, std::string_view client_id,
                                      int server_type, const ModemConfig& config);

}  // namespace atmqtt::cmqtt
