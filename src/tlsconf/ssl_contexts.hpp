#pragma once

#include "base/compact_text.hpp"

#include <map>

namespace atmqtt::tlsconf {

/// One SSL context of AT+CSSLCFG. The members are named after its options (MB 6.1).
struct SslContext {
  int sslversion{};
  int authmode = 0;
  int ignorelocaltime = 1;
  int negotiatetime = 300;
  CompactText cacert{};
  CompactText clientcert{};
  CompactText clientkey{};
  int enable_sni = 0;
  CompactText password{};      ///< the name of a file that holds it
  CompactText keypwd{};        ///< the password itself
  CompactText ciphersuites{};  ///< as a hexadecimal number, empty while it was not set
  int ignorecertcn = 0;
  int use_tickets = 0;

  [[nodiscard]] bool checks_server() const { return authmode == 1 || authmode == 2; }
  [[nodiscard]] bool shows_certificate() const { return authmode == 2 || authmode == 3; }
};

/// The ten contexts. They live until reset, and only those that were touched take memory.
class SslContexts {
 public:
  static constexpr int count = 10;

  /// With the sslversion that stands for all versions: contexts have it until another is set.
  explicit SslContexts(int sslversion_all) : untouched_{.sslversion = sslversion_all} {}

  /// Needs: 0 <= index < count.
  [[nodiscard]] const SslContext& get(int index) const;
  [[nodiscard]] SslContext& edit(int index) {
    return touched_.try_emplace(index, untouched_).first->second;
  }

 private:
  SslContext untouched_;
  std::map<int, SslContext> touched_;
};

}  // namespace atmqtt::tlsconf
