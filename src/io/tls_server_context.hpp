#pragma once

#include "io/tls_context.hpp"

#include <tl/expected.hpp>

#include <optional>
#include <string>

namespace atmqtt::io {

/// The files of a server that speaks TLS, all PEM.
struct TlsServerFiles {
  std::string certificate;  ///< with the chain behind it, if there is one
  std::string key;
  std::optional<std::string> ca;  ///< clients must show a certificate that one of these has signed
};

/// TLS 1.2 and 1.3 at the system's level. The error names the file that cannot be used and why.
[[nodiscard]] tl::expected<SslContextPtr, std::string> make_tls_server_context(
    const TlsServerFiles& files);

}  // namespace atmqtt::io
