#pragma once

#include "atmqtt/config.hpp"

namespace atmqtt::io {

/// The keyed hash of ModemConfig::hmac, from OpenSSL. Empty when the library refuses the algorithm,
/// as it may refuse MD5 by the system's policy.
[[nodiscard]] std::string hmac(HashAlgorithm algorithm, std::string_view key,
                               std::string_view message);

}  // namespace atmqtt::io
