#include "io/hmac.hpp"

#include <openssl/evp.h>

namespace atmqtt::io {

std::string hmac(HashAlgorithm algorithm, std::string_view key, std::string_view message) {
  static constexpr const char* digests[] = {"MD5", "SHA1", "SHA256"};
  std::string result(EVP_MAX_MD_SIZE, '\0');
  std::size_t size = 0;
  // A null pointer would mean "no key" and not "an empty key".
  const char* const key_octets = key.empty() ? "" : key.data();
  const auto* octets = reinterpret_cast<const unsigned char*>(message.data());
  const bool is_done =
      ::EVP_Q_mac(nullptr, "HMAC", nullptr, digests[static_cast<std::size_t>(algorithm)], nullptr,
                  key_octets, key.size(), octets, message.size(),
                  reinterpret_cast<unsigned char*>(result.data()), result.size(), &size) != nullptr;
  result.resize(is_done ? size : 0);
  return result;
}

}  // namespace atmqtt::io
