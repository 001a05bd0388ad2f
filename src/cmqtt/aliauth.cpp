#include "cmqtt/aliauth.hpp"

#include "base/check.hpp"

#include <fmt/format.h>

#include <iterator>

namespace atmqtt::cmqtt {
namespace {

std::string_view word_of(HashAlgorithm signmethod) {
  switch (signmethod) {
    case HashAlgorithm::md5: return "hmacmd5";
    case HashAlgorithm::sha1: return "hmacsha1";
    case HashAlgorithm::sha256: return "hmacsha256";
  }
  return {};
}

std::string hex(std::string_view octets) {
  std::string text;
  for (const char octet : octets) {
    fmt::format_to(std::back_inserter(text), "{:02x}", static_cast<unsigned char>(octet));
  }
  return text;
}

}  // namespace

AliauthCredentials sign(const Aliauth& device, std::string_view client_id, int server_type,
                        const ModemConfig& config) {
  CHECK(config.hmac != nullptr);
  const ServiceSettings& settings = config.settings;
  const std::string id = settings.aliauth_id.empty() ? std::string(client_id) : settings.aliauth_id;
  const int by_type = server_type == 0 ? 3 : 2;
  const int securemode = settings.aliauth_securemode == 0 ? by_type : settings.aliauth_securemode;
  const std::string& timestamp = settings.aliauth_timestamp;

  AliauthCredentials credentials;
  credentials.client_id = fmt::format("{}|securemode={},signmethod={}{}{}|", id, securemode,
                                      word_of(settings.aliauth_signmethod),
                                      timestamp.empty() ? "" : ",timestamp=", timestamp);
  credentials.user_name = fmt::format("{}&{}", device.devicename.view(), device.productkey.view());
  // The keys in alphabetical order, name directly followed by value.
  const std::string message =
      fmt::format("clientId{}deviceName{}productKey{}{}{}", id, device.devicename.view(),
                  device.productkey.view(), timestamp.empty() ? "" : "timestamp", timestamp);
  credentials.password =
      hex(config.hmac(settings.aliauth_signmethod, device.devicesecret, message));
  return credentials;
}

}  // namespace atmqtt::cmqtt
