#pragma once

#include "io/tls_context.hpp"

#include <tl/expected.hpp>

#include <map>
#include <memory>
#include <string>

namespace atmqtt::io {

/// A session of a server that can be resumed.
struct TlsSessionSlot {
  std::unique_ptr<SSL_SESSION, FreeSsl> session;
};

/// The contexts in use on one event loop. Links with the same settings share one, and links to the
/// same server resume one session, so that many clients cost little. Bounded: beyond its limits a
/// connection gets a context of its own and resumes nothing.
class TlsContexts {
 public:
  TlsContexts() = default;
  TlsContexts(const TlsContexts&) = delete;
  TlsContexts& operator=(const TlsContexts&) = delete;

  /// A new connection with these settings. `server` names the session that it resumes: it tells
  /// apart all that is reached or verified otherwise. It must not outlive the contexts. The error
  /// is that of make_tls_context().
  [[nodiscard]] tl::expected<SslPtr, std::string> connect(const TlsSettings& settings,
                                                          const std::string& server);

 private:
  struct Entry {
    SslContextPtr context;
    std::map<std::string, TlsSessionSlot> sessions;
  };

  std::map<std::string, Entry> entries_;  ///< by a digest of the settings
};

}  // namespace atmqtt::io
