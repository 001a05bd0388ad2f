#pragma once

#include "atmqtt/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace atmqtt {

/// A certificate or key: its name in the store, for reasons in words, and its octets as they were
/// entered, PEM or DER.
struct TlsFile {
  std::string name;
  std::string content;
};

/// Which versions of TLS a link may speak.
enum class TlsVersion : unsigned char { ssl3, tls1_0, tls1_1, tls1_2, tls1_3, all };

/// How a link is secured: everything that AT+CSSLCFG has said, complete.
struct TlsSettings {
  TlsVersion version = TlsVersion::all;
  bool allows_legacy = false;  ///< with `all`: TLS 1.0 and 1.1 too

  std::optional<TlsFile> trusted;  ///< the server's chain is checked against these
  bool checks_name = true;         ///< and so is its name, when the chain is
  bool checks_dates = false;
  std::chrono::sys_seconds clock{};  ///< the module's, by which dates are judged

  std::optional<TlsFile> certificate;  ///< shown to a server that asks, with its key
  std::optional<TlsFile> key;
  std::string key_password;

  bool sends_server_name = false;  ///< SNI
  Duration handshake_limit = std::chrono::seconds(300);
  std::optional<std::uint16_t> ciphersuite{};  ///< the only one, in IANA's numbers
};

}  // namespace atmqtt
